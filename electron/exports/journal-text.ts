/**
 * What the plain-text accounting formats share: every journal row with postings becomes a transaction, accounts
 * and commodities are declared where they first appear, and control totals stand at the end. A format adds its
 * dialect. Viewers' text reaches the file only through `displayText` and the dialect's own quoting.
 */
import { currencyExponent } from '../../shared/currency.ts';
import { decimalString } from '../../shared/money.ts';
import type { JournalExportRow } from '../../shared/export-rows.ts';
import { postingsOf } from '../../shared/ledger/postings.ts';
import type { Posting } from '../../shared/ledger/postings.ts';
import { remembered } from '../../shared/remembered.ts';
import { displayText } from '../../shared/text.ts';
import { controlTotals } from './control-totals.ts';
import type { ControlTotals, ExportChunk, ExportRequest } from './export.ts';
import { isoText } from './instant.ts';
import { journalSums } from './journal-sums.ts';

const ROWS_PER_CHUNK = 500;
const MAX_NAME = 64;
const MAX_NOTE = 200;

const shownName = remembered((raw: string) => displayText(raw, MAX_NAME));

/** A transaction, ready but for the quoting. */
export interface Transaction {
  /** UTC day of the effective time, YYYY-MM-DD. */
  readonly date: string;
  readonly payee: string | null;
  readonly narration: string;
  /** Names and ASCII values without quotes, commas, semicolons or spaces. */
  readonly tags: readonly (readonly [name: string, value: string])[];
  readonly postings: readonly Posting[];
}

/** How a format spells it; each returns whole lines, line end included. */
export interface Dialect {
  readonly name: string;
  header(): string;
  openCommodity(commodity: string): string;
  openAccount(account: string): string;
  transaction(transaction: Transaction): string;
}

/** Amount with the decimals of its currency; other commodities are whole. */
export function amountText(posting: Pick<Posting, 'commodity' | 'amount'>): string {
  return decimalString(posting.amount, currencyExponent(posting.commodity) ?? 0);
}

/** Writes view `journal` in a dialect. Throws for another view, and for a row that cannot be posted. */
export function* writeJournal(
  request: ExportRequest,
  dialect: Dialect,
): Generator<ExportChunk, ControlTotals> {
  if (request.view !== 'journal') {
    throw new Error(`${dialect.name} files are made of the view “journal”, not “${request.view}”`);
  }
  const totals = controlTotals();
  const sums = journalSums();
  const declare = declarations(dialect);
  const { books } = request;
  const lookup = (seq: number) => books.lookup(seq);
  yield { bytes: Buffer.from(dialect.header()), rows: 0 };
  let pending = '';
  for (const row of books.journal()) {
    const postings = postingsOf(row, lookup);
    totals.add(row.platform, row.unit, row.unitsDelta);
    sums.add(row, postings);
    pending +=
      postings.length === 0
        ? withoutPostings(row)
        : `${declare(postings)}\n${dialect.transaction(transactionOf(row, postings))}`;
    if (totals.rows() % ROWS_PER_CHUNK !== 0) continue;
    yield { bytes: Buffer.from(pending), rows: totals.rows() };
    pending = '';
  }
  const trailer = sums.lines().map((line) => `; ${line}\n`);
  yield { bytes: Buffer.from(`${pending}\n${trailer.join('')}`), rows: totals.rows() };
  return totals.result();
}

function declarations(dialect: Dialect): (postings: readonly Posting[]) => string {
  const known = new Set<string>();
  const once = (kind: string, name: string, text: (name: string) => string): string => {
    const key = `${kind}/${name}`;
    if (known.has(key)) return '';
    known.add(key);
    return text(name);
  };
  return (postings) => {
    const lines = postings.map(
      ({ account, commodity }) =>
        once('commodity', commodity, (name) => dialect.openCommodity(name)) +
        once('account', account, (name) => dialect.openAccount(name)),
    );
    const text = lines.join('');
    return text === '' ? '' : `\n${text}`;
  };
}

/** What moves nothing but should not vanish: a gift of unknown price, a lock, an erasure. */
function withoutPostings(row: JournalExportRow): string {
  const when = `\n; ${dateOf(row.effectiveAtMs)} seq ${row.seq}`;
  if (row.kind !== 'gift') return `${when}: ${row.kind}\n`;
  if (row.unitsEach !== null || row.delta === null || row.delta === 0) return '';
  return `${when}: ${row.delta} x gift ${tagValue(row.giftId ?? 'unknown')} in suspense, price not known yet\n`;
}

function transactionOf(row: JournalExportRow, postings: readonly Posting[]): Transaction {
  return {
    date: dateOf(row.effectiveAtMs),
    payee: payeeOf(row),
    narration: narrationOf(row),
    tags: tagsOf(row),
    postings,
  };
}

function payeeOf(row: JournalExportRow): string | null {
  const name = shownName(row.senderName ?? '');
  return name === '' ? null : name;
}

function narrationOf(row: JournalExportRow): string {
  const what =
    row.kind === 'gift' ? giftText(row) : [row.kind, row.platform ?? ''].join(' ').trim();
  const note = row.note === null ? '' : displayText(row.note, MAX_NOTE);
  return note === '' ? what : `${what}: ${note}`;
}

function giftText(row: JournalExportRow): string {
  const name =
    shownName(row.giftName ?? '') ||
    [row.giftKind ?? 'gift', shownName(row.giftId ?? '')].join(' ').trim();
  return row.delta === null || row.delta === 0 ? `${name}, priced` : `${name} x ${row.delta}`;
}

function tagsOf(row: JournalExportRow): Transaction['tags'] {
  const corrects = row.corrects === null ? null : String(row.corrects);
  return [
    ['seq', String(row.seq)],
    ['kind', row.kind],
    ['time', isoText(row.effectiveAtMs)],
    ...(row.giftKey === null ? [] : [['gift_key', tagValue(row.giftKey)] as const]),
    ...(corrects === null ? [] : [['corrects', corrects] as const]),
  ];
}

/** Gift keys are percent-encoded already; whatever else might end or split a tag follows suit. */
function tagValue(raw: string): string {
  return raw
    .toWellFormed()
    .replace(/[^A-Za-z0-9|%._~!*()-]/gu, (character) =>
      character === "'" ? '%27' : encodeURIComponent(character),
    );
}

/** Neither program knows years of five digits; the exact time stands in the tag `time`. */
function dateOf(ms: number): string {
  const iso = isoText(ms);
  return iso.startsWith('+') ? '9999-12-31' : iso.slice(0, 10);
}

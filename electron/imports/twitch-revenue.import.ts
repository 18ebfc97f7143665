/**
 * Twitch: the revenue of a channel by day, as its analytics let it be downloaded (Date, Sub Revenue, Prime Revenue,
 * Bits Revenue, Ad Revenue …, in US dollars). What no gift tells of (ads, game sales …) becomes income held at Twitch.
 * Subs and bits are in the ledger by their own units already: their money becomes a figure, which books nothing and
 * is what `reconcile --platform twitch --unit USD` compares with.
 */
import { checkEntry } from '../../shared/ledger/entries.ts';
import type { ImportRow } from '../../shared/ledger/import-row.ts';
import { checkStatement } from '../../shared/ledger/statement.ts';
import { parseMinor } from '../../shared/money.ts';
import { readAmount } from './amounts.ts';
import { columnNamed, plainName } from './column-names.ts';
import { readDate } from './dates.ts';
import { defineImport } from './import.ts';
import type { RecordResult, Spelling } from './import.ts';
import { occurrenceCounter } from './occurrences.ts';
import { UnreadableFile } from './table.ts';
import type { TableRecord } from './table.ts';

const DATE = ['date', 'day'];
/** Their gifts are in the ledger. */
const BOOKED_ELSEWHERE =
  /^(?:total)?(?:sub|subs|subscription|prime|primesub|gifted?sub|giftsubs?|bits?|cheer)[a-z]*(?:revenue|earnings)$/;
const INCOME: readonly (readonly [RegExp, string])[] = [
  [/^(?:ad|ads|advertising)(?:revenue|earnings)$/, 'ads'],
  [/^(?:game|gamesales)(?:revenue|earnings)$/, 'game-sales'],
  [/^(?:bounty|bountyboard|sponsorship)[a-z]*(?:revenue|earnings)$/, 'sponsors'],
  [/^extensions?(?:revenue|earnings)$/, 'extensions'],
];
const CURRENCY = 'USD';
const DAY_MS = 86_400_000;
const FAR_AHEAD_MS = Date.UTC(9_000, 0, 1);

interface MoneyColumn {
  readonly at: number;
  /** Null for what gifts tell of. */
  readonly category: string | null;
}

export default defineImport({
  id: 'twitch-revenue',
  recognises: (columns) =>
    columnNamed(columns, DATE) !== undefined &&
    columns.some((name) => /^(?:sub|subscription|prime|bits|ad)s?revenue$/.test(plainName(name))),
  open({ columns }, choices) {
    const date = columnNamed(columns, DATE);
    const money = columns.flatMap((name, at) => moneyColumn(name, at));
    if (date === undefined || money.length === 0) {
      throw new UnreadableFile(
        'column_missing',
        `The file has no date and revenue columns of Twitch. It has: ${columns.slice(0, 40).join(', ')}.`,
      );
    }
    const dateAt = columns.indexOf(date);
    const currency = choices.currency ?? CURRENCY;
    return {
      dates: [dateAt],
      amounts: money.map(({ at }) => at),
      begin(spelling) {
        const count = occurrenceCounter();
        return (record) => dayOf(record, { dateAt, money, currency }, spelling, count);
      },
    };
  },
});

function moneyColumn(name: string, at: number): readonly MoneyColumn[] {
  const plain = plainName(name);
  if (BOOKED_ELSEWHERE.test(plain)) return [{ at, category: null }];
  const found = INCOME.find(([pattern]) => pattern.test(plain));
  return found === undefined ? [] : [{ at, category: found[1] }];
}

function dayOf(
  { line, cells }: TableRecord,
  columns: {
    readonly dateAt: number;
    readonly money: readonly MoneyColumn[];
    readonly currency: string;
  },
  spelling: Spelling,
  count: ReturnType<typeof occurrenceCounter>,
): RecordResult {
  const { currency } = columns;
  const atMs = readDate(cells[columns.dateAt] ?? '', spelling.dateFormat, spelling.zone);
  if (atMs === undefined) {
    return {
      fault: {
        code: 'date_malformed',
        message: `“${cells[columns.dateAt] ?? ''}” is not a date like the others of its column.`,
      },
    };
  }
  const rows: ImportRow[] = [];
  let ofGifts = 0;
  for (const { at, category } of columns.money) {
    const cell = (cells[at] ?? '').trim();
    const read = cell === '' ? null : readAmount(cell, spelling.decimal);
    const minor = cell === '' ? 0 : parseMinor(read?.text ?? '', currency);
    if (minor === undefined || read?.negative === true) {
      return {
        fault: { code: 'amount_malformed', message: `“${cell}” is not an amount of ${currency}.` },
      };
    }
    if (minor === 0) continue;
    if (category === null) {
      ofGifts += minor;
      continue;
    }
    const checked = checkEntry(
      {
        ...{ kind: 'income', atMs, platform: 'twitch', unit: currency, units: minor },
        ...{ heldAt: 'platform', category },
      },
      FAR_AHEAD_MS,
    );
    if (!checked.ok) return { fault: { code: checked.code, message: checked.message } };
    const occurrence = count([checked.entry]);
    if ('code' in occurrence) return { fault: occurrence };
    rows.push({
      ...{ type: 'entry', line, entry: checked.entry },
      note: null,
      occurrence: occurrence.number,
    });
  }
  if (ofGifts === 0) return { rows };
  const figure = checkStatement(
    {
      ...{ platform: 'twitch', unit: currency, fromMs: atMs, toMs: atMs + DAY_MS, sessionNo: null },
      ...{ units: ofGifts, note: 'subs and bits' },
    },
    FAR_AHEAD_MS,
  );
  if (!figure.ok) return { fault: { code: figure.code, message: figure.message } };
  return { rows: [...rows, { type: 'figure', line, statement: figure.statement }] };
}

/** Reads the lines of somebody's table as tips or payouts, by what their columns were said to mean. */
import type { ImportMapping, MappedColumn } from '../../shared/import-mapping.ts';
import { isCurrency } from '../../shared/currency.ts';
import { checkEntry } from '../../shared/ledger/entries.ts';
import { messageKey } from '../../shared/ledger/gift-key.ts';
import { parseMinor } from '../../shared/money.ts';
import { MAX_UNITS_PER_GIFT } from '../../shared/units.ts';
import { readAmount } from './amounts.ts';
import { readDate } from './dates.ts';
import type { ImportChoices, RecordReader, RecordResult, Spelling } from './import.ts';
import { occurrenceCounter } from './occurrences.ts';
import { UnreadableFile } from './table.ts';
import type { Fault, TableRecord } from './table.ts';

const LONGEST_NAME = 200;
const LONGEST_ID = 200;
const LONGEST_NOTE = 2_000;
/** The ledger itself looks at the date. */
const FAR_AHEAD_MS = Date.UTC(9_000, 0, 1);
const PAID =
  /^(?:paid|complete[d]?|success(?:ful)?|succeeded|settled|sent|approved|allowed|done)?$/i;
const TAKEN_BACK = /refund|charge ?back|revers|dispute/i;

interface Asked {
  readonly mapping: ImportMapping;
  readonly at: ReadonlyMap<MappedColumn, number>;
  readonly currency: string | null;
}

/** A line in the terms of its mapping. Amounts are minor units. */
interface MappedLine {
  readonly line: number;
  readonly atMs: number;
  readonly currency: string;
  readonly text: (column: MappedColumn) => string | null;
  readonly minor: (column: MappedColumn) => number | undefined;
}

class Refused extends Error {
  readonly fault: Fault;

  constructor(code: string, message: string) {
    super(message);
    this.fault = { code, message };
  }
}

/** Throws UnreadableFile when a column that was named is not there. */
export function mappedReader(
  columns: readonly string[],
  mapping: ImportMapping,
  choices: Pick<ImportChoices, 'currency'>,
): RecordReader {
  const at = new Map<MappedColumn, number>();
  for (const [meaning, name] of Object.entries(mapping.columns)) {
    if (name === undefined) continue;
    const place = columns.indexOf(name);
    if (place < 0) {
      throw new UnreadableFile(
        'column_missing',
        `The file has no column “${name}”. It has: ${columns.slice(0, 40).join(', ')}.`,
      );
    }
    at.set(meaning as MappedColumn, place);
  }
  if (!at.has('amount') && !(mapping.kind === 'payouts' && at.has('net'))) {
    throw new UnreadableFile('column_missing', 'Say which column holds the amount.');
  }
  const asked = { mapping, at, currency: mapping.currency ?? choices.currency };
  const places = (...names: MappedColumn[]) => names.flatMap((name) => at.get(name) ?? []);
  return {
    dates: places('date'),
    amounts: places('amount', 'fee', 'tax', 'net'),
    begin(spelling) {
      const count = occurrenceCounter();
      return (record) => {
        try {
          const read = readLine(record, asked, spelling);
          if (read === null) return { rows: [] };
          return mapping.kind === 'tips' ? tipOf(read, asked, count) : payoutOf(read, asked, count);
        } catch (error) {
          if (error instanceof Refused) return { fault: error.fault };
          throw error;
        }
      };
    },
  };
}

/** Null for a line that says that no money came. */
function readLine(record: TableRecord, asked: Asked, spelling: Spelling): MappedLine | null {
  const text = (column: MappedColumn): string | null => {
    const place = asked.at.get(column);
    const cell = place === undefined ? null : (record.cells[place] ?? null);
    const trimmed = cell?.replaceAll('\0', '').trim() ?? '';
    return trimmed === '' ? null : trimmed;
  };
  const status = text('status');
  if (status !== null && TAKEN_BACK.test(status)) {
    throw new Refused(
      'taken_back',
      `The line is a payment that was taken back (“${status}”). Record it: coinfall record refund --help`,
    );
  }
  if (status !== null && !PAID.test(status)) return null;
  const dateText = text('date');
  const atMs =
    dateText === null ? undefined : readDate(dateText, spelling.dateFormat, spelling.zone);
  if (atMs === undefined) {
    throw new Refused(
      'date_malformed',
      `“${dateText ?? ''}” is not a date like the others of its column.`,
    );
  }
  const amountText = text('amount') ?? text('net') ?? '';
  const amount = readAmount(amountText, spelling.decimal);
  if (amount === null) throw new Refused('amount_malformed', `“${amountText}” is not an amount.`);
  const named = (text('currency') ?? amount.currency ?? asked.currency ?? '').toUpperCase();
  if (!isCurrency(named)) {
    throw new Refused(
      'currency_unknown',
      named === ''
        ? 'Nothing says in which currency the amount is. Choose one.'
        : `“${named}” is not a currency.`,
    );
  }
  const minor = (column: MappedColumn): number | undefined => {
    const cell = text(column);
    if (cell === null) return undefined;
    const read = readAmount(cell, spelling.decimal);
    const value = read === null ? undefined : parseMinor(read.text, named);
    if (value === undefined)
      throw new Refused('amount_malformed', `“${cell}” is not an amount of ${named}.`);
    // What is kept by others is written either way.
    if (read?.negative === true && column !== 'fee' && column !== 'tax') {
      throw new Refused(
        'amount_negative',
        `${cell} is not money that came in. Record what was given back by hand.`,
      );
    }
    return value;
  };
  return { line: record.line, atMs, currency: named, text, minor };
}

function tipOf(
  read: MappedLine,
  { mapping }: Asked,
  count: ReturnType<typeof occurrenceCounter>,
): RecordResult {
  const { line, atMs, currency } = read;
  const minor = read.minor('amount') ?? 0;
  if (minor === 0) return { rows: [] };
  if (minor > MAX_UNITS_PER_GIFT) {
    throw new Refused('worth_implausible', 'This is more than one tip can be worth.');
  }
  const name = read.text('name')?.toWellFormed().slice(0, LONGEST_NAME) ?? null;
  const giftKey = tipKey(read, mapping.platform, { name, minor }, count);
  return {
    rows: [
      {
        ...{ type: 'gift', line, giftKey, platform: mapping.platform, kind: 'tip' },
        ...{ effectiveAtMs: atMs, firstAtMs: atMs, lastAtMs: atMs },
        gift: { id: null, name: null },
        sender: { id: null, handle: null, name },
        receiverId: null,
        ...{
          quantity: 1,
          unit: currency,
          units: minor,
          status: 'settled',
          booked: true,
          sources: [],
        },
      },
    ],
  };
}

/** With the platform's own id the same tip is the same gift, also where Coinfall has seen it live. */
function tipKey(
  read: MappedLine,
  platform: string,
  content: { readonly name: string | null; readonly minor: number },
  count: ReturnType<typeof occurrenceCounter>,
): string {
  const id = read.text('id');
  if (id !== null && id.length <= LONGEST_ID) return messageKey(platform, id);
  const occurrence = count([read.atMs, content.name, content.minor, read.currency]);
  if ('code' in occurrence) throw new Refused(occurrence.code, occurrence.message);
  return `${platform}|import|${occurrence.hash}|${occurrence.number}`;
}

function payoutOf(
  read: MappedLine,
  { mapping }: Asked,
  count: ReturnType<typeof occurrenceCounter>,
): RecordResult {
  const { line, atMs, currency } = read;
  const feeMinor = read.minor('fee') ?? 0;
  const taxMinor = read.minor('tax') ?? 0;
  const net = read.minor('net');
  const grossMinor = read.minor('amount') ?? (net ?? 0) + feeMinor + taxMinor;
  const netMinor = net ?? grossMinor - feeMinor - taxMinor;
  if (grossMinor === 0) return { rows: [] };
  const payout = { platform: mapping.platform, unit: currency, units: grossMinor, currency };
  const checked = checkEntry(
    { kind: 'payout', atMs, ...payout, ...{ grossMinor, feeMinor, taxMinor, netMinor } },
    FAR_AHEAD_MS,
  );
  if (!checked.ok) throw new Refused(checked.code, checked.message);
  const { entry } = checked;
  const words = [read.text('note'), read.text('id')].filter((text) => text !== null);
  const note = words.join(' · ').toWellFormed().slice(0, LONGEST_NOTE);
  const occurrence = count([entry]);
  if ('code' in occurrence) throw new Refused(occurrence.code, occurrence.message);
  const rest = { note: note === '' ? null : note, occurrence: occurrence.number };
  return { rows: [{ type: 'entry', line, entry, ...rest }] };
}

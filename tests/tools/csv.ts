/** Reads exported CSV as a stranger would: by the outside page alone, with the strictest settings of another parser. */
import { parse } from 'csv-parse/sync';

/** The columns of view `gifts` as the outside was promised them. */
export const GIFT_COLUMNS = [
  'gift_key',
  'effective_at',
  'first_at',
  'last_at',
  'platform',
  'kind',
  'gift_id',
  'gift_name',
  'sender_id',
  'sender_handle',
  'sender_name',
  'receiver_id',
  'quantity',
  'unit',
  'units',
  'status',
  'booked',
  'sources',
  'session_id',
  'estimate_currency',
  'estimate_amount',
  'rate_card',
  'seq',
] as const;

/** The columns of view `journal`. */
export const JOURNAL_COLUMNS = [
  'seq',
  'kind',
  'effective_at',
  'occurred_at',
  'observed_at',
  'gift_key',
  'delta',
  'count_after',
  'unit',
  'units',
  'status_after',
  'corrects',
  'session_id',
  'source',
  'note',
  'hash',
] as const;

export type GiftRow = Readonly<Record<(typeof GIFT_COLUMNS)[number], string>>;
export type JournalRow = Readonly<Record<(typeof JOURNAL_COLUMNS)[number], string>>;

/** Every record, the header included; throws at the first thing that RFC 4180 does not allow. */
export function csvRecords(text: string): readonly (readonly string[])[] {
  return parse(text, { record_delimiter: '\r\n', bom: false });
}

export function giftRows(text: string): readonly GiftRow[] {
  return rows(text, GIFT_COLUMNS) as readonly GiftRow[];
}

export function journalRows(text: string): readonly JournalRow[] {
  return rows(text, JOURNAL_COLUMNS) as readonly JournalRow[];
}

/** Whole worth of the rows that are income, in one unit. */
export function bookedUnits(gifts: readonly GiftRow[], unit: string): bigint {
  return gifts
    .filter((row) => row.booked === 'yes' && row.unit === unit)
    .reduce((sum, row) => sum + BigInt(row.units), 0n);
}

function rows(text: string, columns: readonly string[]): readonly Readonly<object>[] {
  const [header, ...records] = csvRecords(text);
  if (header?.join() !== columns.join()) throw new Error(`Unexpected header: ${String(header)}`);
  return records.map((record) =>
    Object.fromEntries(columns.map((column, at) => [column, record[at] ?? ''])),
  );
}

/** View `gifts`: a row for each gift, with its estimate. */
import { worthOf } from '../../../shared/estimates.ts';
import { RATE_DECIMALS, dayText } from '../../../shared/exchange.ts';
import type { GiftExportRow } from '../../../shared/export-rows.ts';
import { decimalString, femtosDecimal } from '../../../shared/money.ts';
import type { Valuation } from '../../../shared/rates.ts';
import type { ExportRequest } from '../export.ts';
import { columns } from '../table.ts';
import type { Table, TableRow } from '../table.ts';

const COLUMNS = columns({
  gift_key: 'text',
  effective_at: 'time',
  first_at: 'time',
  last_at: 'time',
  platform: 'word',
  kind: 'word',
  gift_id: 'text',
  gift_name: 'text',
  sender_id: 'text',
  sender_handle: 'text',
  sender_name: 'text',
  receiver_id: 'text',
  quantity: 'integer',
  unit: 'word',
  units: 'integer',
  status: 'word',
  booked: 'flag',
  sources: 'text',
  session_id: 'integer',
  estimate_currency: 'word',
  estimate_amount: 'decimal',
  rate_card: 'text',
  seq: 'integer',
});

/** What a gift is worth; undefined when it is no income, its price is not known, or nothing covers it. */
export function giftWorth(row: GiftExportRow, request: ExportRequest): Valuation | undefined {
  if (!row.booked || row.units === null) return undefined;
  const amount = { ...row, atMs: row.effectiveAtMs, units: BigInt(row.units) };
  return worthOf(request.books.rates, amount, request.facts.currency);
}

/** `onRow` sees every gift that passes, with its worth. */
export function giftTable(
  request: ExportRequest,
  onRow: (row: GiftExportRow, worth: Valuation | undefined) => void = () => undefined,
): Table {
  function* rows(): Generator<TableRow> {
    for (const row of request.books.gifts()) {
      const worth = giftWorth(row, request);
      onRow(row, worth);
      yield giftRow(row, worth);
    }
  }
  return { columns: COLUMNS, rows: rows() };
}

function giftRow(row: GiftExportRow, worth: Valuation | undefined): TableRow {
  return {
    platform: row.platform,
    unit: row.unit,
    units: row.booked ? row.units : null,
    cells: [
      row.giftKey,
      row.effectiveAtMs,
      row.firstAtMs,
      row.lastAtMs,
      row.platform,
      row.kind,
      row.giftId,
      row.giftName,
      row.senderId,
      row.senderHandle,
      row.senderName,
      row.receiverId,
      row.quantity,
      row.unit,
      row.units,
      row.status,
      row.booked,
      row.sources.join(' '),
      row.sessionNo,
      worth?.currency ?? null,
      worth === undefined ? null : femtosDecimal(worth.femtos, worth.currency),
      worth === undefined ? null : readThrough(worth),
      row.seq,
    ],
  };
}

/** The card, and the exchange rate with its day where one was needed: “tiktok-coin; USD/EUR 0.92 of 2026-01-30”. */
function readThrough({ rateCard, exchange }: Valuation): string {
  if (exchange === null) return rateCard;
  const { from, to, nanos, entries } = exchange;
  const days = [...new Set(entries.map((entry) => dayText(entry.dayMs)))].join(' and ');
  const rate = decimalString(nanos, RATE_DECIMALS).replace(/\.?0+$/, '');
  return `${rateCard}; ${from}/${to} ${rate} of ${days}`;
}

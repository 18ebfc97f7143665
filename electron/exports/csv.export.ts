/** CSV after RFC 4180: UTF-8, CRLF, a header row, and no cell that a spreadsheet would run as a formula. */
import { stringify } from 'csv-stringify/sync';
import type { GiftExportRow, JournalExportRow } from '../../shared/export-rows.ts';
import { worthOf } from '../../shared/estimates.ts';
import type { RateBook } from '../../shared/estimates.ts';
import { RATE_DECIMALS, dayText } from '../../shared/exchange.ts';
import { decimalString, femtosDecimal } from '../../shared/money.ts';
import { decodeEntry } from '../../shared/ledger/entries.ts';
import type { Valuation } from '../../shared/rates.ts';
import { controlTotals } from './control-totals.ts';
import { defineExport } from './export.ts';
import type { ControlTotals, ExportChunk } from './export.ts';

const ROWS_PER_CHUNK = 500;

export default defineExport({
  id: 'csv',
  extension: 'csv',
  mime: 'text/csv; charset=utf-8',
  views: ['gifts', 'journal'],
  write(request) {
    return request.view === 'gifts'
      ? writeRows(
          GIFT_COLUMNS,
          request.rows,
          (row) => giftCells(row, request),
          (row) => (row.booked ? row.units : null),
        )
      : writeRows(JOURNAL_COLUMNS, request.rows, journalCells, (row) => row.unitsDelta);
  },
});

type Cell = string | number | bigint;

const GIFT_COLUMNS = [
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

function giftCells(
  row: GiftExportRow,
  value: { readonly currency: string; readonly rates: RateBook },
): readonly Cell[] {
  const estimate =
    row.booked && row.units !== null
      ? worthOf(
          value.rates,
          { ...row, atMs: row.effectiveAtMs, units: BigInt(row.units) },
          value.currency,
        )
      : undefined;
  return [
    text(row.giftKey),
    time(row.effectiveAtMs),
    time(row.firstAtMs),
    time(row.lastAtMs),
    row.platform,
    row.kind,
    text(row.giftId),
    text(row.giftName),
    text(row.senderId),
    text(row.senderHandle),
    text(row.senderName),
    text(row.receiverId),
    row.quantity,
    row.unit,
    row.units ?? '',
    row.status,
    row.booked ? 'yes' : 'no',
    text(row.sources.join(' ')),
    row.sessionNo ?? '',
    estimate?.currency ?? '',
    estimate === undefined ? '' : femtosDecimal(estimate.femtos, estimate.currency),
    text(estimate === undefined ? null : readThrough(estimate)),
    row.seq ?? '',
  ];
}

/** The card, and the exchange rate with its day where one was needed: “tiktok-coin; USD/EUR 0.92 of 2026-01-30”. */
function readThrough({ rateCard, exchange }: Valuation): string {
  if (exchange === null) return rateCard;
  const { from, to, nanos, entries } = exchange;
  const days = [...new Set(entries.map((entry) => dayText(entry.dayMs)))].join(' and ');
  const rate = decimalString(nanos, RATE_DECIMALS).replace(/\.?0+$/, '');
  return `${rateCard}; ${from}/${to} ${rate} of ${days}`;
}

const JOURNAL_COLUMNS = [
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

function journalCells(row: JournalExportRow): readonly Cell[] {
  return [
    row.seq,
    row.kind,
    time(row.effectiveAtMs),
    row.occurredAtMs === null ? '' : time(row.occurredAtMs),
    time(row.observedAtMs),
    text(row.giftKey),
    row.delta ?? '',
    row.countAfter ?? '',
    row.unit ?? '',
    row.unitsDelta ?? statedUnits(row),
    row.statusAfter ?? '',
    row.corrects ?? '',
    row.sessionNo ?? '',
    text(row.source),
    text(row.note),
    row.hash,
  ];
}

/** An entry's amount as it was stated; what it moved is for the accounting formats to say. */
function statedUnits({ entry }: JournalExportRow): number | '' {
  const decoded = entry === null ? null : decodeEntry(entry);
  return decoded?.ok === true && 'units' in decoded.entry ? decoded.entry.units : '';
}

function* writeRows<Row extends { readonly platform: string | null; readonly unit: string | null }>(
  columns: readonly string[],
  rows: Iterable<Row>,
  cells: (row: Row) => readonly Cell[],
  units: (row: Row) => number | null,
): Generator<ExportChunk, ControlTotals> {
  const totals = controlTotals();
  yield { text: lines([columns]), rows: 0 };
  let pending: (readonly Cell[])[] = [];
  for (const row of rows) {
    pending.push(cells(row));
    totals.add(row.platform, row.unit, units(row));
    if (pending.length < ROWS_PER_CHUNK) continue;
    yield { text: lines(pending), rows: totals.rows() };
    pending = [];
  }
  if (pending.length > 0) yield { text: lines(pending), rows: totals.rows() };
  return totals.result();
}

function lines(records: readonly (readonly Cell[])[]): string {
  return stringify(records as Cell[][], {
    record_delimiter: '\r\n',
    // By itself it quotes a whole CRLF only; RFC 4180 wants every CR and every LF quoted.
    quoted_match: /[\r\n]/,
  });
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}

/** What a spreadsheet may take for the start of a formula, full-width forms included. */
const FORMULA_START = /^'*[=+\-@\t\r\n\0＝＋－＠]/u;

/**
 * Text that stays text. A leading apostrophe is put before a formula's start (and before apostrophes that
 * already stand there, so that an import can take exactly one off again).
 */
function text(value: string | null): string {
  if (value === null) return '';
  return FORMULA_START.test(value) ? `'${value}` : value;
}

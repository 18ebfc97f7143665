/** View `payouts`: a row for each payout that stands. */
import { currencyExponent } from '../../../shared/currency.ts';
import { grossRate } from '../../../shared/effective-rate.ts';
import type { PayoutExportRow } from '../../../shared/export-rows.ts';
import { decimalString, microsDecimal } from '../../../shared/money.ts';
import type { ExportRequest } from '../export.ts';
import { columns } from '../table.ts';
import type { Table, TableRow } from '../table.ts';

const COLUMNS = columns({
  seq: 'integer',
  effective_at: 'time',
  platform: 'word',
  unit: 'word',
  units: 'integer',
  currency: 'word',
  gross: 'decimal',
  fee: 'decimal',
  tax: 'decimal',
  net: 'decimal',
  effective_rate: 'decimal',
  note: 'text',
});

export function payoutTable({ books }: ExportRequest): Table {
  function* rows(): Generator<TableRow> {
    for (const row of books.payouts()) yield payoutRow(row);
  }
  return { columns: COLUMNS, rows: rows() };
}

function payoutRow({ seq, effectiveAtMs, payout, note }: PayoutExportRow): TableRow {
  const { platform, unit, units, currency } = payout;
  const money = (minor: number) => decimalString(BigInt(minor), currencyExponent(currency) ?? 0);
  const [gross, fee] = [money(payout.grossMinor), money(payout.feeMinor)];
  const [tax, net] = [money(payout.taxMinor), money(payout.netMinor)];
  // What the platform gave for a unit, before fee and tax; empty where it held money.
  const rate = grossRate({
    ...{ unit, units: BigInt(units), currency },
    grossMinor: BigInt(payout.grossMinor),
  });
  const rateText = rate === null ? null : microsDecimal(rate.unitMicros, currency);
  return {
    ...{ platform, unit, units },
    cells: [
      ...[seq, effectiveAtMs, platform, unit, units, currency, gross, fee, tax, net],
      ...[rateText, note],
    ],
  };
}

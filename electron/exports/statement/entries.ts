/** The part of a statement that tells of other income and expenses, and of corrections. */
import { assertNever } from '../../../shared/assert-never.ts';
import { isCurrency } from '../../../shared/currency.ts';
import type { EntryExportRow } from '../../../shared/export-rows.ts';
import { localDay } from '../../../shared/zone.ts';
import type { ExportRequest } from '../export.ts';
import { left, right } from './blocks.ts';
import type { Block, Row } from './blocks.ts';
import { amount, platformName } from './words.ts';

/** What an entry says, with the sign that it has for the creator. */
interface Moved {
  readonly what: string;
  readonly platform: string | null;
  readonly unit: string;
  readonly units: bigint;
}

export function entriesPart({ books, facts }: ExportRequest): readonly Block[] {
  const sums = new Map<string, Moved>();
  const rows: Row[] = [];
  for (const { entry, effectiveAtMs, note } of books.entries()) {
    const moved = movedBy(entry);
    if (moved === null) continue;
    const { what, platform, unit, units } = moved;
    rows.push({
      cells: [
        { text: localDay(effectiveAtMs, facts.zone) },
        { text: what },
        { text: platformName(platform) },
        amount(unit, units),
      ],
      ...(note === null ? {} : { note }),
    });
    // Money is money wherever it lies; units belong to their platform. An opening balance is nothing that came in.
    if (entry.kind === 'opening') continue;
    const place = isCurrency(unit) ? null : platform;
    const key = `${place ?? ''}/${unit}`;
    const before = sums.get(key)?.units ?? 0n;
    sums.set(key, { what: 'Total', platform: place, unit, units: before + units });
  }
  if (rows.length === 0) return [];
  return [
    {
      type: 'table',
      title: 'Other income and expenses',
      columns: [left('Day', 14), left('What', 40), left('Platform', 20), right('Amount', 26)],
      rows,
      totals: [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => totalRow(sum)),
    },
  ];
}

function totalRow({ platform, unit, units }: Moved): Row {
  return {
    cells: [
      { text: 'Total' },
      { text: 'without opening balances' },
      platform === null ? null : { text: platformName(platform) },
      amount(unit, units),
    ],
  };
}

/** Null for a kind that moves nothing of its own. */
function movedBy(entry: EntryExportRow['entry']): Moved | null {
  switch (entry.kind) {
    case 'opening':
      return { ...entry, what: 'Opening balance', units: BigInt(entry.units) };
    case 'income':
      return { ...entry, what: `Income: ${entry.category}`, units: BigInt(entry.units) };
    case 'expense':
      return { ...entry, what: `Expense: ${entry.category}`, units: -BigInt(entry.units) };
    case 'fee':
      return { ...entry, what: 'Fee', units: -BigInt(entry.units) };
    case 'tax':
      return { ...entry, what: 'Tax', units: -BigInt(entry.units) };
    case 'refund':
      return { ...entry, what: 'Refund', units: -BigInt(entry.units) };
    case 'chargeback':
      return { ...entry, what: 'Chargeback', units: -BigInt(entry.units) };
    case 'adjustment':
      return { ...entry, what: 'Adjustment', units: BigInt(entry.units) };
    case 'payout':
    case 'reversal':
    case 'lock':
    case 'erasure':
      return null;
    default:
      return assertNever(entry, 'entry');
  }
}

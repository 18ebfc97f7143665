/** What was earned in a period of the reporting zone, whole and by its days, weeks or months. */
import { estimateSum, worthOf } from '../../shared/estimates.ts';
import type { EstimateSum } from '../../shared/estimates.ts';
import type {
  EarningsPart,
  EarningsRow,
  EarningsTotals,
  Paid,
} from '../../shared/contract/rates.ts';
import type { GiftKind } from '../../shared/gift.ts';
import { periodsOf } from '../../shared/periods.ts';
import type { Period, PeriodStep, Span } from '../../shared/periods.ts';
import type { Valuation } from '../../shared/rates.ts';
import type { Db } from './open.ts';
import { readHead } from './journal.ts';
import { readPayouts } from './payouts.ts';
import { readRateBook } from './rate-cards.ts';
import { sliceReader, spanOf } from './slices.ts';
import type { Slice, Which } from './slices.ts';

export interface AskedTotals {
  /** From inclusive, to exclusive; null for the first and the last thing booked. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly zone: string;
  readonly currency: string;
  readonly by: PeriodStep;
  /** Of one platform or kind of gift only. Payouts are of no kind: asked for one, there are none. */
  readonly platform?: string | null | undefined;
  readonly kind?: GiftKind | null | undefined;
}
export type Totals = EarningsTotals;

/** Adds up a period, whole and by its parts. Read in one transaction. */
export function readTotals(db: Db, asked: AskedTotals): Totals {
  const { zone, currency, by } = asked;
  const which = { platform: asked.platform ?? null, kind: asked.kind ?? null };
  const span = spanOf(db, asked);
  const book = readRateBook(db);
  const slices = sliceReader(db, which);
  const whole = partSum(currency);
  const parts: EarningsPart[] = [];
  for (const period of periodsOf(span, zone, by)) {
    const sum = partSum(currency);
    for (const slice of slices(period)) {
      const value = worthOf(book, { ...slice, atMs: slice.quarterMs }, currency);
      whole.add(slice, value);
      if (by !== 'total') sum.add(slice, value);
    }
    if (by !== 'total') parts.push(sum.result(period, paidIn(db, period, which)));
  }
  const total = whole.result({ ...span, label: 'total' }, paidIn(db, span, which));
  return { zone, currency, by, seq: readHead(db).seq, total, parts };
}

interface RowSum {
  readonly row: Pick<EarningsRow, 'platform' | 'kind' | 'unit'>;
  gifts: number;
  quantity: bigint;
  units: bigint;
  readonly estimate: EstimateSum;
}

function partSum(currency: string) {
  const rows = new Map<string, RowSum>();
  const estimate = estimateSum(currency);
  return {
    add(slice: Slice, value: Valuation | undefined): void {
      const { platform, kind, unit } = slice;
      const key = `${platform}/${kind}/${unit}`;
      const sum = rows.get(key) ?? {
        row: { platform, kind, unit },
        gifts: 0,
        quantity: 0n,
        units: 0n,
        estimate: estimateSum(currency),
      };
      rows.set(key, sum);
      sum.gifts += slice.gifts;
      sum.quantity += slice.quantity;
      sum.units += slice.units;
      sum.estimate.add(slice, value);
      estimate.add(slice, value);
    },
    result(period: Period, paid: readonly Paid[]): EarningsPart {
      return {
        label: period.label,
        fromMs: period.fromMs,
        toMs: period.toMs,
        observed: [...rows]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, sum]) => sum)
          // What was booked and taken back again within the period leaves nothing to show.
          .filter(({ gifts, quantity, units }) => gifts !== 0 || quantity !== 0n || units !== 0n)
          .map(({ row, gifts, quantity, units, estimate: own }) => ({
            ...row,
            basis: 'observed',
            gifts,
            quantity,
            units,
            estimate: own.result(),
          })),
        estimate: estimate.result(),
        paid: [...paid],
      };
    },
  };
}

/** Payouts of a period by platform, unit and currency. */
function paidIn(db: Db, span: Span, which: Which): readonly Paid[] {
  const sums = new Map<string, Paid>();
  if (which.kind !== null) return [];
  for (const { payout } of readPayouts(db, span)) {
    const { platform, unit, currency } = payout;
    if (which.platform !== null && which.platform !== platform) continue;
    const key = `${platform}/${unit}/${currency}`;
    const before = sums.get(key);
    sums.set(key, {
      platform,
      unit,
      currency,
      basis: 'paid',
      payouts: (before?.payouts ?? 0) + 1,
      units: (before?.units ?? 0n) + BigInt(payout.units),
      grossMinor: (before?.grossMinor ?? 0n) + BigInt(payout.grossMinor),
      feeMinor: (before?.feeMinor ?? 0n) + BigInt(payout.feeMinor),
      taxMinor: (before?.taxMinor ?? 0n) + BigInt(payout.taxMinor),
      netMinor: (before?.netMinor ?? 0n) + BigInt(payout.netMinor),
    });
  }
  return [...sums.values()];
}

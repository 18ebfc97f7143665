/**
 * What was earned in a period of the reporting zone, from the quarter-hour buckets. Every real zone's days begin
 * on a quarter hour; where a period is asked for at another instant, the quarter hour that it cuts is taken from
 * the gifts themselves, so that the parts of a period always add up to it.
 */
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
import { QUARTER_HOUR_MS, quarterHourOf } from '../../shared/rates.ts';
import type { Valuation } from '../../shared/rates.ts';
import type { Db } from './open.ts';
import { readHead } from './journal.ts';
import { readPayouts } from './payouts.ts';
import { readRateBook } from './rate-cards.ts';

export interface AskedTotals {
  /** From inclusive, to exclusive; null for the first and the last thing booked. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly zone: string;
  readonly currency: string;
  readonly by: PeriodStep;
}
export type Totals = EarningsTotals;

/** A bucket, or the part of one that lies in the period. */
interface Slice {
  readonly quarterMs: number;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly unit: string;
  readonly gifts: number;
  readonly quantity: bigint;
  readonly units: bigint;
}

/** Adds up a period, whole and by its parts. Read in one transaction. */
export function readTotals(db: Db, asked: AskedTotals): Totals {
  const { zone, currency, by } = asked;
  const span = spanOf(db, asked);
  const book = readRateBook(db);
  const slices = sliceReader(db);
  const whole = partSum(currency);
  const parts: EarningsPart[] = [];
  for (const period of periodsOf(span, zone, by)) {
    const sum = partSum(currency);
    for (const slice of slices(period)) {
      const value = worthOf(book, { ...slice, atMs: slice.quarterMs }, currency);
      whole.add(slice, value);
      if (by !== 'total') sum.add(slice, value);
    }
    if (by !== 'total') parts.push(sum.result(period, paidIn(db, period)));
  }
  const total = whole.result({ ...span, label: 'total' }, paidIn(db, span));
  return { zone, currency, by, seq: readHead(db).seq, total, parts };
}

/** Without bounds: from the first to the last thing booked. */
function spanOf(db: Db, asked: Pick<AskedTotals, 'fromMs' | 'toMs'>): Span {
  const first = db
    .prepare(
      `SELECT min(at) FROM (SELECT min(quarter_at) AS at FROM bucket
         UNION ALL SELECT min(effective_at) FROM journal WHERE kind <> 'gift' AND kind = 'payout')`,
    )
    .pluck();
  const last = db
    .prepare(
      `SELECT max(at) FROM (SELECT max(quarter_at) + ${QUARTER_HOUR_MS} AS at FROM bucket
         UNION ALL SELECT max(effective_at) + 1 FROM journal WHERE kind <> 'gift' AND kind = 'payout')`,
    )
    .pluck();
  const fromMs = asked.fromMs ?? (first.get() as number | null) ?? asked.toMs ?? 0;
  return { fromMs, toMs: asked.toMs ?? Math.max((last.get() as number | null) ?? 0, fromMs) };
}

/** Prepares the reading of a period: whole quarter hours from the buckets, cut ones from the gifts. */
function sliceReader(db: Db): (span: Span) => readonly Slice[] {
  const whole = db
    .prepare(
      `SELECT quarter_at AS quarterMs, platform, kind, unit, gifts, quantity, units FROM bucket
       WHERE quarter_at >= ? AND quarter_at < ?`,
    )
    .safeIntegers();
  const cut = db.prepare(GIFT_PARTS).safeIntegers();
  return ({ fromMs, toMs }) => {
    const firstWhole = quarterHourOf(fromMs + QUARTER_HOUR_MS - 1);
    const endWhole = quarterHourOf(toMs);
    const edges =
      firstWhole <= endWhole
        ? [
            { fromMs, toMs: firstWhole },
            { fromMs: endWhole, toMs },
          ]
        : [{ fromMs, toMs }];
    return [
      ...whole.all(firstWhole, endWhole),
      ...edges.filter((edge) => edge.fromMs < edge.toMs).flatMap((edge) => cut.all(edge)),
    ].map((row) => sliceOf(row as StoredSlice));
  };
}

type StoredSlice = Omit<Slice, 'quarterMs' | 'gifts'> & {
  readonly quarterMs: bigint;
  readonly gifts: bigint;
};

function sliceOf(row: StoredSlice): Slice {
  return { ...row, quarterMs: Number(row.quarterMs), gifts: Number(row.gifts) };
}

/**
 * Gifts of a time that is shorter than a quarter hour, in the parts that they were booked in: by their own time,
 * and by a lock's end. As in the buckets, a gift counts once, in its first part that holds anything.
 */
const GIFT_PARTS = `WITH part AS (
    SELECT g.gift_no, 0 AS late, g.effective_at AS at,
      g.quantity - (SELECT coalesce(sum(l.quantity), 0) FROM gift_late l WHERE l.gift_no = g.gift_no) AS quantity,
      g.units - (SELECT coalesce(sum(l.units), 0) FROM gift_late l WHERE l.gift_no = g.gift_no) AS units
    FROM gift g WHERE g.effective_at >= @fromMs AND g.effective_at < @toMs
    UNION ALL
    SELECT gift_no, 1, effective_at, quantity, units FROM gift_late
    WHERE effective_at >= @fromMs AND effective_at < @toMs
  )
  SELECT p.at / ${QUARTER_HOUR_MS} * ${QUARTER_HOUR_MS} AS quarterMs, g.platform, g.kind, g.unit,
    sum(p.quantity > 0 AND (p.late = 0 OR NOT EXISTS (
      SELECT 1 FROM gift_late e WHERE e.gift_no = p.gift_no AND e.effective_at < p.at AND e.quantity > 0)
      AND g.quantity = (SELECT sum(a.quantity) FROM gift_late a WHERE a.gift_no = p.gift_no))) AS gifts,
    sum(p.quantity) AS quantity, sum(p.units) AS units
  FROM part p JOIN gift g USING (gift_no) GROUP BY 1, 2, 3, 4`;

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
function paidIn(db: Db, span: Span): readonly Paid[] {
  const sums = new Map<string, Paid>();
  for (const { payout } of readPayouts(db, span)) {
    const { platform, unit, currency } = payout;
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

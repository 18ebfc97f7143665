/**
 * What was earned in a span, in slices of a quarter hour: whole quarter hours from the buckets. Every real zone's
 * days begin on a quarter hour; where a span is asked for at another instant, the quarter hour that it cuts is taken
 * from the gifts themselves, so that the parts of a span always add up to it.
 */
import type { GiftKind } from '../../shared/gift.ts';
import type { Span } from '../../shared/periods.ts';
import { QUARTER_HOUR_MS, quarterHourOf } from '../../shared/rates.ts';
import type { Db } from './open.ts';

/** Which gifts: null for those of any platform or kind. */
export interface Which {
  readonly platform: string | null;
  readonly kind: GiftKind | null;
}

/** A bucket, or the part of one that lies in the span. */
export interface Slice {
  readonly quarterMs: number;
  readonly platform: string;
  readonly kind: GiftKind;
  /** Null when slices were not asked for by gift, and for gifts without an id. */
  readonly giftId: string | null;
  readonly unit: string;
  readonly gifts: number;
  readonly quantity: bigint;
  readonly units: bigint;
}

type StoredSlice = Omit<Slice, 'quarterMs' | 'gifts'> & {
  readonly quarterMs: bigint;
  readonly gifts: bigint;
};

/** Prepares the reading of spans. By gift there are many times more slices. */
export function sliceReader(
  db: Db,
  which: Which,
  by: 'kind' | 'gift' = 'kind',
): (span: Span) => readonly Slice[] {
  const byGift = by === 'gift';
  const whole = db
    .prepare(
      `SELECT quarter_at AS quarterMs, platform, kind, ${byGift ? "nullif(gift_id, '')" : 'NULL'} AS giftId, unit,
         gifts, quantity, units FROM ${byGift ? 'bucket_gift' : 'bucket'}
       WHERE quarter_at >= @fromMs AND quarter_at < @toMs
         AND (@platform IS NULL OR platform = @platform) AND (@kind IS NULL OR kind = @kind)`,
    )
    .safeIntegers();
  const cut = db.prepare(giftParts(byGift ? 'g.gift_id' : 'NULL')).safeIntegers();
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
      ...whole.all({ ...which, fromMs: firstWhole, toMs: endWhole }),
      ...edges
        .filter((edge) => edge.fromMs < edge.toMs)
        .flatMap((edge) => cut.all({ ...which, ...edge })),
    ].map((row) => sliceOf(row as StoredSlice));
  };
}

function sliceOf(row: StoredSlice): Slice {
  return { ...row, quarterMs: Number(row.quarterMs), gifts: Number(row.gifts) };
}

/**
 * Gifts of a time that is shorter than a quarter hour, in the parts that they were booked in: by their own time,
 * and by a lock's end. As in the buckets, a gift counts once, in its first part that holds anything.
 */
function giftParts(giftId: string): string {
  return `WITH part AS (
    SELECT g.gift_no, 0 AS late, g.effective_at AS at,
      g.quantity - (SELECT coalesce(sum(l.quantity), 0) FROM gift_late l WHERE l.gift_no = g.gift_no) AS quantity,
      g.units - (SELECT coalesce(sum(l.units), 0) FROM gift_late l WHERE l.gift_no = g.gift_no) AS units
    FROM gift g WHERE g.effective_at >= @fromMs AND g.effective_at < @toMs
    UNION ALL
    SELECT gift_no, 1, effective_at, quantity, units FROM gift_late
    WHERE effective_at >= @fromMs AND effective_at < @toMs
  )
  SELECT part.at / ${QUARTER_HOUR_MS} * ${QUARTER_HOUR_MS} AS quarterMs, g.platform, g.kind, ${giftId} AS giftId, g.unit,
    sum(part.quantity > 0 AND (part.late = 0 OR NOT EXISTS (
      SELECT 1 FROM gift_late e WHERE e.gift_no = part.gift_no AND e.effective_at < part.at AND e.quantity > 0)
      AND g.quantity = (SELECT sum(a.quantity) FROM gift_late a WHERE a.gift_no = part.gift_no))) AS gifts,
    sum(part.quantity) AS quantity, sum(part.units) AS units
  FROM part JOIN gift g USING (gift_no)
  WHERE (@platform IS NULL OR g.platform = @platform) AND (@kind IS NULL OR g.kind = @kind)
  GROUP BY 1, 2, 3, 4, 5`;
}

/** The span that is asked for; without bounds from the first to the last thing booked. */
export function spanOf(
  db: Db,
  asked: { readonly fromMs: number | null; readonly toMs: number | null },
): Span {
  const first = db
    .prepare(
      `SELECT min(at) FROM (SELECT min(quarter_at) AS at FROM bucket
         UNION ALL SELECT min(effective_at) FROM journal WHERE kind = 'payout' AND kind <> 'gift')`,
    )
    .pluck();
  const last = db
    .prepare(
      `SELECT max(at) FROM (SELECT max(quarter_at) + ${QUARTER_HOUR_MS} AS at FROM bucket
         UNION ALL SELECT max(effective_at) + 1 FROM journal WHERE kind = 'payout' AND kind <> 'gift')`,
    )
    .pluck();
  const fromMs = asked.fromMs ?? (first.get() as number | null) ?? asked.toMs ?? 0;
  return { fromMs, toMs: asked.toMs ?? Math.max((last.get() as number | null) ?? 0, fromMs) };
}

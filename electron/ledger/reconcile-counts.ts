/** Booked gifts of a period or a session, counted for a reconciliation (`reconcile-facts.ts`). */
import type { Counted } from '../../shared/ledger/reconcile.ts';
import { QUARTER_HOUR_MS, quarterHourOf } from '../../shared/rates.ts';
import type { Db } from './open.ts';

/** A platform's unit in a period, or in a session (then the period is the session's). */
export interface Asked {
  readonly platform: string;
  readonly unit: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly sessionNo: number | null;
}

function counted(row: unknown): Counted {
  const { count, units } = row as { count: bigint; units: bigint };
  return { count: Number(count), units };
}

export function add(a: Counted, b: Counted): Counted {
  return { count: a.count + b.count, units: a.units + b.units };
}

/** Whole quarter hours from their sums; what lies at the edges gift by gift. */
export function periodUnits(db: Db, asked: Asked): Counted {
  const { fromMs, toMs } = asked;
  const firstMs = quarterHourOf(fromMs + QUARTER_HOUR_MS - 1);
  const lastMs = quarterHourOf(toMs);
  if (firstMs >= lastMs) return giftUnits(db, asked);
  const sums = db
    .prepare(
      `SELECT coalesce(sum(gifts), 0) AS count, coalesce(sum(units), 0) AS units FROM bucket
       WHERE quarter_at >= @firstMs AND quarter_at < @lastMs AND platform = @platform AND unit = @unit`,
    )
    .safeIntegers()
    .get({ ...asked, firstMs, lastMs });
  const before = giftUnits(db, { ...asked, toMs: firstMs });
  return add(add(counted(sums), before), giftUnits(db, { ...asked, fromMs: lastMs }));
}

function giftUnits(db: Db, asked: Asked): Counted {
  if (asked.fromMs >= asked.toMs) return { count: 0, units: 0n };
  const within = (at: string) => `${at} >= @fromMs AND ${at} < @toMs`;
  const own = db
    .prepare(
      `SELECT count(*) AS count, coalesce(sum(g.units - (SELECT coalesce(sum(l.units), 0) FROM gift_late l
         WHERE l.gift_no = g.gift_no)), 0) AS units
       FROM gift g WHERE ${within('g.effective_at')} AND g.platform = @platform AND g.unit = @unit AND g.status <> 'reversed'`,
    )
    .safeIntegers()
    .get(asked);
  const late = db
    .prepare(
      `SELECT 0 AS count, coalesce(sum(l.units), 0) AS units FROM gift_late l JOIN gift g USING (gift_no)
       WHERE ${within('l.effective_at')} AND g.platform = @platform AND g.unit = @unit AND g.status <> 'reversed'`,
    )
    .safeIntegers()
    .get(asked);
  return add(counted(own), counted(late));
}

export function sessionUnits(
  db: Db,
  asked: Pick<Asked, 'platform' | 'unit' | 'sessionNo'>,
): Counted {
  return counted(
    db
      .prepare(
        `SELECT coalesce(sum(gifts), 0) AS count, coalesce(sum(units), 0) AS units FROM session_bucket
         WHERE session_no = @sessionNo AND platform = @platform AND unit = @unit`,
      )
      .safeIntegers()
      .get(asked),
  );
}

/** Gifts of the span, by session or by the time that they are booked for. */
function inSpan({ sessionNo }: Asked): string {
  return sessionNo === null
    ? 'g.effective_at >= @fromMs AND g.effective_at < @toMs'
    : 'g.session_no = @sessionNo';
}

/** Few are left unconfirmed or without a price, and a partial index holds just those. */
export function readUnconfirmed(db: Db, asked: Asked): Counted {
  return counted(
    db
      .prepare(
        `SELECT count(*) AS count, coalesce(sum(g.units - CASE WHEN @sessionNo IS NULL THEN
           (SELECT coalesce(sum(l.units), 0) FROM gift_late l WHERE l.gift_no = g.gift_no) ELSE 0 END), 0) AS units
         FROM gift g INDEXED BY gift_unconfirmed
         WHERE g.status = 'unconfirmed' AND g.platform = @platform AND g.unit = @unit AND ${inSpan(asked)}`,
      )
      .safeIntegers()
      .get(asked),
  );
}

export function readSuspense(db: Db, asked: Asked): number {
  return db
    .prepare(
      `SELECT count(*) FROM gift g INDEXED BY gift_suspense WHERE g.units_each IS NULL
         AND g.status <> 'reversed' AND g.platform = @platform AND g.unit = @unit AND ${inSpan(asked)}`,
    )
    .pluck()
    .get(asked) as number;
}

export const NONE: Counted = { count: 0, units: 0n };

/** What a lock sent elsewhere stands at the end of some lock, with a time of its own from before it. */
export function readMoved(db: Db, asked: Asked): { movedIn: Counted; movedOut: Counted } {
  // A session keeps its gifts, whatever period they are booked for.
  if (asked.sessionNo !== null) return { movedIn: NONE, movedOut: NONE };
  const parts = db
    .prepare(
      `SELECT p.units, p.bookedAtMs, p.ownAtMs FROM (
         SELECT g.units - (SELECT coalesce(sum(l.units), 0) FROM gift_late l WHERE l.gift_no = g.gift_no) AS units,
           g.effective_at AS bookedAtMs, i.first_at AS ownAtMs
         FROM (SELECT DISTINCT to_at FROM period_lock) k JOIN gift g ON g.effective_at = k.to_at
           JOIN gift_identity i USING (gift_no)
         WHERE g.platform = @platform AND g.unit = @unit AND g.status <> 'reversed'
         UNION ALL
         SELECT l.units, l.effective_at, i.first_at
         FROM (SELECT DISTINCT to_at FROM period_lock) k JOIN gift_late l ON l.effective_at = k.to_at
           JOIN gift g USING (gift_no) JOIN gift_identity i USING (gift_no)
         WHERE g.platform = @platform AND g.unit = @unit AND g.status <> 'reversed') p
       WHERE p.units <> 0`,
    )
    .safeIntegers()
    .all(asked) as { units: bigint; bookedAtMs: bigint; ownAtMs: bigint }[];
  const within = (atMs: bigint) => atMs >= asked.fromMs && atMs < asked.toMs;
  const sum = (some: typeof parts): Counted => ({
    count: some.length,
    units: some.reduce((units, part) => units + part.units, 0n),
  });
  return {
    movedIn: sum(parts.filter((part) => within(part.bookedAtMs) && !within(part.ownAtMs))),
    movedOut: sum(parts.filter((part) => !within(part.bookedAtMs) && within(part.ownAtMs))),
  };
}

export function readReversed(db: Db, asked: Asked): Counted {
  const span =
    asked.sessionNo === null
      ? 'effective_at >= @fromMs AND effective_at < @toMs'
      : 'session_no = @sessionNo';
  return counted(
    db
      .prepare(
        `SELECT count(DISTINCT gift_no) AS count, -coalesce(sum(units_delta), 0) AS units
         FROM journal INDEXED BY journal_entry WHERE kind <> 'gift' AND kind = 'reversal' AND gift_no IS NOT NULL AND platform = @platform AND unit = @unit AND ${span}`,
      )
      .safeIntegers()
      .get(asked),
  );
}

/**
 * The gifts behind a figure, newest first, a page at a time. The buckets say in which quarter hours there are any,
 * so that however rare they are, only those quarter hours are read, by the gifts' own time.
 */
import { MOST_GIFTS_AT_ONCE } from '../../shared/contract/earnings.ts';
import type { GiftsAsked, GiftsPage } from '../../shared/contract/earnings.ts';
import { QUARTER_HOUR_MS, quarterHourOf } from '../../shared/rates.ts';
import { hourReader } from './earnings-hours.ts';
import { FEED_TABLES, feedColumns, feedRow } from './feed-rows.ts';
import type { StoredFeedRow } from './feed-rows.ts';
import type { Db } from './open.ts';

/** Quarter hours that are asked for at once. */
const QUARTERS = 500;

type Row = StoredFeedRow & { readonly atMs: number; readonly giftNo: number };

export function readGiftsPage(db: Db, asked: GiftsAsked): GiftsPage {
  const limit = Math.min(asked.limit, MOST_GIFTS_AT_ONCE);
  const read = giftReader(db, asked);
  const found: Row[] = [];
  for (const quarterMs of quartersOf(db, asked)) {
    // One more than asked for tells whether there are more.
    const missing = limit + 1 - found.length;
    if (missing <= 0) break;
    found.push(...read(quarterMs, missing));
  }
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    rows: rows.map(feedRow),
    next:
      found.length > limit && last !== undefined ? { atMs: last.atMs, giftNo: last.giftNo } : null,
  };
}

/** Quarter hours that hold such gifts, newest first, from where the page begins. */
function* quartersOf(db: Db, asked: GiftsAsked): Generator<number> {
  const { sessionNo, giftId } = asked;
  const table = giftId !== null ? 'bucket_gift' : sessionNo !== null ? 'session_bucket' : 'bucket';
  const select = db
    .prepare(
      `SELECT DISTINCT quarter_at FROM ${table} WHERE quarter_at >= @fromMs AND quarter_at < @belowMs
         AND (@platform IS NULL OR platform = @platform) AND (@kind IS NULL OR kind = @kind)
         AND (@unit IS NULL OR unit = @unit)
         ${table === 'session_bucket' ? 'AND session_no = @sessionNo' : ''}
         ${table === 'bucket_gift' ? 'AND gift_id = @giftId' : ''}
       ORDER BY quarter_at DESC LIMIT ${QUARTERS}`,
    )
    .pluck();
  const hourOf = hourReader(asked.zone);
  const hour = asked.hour === null ? null : asked.hour.day * 24 + asked.hour.hour;
  const fromMs = quarterHourOf(asked.fromMs);
  let belowMs = Math.min(asked.toMs, (asked.after?.atMs ?? asked.toMs) + 1);
  for (;;) {
    const quarters = select.all({ ...asked, fromMs, belowMs }) as number[];
    yield* quarters.filter((quarterMs) => hour === null || hourOf(quarterMs) === hour);
    const last = quarters.at(-1);
    if (last === undefined || quarters.length < QUARTERS) return;
    belowMs = last;
  }
}

/** Reads the newest of a quarter hour: by a gift's own time, and by the time that was booked for what came late. */
function giftReader(db: Db, asked: GiftsAsked): (quarterMs: number, limit: number) => Row[] {
  const lateOf = (column: string) =>
    `coalesce((SELECT sum(l.${column}) FROM gift_late l WHERE l.gift_no = g.gift_no), 0)`;
  const own = db.prepare(
    `SELECT ${columnsOf('g.effective_at', {
      key: "'g' || g.gift_no",
      quantity: `g.quantity - ${lateOf('quantity')}`,
      units: `g.units - ${lateOf('units')}`,
    })} FROM gift g INDEXED BY gift_effective ${FEED_TABLES}
     ${pageOf(asked, 'g.effective_at', `(g.status = 'reversed' OR g.quantity > ${lateOf('quantity')})`)}`,
  );
  const late = db.prepare(
    `SELECT ${columnsOf('l.effective_at', {
      key: "'g' || g.gift_no || '@' || l.effective_at",
      quantity: 'l.quantity',
      units: 'l.units',
    })} FROM gift_late l INDEXED BY gift_late_effective JOIN gift g USING (gift_no) ${FEED_TABLES}
     ${pageOf(asked, 'l.effective_at', 'l.quantity > 0')}`,
  );
  const after = asked.after ?? { atMs: asked.toMs, giftNo: 0 };
  return (quarterMs, limit) => {
    const page = {
      ...{ platform: asked.platform, kind: asked.kind, unit: asked.unit, limit },
      ...{ giftId: asked.giftId, sessionNo: asked.sessionNo },
      fromMs: Math.max(asked.fromMs, quarterMs),
      toMs: Math.min(asked.toMs, quarterMs + QUARTER_HOUR_MS),
      ...{ afterMs: after.atMs, afterNo: after.giftNo },
    };
    const [owned, came] = [own.all(page) as Row[], late.all(page) as Row[]];
    if (came.length === 0) return owned;
    return [...owned, ...came]
      .sort((a, b) => b.atMs - a.atMs || b.giftNo - a.giftNo)
      .slice(0, limit);
  };
}

/** Each row stands at the time that it is booked for. */
function columnsOf(
  at: string,
  of: { readonly key: string; readonly quantity: string; readonly units: string },
): string {
  return `${feedColumns({ ...of, firstAt: at, lastAt: at })}, ${at} AS atMs, g.gift_no AS giftNo`;
}

/** A part that holds nothing is left out, but not a gift that was taken back: it is shown as that. */
function pageOf(asked: GiftsAsked, at: string, holds: string): string {
  return `WHERE ${at} >= @fromMs AND ${at} < @toMs AND (${at}, g.gift_no) < (@afterMs, @afterNo)
    AND (@platform IS NULL OR g.platform = @platform) AND (@kind IS NULL OR g.kind = @kind)
    AND (@unit IS NULL OR g.unit = @unit)
    ${asked.sessionNo === null ? '' : 'AND g.session_no = @sessionNo'}
    ${asked.giftId === null ? '' : "AND coalesce(g.gift_id, '') = @giftId"}
    AND ${holds} ORDER BY ${at} DESC, g.gift_no DESC LIMIT @limit`;
}

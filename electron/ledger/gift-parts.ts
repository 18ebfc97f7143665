/** The parts of a gift: what is booked for its own time, and what came when that was locked already. */
import type { Db } from './open.ts';

/** A part of a gift that is booked for one time. */
export interface GiftPart {
  readonly effectiveAtMs: number;
  readonly quantity: number;
  readonly units: number;
}

/** Reads the parts of a gift as they stand: by its own time first, then what came late. */
export function giftPartReader(db: Db): (giftNo: number) => readonly GiftPart[] {
  const base = db.prepare(
    `SELECT effective_at AS effectiveAtMs,
       quantity - (SELECT coalesce(sum(l.quantity), 0) FROM gift_late l WHERE l.gift_no = g.gift_no) AS quantity,
       units - (SELECT coalesce(sum(l.units), 0) FROM gift_late l WHERE l.gift_no = g.gift_no) AS units
     FROM gift g WHERE gift_no = ?`,
  );
  const late = db.prepare(
    `SELECT effective_at AS effectiveAtMs, quantity, units FROM gift_late WHERE gift_no = ? ORDER BY effective_at`,
  );
  return (giftNo) => [...(base.all(giftNo) as GiftPart[]), ...(late.all(giftNo) as GiftPart[])];
}

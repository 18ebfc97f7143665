/** Named queries about the sources: when they were not connected, and to whom their gifts went. */
import type { AccountsState } from '../../shared/contract/sources.ts';
import type { Missed } from '../../shared/contract/states.ts';
import { missedOf } from '../../shared/ledger/coverage.ts';
import { readIntervals } from './coverage.ts';
import type { Db } from './open.ts';
import { readSession } from './sessions.ts';

/** Receivers are looked for among so many of the newest gifts, booked or not. */
const NEWEST = 2_000;
const MOST_RECEIVERS = 10;

export const sourceQueries = {
  /** Times of a session in which something may have been missed; none for a session that is not there. */
  missed(
    db: Db,
    asked: { readonly sessionNo: number; readonly limit: number; readonly nowMs: number },
  ): Missed {
    const { sessionNo, limit, nowMs } = asked;
    const session = readSession(db, sessionNo);
    if (session === null) return { sessionNo, missed: [], more: false };
    const fromMs = session.openedAtMs;
    const toMs = session.closedAtMs ?? nowMs;
    const all = missedOf(readIntervals(db, fromMs, toMs), {
      fromMs,
      toMs,
      open: session.closedAtMs === null,
    });
    return { sessionNo, missed: all.slice(0, limit), more: all.length > limit };
  },

  /** Who received the newest TikTok gifts, most gifts first. */
  receivers(db: Db): AccountsState['seen'] {
    return db
      .prepare(
        `SELECT id, count(*) AS gifts FROM (
           SELECT * FROM (SELECT i.receiver_id AS id FROM gift g JOIN gift_identity i USING (gift_no)
             WHERE g.platform = 'tiktok' ORDER BY g.gift_no DESC LIMIT @newest)
           UNION ALL
           SELECT * FROM (SELECT receiver_id AS id FROM observed_gift
             WHERE platform = 'tiktok' ORDER BY observed_no DESC LIMIT @newest)
         ) WHERE id GLOB '[1-9]*' AND id NOT GLOB '*[^0-9]*' GROUP BY id ORDER BY gifts DESC, id LIMIT @most`,
      )
      .all({ newest: NEWEST, most: MOST_RECEIVERS }) as AccountsState['seen'];
  },
};

/**
 * Named queries of the reader thread. Each is a function of the read-only database and plain arguments, short
 * enough that no read transaction holds the WAL back.
 */
import type { FeedRow, Problem, SessionState, UnitTotal } from '../../shared/contract/states.ts';
import { estimateOf, worthOf } from '../../shared/estimates.ts';
import type { RateBook } from '../../shared/estimates.ts';
import type { ImportRun } from '../../shared/contract/imports.ts';
import type { GiftKind } from '../../shared/gift.ts';
import { IMPORT_SCHEME } from '../../shared/ledger/import-row.ts';
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import { displayText } from '../../shared/text.ts';
import { coverageOf } from '../../shared/ledger/coverage.ts';
import { readIntervals } from './coverage.ts';
import { FEED_TABLES, SENDER, feedColumns, feedRow } from './feed-rows.ts';
import type { StoredFeedRow } from './feed-rows.ts';
import { readHead } from './journal.ts';
import type { ChainHead } from './journal.ts';
import { moneyQueries } from './money-queries.ts';
import { earningsQueries } from './earnings-queries.ts';
import type { Db } from './open.ts';
import { overlayQueries } from './overlay-queries.ts';
import { peopleQueries } from './people-queries.ts';
import { readRateBook } from './rate-cards.ts';
import { ratesQueries } from './rates-queries.ts';
import { reconcileQueries } from './reconcile-facts.ts';
import { readCurrentSession } from './sessions.ts';
import { sourceQueries } from './source-queries.ts';

/** What the session page shows, but for the stream's own stamp. */
export type SessionReading = Omit<SessionState, 'generation' | 'rev'>;

const MINUTE_MS = 60_000;
const SPARK_MINUTES = 60;
const TOP_SUPPORTERS = 3;

export const queries = {
  ...moneyQueries,
  ...peopleQueries,
  ...reconcileQueries,
  ...ratesQueries,
  ...sourceQueries,
  ...overlayQueries,
  ...earningsQueries,
  head: (db: Db): ChainHead => readHead(db),

  /**
   * Newest gifts first, income and observed alike, below `beforeSeq` when given. What was observed between two
   * journal rows shares a seq, so a page takes all rows of its last seq and may be longer than `limit`; the next
   * page, asked for below that seq, then skips none.
   */
  feed(db: Db, asked: { readonly limit: number; readonly beforeSeq: number | null }): FeedRow[] {
    const below = asked.beforeSeq ?? Number.MAX_SAFE_INTEGER;
    const from = lastSeqOfPage(db, below, asked.limit);
    const booked = db
      .prepare(`${FEED_GIFTS} WHERE g.last_seq < ? AND g.last_seq >= ?`)
      .all(below, from) as StoredFeedRow[];
    const seen = db
      .prepare(`${FEED_OBSERVED} WHERE o.at_seq < ? AND o.at_seq >= ?`)
      .all(below, from) as StoredFeedRow[];
    return [...booked, ...seen]
      .sort((a, b) => b.seq - a.seq || b.lastAtMs - a.lastAtMs)
      .map(feedRow);
  },

  /** Feed rows of some gifts as they stand now. */
  feedGifts(db: Db, asked: { readonly giftNos: readonly number[] }): FeedRow[] {
    const row = db.prepare(`${FEED_GIFTS} WHERE g.gift_no = ?`);
    return asked.giftNos.flatMap((giftNo) => row.all(giftNo) as StoredFeedRow[]).map(feedRow);
  },

  /**
   * Gift rows of the journal after `seq`, as they were told when they were committed; imported ones are not told. Only `firstTime` is asked
   * anew: it is false as well for the first gift of a supporter who has given again since.
   */
  giftsAfter(db: Db, asked: { readonly seq: number; readonly limit: number }): CommittedGift[] {
    const rows = db
      .prepare(
        `SELECT j.seq, j.gift_no AS giftNo, j.person_no AS personNo,
           (SELECT coalesce(sum(s.gifts), 0) <= 1 FROM supporter s WHERE s.person_no = j.person_no) AS firstTime,
           j.platform, j.gift_kind AS kind,
           j.gift_id AS giftId, i.gift_name AS giftName, p.name AS senderName, p.handle AS senderHandle,
           j.delta, j.count_after AS quantity, j.unit, j.units_each * j.count_after AS units,
           j.status_after AS status, i.sources, i.first_at AS firstAtMs, i.last_at AS lastAtMs,
           i.receiver_id IS NULL AS receiverUnchecked, j.session_no AS sessionNo
         FROM journal j JOIN gift_identity i USING (gift_no) LEFT JOIN person p ON p.person_no = j.person_no
         WHERE j.seq > ? AND j.kind = 'gift' AND substr(j.source, 1, 9) <> '${IMPORT_SCHEME}' ORDER BY j.seq LIMIT ?`,
      )
      .all(asked.seq, asked.limit) as (Omit<
      CommittedGift,
      'sources' | 'receiverUnchecked' | 'firstTime'
    > & {
      sources: string;
      receiverUnchecked: number;
      firstTime: number;
    })[];
    return rows.map((row) => ({
      ...row,
      firstTime: row.personNo === null ? null : row.firstTime !== 0,
      sources: JSON.parse(row.sources) as string[],
      receiverUnchecked: row.receiverUnchecked !== 0,
    }));
  },

  /** Imports, the newest first; null for all. */
  importRuns(
    db: Db,
    asked: { readonly limit: number | null },
  ): (ImportRun & { readonly staged: string })[] {
    return db
      .prepare(
        `SELECT import_no AS importNo, name, format, staged, state, started_at AS startedAtMs, ended_at AS endedAtMs,
           lines, through, added, known, conflicts, kept FROM import_run ORDER BY import_no DESC LIMIT ?`,
      )
      .all(asked.limit ?? -1) as (ImportRun & { readonly staged: string })[];
  },

  /** Totals, estimate and coverage of the session at hand. */
  session(db: Db, asked: { readonly nowMs: number; readonly currency: string }): SessionReading {
    return db.transaction(() => readSession(db, asked))();
  },

  problems(db: Db, asked: { readonly limit: number }): Problem[] {
    return db
      .prepare(
        `SELECT problem_no AS id, kind, at AS atMs, source, code, message, excerpt FROM problem
         ORDER BY problem_no DESC LIMIT ?`,
      )
      .all(asked.limit) as Problem[];
  },

  problemCounts(db: Db): { readonly rejected: number; readonly conflicts: number } {
    return db
      .prepare(
        `SELECT coalesce(sum(n) FILTER (WHERE kind = 'rejected'), 0) AS rejected,
           coalesce(sum(n) FILTER (WHERE kind = 'conflict'), 0) AS conflicts FROM problem_count`,
      )
      .get() as { rejected: number; conflicts: number };
  },
} satisfies Record<string, (db: Db, asked: never) => unknown>;

export type Queries = typeof queries;

const FEED_GIFTS = `SELECT ${feedColumns({
  ...{ key: "'g' || g.gift_no", quantity: 'g.quantity', units: 'g.units' },
  ...{ firstAt: 'i.first_at', lastAt: 'i.last_at' },
})} FROM gift g ${FEED_TABLES}`;

const FEED_OBSERVED = `SELECT 'o' || o.observed_no AS key, o.at_seq AS seq, o.platform, o.kind, o.gift_id AS giftId,
    o.gift_name AS giftName, ${SENDER}, o.quantity, o.unit, o.units, 'settled' AS status,
    o.reason AS observed, json_array(o.source) AS sources, o.at AS firstAtMs, o.at AS lastAtMs,
    0 AS receiverUnchecked, o.session_no AS sessionNo
  FROM observed_gift o LEFT JOIN person p USING (person_no)`;

/** Seq of the `limit`-th newest row below a seq; 0 when there are not so many. */
function lastSeqOfPage(db: Db, below: number, limit: number): number {
  const seq = db
    .prepare(
      `SELECT seq FROM (
         SELECT * FROM (SELECT last_seq AS seq FROM gift WHERE last_seq < @below ORDER BY 1 DESC LIMIT @limit)
         UNION ALL
         SELECT * FROM (SELECT at_seq AS seq FROM observed_gift WHERE at_seq < @below ORDER BY 1 DESC LIMIT @limit)
       ) ORDER BY seq DESC LIMIT 1 OFFSET @skipped`,
    )
    .pluck()
    .get({ below, limit, skipped: limit - 1 }) as number | undefined;
  return seq ?? 0;
}

function readSession(
  db: Db,
  asked: { readonly nowMs: number; readonly currency: string },
): SessionReading {
  const session = readCurrentSession(db);
  const base = { seq: readHead(db).seq, serverNowMs: asked.nowMs, session };
  const book = readRateBook(db);
  if (session === null) {
    return {
      ...base,
      totals: [],
      estimate: estimateOf([], book, asked.currency),
      coverage: { observedMs: 0, liveMs: 0, gaps: [] },
      supporters: 0,
      topSupporters: [],
      perMinute: [],
      suspense: 0,
      unconfirmed: 0,
    };
  }
  const { sessionNo } = session;
  const endMs = session.closedAtMs ?? asked.nowMs;
  const stored = db
    .prepare(
      'SELECT quarter_at AS atMs, platform, kind, unit, gifts, quantity, units FROM session_bucket WHERE session_no = ?',
    )
    .safeIntegers()
    .all(sessionNo) as (Omit<BucketRow, 'atMs'> & { readonly atMs: bigint })[];
  const buckets = stored.map((bucket) => ({ ...bucket, atMs: Number(bucket.atMs) }));
  const count = (where: string): number =>
    db
      .prepare(`SELECT count(*) FROM gift WHERE session_no = ? AND ${where}`)
      .pluck()
      .get(sessionNo) as number;
  return {
    ...base,
    totals: totalsOf(buckets),
    estimate: estimateOf(buckets, book, asked.currency),
    coverage: coverageOf(readIntervals(db, session.openedAtMs, endMs), session.openedAtMs, endMs),
    supporters: db
      .prepare('SELECT count(DISTINCT person_no) FROM session_supporter WHERE session_no = ?')
      .pluck()
      .get(sessionNo) as number,
    topSupporters: readTopSupporters(db, buckets, book, { ...asked, sessionNo, atMs: endMs }),
    perMinute: readPerMinute(db, sessionNo, endMs),
    suspense: count('units_each IS NULL'),
    unconfirmed: count("status = 'unconfirmed'"),
  };
}

interface BucketRow {
  readonly atMs: number;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly unit: string;
  readonly gifts: bigint;
  readonly quantity: bigint;
  readonly units: bigint;
}

function totalsOf(buckets: readonly BucketRow[]): UnitTotal[] {
  const totals = new Map<string, UnitTotal>();
  for (const bucket of buckets) {
    const key = `${bucket.platform}/${bucket.unit}`;
    const before = totals.get(key);
    totals.set(key, {
      platform: bucket.platform,
      unit: bucket.unit,
      gifts: (before?.gifts ?? 0) + Number(bucket.gifts),
      quantity: (before?.quantity ?? 0n) + bucket.quantity,
      units: (before?.units ?? 0n) + bucket.units,
    });
  }
  return [...totals.values()].sort((a, b) => (a.units < b.units ? 1 : -1));
}

function readTopSupporters(
  db: Db,
  buckets: readonly BucketRow[],
  book: RateBook,
  asked: { readonly sessionNo: number; readonly currency: string; readonly atMs: number },
): SessionState['topSupporters'] {
  const { sessionNo, currency, atMs } = asked;
  // People are not kept by kind; for the order among them the kind that the unit came as will do.
  const kinds = new Map(buckets.map(({ platform, unit, kind }) => [`${platform}/${unit}`, kind]));
  const units = db
    .prepare('SELECT DISTINCT unit FROM session_supporter WHERE session_no = ?')
    .pluck()
    .all(sessionNo) as string[];
  const best = db
    .prepare(
      `SELECT ${SENDER}, p.platform, s.unit, s.units FROM session_supporter s JOIN person p USING (person_no)
       WHERE s.session_no = ? AND s.unit = ? ORDER BY s.units DESC LIMIT ?`,
    )
    .safeIntegers();
  return units
    .flatMap(
      (unit) =>
        best.all(sessionNo, unit, TOP_SUPPORTERS) as {
          senderName: string | null;
          senderHandle: string | null;
          platform: string;
          unit: string;
          units: bigint;
        }[],
    )
    .map((row) => {
      const kind = kinds.get(`${row.platform}/${row.unit}`) ?? 'gift';
      return { ...row, worth: worthOf(book, { ...row, kind, atMs }, currency)?.femtos ?? 0n };
    })
    .sort((a, b) => (a.worth === b.worth ? 0 : a.worth < b.worth ? 1 : -1))
    .slice(0, TOP_SUPPORTERS)
    .map(({ senderName, senderHandle, platform, unit, units: sum }) => ({
      name: displayText(senderName ?? senderHandle ?? ''),
      platform,
      unit,
      units: sum,
    }));
}

function readPerMinute(db: Db, sessionNo: number, endMs: number): SessionState['perMinute'] {
  const from = (Math.floor(endMs / MINUTE_MS) - SPARK_MINUTES + 1) * MINUTE_MS;
  const rows = db
    .prepare(
      `SELECT effective_at / ${MINUTE_MS} * ${MINUTE_MS} AS atMs, count(*) AS gifts FROM gift
       WHERE session_no = ? AND effective_at >= ? AND effective_at <= ? GROUP BY 1`,
    )
    .all(sessionNo, from, endMs) as { atMs: number; gifts: number }[];
  const byMinute = new Map(rows.map((row) => [row.atMs, row.gifts]));
  return Array.from({ length: SPARK_MINUTES }, (_, index) => {
    const atMs = from + index * MINUTE_MS;
    return { atMs, gifts: byMinute.get(atMs) ?? 0 };
  });
}

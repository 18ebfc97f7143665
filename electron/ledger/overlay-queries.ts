/** Named queries for overlay widgets: the session at hand, and who gave how much. Part of `queries.ts`. */
import { isCurrency } from '../../shared/currency.ts';
import { estimateOf, worthOf } from '../../shared/estimates.ts';
import type { RateBook } from '../../shared/estimates.ts';
import type { GiftKind } from '../../shared/gift.ts';
import { displayText } from '../../shared/text.ts';
import type { Db } from './open.ts';
import { readRateBook } from './rate-cards.ts';
import { readCurrentSession } from './sessions.ts';

/** Of each unit, the best are looked at; whoever is among none of them is among the first of none. */
const LOOKED_AT = 100;

export interface LatestGift {
  readonly giftNo: number;
  readonly platform: string;
  readonly giftId: string | null;
  readonly giftName: string;
  readonly senderName: string;
  readonly quantity: number;
  readonly unit: string;
  readonly units: number | null;
}

export interface RankedSupporter {
  readonly personNo: number;
  /** Empty for the nameless and the forgotten. */
  readonly name: string;
  readonly platform: string;
  /** Worth most first. */
  readonly amounts: readonly { readonly unit: string; readonly units: bigint }[];
}

export interface SessionTally {
  readonly sessionNo: number;
  readonly title: string;
  readonly closedAtMs: number | null;
  readonly gifts: number;
  readonly supporters: number;
  readonly totals: readonly {
    readonly platform: string;
    readonly unit: string;
    readonly gifts: number;
    readonly units: bigint;
  }[];
  readonly estimate: { readonly currency: string; readonly femtos: bigint } | null;
}

/** Who shows one platform only asks for nothing else; null for all. */
interface Limited {
  readonly platform: string | null;
}

interface Ranking extends Limited {
  readonly currency: string;
  readonly nowMs: number;
  readonly limit: number;
}

export const overlayQueries = {
  /** Gifts of the session at hand that stand, newest first. */
  latestGifts(db: Db, asked: Limited & { readonly limit: number }): readonly LatestGift[] {
    const session = readCurrentSession(db);
    if (session === null) return [];
    const rows = db
      .prepare(
        `SELECT g.gift_no AS giftNo, g.platform, g.gift_id AS giftId, i.gift_name AS giftName, ${NAME} AS senderName,
           g.quantity, g.unit, CASE WHEN g.units_each IS NULL THEN NULL ELSE g.units END AS units
         FROM gift g JOIN gift_identity i USING (gift_no) LEFT JOIN person p USING (person_no)
         WHERE g.session_no = @of AND g.status <> 'reversed' AND (@platform IS NULL OR g.platform = @platform)
         ORDER BY g.effective_at DESC, g.gift_no DESC LIMIT @limit`,
      )
      .all({ ...asked, of: session.sessionNo }) as (Omit<LatestGift, 'giftName' | 'senderName'> & {
      readonly giftName: string | null;
      readonly senderName: string | null;
    })[];
    return rows.map((row) => ({
      ...row,
      giftName: displayText(row.giftName ?? ''),
      senderName: displayText(row.senderName ?? ''),
    }));
  },

  /** Who gave most in the session at hand, since an instant, and ever. */
  topSupporters(
    db: Db,
    asked: Ranking & { readonly sinceMs: number },
  ): Readonly<Record<'session' | 'today' | 'all', readonly RankedSupporter[]>> {
    return db.transaction(() => {
      const book = readRateBook(db);
      const session = readCurrentSession(db);
      return {
        session:
          session === null
            ? []
            : ranked(book, asked, bestOfEach(db, SESSION_SUMS, asked, session.sessionNo)),
        today: ranked(book, asked, bestOfEach(db, SINCE_SUMS, asked, asked.sinceMs)),
        all: ranked(book, asked, bestOfEach(db, ALL_SUMS, asked, null)),
      };
    })();
  },

  /** Everybody who gave in the session at hand, whoever gave most first. */
  sessionSupporters(db: Db, asked: Ranking): readonly RankedSupporter[] {
    return db.transaction(() => {
      const session = readCurrentSession(db);
      if (session === null) return [];
      const rows = db
        .prepare(SESSION_SUMS)
        .safeIntegers()
        .all({ of: session.sessionNo, platform: asked.platform }) as StoredSum[];
      return ranked(readRateBook(db), asked, rows);
    })();
  },

  /** What the session at hand came to. */
  sessionTally(db: Db, asked: Limited & { readonly currency: string }): SessionTally | null {
    return db.transaction(() => {
      const session = readCurrentSession(db);
      if (session === null) return null;
      const { sessionNo, title, closedAtMs } = session;
      const bound = { of: sessionNo, platform: asked.platform };
      const stored = db
        .prepare(
          `SELECT quarter_at AS atMs, platform, kind, unit, gifts, units FROM session_bucket
           WHERE session_no = @of AND (@platform IS NULL OR platform = @platform)`,
        )
        .safeIntegers()
        .all(bound) as (Omit<Bucket, 'atMs'> & { readonly atMs: bigint })[];
      const buckets = stored.map((bucket) => ({ ...bucket, atMs: Number(bucket.atMs) }));
      const { femtos, basis } = estimateOf(buckets, readRateBook(db), asked.currency);
      const totals = totalsOf(buckets);
      return {
        sessionNo,
        title: displayText(title, 80),
        closedAtMs,
        gifts: totals.reduce((sum, { gifts }) => sum + gifts, 0),
        supporters: db
          .prepare(
            `SELECT count(DISTINCT s.person_no) FROM session_supporter s JOIN person p USING (person_no)
             WHERE s.session_no = @of AND s.units > 0 AND ${OF_PLATFORM}`,
          )
          .pluck()
          .get(bound) as number,
        totals,
        estimate: basis === null ? null : { currency: asked.currency, femtos },
      };
    })();
  },
};

/** A name that may be shown: whoever was forgotten has none. */
const NAME = 'CASE WHEN p.salt IS NULL THEN NULL ELSE coalesce(p.name, p.handle) END';

const OF_PLATFORM = '(@platform IS NULL OR p.platform = @platform)';

const SUMS = `SELECT s.person_no AS personNo, p.platform, ${NAME} AS name, s.unit, s.units`;
const SESSION_SUMS = `${SUMS} FROM session_supporter s JOIN person p USING (person_no)
  WHERE s.session_no = @of AND s.units > 0 AND ${OF_PLATFORM}`;
const ALL_SUMS = `${SUMS} FROM supporter s JOIN person p USING (person_no) WHERE s.units > 0 AND ${OF_PLATFORM}`;
const SINCE_SUMS = `SELECT g.person_no AS personNo, p.platform, ${NAME} AS name, g.unit, sum(g.units) AS units
  FROM gift g JOIN person p USING (person_no) WHERE g.effective_at >= @of AND g.units > 0 AND ${OF_PLATFORM}
  GROUP BY 1, 4`;

interface StoredSum {
  readonly personNo: bigint;
  readonly platform: string;
  readonly name: string | null;
  readonly unit: string;
  readonly units: bigint;
}

interface Bucket {
  readonly atMs: number;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly unit: string;
  readonly gifts: bigint;
  readonly units: bigint;
}

/** Of each unit the largest sums, as many as are looked at. */
function bestOfEach(
  db: Db,
  sums: string,
  { platform }: Limited,
  of: number | null,
): readonly StoredSum[] {
  return db
    .prepare(
      `SELECT personNo, platform, name, unit, units FROM (
         SELECT *, row_number() OVER (PARTITION BY unit ORDER BY units DESC) AS place FROM (${sums})
       ) WHERE place <= ${LOOKED_AT}`,
    )
    .safeIntegers()
    .all({ of, platform }) as StoredSum[];
}

/** Gathers each person's sums and orders people by what those are worth; units without a rate order by themselves. */
function ranked(
  book: RateBook,
  { currency, nowMs, limit }: Ranking,
  rows: readonly StoredSum[],
): readonly RankedSupporter[] {
  const people = new Map<number, { person: RankedSupporter; worth: bigint; units: bigint }>();
  const valued = rows
    .map((row) => ({
      ...row,
      worth:
        worthOf(book, { ...row, kind: usualKind(row.unit), atMs: nowMs }, currency)?.femtos ?? 0n,
    }))
    .sort((a, b) => larger(a.worth, b.worth) || larger(a.units, b.units));
  for (const row of valued) {
    const personNo = Number(row.personNo);
    const before = people.get(personNo);
    people.set(personNo, {
      person: {
        personNo,
        name: displayText(row.name ?? ''),
        platform: row.platform,
        amounts: [...(before?.person.amounts ?? []), { unit: row.unit, units: row.units }],
      },
      worth: (before?.worth ?? 0n) + row.worth,
      units: (before?.units ?? 0n) + row.units,
    });
  }
  return [...people.values()]
    .sort((a, b) => larger(a.worth, b.worth) || larger(a.units, b.units))
    .slice(0, limit)
    .map(({ person }) => person);
}

/** People are not kept by kind; for the order among them the kind that a unit usually comes as will do. */
function usualKind(unit: string): GiftKind {
  if (isCurrency(unit)) return 'tip';
  if (unit === 'bit') return 'bits';
  return /^(sub[123]|prime)$/.test(unit) ? 'sub' : 'gift';
}

function larger(a: bigint, b: bigint): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

function totalsOf(buckets: readonly Bucket[]): SessionTally['totals'] {
  const totals = new Map<string, SessionTally['totals'][number]>();
  for (const { platform, unit, gifts, units } of buckets) {
    const key = `${platform}/${unit}`;
    const before = totals.get(key);
    totals.set(key, {
      platform,
      unit,
      gifts: (before?.gifts ?? 0) + Number(gifts),
      units: (before?.units ?? 0n) + units,
    });
  }
  return [...totals.values()].sort((a, b) => b.gifts - a.gifts);
}

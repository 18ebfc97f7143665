/** Sessions of a period with what each came to, how much of it was watched, and what the platform reported for it. */
import type { SessionRow, Sessions } from '../../shared/contract/earnings.ts';
import type { Session } from '../../shared/contract/states.ts';
import { estimateOf } from '../../shared/estimates.ts';
import type { RateBook } from '../../shared/estimates.ts';
import type { Db } from './open.ts';
import { readRateBook } from './rate-cards.ts';
import { SESSION_COLUMNS } from './sessions.ts';
import { unitSums } from './slice-values.ts';
import type { Slice, Which } from './slices.ts';
import { sessionSpan } from './watched.ts';
import { readWatched } from './earnings-watched.ts';

export interface AskedSessions extends Which {
  /** When they began; null for no bound. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly currency: string;
  readonly beforeSessionNo: number | null;
  readonly limit: number;
  readonly nowMs: number;
}

export function readSessions(db: Db, asked: AskedSessions): Sessions {
  // Sessions begin in the order of their numbers, so a page is read from the newest on.
  const found = db
    .prepare(
      `SELECT ${SESSION_COLUMNS} FROM session WHERE session_no < @below AND opened_at >= @fromMs AND opened_at < @toMs
       ORDER BY session_no DESC LIMIT @limit + 1`,
    )
    .all({
      below: asked.beforeSessionNo ?? Number.MAX_SAFE_INTEGER,
      fromMs: asked.fromMs ?? Number.MIN_SAFE_INTEGER,
      toMs: asked.toMs ?? Number.MAX_SAFE_INTEGER,
      limit: asked.limit,
    }) as Session[];
  const shown = found.slice(0, asked.limit);
  const read = sessionReader(db, asked, readRateBook(db), reportsOf(db, shown));
  return { rows: shown.map(read), more: found.length > asked.limit };
}

type Report = SessionRow['reported'][number] & { readonly sessionNo: number };

/** The newest figure that was reported for each session, platform and unit. */
function reportsOf(db: Db, sessions: readonly Session[]): readonly Omit<Report, 'variance'>[] {
  const numbers = sessions.map(({ sessionNo }) => sessionNo);
  if (numbers.length === 0) return [];
  const rows = db
    .prepare(
      `SELECT session_no AS sessionNo, platform, unit, units FROM statement
       WHERE session_no BETWEEN ? AND ? ORDER BY statement_no`,
    )
    .safeIntegers()
    .all(Math.min(...numbers), Math.max(...numbers)) as (Omit<Report, 'variance' | 'sessionNo'> & {
    readonly sessionNo: bigint;
  })[];
  const newest = rows.map(
    (row) =>
      [
        `${row.sessionNo}/${row.platform}/${row.unit}`,
        { ...row, sessionNo: Number(row.sessionNo) },
      ] as const,
  );
  return [...new Map(newest).values()];
}

function sessionReader(
  db: Db,
  asked: AskedSessions,
  book: RateBook,
  reports: readonly Omit<Report, 'variance'>[],
): (session: Session) => SessionRow {
  const buckets = db
    .prepare(
      `SELECT quarter_at AS quarterMs, platform, kind, unit, gifts, quantity, units FROM session_bucket
       WHERE session_no = @sessionNo AND (@platform IS NULL OR platform = @platform)
         AND (@kind IS NULL OR kind = @kind)`,
    )
    .safeIntegers();
  const edge = (which: 'ASC' | 'DESC') =>
    db
      .prepare(
        `SELECT effective_at FROM gift WHERE session_no = ? ORDER BY effective_at ${which} LIMIT 1`,
      )
      .pluck();
  const [first, last] = [edge('ASC'), edge('DESC')];
  const { platform, kind, currency, nowMs } = asked;
  return (session) => {
    const { sessionNo } = session;
    const stored = buckets.all({ sessionNo, platform, kind }) as (Pick<
      Slice,
      'platform' | 'kind' | 'unit' | 'units'
    > & { readonly quarterMs: bigint; readonly gifts: bigint })[];
    const observed = unitSums();
    for (const row of stored) observed.add(row);
    const span = sessionSpan(session, nowMs);
    const units = observed.result();
    const [watched] = readWatched(db, { spans: [span], platform, nowMs });
    return {
      session,
      // A gift is dated by its platform, a session by us when we heard of it: the first gift may come before it.
      fromMs: Math.min(span.fromMs, (first.get(sessionNo) as number | undefined) ?? span.fromMs),
      toMs: Math.max(span.toMs, ((last.get(sessionNo) as number | undefined) ?? 0) + 1),
      watched: watched ?? { sessions: 1, observedMs: 0, liveMs: 0 },
      gifts: stored.reduce((gifts, row) => gifts + Number(row.gifts), 0),
      observed: units,
      estimate: estimateOf(
        stored.map((row) => ({ ...row, atMs: Number(row.quarterMs) })),
        book,
        currency,
      ),
      // What the platform reported is of all kinds, and so would be compared with too little.
      reported:
        kind !== null
          ? []
          : reports
              .filter((one) => one.sessionNo === sessionNo)
              .filter((one) => platform === null || one.platform === platform)
              .map((one) => ({
                ...{ platform: one.platform, unit: one.unit, units: one.units },
                variance: one.units - seenOf(units, one),
              })),
    };
  };
}

function seenOf(
  observed: SessionRow['observed'],
  { platform, unit }: { readonly platform: string; readonly unit: string },
): bigint {
  return observed.find((one) => one.platform === platform && one.unit === unit)?.units ?? 0n;
}

/**
 * The rows of the live feed: newest first, one per gift, growing in place. Pure; `live-data.ts` holds the state
 * and `feed-panel.tsx` shows it.
 */
import type { FeedEvent, FeedRow } from '../../../shared/contract/states.ts';

/** Beyond this many rows the oldest are let go; scrolling down loads them again. */
const MOST_ROWS = 10_000;

export interface FeedState {
  /** False until the first snapshot. */
  readonly loaded: boolean;
  /** Where the stream left off, for the companion to resume from. */
  readonly resume: { readonly generation?: string; readonly rev?: number };
  readonly rows: readonly FeedRow[];
  /** Lowest journal position among the rows: older ones lie below it. Null without rows. */
  readonly oldestSeq: number | null;
  /** There is nothing older to load. */
  readonly reachedStart: boolean;
  /** Keys that the latest message brought or changed. */
  readonly freshKeys: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** Before the first message. */
export const EMPTY_FEED: FeedState = {
  loaded: false,
  resume: {},
  rows: [],
  oldestSeq: null,
  reachedStart: false,
  freshKeys: NONE,
};

/** A snapshot starts over; a patch inserts and replaces by key. */
export function mergeFeed(state: FeedState, event: FeedEvent): FeedState {
  const resume = { generation: event.generation, rev: event.rev };
  switch (event.type) {
    case 'snapshot': {
      const rows = [...event.rows].sort(newestFirst);
      return {
        loaded: true,
        resume,
        rows,
        oldestSeq: oldestSeqOf(rows),
        reachedStart: rows.length === 0,
        freshKeys: NONE,
      };
    }
    case 'patch': {
      const merged = mergeRows(state.rows, event.rows);
      const rows = merged.slice(0, MOST_ROWS);
      return {
        loaded: true,
        resume,
        rows,
        oldestSeq: oldestSeqOf(rows),
        reachedStart: state.reachedStart && rows.length === merged.length,
        freshKeys: new Set(event.rows.map(({ key }) => key)),
      };
    }
  }
}

/** Adds rows that were asked for; fewer than asked for means that there are no more. */
export function addOlder(state: FeedState, older: readonly FeedRow[], askedFor: number): FeedState {
  const known = new Set(state.rows.map(({ key }) => key));
  const rows = mergeRows(
    state.rows,
    older.filter(({ key }) => !known.has(key)),
  );
  return {
    ...state,
    rows,
    oldestSeq: oldestSeqOf(rows),
    reachedStart: older.length < askedFor,
  };
}

/** How many rows stand above the row that was on top when the reader scrolled away. */
export function rowsAbove(rows: readonly FeedRow[], topKey: string | null): number {
  if (topKey === null) return 0;
  return Math.max(
    0,
    rows.findIndex(({ key }) => key === topKey),
  );
}

function mergeRows(rows: readonly FeedRow[], changed: readonly FeedRow[]): readonly FeedRow[] {
  const waiting = new Map(changed.map((row) => [row.key, row]));
  const grown = rows.map((row) => {
    const change = waiting.get(row.key);
    if (change === undefined) return row;
    waiting.delete(row.key);
    return change;
  });
  return waiting.size === 0 ? grown : [...grown, ...waiting.values()].sort(newestFirst);
}

/** By when the gift began, which does not change as it grows: a row never moves. */
function newestFirst(a: FeedRow, b: FeedRow): number {
  return b.firstAtMs - a.firstAtMs || keyNumber(b.key) - keyNumber(a.key);
}

function keyNumber(key: string): number {
  return Number(key.slice(1));
}

function oldestSeqOf(rows: readonly FeedRow[]): number | null {
  let oldest: number | null = null;
  for (const { seq } of rows) if (oldest === null || seq < oldest) oldest = seq;
  return oldest;
}

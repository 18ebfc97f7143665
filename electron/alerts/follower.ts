/**
 * Follows the journal from a cursor: every gift row once and in order. What the bus tells is a hint: rows
 * that join the cursor without a gap are taken as they are, anything else is read from the journal.
 */
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import type { EngineClock } from './retry.ts';
import { createRetry } from './retry.ts';

/** The ledger's journal, as far as alerts need it. */
export interface AlertJournal {
  /** `seq` of the newest journal row; 0 when there is none. */
  head(): number;
  /** The gift rows above `seq`, in order; fewer than `limit` only at the end. */
  after(seq: number, limit: number): Promise<readonly CommittedGift[]>;
  /** Rows as they are committed, in order; returns the function that unsubscribes. */
  subscribe(listener: (gifts: readonly CommittedGift[]) => void): () => void;
}

export interface Follower {
  /** Begins above `cursor`; resolves once the journal is read to its end, or could not be read. */
  start(cursor: number): Promise<void>;
  stop(): void;
}

const PAGE_ROWS = 500;

export function createFollower(deps: {
  readonly journal: AlertJournal;
  readonly clock: EngineClock;
  /** Takes rows in; `catchUp` for those committed before the start. */
  readonly take: (gifts: readonly CommittedGift[], catchUp: boolean) => void;
  readonly onFailing: (error: unknown) => void;
}): Follower {
  const { journal } = deps;
  const retry = createRetry(deps.clock, deps.onFailing);
  let cursor = 0;
  /** Newest row before the start, and the newest one that was announced. */
  let catchUpTo = 0;
  let announced = 0;
  let reading = false;
  let unsubscribe: (() => void) | null = null;

  function hear(gifts: readonly CommittedGift[]): void {
    const news = gifts.filter((gift) => gift.seq > cursor);
    const last = news.at(-1);
    if (last === undefined) return;
    announced = Math.max(announced, last.seq);
    if (!reading && joins(cursor, news)) accept(news);
    else if (!retry.inTrouble()) void read();
  }

  async function read(): Promise<void> {
    if (reading) return;
    reading = true;
    try {
      while (await readPage());
      retry.worked();
    } catch (error) {
      if (unsubscribe !== null) retry.failed(error, () => void read());
    }
    reading = false;
    // A row may have been announced between the last look and this line.
    if (unsubscribe !== null && announced > cursor && !retry.inTrouble()) void read();
  }

  /** Whether there is more to read. */
  async function readPage(): Promise<boolean> {
    const from = cursor;
    const page = await journal.after(from, PAGE_ROWS);
    if (unsubscribe === null) return false;
    if (page.length > 0) accept(page);
    if (cursor >= announced) return page.length === PAGE_ROWS;
    if (cursor === from) throw new Error(`The journal does not hold row ${announced} yet`);
    return true;
  }

  function accept(gifts: readonly CommittedGift[]): void {
    const old = gifts.filter((gift) => gift.seq <= catchUpTo);
    const live = gifts.slice(old.length);
    cursor = gifts.at(-1)?.seq ?? cursor;
    if (old.length > 0) deps.take(old, true);
    if (live.length > 0) deps.take(live, false);
  }

  return {
    async start(from) {
      cursor = from;
      unsubscribe = journal.subscribe(hear);
      catchUpTo = journal.head();
      if (cursor < catchUpTo) await read();
    },
    stop() {
      unsubscribe?.();
      unsubscribe = null;
      retry.cancel();
    },
  };
}

/** Whether the rows follow the cursor, and one another, without a gap. */
function joins(cursor: number, gifts: readonly CommittedGift[]): boolean {
  return gifts.every((gift, at) => gift.seq === cursor + 1 + at);
}

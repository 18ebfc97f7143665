/** The live feed: a snapshot of the newest gifts, then patches; resumes by (generation, rev). */
import type { FeedEvent, FeedRow } from '../../shared/contract/states.ts';
import type { CommittedGift, ObservedGift } from '../../shared/ledger/committed.ts';
import { displayText } from '../../shared/text.ts';
import type { Bus } from '../bus.ts';
import type { LedgerClient } from '../ledger/client.ts';
import { createLatest, createThrottle } from './latest.ts';

/** Rows of a snapshot; older ones are asked for. */
const SNAPSHOT_ROWS = 200;
/**
 * Patches kept for those who reconnect, and the rows in all of them: in a flood a patch holds hundreds. Who has
 * missed more is better served by a snapshot.
 */
const PATCHES_KEPT = 600;
const PATCH_ROWS_KEPT = 2_000;
const PATCH_EVERY_MS = 100;
/** Of somebody's many gifts only the newest can be on a page. */
const REREAD_MOST = 500;

interface Patch {
  readonly rev: number;
  readonly seq: number;
  readonly rows: readonly FeedRow[];
}

export interface Feed {
  watch(
    from: { readonly generation?: string | undefined; readonly rev?: number | undefined },
    signal: AbortSignal | undefined,
  ): AsyncGenerator<FeedEvent, void, undefined>;
  older(beforeSeq: number, limit: number): Promise<FeedEvent>;
  stop(): void;
}

export function createFeed(
  ledger: LedgerClient,
  bus: Bus,
  generation: string,
  onError: (error: unknown) => void,
): Feed {
  const head = createLatest<number>();
  let patches: Patch[] = [];
  let rev = 0;
  let changed = new Map<string, FeedRow>();
  head.set(rev);

  const flush = createThrottle(() => {
    rev += 1;
    patches = newest([...patches, { rev, seq: ledger.head().seq, rows: [...changed.values()] }]);
    changed = new Map();
    head.set(rev);
  }, PATCH_EVERY_MS);

  /** Gifts that an entry changed are read anew. */
  async function reread(giftNos: readonly number[]): Promise<void> {
    const newest = giftNos.toSorted((a, b) => b - a).slice(0, REREAD_MOST);
    const rows = await ledger.query('feedGifts', { giftNos: newest });
    for (const row of rows) changed.set(row.key, row);
    flush.run();
  }

  const unsubscribers = [
    bus.subscribe('recorded', ({ giftNos }) => {
      if (giftNos.length > 0) reread(giftNos).catch(onError);
    }),
    bus.subscribe('erased', () => {
      // Pages and older patches may hold the names: everybody gets a snapshot, which no patch leads to.
      patches = [];
      changed = new Map();
      rev += 1;
      head.set(rev);
    }),
    bus.subscribe('committed', ({ gifts, observed }) => {
      const seq = ledger.head().seq;
      for (const gift of gifts) changed.set(`g${gift.giftNo}`, giftRow(gift));
      for (const gift of observed) changed.set(`o${gift.observedNo}`, observedRow(gift, seq));
      flush.run();
    }),
  ];

  async function snapshot(): Promise<FeedEvent> {
    // The rev is taken first: what is patched while the query runs is sent again, and replaces itself.
    const at = rev;
    const rows = await ledger.query('feed', { limit: SNAPSHOT_ROWS, beforeSeq: null });
    return { type: 'snapshot', generation, rev: at, seq: ledger.head().seq, rows };
  }

  /** The rev up to which a page has seen it all; −1 when that cannot be: another generation, or the future. */
  function resumeFrom(from: Parameters<Feed['watch']>[0]): number {
    const seen = from.rev ?? -1;
    return from.generation === generation && seen <= rev ? seen : -1;
  }

  return {
    async *watch(from, signal) {
      let seen = resumeFrom(from);
      for await (const _ of head.watch(signal)) {
        while (seen < rev) {
          const next = patches.find((patch) => patch.rev === seen + 1);
          const event: FeedEvent =
            seen < 0 || next === undefined
              ? await snapshot()
              : { type: 'patch', generation, rev: next.rev, seq: next.seq, rows: [...next.rows] };
          seen = event.rev;
          yield event;
        }
      }
    },
    async older(beforeSeq, limit) {
      const rows = await ledger.query('feed', { limit, beforeSeq });
      return { type: 'patch', generation, rev, seq: ledger.head().seq, rows };
    },
    stop() {
      for (const unsubscribe of unsubscribers) unsubscribe();
      flush.stop();
    },
  };
}

/** The last ones within both limits. */
function newest(patches: readonly Patch[]): Patch[] {
  let rows = 0;
  const first = patches.findLastIndex((patch) => (rows += patch.rows.length) > PATCH_ROWS_KEPT) + 1;
  return patches.slice(Math.max(first, patches.length - PATCHES_KEPT));
}

function giftRow(gift: CommittedGift): FeedRow {
  return {
    ...sharedFields(gift),
    key: `g${gift.giftNo}`,
    seq: gift.seq,
    observed: null,
  };
}

function observedRow(gift: ObservedGift, seq: number): FeedRow {
  return { ...sharedFields(gift), key: `o${gift.observedNo}`, seq, observed: gift.reason };
}

function sharedFields(
  gift: CommittedGift | ObservedGift,
): Omit<FeedRow, 'key' | 'seq' | 'observed'> {
  return {
    platform: gift.platform,
    kind: gift.kind,
    giftId: gift.giftId,
    giftName: gift.giftName === null ? null : displayText(gift.giftName),
    senderName: displayText(gift.senderName ?? gift.senderHandle ?? ''),
    senderHandle: gift.senderHandle === null ? null : displayText(gift.senderHandle),
    quantity: gift.quantity,
    unit: gift.unit,
    units: gift.units,
    status: gift.status,
    sources: [...gift.sources],
    firstAtMs: gift.firstAtMs,
    lastAtMs: gift.lastAtMs,
    receiverUnchecked: gift.receiverUnchecked,
    sessionNo: gift.sessionNo,
  };
}

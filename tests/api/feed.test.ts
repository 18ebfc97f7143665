import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFeed } from '../../electron/api/feed.ts';
import { createBus } from '../../electron/bus.ts';
import type { LedgerClient } from '../../electron/ledger/client.ts';
import type { LedgerCommand } from '../../electron/ledger/commands.ts';
import { queries } from '../../electron/ledger/queries.ts';
import type { FeedEvent } from '../../shared/contract/states.ts';
import { comboKey, entryCommand, gift, giftFrame, tempLedger, total } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const PATCH_MS = 100;

/** A feed over a real ledger: what is committed is published, as the client does. */
function stage(ledger: TempLedger) {
  const bus = createBus((error) => {
    throw error;
  });
  const reads: string[] = [];
  const client = {
    head: () => ledger.store.head(),
    query: (name: 'feed' | 'feedGifts', asked: never) => {
      reads.push(name);
      return Promise.resolve(queries[name](ledger.db, asked));
    },
  } as unknown as LedgerClient;
  const feed = createFeed(client, bus, 'gen-1', (error) => {
    throw error;
  });
  return {
    feed,
    reads,
    async grow(count: number, group = '1') {
      const frame = giftFrame({ giftKey: comboKey(group), counter: total(count) });
      const { gifts, observed } = ledger.store.commit([gift(frame)]);
      bus.publish('committed', { gifts, observed });
      await vi.advanceTimersByTimeAsync(PATCH_MS);
    },
    /** Commits and publishes without letting a patch be made. */
    growSilently(count: number) {
      const frame = giftFrame({ counter: total(count) });
      const { gifts, observed } = ledger.store.commit([gift(frame)]);
      bus.publish('committed', { gifts, observed });
    },
    observeSilently(group: string) {
      const frame = giftFrame({ giftKey: comboKey(group), observed: 'mirrored' });
      const { gifts, observed } = ledger.store.commit([gift(frame)]);
      bus.publish('committed', { gifts, observed });
    },
    /** Commits anything and publishes what the client would. */
    async commit(command: LedgerCommand) {
      const { entries, corrected, erased } = ledger.store.commit([command]);
      if (erased.length > 0) bus.publish('erased', { personNos: erased });
      bus.publish('recorded', { seqs: entries, giftNos: corrected });
      await vi.advanceTimersByTimeAsync(PATCH_MS);
    },
    async observe(group: string) {
      this.observeSilently(group);
      await vi.advanceTimersByTimeAsync(PATCH_MS);
    },
  };
}

async function next(watch: AsyncGenerator<FeedEvent>): Promise<FeedEvent> {
  const event = await watch.next();
  if (event.done === true) throw new Error('the feed ended');
  return event.value;
}

const quantities = (event: FeedEvent) => event.rows.map((row) => [row.key, row.quantity]);

describe('the live feed', () => {
  let ledger: TempLedger;

  beforeEach(() => {
    vi.useFakeTimers();
    ledger = tempLedger();
  });
  afterEach(() => {
    ledger[Symbol.dispose]();
    vi.useRealTimers();
  });

  it('begins with a snapshot, then tells each change of a gift under the same key', async () => {
    const s = stage(ledger);
    await s.grow(3);
    const watch = s.feed.watch({}, undefined);
    const first = await next(watch);
    expect(first).toMatchObject({ type: 'snapshot', generation: 'gen-1', rev: 1, seq: 1 });
    expect(quantities(first)).toEqual([['g1', 3]]);
    await s.grow(8);
    const second = await next(watch);
    expect(second).toMatchObject({ type: 'patch', generation: 'gen-1', rev: 2, seq: 2 });
    expect(quantities(second)).toEqual([['g1', 8]]);
    await s.observe('2');
    expect(await next(watch)).toMatchObject({
      type: 'patch',
      rev: 3,
      rows: [{ key: 'o1', observed: 'mirrored' }],
    });
  });

  it('folds into one patch what changes within a tenth of a second', async () => {
    const s = stage(ledger);
    await s.grow(1);
    const watch = s.feed.watch({}, undefined);
    await next(watch);
    for (let count = 2; count <= 9; count += 1) s.growSilently(count);
    await vi.advanceTimersByTimeAsync(PATCH_MS);
    expect(quantities(await next(watch))).toEqual([['g1', 9]]);
  });

  it('resumes with exactly the patches that were missed', async () => {
    const s = stage(ledger);
    for (const count of [1, 2, 3, 4]) await s.grow(count);
    const watch = s.feed.watch({ generation: 'gen-1', rev: 2 }, undefined);
    const missed = [await next(watch), await next(watch)];
    expect(missed.map(({ type, rev }) => [type, rev])).toEqual([
      ['patch', 3],
      ['patch', 4],
    ]);
    expect(missed.flatMap(quantities)).toEqual([
      ['g1', 3],
      ['g1', 4],
    ]);
    expect(s.reads).toEqual([]);
  });

  it('tells nothing to who missed nothing, until something changes', async () => {
    const s = stage(ledger);
    await s.grow(1);
    const watch = s.feed.watch({ generation: 'gen-1', rev: 1 }, undefined);
    const waiting = next(watch);
    await s.grow(2);
    expect(await waiting).toMatchObject({ type: 'patch', rev: 2 });
  });

  it.each([
    ['of another generation', { generation: 'gen-0', rev: 1 }],
    ['that never saw anything', { generation: 'gen-1' }],
    ['without a generation', { rev: 1 }],
    ['that claims to have seen the future', { generation: 'gen-1', rev: 99 }],
    ['that claims nonsense', { generation: 'gen-1', rev: -5 }],
  ])('gives a snapshot to a page %s', async (_, from) => {
    const s = stage(ledger);
    await s.grow(1);
    await s.grow(2);
    const event = await next(s.feed.watch(from, undefined));
    expect(event).toMatchObject({ type: 'snapshot', rev: 2 });
  });

  it('gives a snapshot to a page that is further behind than patches are kept', async () => {
    const s = stage(ledger);
    for (let count = 1; count <= 620; count += 1) await s.grow(count);
    const behind = await next(s.feed.watch({ generation: 'gen-1', rev: 5 }, undefined));
    expect(behind).toMatchObject({ type: 'snapshot', rev: 620 });
    const near = await next(s.feed.watch({ generation: 'gen-1', rev: 20 }, undefined));
    expect(near).toMatchObject({ type: 'patch', rev: 21 });
  });

  it('keeps no more rows for those who reconnect than a flood of some seconds', async () => {
    const staged = stage(ledger);
    for (let patch = 1; patch <= 3; patch += 1) {
      for (let row = 0; row < 999; row += 1) staged.observeSilently(`${patch}-${row}`);
      await vi.advanceTimersByTimeAsync(PATCH_MS);
    }
    const resumed = (rev: number) =>
      next(staged.feed.watch({ generation: 'gen-1', rev }, undefined));
    expect(await resumed(1)).toMatchObject({ type: 'patch', rev: 2 });
    expect(await resumed(0)).toMatchObject({ type: 'snapshot', rev: 3 });
  });

  it('brings every watcher to the same rows, whenever it joined', async () => {
    const s = stage(ledger);
    const early = s.feed.watch({}, undefined);
    const picture = new Map<string, number>();
    const see = (event: FeedEvent) => {
      if (event.type === 'snapshot') picture.clear();
      for (const row of event.rows) picture.set(row.key, row.quantity);
    };
    see(await next(early));
    for (const [count, group] of [
      [1, '1'],
      [5, '2'],
      [4, '1'],
      [9, '3'],
    ] as const) {
      await s.grow(count, group);
      see(await next(early));
    }
    const late = await next(s.feed.watch({}, undefined));
    expect(new Map(late.rows.map((row) => [row.key, row.quantity]))).toEqual(picture);
  });

  it('has older rows for who asks', async () => {
    const s = stage(ledger);
    for (const group of ['1', '2', '3']) await s.grow(1, group);
    const event = await s.feed.older(3, 10);
    expect(event.rows.map((row) => row.seq)).toEqual([2, 1]);
  });

  it('ends for a page that goes, and makes no more patches once it is stopped', async () => {
    const s = stage(ledger);
    const gone = new AbortController();
    const watch = s.feed.watch({}, gone.signal);
    await next(watch);
    const waiting = watch.next();
    gone.abort();
    expect((await waiting).done).toBe(true);
    s.feed.stop();
    await s.grow(1);
    expect((await next(s.feed.watch({}, undefined))).rev).toBe(0);
  });

  it('shows a gift that was taken back, with what it was', async () => {
    using ledger = tempLedger();
    const staged = stage(ledger);
    await staged.grow(3);
    const watch = staged.feed.watch({}, undefined);
    await next(watch);
    await staged.commit(entryCommand({ kind: 'reversal', corrects: 1 }));
    const { type, rows } = await next(watch);
    expect(type).toBe('patch');
    expect(rows).toMatchObject([{ key: 'g1', status: 'reversed', quantity: 3, units: 3 }]);
    await watch.return();
  });

  it('starts over for everybody when somebody is forgotten, and no patch keeps the name', async () => {
    using ledger = tempLedger();
    const staged = stage(ledger);
    await staged.grow(3);
    await staged.observe('2');
    // A gift that still grows cannot be parted from its sender.
    ledger.clock.advance(11_000);
    ledger.store.sweep();
    const watch = staged.feed.watch({}, undefined);
    const first = await next(watch);
    expect(first.rows.map((row) => row.senderName)).toEqual(['Ada', 'Ada']);
    await staged.commit({ type: 'erase', personNo: 1, source: 'hand' });
    const told = [await next(watch)];
    expect(told[0]?.type).toBe('snapshot');
    const resumed = staged.feed.watch({ generation: 'gen-1', rev: first.rev }, undefined);
    told.push(await next(resumed));
    const names = told.flatMap(({ rows }) => rows.map((row) => row.senderName));
    expect(new Set(names)).toEqual(new Set(['erased-1']));
    await watch.return();
    await resumed.return();
  });
});

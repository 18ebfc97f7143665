import { describe, expect, it } from 'vitest';
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import {
  T0,
  TIKFINITY,
  TIKTOK,
  bundleFrame,
  comboKey,
  gift,
  giftFrame,
  sourceState,
  tempLedger,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const connected = sourceState('connected', T0);
const disconnected = sourceState('disconnected', T0 + 1_000);
const statuses = (gifts: readonly CommittedGift[] | undefined) =>
  gifts?.map(({ giftNo, status, delta }) => [giftNo, status, delta]);
const status = (ledger: TempLedger, giftNo = 1) =>
  ledger.one('SELECT status FROM gift WHERE gift_no = ?', giftNo);

describe('a streak', () => {
  it('is unconfirmed after ten seconds of silence, and not a moment before', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(3) }))]);
    ledger.clock.advance(9_999);
    expect(ledger.store.sweep()).toBeNull();
    ledger.clock.advance(1);
    expect(statuses(ledger.store.sweep()?.gifts)).toEqual([[1, 'unconfirmed', 0]]);
    expect(ledger.store.sweep()).toBeNull();
    expect(
      ledger.all('SELECT source, observed_at, occurred_at FROM journal WHERE seq = 2'),
    ).toEqual([{ source: 'coinfall', observed_at: T0 + 10_000, occurred_at: null }]);
    expect(ledger.verify().findings).toEqual([]);
  });

  it('waits anew after each frame', () => {
    using ledger = tempLedger();
    for (const count of [1, 2, 3]) {
      ledger.store.commit([gift(giftFrame({ counter: total(count) }))]);
      ledger.clock.advance(9_000);
      expect(ledger.store.sweep()).toBeNull();
    }
  });

  it('waits on our monotonic clock: a wall clock that is set changes nothing', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame())]);
    ledger.clock.stepWall(3_600_000);
    expect(ledger.store.sweep()).toBeNull();
    ledger.clock.stepWall(-7_200_000);
    ledger.clock.advance(10_000);
    expect(statuses(ledger.store.sweep()?.gifts)).toEqual([[1, 'unconfirmed', 0]]);
  });

  it('is open again after a higher frame, and settled by an end frame', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(3) }))]);
    ledger.clock.advance(10_000);
    ledger.store.sweep();
    ledger.store.commit([gift(giftFrame({ counter: total(3) }))]);
    expect(status(ledger)).toBe('unconfirmed');
    ledger.store.commit([gift(giftFrame({ counter: total(4) }))]);
    expect(status(ledger)).toBe('open');
    ledger.clock.advance(10_000);
    expect(statuses(ledger.store.sweep()?.gifts)).toEqual([[1, 'unconfirmed', 0]]);
    const end = ledger.store.commit([gift(giftFrame({ counter: total(4), final: true }))]);
    expect(statuses(end.gifts)).toEqual([[1, 'settled', 0]]);
    ledger.clock.advance(60_000);
    expect(ledger.store.sweep()).toBeNull();
    expect(ledger.verify().findings).toEqual([]);
  });
});

describe('a bundle', () => {
  it('waits a minute for its children', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(bundleFrame({ type: 'announced', atLeast: 2 }))]);
    ledger.clock.advance(59_999);
    expect(ledger.store.sweep()).toBeNull();
    ledger.clock.advance(1);
    expect(statuses(ledger.store.sweep()?.gifts)).toEqual([[1, 'unconfirmed', 0]]);
    expect(ledger.one('SELECT units FROM gift')).toBe(2);
  });

  it('whose children all came is settled after that minute', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      gift(bundleFrame({ type: 'child', atLeast: 1 })),
      gift(bundleFrame({ type: 'announced', atLeast: 2 })),
      gift(bundleFrame({ type: 'child', atLeast: 1 })),
    ]);
    ledger.clock.advance(60_000);
    expect(statuses(ledger.store.sweep()?.gifts)).toEqual([[1, 'settled', 0]]);
  });
});

describe('a disconnection', () => {
  it('leaves the open gifts of its source unconfirmed, and no others', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      connected,
      gift(giftFrame({ counter: total(2) })),
      gift(giftFrame({ giftKey: comboKey('2'), final: true })),
      gift(giftFrame({ giftKey: comboKey('3') }), { source: TIKTOK }),
    ]);
    const report = ledger.store.commit([disconnected]);
    expect(statuses(report.gifts)).toEqual([[1, 'unconfirmed', 0]]);
    expect([2, 3].map((no) => status(ledger, no))).toEqual(['settled', 'open']);
    expect(ledger.verify().findings).toEqual([]);
  });

  it('leaves a gift open that another connected source feeds', () => {
    using ledger = tempLedger();
    const frame = giftFrame({ counter: total(2) });
    ledger.store.commit([connected, sourceState('connected', T0, { source: TIKTOK })]);
    ledger.store.commit([gift(frame), gift(frame, { source: TIKTOK })]);
    expect(ledger.store.commit([disconnected]).gifts).toEqual([]);
    const last = sourceState('disconnected', T0 + 2_000, { source: TIKTOK });
    expect(statuses(ledger.store.commit([last]).gifts)).toEqual([[1, 'unconfirmed', 0]]);
  });

  it('of both sources in one commit leaves the gift unconfirmed', () => {
    using ledger = tempLedger();
    const frame = giftFrame({ counter: total(2) });
    ledger.store.commit([connected, sourceState('connected', T0, { source: TIKTOK })]);
    ledger.store.commit([gift(frame), gift(frame, { source: TIKTOK })]);
    ledger.store.commit([
      disconnected,
      sourceState('disconnected', T0 + 1_000, { source: TIKTOK }),
    ]);
    expect(status(ledger)).toBe('unconfirmed');
  });

  it('counts a source that connected in the same commit', () => {
    using ledger = tempLedger();
    const frame = giftFrame({ counter: total(2) });
    ledger.store.commit([connected, gift(frame), gift(frame, { source: TIKTOK })]);
    ledger.store.commit([sourceState('connected', T0, { source: TIKTOK }), disconnected]);
    expect(status(ledger)).toBe('open');
  });

  it('in the very commit of a frame leaves that gift unconfirmed, and the row names who booked it', () => {
    using ledger = tempLedger();
    ledger.store.commit([connected]);
    const report = ledger.store.commit([gift(giftFrame({ counter: total(2) })), disconnected]);
    expect(statuses(report.gifts)).toEqual([[1, 'unconfirmed', 2]]);
    expect(ledger.all('SELECT source, occurred_at FROM journal')).toEqual([
      { source: TIKFINITY, occurred_at: T0 },
    ]);
    expect(ledger.verify().findings).toEqual([]);
  });
});

describe('the end of a session', () => {
  it('leaves its open gifts unconfirmed, also those of the same commit', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(2) }))]);
    const report = ledger.store.commit([
      gift(giftFrame({ giftKey: comboKey('2') })),
      { type: 'closeSession', by: 'hand', atMs: T0 + 5_000 },
    ]);
    expect(statuses(report.gifts)?.toSorted()).toEqual([
      [1, 'unconfirmed', 0],
      [2, 'unconfirmed', 1],
    ]);
    expect(ledger.verify().findings).toEqual([]);
  });
});

describe('a start after a crash', () => {
  it('leaves every gift unconfirmed that was open, and a higher frame opens it again', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      gift(giftFrame({ counter: total(2) })),
      gift(giftFrame({ giftKey: comboKey('2'), final: true })),
    ]);
    ledger.reopen();
    expect([1, 2].map((no) => status(ledger, no))).toEqual(['unconfirmed', 'settled']);
    ledger.clock.advance(60_000);
    expect(ledger.store.sweep()).toBeNull();
    ledger.store.commit([gift(giftFrame({ counter: total(3) }))]);
    expect(status(ledger)).toBe('open');
    expect(ledger.verify().findings).toEqual([]);
  });

  it('settles a bundle whose children had all come', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      gift(bundleFrame({ type: 'announced', atLeast: 1 })),
      gift(bundleFrame({ type: 'child', atLeast: 1 })),
    ]);
    ledger.reopen();
    expect(status(ledger)).toBe('settled');
  });
});

describe('a reversed gift', () => {
  it('takes no further frame: it is a conflict', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(2) }))]);
    // No command reverses yet; the projection is what the writer goes by.
    ledger.db.exec("UPDATE gift SET status = 'reversed'");
    const report = ledger.store.commit([gift(giftFrame({ counter: total(5), final: true }))]);
    expect(report).toMatchObject({ outcomes: ['conflict'], gifts: [], conflicts: 1 });
    expect(ledger.one('SELECT code FROM problem')).toBe('reversed_gift');
    expect(ledger.one('SELECT quantity FROM gift')).toBe(2);
  });
});

import { describe, expect, it } from 'vitest';
import { queries } from '../../electron/ledger/queries.ts';
import {
  T0,
  TIKFINITY,
  TIKTOK,
  comboKey,
  gift,
  giftFrame,
  sourceState,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;

const byHand = { type: 'openSession', title: 'Friday', by: 'hand', atMs: T0 } as const;
const byObs = { type: 'openSession', title: 'From OBS', by: 'obs', atMs: T0 } as const;
const close = (by: 'hand' | 'obs' | 'gift', atMs = T0 + MINUTE_MS) =>
  ({ type: 'closeSession', by, atMs }) as const;
const streamEnded = {
  type: 'streamEnded',
  source: TIKFINITY,
  atMs: T0 + MINUTE_MS,
} as const;

const sessions = (ledger: TempLedger) =>
  ledger.all(
    'SELECT session_no AS no, opened_by AS opener, opened_at AS opened, closed_at AS closed FROM session',
  );
const coverage = (ledger: TempLedger) =>
  ledger.all<{
    source: string;
    state: string;
    reason: string;
    from: number;
    to: number;
    closed: number;
  }>(
    'SELECT source, state, reason, from_at - ? AS "from", to_at - ? AS "to", closed FROM coverage ORDER BY coverage_no',
    T0,
    T0,
  );

describe('a session', () => {
  it('is opened by the first live gift, and later gifts belong to it', () => {
    using ledger = tempLedger();
    const report = ledger.store.commit([
      gift(giftFrame()),
      gift(giftFrame({ giftKey: comboKey('2') })),
    ]);
    expect(report.sessions).toEqual([1]);
    expect(report.gifts.map((one) => one.sessionNo)).toEqual([1, 1]);
    expect(ledger.store.commit([gift(giftFrame({ giftKey: comboKey('3') }))]).sessions).toEqual([]);
    expect(sessions(ledger)).toEqual([{ no: 1, opener: 'gift', opened: T0, closed: null }]);
    expect(ledger.one('SELECT sum(units) FROM session_bucket WHERE session_no = 1')).toBe(3);
    expect(ledger.verify().findings).toEqual([]);
  });

  it('is never opened by the webhook, whose gifts belong to one that is open', () => {
    using ledger = tempLedger();
    const [tip] = ledger.store.commit([gift(tipFrame(500, 'USD'), { live: false })]).gifts;
    expect(tip?.sessionNo).toBeNull();
    expect(sessions(ledger)).toEqual([]);
    ledger.store.commit([byHand]);
    const [later] = ledger.store.commit([gift(tipFrame(700, 'USD'), { live: false })]).gifts;
    expect(later?.sessionNo).toBe(1);
    expect(ledger.verify().findings).toEqual([]);
  });

  it('opened by a gift is taken over by OBS, and that one by hand; never the other way', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame())]);
    expect(ledger.store.commit([byObs]).outcomes).toEqual(['done']);
    expect(ledger.store.openSession()).toMatchObject({ sessionNo: 1, openedBy: 'obs' });
    expect(ledger.store.commit([byObs]).outcomes).toEqual(['refused']);
    expect(ledger.store.commit([byHand]).outcomes).toEqual(['done']);
    expect(ledger.store.openSession()).toMatchObject({
      sessionNo: 1,
      openedBy: 'hand',
      title: 'Friday',
    });
    expect(ledger.store.commit([byObs, byHand]).outcomes).toEqual(['refused', 'refused']);
    expect(sessions(ledger)).toHaveLength(1);
  });

  it('opened by a gift ends with the stream', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame())]);
    expect(ledger.store.commit([streamEnded]).sessions).toEqual([1]);
    expect(ledger.store.openSession()).toBeNull();
    expect(sessions(ledger)).toMatchObject([{ closed: T0 + MINUTE_MS }]);
  });

  it('opened by hand or by OBS does not end with the stream', () => {
    for (const command of [byHand, byObs]) {
      using ledger = tempLedger();
      ledger.store.commit([command]);
      ledger.store.commit([streamEnded]);
      expect(ledger.store.openSession()).not.toBeNull();
    }
  });

  it('is closed by who opened it, or by hand', () => {
    using ledger = tempLedger();
    expect(ledger.store.commit([close('hand')]).outcomes).toEqual(['refused']);
    ledger.store.commit([byHand]);
    expect(ledger.store.commit([close('obs'), close('gift')]).outcomes).toEqual([
      'refused',
      'refused',
    ]);
    expect(ledger.store.commit([close('hand')]).outcomes).toEqual(['done']);
    ledger.store.commit([byObs]);
    expect(ledger.store.commit([close('obs')]).outcomes).toEqual(['done']);
    ledger.store.commit([byObs]);
    expect(ledger.store.commit([close('hand')]).outcomes).toEqual(['done']);
  });

  it('never ends before it began', () => {
    using ledger = tempLedger();
    ledger.store.commit([byHand, close('hand', T0 - 1)]);
    expect(sessions(ledger)).toMatchObject([{ opened: T0, closed: T0 }]);
  });

  it('keeps its gifts: a late frame stays in the session of its first', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(2) })), streamEnded]);
    ledger.store.commit([byHand]);
    const [late] = ledger.store.commit([gift(giftFrame({ counter: total(5) }))]).gifts;
    expect(late).toMatchObject({ sessionNo: 1, delta: 3 });
    const open = ledger.store.commit([gift(giftFrame({ giftKey: comboKey('2') }))]).gifts[0];
    expect(open?.sessionNo).toBe(2);
    expect(ledger.verify().findings).toEqual([]);
  });

  it('survives a restart', () => {
    using ledger = tempLedger();
    ledger.store.commit([byHand]);
    ledger.reopen();
    expect(ledger.store.openSession()).toMatchObject({ sessionNo: 1, openedBy: 'hand' });
  });
});

describe('an abandoned session', () => {
  function begun(): TempLedger {
    const ledger = tempLedger();
    ledger.store.commit([sourceState('connected', T0), gift(giftFrame())]);
    ledger.clock.advance(MINUTE_MS);
    ledger.store.commit([sourceState('disconnected', T0 + MINUTE_MS)]);
    return ledger;
  }

  it('opened by a gift ends after thirty minutes without a source, dated at the last observation', () => {
    using ledger = begun();
    ledger.clock.advance(HALF_HOUR_MS - 1);
    expect(ledger.store.sweep()?.sessions ?? []).toEqual([]);
    ledger.clock.advance(1);
    expect(ledger.store.sweep()?.sessions).toEqual([1]);
    expect(sessions(ledger)).toMatchObject([{ closed: T0 + MINUTE_MS }]);
  });

  it('does not end while a source is connected, or came back', () => {
    using ledger = begun();
    ledger.clock.advance(HALF_HOUR_MS - 1);
    ledger.store.commit([sourceState('connected', ledger.clock.now())]);
    ledger.clock.advance(5 * HALF_HOUR_MS);
    ledger.store.sweep();
    expect(ledger.store.openSession()).not.toBeNull();
  });

  it('does not end by itself when it was opened by hand', () => {
    using ledger = begun();
    ledger.store.commit([byHand]);
    ledger.clock.advance(5 * HALF_HOUR_MS);
    ledger.store.sweep();
    expect(ledger.store.openSession()).not.toBeNull();
  });

  it('is not carried on by the next day’s stream: a start after a long pause ends it', () => {
    using ledger = begun();
    ledger.clock.advance(20 * HALF_HOUR_MS);
    ledger.reopen();
    expect(ledger.store.openSession()).toBeNull();
    expect(sessions(ledger)).toMatchObject([{ closed: T0 + MINUTE_MS }]);
    expect(ledger.verify().findings).toEqual([]);
  });

  it('goes on after a short pause', () => {
    using ledger = begun();
    ledger.clock.advance(MINUTE_MS);
    ledger.reopen();
    expect(ledger.store.openSession()).toMatchObject({ sessionNo: 1 });
  });
});

describe('coverage', () => {
  it('has an interval for each state of each source, with the reason', () => {
    using ledger = tempLedger();
    ledger.store.commit([sourceState('connected', T0)]);
    ledger.clock.advance(5_000);
    ledger.store.commit([sourceState('disconnected', T0 + 5_000, { reason: 'closed' })]);
    ledger.clock.advance(2_000);
    ledger.store.commit([sourceState('connected', T0 + 7_000)]);
    ledger.clock.advance(1_000);
    ledger.store.commit([sourceState('removed', T0 + 8_000)]);
    expect(coverage(ledger)).toEqual([
      { source: TIKFINITY, state: 'connected', reason: '', from: 0, to: 5_000, closed: 1 },
      {
        source: TIKFINITY,
        state: 'disconnected',
        reason: 'closed',
        from: 5_000,
        to: 7_000,
        closed: 1,
      },
      { source: TIKFINITY, state: 'connected', reason: '', from: 7_000, to: 8_000, closed: 1 },
    ]);
  });

  it('is drawn back to the last sign of life of a connection that died unnoticed', () => {
    using ledger = tempLedger();
    ledger.store.commit([sourceState('connected', T0)]);
    ledger.clock.advance(15_000);
    ledger.store.heartbeat();
    ledger.clock.advance(35_000);
    ledger.store.heartbeat();
    const silent = { reason: 'said nothing for 45 s', sinceMs: T0 + 5_000 };
    ledger.store.commit([sourceState('disconnected', T0 + 50_000, silent)]);
    ledger.clock.advance(1_000);
    ledger.store.commit([sourceState('connected', T0 + 51_000)]);
    expect(coverage(ledger)).toMatchObject([
      { state: 'connected', from: 0, to: 5_000, closed: 1 },
      { state: 'disconnected', reason: silent.reason, from: 5_000, to: 51_000, closed: 1 },
      { state: 'connected', from: 51_000, to: 51_000, closed: 0 },
    ]);
    // Never back beyond the interval itself.
    ledger.store.commit([sourceState('disconnected', T0 + 60_000, { sinceMs: T0 })]);
    expect(coverage(ledger).at(2)).toMatchObject({ from: 51_000, to: 51_000, closed: 1 });
  });

  it('keeps a short gap that the ledger hears of late, when a slow commit has pushed the interval past it', () => {
    using ledger = tempLedger();
    ledger.store.commit([sourceState('connected', T0)]);
    ledger.clock.advance(5_500);
    ledger.store.commit([gift(giftFrame())]);
    ledger.store.commit([sourceState('disconnected', T0 + 5_000, { reason: 'closed' })]);
    ledger.store.commit([sourceState('connected', T0 + 5_250)]);
    expect(coverage(ledger)).toMatchObject([
      { state: 'connected', from: 0, to: 5_000 },
      { state: 'disconnected', reason: 'closed', from: 5_000, to: 5_250 },
      { state: 'connected', from: 5_250, to: 5_500 },
    ]);
  });

  it('after a crash ends where it was last pushed on to, not where the next run began', () => {
    using ledger = tempLedger();
    ledger.store.commit([sourceState('connected', T0)]);
    ledger.clock.advance(15_000);
    ledger.store.heartbeat();
    ledger.clock.advance(14_000);
    ledger.reopen();
    expect(coverage(ledger)).toMatchObject([{ from: 0, to: 15_000, closed: 1 }]);
    ledger.clock.advance(60_000);
    ledger.store.commit([sourceState('connected', ledger.clock.now())]);
    expect(coverage(ledger)).toMatchObject([
      { from: 0, to: 15_000, closed: 1 },
      { from: 89_000, to: 89_000, closed: 0 },
    ]);
  });

  it('does not claim the time that the computer slept', () => {
    using ledger = tempLedger();
    ledger.store.commit([sourceState('connected', T0)]);
    ledger.clock.advance(15_000);
    ledger.store.heartbeat();
    ledger.clock.advance(600_000);
    ledger.store.heartbeat();
    ledger.clock.advance(15_000);
    ledger.store.heartbeat();
    expect(coverage(ledger)).toMatchObject([
      { state: 'connected', from: 0, to: 15_000, closed: 1 },
      { state: 'disconnected', from: 15_000, to: 615_000, closed: 1 },
      { state: 'connected', from: 615_000, to: 630_000, closed: 0 },
    ]);
  });

  it('stands beside a session’s totals with its gaps, and ignores the webhook', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      byHand,
      sourceState('connected', T0, { source: 'webhook://', live: false }),
      sourceState('connected', T0 + 1_000),
    ]);
    ledger.clock.advance(10_000);
    ledger.store.commit([
      sourceState('disconnected', T0 + 10_000, { reason: 'TikFinity closed.' }),
    ]);
    ledger.clock.advance(5_000);
    ledger.store.commit([sourceState('connected', T0 + 15_000, { source: TIKTOK })]);
    ledger.clock.advance(5_000);
    const reading = queries.session(ledger.db, { nowMs: T0 + 20_000, currency: 'USD' });
    expect(reading.coverage).toEqual({
      observedMs: 14_000,
      liveMs: 20_000,
      gaps: [
        { source: '', fromMs: T0, toMs: T0 + 1_000, reason: 'No source was connected.' },
        {
          source: TIKFINITY,
          fromMs: T0 + 10_000,
          toMs: T0 + 15_000,
          reason: 'TikFinity closed.',
        },
      ],
    });
  });
});

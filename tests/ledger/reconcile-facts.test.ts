import { describe, expect, it } from 'vitest';
import { queries } from '../../electron/ledger/queries.ts';
import { QUARTER_HOUR_MS } from '../../shared/rates.ts';
import {
  T0,
  TIKFINITY,
  comboKey,
  gift,
  giftFrame,
  recorded,
  sourceState,
  tempLedger,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const MINUTE_MS = 60_000;

/** A settled combo of coins at a time. */
function coins(group: string, count: number, atMs: number, final = true) {
  const frame = giftFrame({
    giftKey: comboKey(group),
    counter: total(count),
    final,
    occurredAtMs: atMs,
  });
  return gift(frame, { observedAtMs: atMs });
}

function factsOf(ledger: TempLedger, span: Parameters<typeof queries.reconcileFacts>[1]['span']) {
  const asked = { platform: 'tiktok', unit: 'coin', span, nowMs: ledger.clock.now() };
  const facts = queries.reconcileFacts(ledger.db, asked);
  if (facts === null) throw new Error('there are no facts');
  return facts;
}

function bookedIn(ledger: TempLedger, fromMs: number, toMs: number) {
  const { settled, unconfirmed } = factsOf(ledger, { fromMs, toMs }).input;
  return {
    count: settled.count + unconfirmed.count,
    units: settled.units + unconfirmed.units,
  };
}

describe('what was booked in a period', () => {
  it('is the same from sums of quarter hours and gift by gift, wherever the edges lie', () => {
    using ledger = tempLedger();
    const times = Array.from({ length: 60 }, (_, at) => T0 + at * 3 * MINUTE_MS + 7);
    ledger.clock.advance(4 * 3_600_000);
    ledger.store.commit(times.map((atMs, at) => coins(`c${at}`, at + 1, atMs)));
    recorded(ledger, { kind: 'reversal', corrects: 31 });
    const edges = [T0, T0 + 7, T0 + 8, T0 + QUARTER_HOUR_MS, T0 + 40 * MINUTE_MS, T0 + 10_800_000];
    for (const fromMs of edges) {
      for (const toMs of edges.filter((edge) => edge > fromMs)) {
        const inside = times
          .map((atMs, at) => ({ atMs, units: at + 1 }))
          .filter(({ atMs, units }) => units !== 31 && atMs >= fromMs && atMs < toMs);
        expect(bookedIn(ledger, fromMs, toMs), `${fromMs - T0}–${toMs - T0}`).toEqual({
          count: inside.length,
          units: BigInt(inside.reduce((sum, { units }) => sum + units, 0)),
        });
      }
    }
    expect(factsOf(ledger, { fromMs: T0, toMs: T0 + 10_800_000 }).input.reversed).toEqual({
      count: 1,
      units: 31n,
    });
  });

  it('tells apart whose end was seen, whose was not, and what has no price', () => {
    using ledger = tempLedger();
    const unpriced = giftFrame({ giftKey: comboKey('u'), unitsEach: null, final: true });
    ledger.store.commit([coins('1', 5, T0), coins('2', 3, T0, false), gift(unpriced)]);
    ledger.clock.advance(11_000);
    ledger.store.sweep();
    const { input } = factsOf(ledger, { fromMs: T0, toMs: T0 + 1 });
    expect(input).toMatchObject({
      settled: { count: 2, units: 5n },
      unconfirmed: { count: 1, units: 3n },
      suspense: 1,
    });
  });

  it('knows what a lock sent to another period, on both sides', () => {
    using ledger = tempLedger();
    ledger.store.commit([coins('1', 5, T0)]);
    ledger.clock.advance(3_600_000);
    const end = T0 + QUARTER_HOUR_MS;
    recorded(ledger, { kind: 'lock', fromMs: null, toMs: end });
    // A higher frame of the first combo, and a whole one, both of the locked time.
    ledger.store.commit([coins('1', 12, T0 + 1), coins('2', 4, T0 + 2)]);
    const before = factsOf(ledger, { fromMs: T0, toMs: end }).input;
    expect(before.settled.units).toBe(5n);
    expect(before.movedOut).toEqual({ count: 2, units: 11n });
    expect(before.movedIn).toEqual({ count: 0, units: 0n });
    const after = factsOf(ledger, { fromMs: end, toMs: end + QUARTER_HOUR_MS }).input;
    expect(after.settled.units).toBe(11n);
    expect(after.movedIn).toEqual({ count: 2, units: 11n });
    const both = factsOf(ledger, { fromMs: T0, toMs: end + QUARTER_HOUR_MS }).input;
    expect([both.movedIn.count, both.movedOut.count, both.settled.units]).toEqual([0, 0, 16n]);
  });

  it('is joined by what was recorded by hand at the platform and still stands', () => {
    using ledger = tempLedger();
    const at = { atMs: T0, platform: 'tiktok', unit: 'coin', heldAt: 'platform' } as const;
    recorded(ledger, { kind: 'income', ...at, units: 300, category: 'gifts' });
    recorded(ledger, { kind: 'chargeback', ...at, units: 20 });
    recorded(ledger, { kind: 'chargeback', ...at, units: 5 });
    const slip = recorded(ledger, { kind: 'adjustment', ...at, units: -7 });
    recorded(ledger, { kind: 'reversal', corrects: slip });
    recorded(ledger, { kind: 'opening', ...at, units: 999 });
    recorded(ledger, {
      kind: 'income',
      ...at,
      platform: 'twitch',
      unit: 'bit',
      units: 1,
      category: 'x',
    });
    expect(factsOf(ledger, { fromMs: T0, toMs: T0 + 1 }).input.entries).toEqual([
      { kind: 'chargeback', count: 2, units: -25n },
      { kind: 'income', count: 1, units: 300n },
    ]);
    expect(factsOf(ledger, { fromMs: T0 + 1, toMs: T0 + 2 }).input.entries).toEqual([]);
  });
});

describe('coverage of a period', () => {
  /** Two sessions of an hour each; in the first the source was away for ten minutes. */
  function twoStreams(): TempLedger {
    const ledger = tempLedger();
    const { store, clock } = ledger;
    const stream = (title: string, awayMs: number) => {
      store.commit([
        { type: 'openSession', title, by: 'hand', atMs: clock.now() },
        sourceState('connected', clock.now()),
        coins(title, 600, clock.now()),
      ]);
      for (let minute = 0; minute < 60; minute += 1) {
        if (minute === 20 && awayMs > 0) {
          store.commit([sourceState('disconnected', clock.now())]);
          clock.advance(awayMs);
          store.commit([sourceState('connected', clock.now())]);
          minute += awayMs / MINUTE_MS - 1;
          continue;
        }
        clock.advance(30_000);
        store.heartbeat();
        clock.advance(30_000);
        store.heartbeat();
      }
      store.commit([
        sourceState('disconnected', clock.now()),
        { type: 'closeSession', by: 'hand', atMs: clock.now() },
      ]);
    };
    stream('one', 10 * MINUTE_MS);
    clock.advance(20 * 3_600_000);
    stream('two', 0);
    return ledger;
  }

  it('is the union of its sessions, and time between them is no gap', () => {
    using ledger = twoStreams();
    const whole = factsOf(ledger, { fromMs: T0, toMs: T0 + 48 * 3_600_000 });
    expect(whole.coverage).toMatchObject({ observedMs: 110 * MINUTE_MS, liveMs: 120 * MINUTE_MS });
    expect(whole.coverage.gaps).toMatchObject([
      { source: TIKFINITY, fromMs: T0 + 20 * MINUTE_MS, toMs: T0 + 30 * MINUTE_MS },
    ]);
    expect(whole.input.sessions).toMatchObject([
      { sessionNo: 1, observedMs: 50 * MINUTE_MS, units: 600n, tried: true },
      { sessionNo: 2, observedMs: 60 * MINUTE_MS, units: 600n, tried: true },
    ]);
    const part = factsOf(ledger, { fromMs: T0 + 25 * MINUTE_MS, toMs: T0 + 40 * MINUTE_MS });
    expect(part.coverage).toMatchObject({ observedMs: 10 * MINUTE_MS, liveMs: 15 * MINUTE_MS });
  });

  it('of one session is its own, with its own gifts', () => {
    using ledger = twoStreams();
    const { input, coverage, fromMs, sessionNo } = factsOf(ledger, { sessionNo: 1 });
    expect(coverage).toMatchObject({ observedMs: 50 * MINUTE_MS, liveMs: 60 * MINUTE_MS });
    expect(input.settled).toEqual({ count: 1, units: 600n });
    expect([fromMs, sessionNo]).toEqual([T0, 1]);
  });

  it('does not count a source of another platform as watching', () => {
    using ledger = twoStreams();
    const asked = { platform: 'twitch', unit: 'bit', span: { sessionNo: 1 }, nowMs: 0 };
    const facts = queries.reconcileFacts(ledger.db, asked);
    expect(facts?.input.sessions).toMatchObject([{ observedMs: 0, tried: false }]);
  });

  it('is not known for a session that there is not', () => {
    using ledger = tempLedger();
    const asked = { platform: 'tiktok', unit: 'coin', span: { sessionNo: 9 }, nowMs: T0 };
    expect(queries.reconcileFacts(ledger.db, asked)).toBeNull();
    expect(queries.sessionSpan(ledger.db, { sessionNo: 9, nowMs: T0 })).toBeNull();
  });
});

/** Sessions that OBS opened, when OBS was away: dated by the last sign of the stream, never open for ever. */
import { describe, expect, it } from 'vitest';
import { OBS_SOURCE } from '../../electron/ledger/commands.ts';
import type { LedgerCommand } from '../../electron/ledger/commands.ts';
import { queries } from '../../electron/ledger/queries.ts';
import { T0, comboKey, gift, giftFrame, sourceState, tempLedger } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;

const open = (atMs = T0): LedgerCommand => ({ type: 'openSession', title: '', by: 'obs', atMs });
const close = (atMs: number | null): LedgerCommand => ({ type: 'closeSession', by: 'obs', atMs });
const obs = (state: 'connected' | 'disconnected' | 'removed', atMs: number): LedgerCommand =>
  sourceState(state, atMs, { source: OBS_SOURCE, live: false });
const sessions = (ledger: TempLedger) =>
  ledger.all('SELECT opened_at - ? AS opened, closed_at - ? AS closed FROM session', T0, T0);
const aGift = (group: string, atMs: number) =>
  gift(giftFrame({ giftKey: comboKey(group), occurredAtMs: atMs }), { observedAtMs: atMs });

/** Live for ten minutes, then OBS is gone. */
function lostAfterTenMinutes(): TempLedger {
  const ledger = tempLedger();
  ledger.store.commit([open(), obs('connected', T0)]);
  for (let minute = 0; minute < 10; minute += 1) {
    ledger.clock.advance(MINUTE_MS - 1);
    ledger.store.heartbeat();
    ledger.clock.advance(1);
  }
  ledger.store.commit([obs('disconnected', T0 + 10 * MINUTE_MS)]);
  return ledger;
}

describe('a session opened by OBS', () => {
  it('that ended while nobody looked is dated at the time OBS was last seen live', () => {
    using ledger = lostAfterTenMinutes();
    ledger.store.commit([sourceState('connected', ledger.clock.now())]);
    ledger.clock.advance(5 * MINUTE_MS);
    ledger.store.commit([obs('removed', ledger.clock.now()), close(null)]);
    expect(sessions(ledger)).toEqual([{ opened: 0, closed: 10 * MINUTE_MS }]);
  });

  it('that ended while nobody looked lasts until its last gift, if that came later', () => {
    using ledger = lostAfterTenMinutes();
    ledger.clock.advance(5 * MINUTE_MS);
    ledger.store.commit([aGift('1', T0 + 12 * MINUTE_MS)]);
    ledger.store.commit([obs('removed', ledger.clock.now()), close(null)]);
    expect(sessions(ledger)).toEqual([{ opened: 0, closed: 12 * MINUTE_MS }]);
    expect(ledger.verify().findings).toEqual([]);
  });

  it('counts a gift of the very commit that closes it', () => {
    using ledger = lostAfterTenMinutes();
    ledger.clock.advance(5 * MINUTE_MS);
    ledger.store.commit([aGift('1', T0 + 13 * MINUTE_MS), close(null)]);
    expect(sessions(ledger)).toEqual([{ opened: 0, closed: 13 * MINUTE_MS }]);
  });

  it('goes on when OBS comes back with the same stream', () => {
    using ledger = lostAfterTenMinutes();
    ledger.clock.advance(5 * MINUTE_MS);
    const { outcomes } = ledger.store.commit([open(T0 + 400), obs('connected', T0)]);
    expect(outcomes).toEqual(['refused', 'done']);
    expect(sessions(ledger)).toEqual([{ opened: 0, closed: null }]);
  });

  it('ends when OBS comes back with another stream, which has a session of its own', () => {
    using ledger = lostAfterTenMinutes();
    ledger.clock.advance(20 * MINUTE_MS);
    const startedAtMs = T0 + 25 * MINUTE_MS;
    const { outcomes } = ledger.store.commit([open(startedAtMs), obs('connected', startedAtMs)]);
    expect(outcomes).toEqual(['done', 'done']);
    expect(sessions(ledger)).toEqual([
      { opened: 0, closed: 10 * MINUTE_MS },
      { opened: 25 * MINUTE_MS, closed: null },
    ]);
  });

  it('does not end while OBS is seen live, however long no source is connected', () => {
    using ledger = tempLedger();
    ledger.store.commit([open(), obs('connected', T0)]);
    ledger.clock.advance(10 * HALF_HOUR_MS);
    ledger.store.sweep();
    expect(ledger.store.openSession()).not.toBeNull();
  });

  it('ends thirty minutes after OBS went for good, without a live source, dated at the last sign', () => {
    using ledger = lostAfterTenMinutes();
    ledger.clock.advance(HALF_HOUR_MS - 1);
    expect(ledger.store.sweep()).toBeNull();
    ledger.clock.advance(1);
    expect(ledger.store.sweep()?.sessions).toEqual([1]);
    expect(sessions(ledger)).toEqual([{ opened: 0, closed: 10 * MINUTE_MS }]);
  });

  it('does not end by itself while a live source is connected', () => {
    using ledger = lostAfterTenMinutes();
    ledger.store.commit([sourceState('connected', ledger.clock.now())]);
    ledger.clock.advance(10 * HALF_HOUR_MS);
    ledger.store.sweep();
    expect(ledger.store.openSession()).not.toBeNull();
  });

  it('is not carried on by the next day’s start, and goes on after a short one', () => {
    using ledger = lostAfterTenMinutes();
    ledger.clock.advance(MINUTE_MS);
    ledger.reopen();
    expect(ledger.store.openSession()).toMatchObject({ openedBy: 'obs' });
    ledger.clock.advance(HALF_HOUR_MS);
    ledger.reopen();
    expect(sessions(ledger)).toEqual([{ opened: 0, closed: 10 * MINUTE_MS }]);
  });

  it('taken over by hand stays open whatever OBS does', () => {
    using ledger = lostAfterTenMinutes();
    ledger.store.commit([{ type: 'openSession', title: 'Mine', by: 'hand', atMs: T0 }]);
    const later = T0 + 60 * MINUTE_MS;
    expect(ledger.store.commit([close(null), open(later), close(later)]).outcomes).toEqual([
      'refused',
      'refused',
      'refused',
    ]);
    ledger.clock.advance(10 * HALF_HOUR_MS);
    ledger.store.sweep();
    expect(ledger.store.openSession()).toMatchObject({ title: 'Mine' });
  });

  it('begins with the stream, but not before the session ahead of it ended', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      { type: 'openSession', title: '', by: 'hand', atMs: T0 },
      { type: 'closeSession', by: 'hand', atMs: T0 + MINUTE_MS },
      open(T0 + 1_000),
    ]);
    expect(sessions(ledger)).toEqual([
      { opened: 0, closed: MINUTE_MS },
      { opened: MINUTE_MS, closed: null },
    ]);
  });

  it('claims no observed time for OBS itself: it brings no gifts', () => {
    using ledger = tempLedger();
    ledger.store.commit([open(), obs('connected', T0)]);
    ledger.clock.advance(10_000);
    ledger.store.heartbeat();
    const reading = queries.session(ledger.db, { nowMs: T0 + 10_000, currency: 'USD' });
    expect(reading.coverage).toMatchObject({ observedMs: 0, liveMs: 10_000 });
  });
});

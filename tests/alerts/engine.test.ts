import { describe, expect, test } from 'vitest';
import { createAlertEngine } from '../../electron/alerts/engine.ts';
import type { AlertState } from '../../shared/contract/alert-states.ts';
import { accountedSums, committedSums } from './accounting.ts';
import { T0, committed, createCountingLedger } from './builders.ts';
import {
  alertsOn,
  createDisk,
  createFakeClock,
  createFakeJournal,
  createFakeStore,
  settle,
} from './fakes.ts';

async function createHouse({ overlays = 1, paints = true, start = true } = {}) {
  const disk = createDisk();
  const clock = createFakeClock();
  const journal = createFakeJournal();
  const ledger = createCountingLedger();
  const store = createFakeStore(disk);
  const troubles: string[] = [];
  const states: AlertState[] = [];

  function boot(generation: string, bootStore = store) {
    const booted = createAlertEngine({
      store: bootStore,
      journal,
      clock,
      generation,
      onStoreFailing: (error) => troubles.push(String(error)),
    });
    booted.subscribe((state) => {
      states.push(state);
      if (paints && state.current !== null) booted.painted(state.current.alertId);
    });
    return booted;
  }

  const engine = boot('first');
  const house = { disk, clock, journal, ledger, store, troubles, states, engine, boot };
  if (start) {
    await engine.start();
    engine.setOverlayClients(overlays);
    await settle();
  }
  return house;
}

/** Ids of the alerts that went on air, in order, each once per start of its time. */
function aired(states: readonly AlertState[]): readonly string[] {
  const starts = new Set<string>();
  for (const { current } of states) {
    if (current !== null) starts.add(`${current.alertId}@${current.startedAtMs}`);
  }
  return [...starts].map((start) => start.slice(0, start.indexOf('@')));
}

describe('following the journal', () => {
  test('the very first start alerts nothing old, and everything from then on', async () => {
    const house = await createHouse({ start: false });
    house.journal.commitUnheard(house.ledger.grow(1, 1), house.ledger.grow(2, 1));
    await house.engine.start();
    house.engine.setOverlayClients(1);
    await settle();
    expect(house.disk.cursor).toBe(2);
    expect(house.engine.state().current).toBeNull();
    house.journal.commit(house.ledger.grow(3, 1));
    await settle();
    expect(house.engine.state().current?.alertId).toBe('g3');
    expect(house.disk.cursor).toBe(3);
  });

  test('gifts that were never announced are read when a later row shows the gap', async () => {
    const house = await createHouse();
    house.journal.commitUnheard(house.ledger.grow(1, 1), house.ledger.grow(2, 1));
    house.journal.commit(house.ledger.grow(3, 1));
    await settle();
    await house.clock.pass(60_000);
    expect(aired(house.states)).toEqual(['g1', 'g2', 'g3']);
    expect(house.journal.reads()).toBe(1);
  });

  test('rows that join are taken as told, without asking the journal', async () => {
    const house = await createHouse();
    for (let giftNo = 1; giftNo <= 5; giftNo += 1)
      house.journal.commit(house.ledger.grow(giftNo, 1));
    await house.clock.pass(60_000);
    expect(aired(house.states)).toEqual(['g1', 'g2', 'g3', 'g4', 'g5']);
    expect(house.journal.reads()).toBe(0);
  });

  test('a row that is told twice counts once', async () => {
    const house = await createHouse();
    const gift = house.ledger.grow(1, 1);
    house.journal.commit(gift);
    house.journal.commit(gift);
    await house.clock.pass(20_000);
    expect(aired(house.states)).toEqual(['g1']);
    expect(house.engine.desk().finished).toBe(1);
  });

  test('a long absence is read page by page', async () => {
    const house = await createHouse();
    await house.engine.stop();
    for (let giftNo = 1; giftNo <= 1_234; giftNo += 1) {
      house.journal.commitUnheard(house.ledger.grow(giftNo, 1));
    }
    const again = house.boot('second');
    await again.start();
    await settle();
    expect(house.journal.reads()).toBe(3);
    expect(house.disk.cursor).toBe(1_234);
    expect(accountedSums(alertsOn(house.disk))).toEqual(committedSums(house.journal.rows()));
  });

  test('what was committed long before the start is missed; what comes now plays, whatever its clock', async () => {
    const house = await createHouse();
    await house.engine.stop();
    await house.clock.pass(3_600_000);
    house.journal.commitUnheard(house.ledger.grow(1, 1));
    const again = house.boot('second');
    await again.start();
    again.setOverlayClients(1);
    house.journal.commit(house.ledger.grow(2, 1));
    await settle();
    expect(house.disk.rows.get('g1')?.state).toBe('missed');
    expect(again.state().current?.alertId).toBe('g2');
  });

  test('a journal that cannot be read is tried again, reported once, and nothing is lost', async () => {
    const house = await createHouse();
    house.journal.setDown(true);
    house.journal.commitUnheard(house.ledger.grow(1, 1));
    house.journal.commit(house.ledger.grow(2, 1));
    await house.clock.pass(20_000);
    expect(house.troubles).toHaveLength(1);
    house.journal.setDown(false);
    await house.clock.pass(60_000);
    expect(aired(house.states)).toEqual(['g1', 'g2']);
    expect(house.clock.timers()).toBe(0);
  });

  test('a cursor beyond the journal, after a restored backup, begins at its head', async () => {
    const house = await createHouse({ start: false });
    house.disk.cursor = 900;
    await house.engine.start();
    house.engine.setOverlayClients(1);
    house.journal.commit(house.ledger.grow(1, 1));
    await settle();
    expect(house.engine.state().current?.alertId).toBe('g1');
  });
});

describe('publishing', () => {
  test('each visible change has the next rev, and nothing else is published', async () => {
    const house = await createHouse();
    house.journal.commit(house.ledger.grow(1, 1));
    await settle();
    house.journal.commit(committed({ seq: 2, delta: 0, quantity: 1, status: 'settled' }));
    await house.clock.pass(10_000);
    expect(house.states.map((state) => [state.rev, state.current?.alertId])).toEqual([
      [1, 'g1'],
      [2, undefined],
    ]);
    expect(house.engine.state()).toMatchObject({ generation: 'first', rev: 2 });
  });

  test('what is on air is on disk before it is told', async () => {
    const house = await createHouse();
    house.store.hold();
    house.journal.commit(house.ledger.grow(1, 1));
    await settle();
    expect(house.states).toEqual([]);
    house.store.release();
    await settle();
    expect(house.states.at(-1)?.current?.alertId).toBe('g1');
    expect(house.disk.rows.get('g1')?.state).toBe('playing');
  });

  test('growth, continuation, pause and skip reach the overlay', async () => {
    const house = await createHouse();
    house.journal.commit(house.ledger.grow(1, 1));
    house.journal.commit(house.ledger.grow(1, 4));
    await settle();
    expect(house.engine.state().current).toMatchObject({ alertId: 'g1', quantity: 5 });
    house.engine.setPaused(true);
    house.engine.skip();
    house.journal.commit(house.ledger.grow(1, 2));
    await settle();
    expect(house.engine.state()).toMatchObject({ current: null, queued: 1, paused: true });
    house.engine.setPaused(false);
    await settle();
    expect(house.engine.state().current).toMatchObject({ alertId: 'g1:6', quantity: 7 });
  });

  test('only the alert on air can be painted', async () => {
    const house = await createHouse({ paints: false });
    house.journal.commit(house.ledger.grow(1, 1), house.ledger.grow(2, 1));
    await settle();
    expect(house.engine.painted('g2')).toBe(false);
    expect(house.engine.painted('g1')).toBe(true);
    expect(house.engine.painted('g1')).toBe(true);
    await house.clock.pass(5_000);
    expect(house.disk.rows.get('g1')?.state).toBe('done');
  });

  test('an idle engine has no timer and does not touch the disk', async () => {
    const house = await createHouse();
    house.journal.commit(house.ledger.grow(1, 1));
    await house.clock.pass(10_000);
    expect(house.clock.timers()).toBe(0);
    const saves = house.store.saves();
    await house.clock.pass(3_600_000);
    expect(house.store.saves()).toBe(saves);
  });

  test('without an overlay a gift is held for a minute, then missed, with a receipt on disk', async () => {
    const house = await createHouse({ overlays: 0 });
    house.journal.commit(house.ledger.grow(1, 1));
    await house.clock.pass(59_000);
    expect(house.engine.state()).toMatchObject({ current: null, queued: 1 });
    await house.clock.pass(2_000);
    expect(house.disk.rows.get('g1')?.state).toBe('missed');
    expect(house.disk.rows.get('g1')?.reason).toBe('no_overlay');
    expect(house.engine.desk().finished).toBe(1);
    expect(house.clock.timers()).toBe(0);
  });

  test('a subscriber that throws does not keep the others from hearing', async () => {
    const errors: unknown[] = [];
    const heard: AlertState[] = [];
    const engine = createAlertEngine({
      store: createFakeStore(createDisk()),
      journal: createFakeJournal(),
      clock: createFakeClock(),
      generation: 'first',
      onListenerError: (error) => errors.push(error),
    });
    engine.subscribe(() => {
      throw new Error('a torn socket');
    });
    engine.subscribe((state) => heard.push(state));
    engine.setOverlayClients(1);
    engine.test('small');
    expect(heard).toHaveLength(1);
    expect(errors).toHaveLength(1);
    await engine.stop();
  });
});

describe('test alerts', () => {
  test('are shown and never reach the store', async () => {
    const house = await createHouse();
    const saves = house.store.saves();
    expect(house.engine.test('epic')).toEqual({ ok: true });
    await settle();
    expect(house.engine.state().current).toMatchObject({ test: true, tier: 'epic' });
    await house.clock.pass(20_000);
    expect(house.engine.state().current).toBeNull();
    expect(house.disk.rows.size).toBe(0);
    expect(house.store.saves()).toBe(saves);
  });

  test('are refused when enough of them wait', async () => {
    const house = await createHouse({ overlays: 0 });
    const taken = Array.from({ length: 7 }, () => house.engine.test('small').ok);
    expect(taken).toEqual([true, true, true, true, true, false, false]);
  });
});

describe('a store that fails', () => {
  test('alerts go on, it is reported once, and all is on disk when it works again', async () => {
    const house = await createHouse();
    house.store.setDown(true);
    for (let giftNo = 1; giftNo <= 3; giftNo += 1) {
      house.journal.commit(house.ledger.grow(giftNo, 1));
      await house.clock.pass(6_000);
    }
    expect(aired(house.states)).toEqual(['g1', 'g2', 'g3']);
    expect(house.troubles).toEqual(['Error: disk full']);
    expect(house.disk.rows.size).toBe(0);
    house.store.setDown(false);
    await house.clock.pass(60_000);
    expect(alertsOn(house.disk).map(({ stage }) => stage)).toEqual(['done', 'done', 'done']);
    expect(house.disk.cursor).toBe(3);
    expect(house.clock.timers()).toBe(0);
  });

  test('what changes while a save fails is kept by the next one', async () => {
    const house = await createHouse();
    house.store.hold();
    house.journal.commit(house.ledger.grow(1, 1));
    await settle();
    house.journal.commit(house.ledger.grow(1, 2), house.ledger.grow(2, 1));
    house.store.setDown(true);
    house.store.release();
    await settle();
    house.store.setDown(false);
    await house.clock.pass(1_000);
    expect(house.disk.cursor).toBe(3);
    expect(accountedSums(alertsOn(house.disk))).toEqual(committedSums(house.journal.rows()));
  });

  test('when it cannot be opened, test alerts work and gifts follow once it can', async () => {
    const house = await createHouse({ start: false });
    house.disk.cursor = 0;
    house.store.setDown(true);
    house.journal.commitUnheard(house.ledger.grow(1, 1));
    await house.engine.start();
    house.engine.setOverlayClients(1);
    house.engine.test('small');
    expect(house.engine.state().current?.test).toBe(true);
    house.store.setDown(false);
    await house.clock.pass(30_000);
    expect(aired(house.states)).toEqual(['test:1', 'g1']);
    expect(house.troubles).toHaveLength(1);
  });

  test('a stored alert that cannot be read is reported, left out, and not met again', async () => {
    const house = await createHouse({ start: false });
    house.disk.cursor = 0;
    house.disk.rows.set('g7', {
      alertId: 'g7',
      state: 'queued',
      reason: null,
      body: '{"v":99}',
      queuedAtMs: T0,
      shownAtMs: null,
      endedAtMs: null,
    });
    await house.engine.start();
    expect(house.troubles.join()).toContain('g7');
    expect(house.engine.state().queued).toBe(0);
    expect(house.disk.rows.get('g7')).toMatchObject({ state: 'missed', body: '{"v":99}' });
  });

  test('stop keeps what is left and then is silent', async () => {
    const house = await createHouse();
    house.journal.commit(house.ledger.grow(1, 1));
    await house.engine.stop();
    const told = house.states.length;
    house.journal.commit(house.ledger.grow(2, 1));
    await house.clock.pass(60_000);
    expect(house.states).toHaveLength(told);
    expect(house.disk.rows.get('g1')?.state).toBe('playing');
    expect(house.disk.cursor).toBe(1);
    expect(house.clock.timers()).toBe(0);
  });
});

describe('a gift bomb', () => {
  test('10,000 gifts in 60 s: few saves, at most fifty waiting, every piece accounted for', async () => {
    const house = await createHouse();
    const begun = process.cpuUsage();
    let mostQueued = 0;
    for (let batch = 0; batch < 600; batch += 1) {
      const at = batch * 17;
      const gifts = Array.from({ length: 17 }, (_, one) =>
        house.ledger.grow(at + one + 1, 1 + (one % 3), { personNo: (at + one) % 700 }),
      );
      house.journal.commit(...gifts);
      await house.clock.pass(100);
      mostQueued = Math.max(mostQueued, house.engine.state().queued);
    }
    const { user, system } = process.cpuUsage(begun);
    const savesInFlood = house.store.saves();
    await house.clock.pass(600_000);

    expect(mostQueued).toBe(51);
    expect(savesInFlood).toBeLessThan(600 + 3 * aired(house.states).length + 5);
    expect(house.store.mostInFlight()).toBe(1);
    expect(house.engine.state()).toMatchObject({ current: null, queued: 0 });
    const rows = alertsOn(house.disk);
    expect(accountedSums(rows)).toEqual(committedSums(house.journal.rows()));
    expect(rows.every(({ stage }) => stage === 'done')).toBe(true);
    expect((user + system) / 1_000).toBeLessThan(10_000);
  });
});

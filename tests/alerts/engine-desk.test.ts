/** The user's hand through the engine, with its real store: an app.sqlite on disk. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAlertEngine } from '../../electron/alerts/engine.ts';
import type { AlertEngine } from '../../electron/alerts/engine.ts';
import type { AlertStore } from '../../electron/alerts/store.ts';
import { openAppStore } from '../../electron/ledger/app-store.ts';
import { openWriter } from '../../electron/ledger/open.ts';
import { appSchema } from '../../electron/ledger/schema.ts';
import { decodeAlert } from '../../shared/alerts/stored.ts';
import { tempDir } from '../tools/builders.ts';
import { accountedSums, committedSums } from './accounting.ts';
import type { Row } from './accounting.ts';
import { createCountingLedger, rule } from './builders.ts';
import { createFakeClock, createFakeJournal, settle } from './fakes.ts';

/** A house on a real file; `restart` ends the process without a good-bye and opens the file again. */
async function createHouse() {
  const folder = tempDir();
  const file = join(folder.dir, 'app.sqlite');
  const clock = createFakeClock();
  const journal = createFakeJournal();
  const ledger = createCountingLedger();
  const troubles: string[] = [];
  let db = openWriter(file, appSchema);
  let engine = await boot();
  onTestFinished(() => {
    db.close();
    folder[Symbol.dispose]();
  });

  async function boot(): Promise<AlertEngine> {
    const app = openAppStore(db);
    const store: AlertStore = {
      load: () => Promise.resolve(app.loadAlerts()),
      save(change) {
        app.saveAlerts(change);
        return Promise.resolve();
      },
      finished: (asked) => Promise.resolve(app.finishedAlerts(asked)),
      find: (alertId) => Promise.resolve(app.findAlert(alertId)),
    };
    const booted = createAlertEngine({
      store,
      journal,
      clock,
      generation: `at ${clock.now()}`,
      onStoreFailing: (error) => troubles.push(String(error)),
    });
    booted.subscribe(({ current }) => current !== null && booted.painted(current.alertId));
    await booted.start();
    booted.setOverlayClients(1);
    await settle();
    return booted;
  }

  return {
    clock,
    journal,
    ledger,
    troubles,
    engine: () => engine,
    db: () => db,
    async restart() {
      clock.crash();
      journal.crash();
      db.close();
      db = openWriter(file, appSchema);
      engine = await boot();
    },
    rows: (): Row[] =>
      (
        db.prepare('SELECT state, body FROM alert').all() as { state: Row['stage']; body: string }[]
      ).map(({ state, body }) => {
        const alert = decodeAlert(body);
        if (alert === null) throw new Error(`cannot be read: ${body}`);
        return { alert, stage: state };
      }),
    async past() {
      const rows = await engine.past({ beforeNo: null, limit: 200 });
      return rows.map(({ alertId, stage, reason }) => [alertId, stage, reason].join(' '));
    },
  };
}

test('rules and switches are remembered, and decide what comes after a restart', async () => {
  const house = await createHouse();
  const rules = [rule({ id: 'no-roses', match: { gift: 'Rose' }, action: 'hide' })];
  expect(house.engine().setRules(rules)).toEqual({ ok: true });
  house.engine().setHoldAll(true);
  await settle();
  await house.restart();
  expect(house.engine().rules()).toEqual(rules);
  expect(house.engine().desk()).toMatchObject({ holdAll: true, quiet: false });
  house.journal.commit(
    house.ledger.grow(1, 1),
    house.ledger.grow(2, 1, { giftName: 'Lion', giftId: null }),
  );
  await settle();
  expect(
    house
      .engine()
      .desk()
      .held.map(({ alertId }) => alertId),
  ).toEqual(['g2']);
  expect(await house.past()).toEqual(['g1 hidden ']);
});

test('rules that cannot be followed change nothing and say why', async () => {
  const house = await createHouse();
  house.engine().setRules([rule()]);
  const refused = house.engine().setRules([rule({ text: 'Hi {nam}' })]);
  expect(refused).toMatchObject({ ok: false, code: 'bad_text' });
  expect(house.engine().rules()).toEqual([rule()]);
});

test('what is held survives restarts and days, and is shown once it is approved', async () => {
  const house = await createHouse();
  house.engine().setHoldAll(true);
  house.journal.commit(house.ledger.grow(1, 1), house.ledger.grow(2, 3), house.ledger.grow(3, 1));
  await settle();
  await house.clock.pass(86_400_000);
  await house.restart();
  expect(house.engine().desk().held).toMatchObject([
    { alertId: 'g1' },
    { alertId: 'g2', quantity: 3 },
    { alertId: 'g3' },
  ]);
  expect(house.engine().approve('g9')).toMatchObject({ ok: false, code: 'not_held' });
  expect(house.engine().reject('g1')).toEqual({ ok: true });
  expect(house.engine().approve(null)).toEqual({ ok: true });
  await house.clock.pass(60_000);
  expect(await house.past()).toEqual(['g3 done ', 'g2 done ', 'g1 missed rejected']);
  expect(house.engine().desk()).toMatchObject({ held: [], finished: 3 });
});

test('receipts have their times', async () => {
  const house = await createHouse();
  house.engine().setPaused(true);
  const queuedAtMs = house.clock.now();
  house.journal.commit(house.ledger.grow(1, 1));
  await house.clock.pass(7_000);
  house.engine().setPaused(false);
  await house.clock.pass(5_000);
  const [row] = await house.engine().past({ beforeNo: null, limit: 1 });
  expect(row).toMatchObject({
    queuedAtMs,
    shownAtMs: queuedAtMs + 7_000,
    endedAtMs: queuedAtMs + 12_000,
  });
});

test('quiet mode books and keeps; a replay shows it later, and the file counts it once', async () => {
  const house = await createHouse();
  house.engine().setQuiet(true);
  for (let frame = 0; frame < 500; frame += 1) house.journal.commit(house.ledger.grow(1, 1));
  await settle();
  expect(await house.past()).toEqual(['g1 missed quiet']);
  expect(await house.engine().replay('g1')).toEqual({ ok: true });
  await settle();
  expect(house.engine().state().current).toMatchObject({ replay: true, quantity: 500 });
  await house.clock.pass(60_000);
  expect(await house.past()).toEqual(['g1 missed quiet']);
  expect(accountedSums(house.rows())).toEqual(committedSums(house.journal.rows()));
  expect(await house.engine().replay('g2')).toMatchObject({ ok: false, code: 'unknown_alert' });
});

test('clear leaves receipts, and the test of a rule leaves nothing', async () => {
  const house = await createHouse();
  house.engine().setPaused(true);
  house.journal.commit(house.ledger.grow(1, 1), house.ledger.grow(2, 1));
  house.engine().clear();
  await settle();
  expect(await house.past()).toEqual(['g2 missed cleared', 'g1 missed cleared']);
  house.engine().setPaused(false);
  const welcome = rule({ match: { sender: 'first' }, action: 'hold', text: 'Welcome, {name}' });
  expect(house.engine().testRule(welcome)).toEqual({ ok: true });
  await settle();
  expect(house.engine().state().current).toMatchObject({ test: true, text: 'Welcome, {name}' });
  expect(house.rows()).toHaveLength(2);
  const nothing = rule({ match: { unit: 'coin', unitsTo: 5, tier: 'epic' } });
  expect(house.engine().testRule(nothing)).toMatchObject({ ok: false, code: 'no_such_gift' });
});

test('settings that cannot be read are reported, and alerts go on without them', async () => {
  const house = await createHouse();
  house.engine().setQuiet(true);
  await settle();
  house.db().prepare("UPDATE setting SET value = '{\"v\":7}' WHERE key = 'alerts'").run();
  await house.restart();
  expect(house.troubles.join()).toContain('rules cannot be read');
  house.journal.commit(house.ledger.grow(1, 1));
  await settle();
  expect(house.engine().state().current?.alertId).toBe('g1');
});

test('10,000 gifts in 60 s under rules: bounded, and the file accounts for every piece', async () => {
  const house = await createHouse();
  house
    .engine()
    .setRules([
      rule({ id: 'hide', match: { platform: 'twitch' }, action: 'hide' }),
      rule({ id: 'hold', match: { sender: 'first' }, action: 'hold' }),
      rule({ id: 'low', match: { quantityFrom: 3 }, priority: 'low' }),
    ]);
  let mostQueued = 0;
  for (let batch = 0; batch < 600; batch += 1) {
    const gifts = Array.from({ length: 17 }, (_, one) => {
      const giftNo = batch * 17 + one + 1;
      // Few are hidden, so that the file keeps them all and the sum can be held against the ledger.
      const kind =
        giftNo % 20 === 0 ? { platform: 'twitch', unit: 'bit', unitsEach: 1 } : undefined;
      const parts = { personNo: giftNo % 700, firstTime: giftNo % 100 === 1 };
      return house.ledger.grow(giftNo, 1 + (one % 3), parts, kind);
    });
    house.journal.commit(...gifts);
    await house.clock.pass(100);
    mostQueued = Math.max(mostQueued, house.engine().state().queued);
  }
  house.engine().approve(null);
  await house.clock.pass(600_000);
  expect(mostQueued).toBe(51);
  expect(house.engine().state()).toMatchObject({ current: null, queued: 0 });
  expect(house.engine().desk().held).toEqual([]);
  const rows = house.rows();
  expect(rows.length).toBeLessThan(2_000);
  expect(accountedSums(rows)).toEqual(committedSums(house.journal.rows()));
});

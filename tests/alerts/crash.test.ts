/**
 * The companion dies at every call of its store, before the disk has it and after, in the midst of a stream;
 * the next start repeats nothing and loses nothing.
 */
import { expect, test } from 'vitest';
import { createAlertEngine } from '../../electron/alerts/engine.ts';
import type { AlertEngine } from '../../electron/alerts/engine.ts';
import { isHandedOver } from '../../shared/alerts/alert.ts';
import type { Row } from './accounting.ts';
import { accountedSums, committedSums, shownTwice } from './accounting.ts';
import { createCountingLedger } from './builders.ts';
import {
  alertsOn,
  createDisk,
  createFakeClock,
  createFakeJournal,
  createFakeStore,
  settle,
} from './fakes.ts';

const STEP_MS = 250;

/** Plays a short stream; the process dies at the given call, if it ever makes so many. */
async function stream(call: number, when: 'before' | 'after') {
  const disk = createDisk();
  disk.cursor = 0;
  const clock = createFakeClock();
  const journal = createFakeJournal();
  const ledger = createCountingLedger();
  /** Alert and start of each time on air, over both lives. */
  const aired = new Set<string>();
  let store = createFakeStore(disk);
  let engine: AlertEngine;
  let lives = 0;
  store.crashAtCall(call, when);

  async function boot(): Promise<void> {
    lives += 1;
    const booted = createAlertEngine({ store, journal, clock, generation: `life ${lives}` });
    engine = booted;
    booted.subscribe(({ current }) => {
      if (current === null) return;
      aired.add(`${current.alertId} ${current.startedAtMs}`);
      booted.painted(current.alertId);
    });
    // A start that has died never resolves.
    void booted.start();
    await settle();
    booted.setOverlayClients(1);
    await settle();
  }

  /** One thing happens; should that kill the process, it starts again at once. */
  async function happen(what: () => void): Promise<void> {
    what();
    await settle();
    if (!store.hasCrashed()) return;
    clock.crash();
    journal.crash();
    store = createFakeStore(disk);
    await boot();
  }

  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      await clock.pass(STEP_MS);
      await happen(() => undefined);
    }
  }

  await boot();
  await happen(() => journal.commit(ledger.grow(1, 1)));
  await happen(() => journal.commit(ledger.grow(1, 2), ledger.grow(2, 1)));
  await pass(3_000);
  await happen(() => journal.commit(ledger.grow(3, 1, { units: 20_000 })));
  await happen(() => engine.skip());
  const bomb = Array.from({ length: 54 }, (_, at) => ledger.grow(at + 10, 1));
  await happen(() => journal.commit(...bomb));
  await happen(() => journal.commit(ledger.grow(1, 4), ledger.grow(63, 2)));
  await pass(150_000);
  return { disk, journal, aired: [...aired], lives };
}

function namesOf(rows: readonly Row[], stage: Row['stage']): ReadonlySet<string> {
  return new Set(rows.filter((row) => row.stage === stage).map(({ alert }) => alert.alertId));
}

test.each(['before', 'after'] as const)(
  'dying at any call, %s the disk has it, repeats nothing and loses nothing',
  { timeout: 60_000 },
  async (when) => {
    let call = 1;
    for (;;) {
      const { disk, journal, aired, lives } = await stream(call, when);
      const rows = alertsOn(disk);
      const context = `call ${call}`;
      expect(accountedSums(rows), context).toEqual(committedSums(journal.rows()));
      expect(shownTwice(rows), context).toEqual([]);
      const ids = aired.map((entry) => entry.split(' ')[0]);
      expect(ids.length, context).toBe(new Set(ids).size);
      // Each alert has its receipt, and it is true: done was on air, missed was not (waiting too long).
      const receipts = rows.filter(({ alert }) => !isHandedOver(alert));
      expect(namesOf(receipts, 'done'), context).toEqual(new Set(ids));
      expect(receipts.length - ids.length, context).toBe(namesOf(receipts, 'missed').size);
      if (call < 20) expect(namesOf(receipts, 'missed'), context).toEqual(new Set());
      if (lives === 1) break;
      // Every call of the eventful part, then samples of the long drain.
      call += call < 20 ? 1 : 9;
    }
    expect(call).toBeGreaterThan(20);
  },
);

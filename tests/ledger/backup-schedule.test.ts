import { describe, expect, it } from 'vitest';
import { createBackupSchedule } from '../../electron/ledger/backup-schedule.ts';
import type { BackupResult } from '../../electron/ledger/backup.ts';
import { fakeClock } from '../sources/fake-clock.ts';

const QUARTER_MS = 15 * 60_000;
const FULL_DISK = { ok: false, code: 'no_space', message: 'There is no room.' } as const;
const MADE: BackupResult = {
  ok: true,
  folder: 'somewhere',
  manifest: {
    ...{ format: 1, atMs: 0, reason: 'timed', mode: 'live', schema: { ledger: 10, app: 10 } },
    ...{ history: null, head: { seq: 0, hash: '' }, totals: [], files: [] },
  },
};

function scheduled(unsaved = false) {
  const clock = fakeClock();
  const asked: string[] = [];
  const results: BackupResult[] = [];
  const faults: unknown[] = [];
  const world = { live: true, answer: (): Promise<BackupResult> => Promise.resolve(MADE) };
  const schedule = createBackupSchedule({
    setTimeout: (run, delayMs) => clock.setTimeout(run, delayMs),
    backup: (reason) => {
      asked.push(reason);
      return world.answer();
    },
    isLive: () => world.live,
    unsaved,
    onResult: (result) => results.push(result),
    onError: (error) => faults.push(error),
  });
  /** Time passes, and what was begun comes to its end. */
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { schedule, asked, results, faults, world, pass, clock };
}

describe('a backup by itself', () => {
  it('is made every quarter hour while the stream goes on and something was committed', async () => {
    const { schedule, asked, pass } = scheduled();
    await pass(QUARTER_MS);
    expect(asked).toEqual([]);
    schedule.committed();
    await pass(QUARTER_MS - 1);
    expect(asked).toEqual([]);
    await pass(1);
    expect(asked).toEqual(['timed']);
    await pass(4 * QUARTER_MS);
    expect(asked).toEqual(['timed']);
    schedule.committed();
    await pass(QUARTER_MS);
    expect(asked).toEqual(['timed', 'timed']);
  });

  it('is not made while nothing is live', async () => {
    const { schedule, asked, world, pass } = scheduled(true);
    world.live = false;
    schedule.committed();
    await pass(4 * QUARTER_MS);
    expect(asked).toEqual([]);
    world.live = true;
    await pass(QUARTER_MS);
    expect(asked).toEqual(['timed']);
  });

  it('is made of what a crash left unsaved', async () => {
    const { asked, pass } = scheduled(true);
    await pass(QUARTER_MS);
    expect(asked).toEqual(['timed']);
  });

  it('is made at once when a session closes, also when the next one has already begun', async () => {
    const { schedule, asked, pass } = scheduled();
    schedule.session(null);
    schedule.session(7);
    await pass(0);
    expect(asked).toEqual([]);
    schedule.session(null);
    await pass(0);
    expect(asked).toEqual(['session']);
    schedule.session(8);
    schedule.session(9);
    await pass(0);
    expect(asked).toEqual(['session', 'session']);
  });

  it('waits for the one that is being made', async () => {
    const { schedule, asked, world, pass } = scheduled(true);
    let finish: (result: BackupResult) => void = () => undefined;
    world.answer = () => new Promise((resolve) => (finish = resolve));
    await pass(QUARTER_MS);
    schedule.session(1);
    schedule.session(null);
    await pass(0);
    expect(asked).toEqual(['timed']);
    finish(MADE);
    await pass(0);
    expect(asked).toEqual(['timed', 'session']);
  });

  it('that failed is told, and tried again each quarter hour until it works, live or not', async () => {
    const { schedule, asked, results, world, pass } = scheduled();
    world.answer = () => Promise.resolve(FULL_DISK);
    schedule.session(1);
    schedule.session(null);
    world.live = false;
    await pass(0);
    expect(results).toEqual([FULL_DISK]);
    await pass(QUARTER_MS);
    await pass(QUARTER_MS);
    expect(asked).toEqual(['session', 'session', 'session']);
    world.answer = () => Promise.resolve(MADE);
    await pass(QUARTER_MS);
    await pass(QUARTER_MS);
    expect(results.at(-1)).toEqual(MADE);
    expect(asked).toHaveLength(4);
  });

  it('goes on after a fault of ours', async () => {
    const { asked, faults, world, pass } = scheduled(true);
    world.answer = () => Promise.reject(new Error('a bug'));
    await pass(QUARTER_MS);
    expect(faults).toEqual([new Error('a bug')]);
    world.answer = () => Promise.resolve(MADE);
    await pass(QUARTER_MS);
    expect(asked).toHaveLength(2);
  });

  it('is not begun any more once it is stopped, and the stop waits for the one under way', async () => {
    const { schedule, asked, results, world, pass, clock } = scheduled(true);
    let finish: (result: BackupResult) => void = () => undefined;
    world.answer = () => new Promise((resolve) => (finish = resolve));
    await pass(QUARTER_MS);
    let stopped = false;
    const stopping = schedule.stop().then(() => (stopped = true));
    await pass(0);
    expect(stopped).toBe(false);
    finish({ ok: false, code: 'stopped', message: '' });
    await stopping;
    schedule.session(null);
    expect(clock.pending()).toBe(0);
    expect(asked).toEqual(['timed']);
    expect(results).toEqual([]);
  });
});

/** Power cuts: whatever was acknowledged is there afterwards, because FULL syncs it; and NORMAL would not. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempDir } from '../tools/builders.ts';
import { inspect, readFolder, writeFolder } from '../tools/disk-recorder/crash-image.ts';
import { diskWith } from '../tools/disk-recorder/disk.ts';
import type { Files } from '../tools/disk-recorder/disk.ts';
import { buildRecorder, runUnderRecorder } from '../tools/disk-recorder/launch.ts';
import type { RecorderLibrary } from '../tools/disk-recorder/launch.ts';
import type { DiskRecord } from '../tools/disk-recorder/log.ts';
import { progressed } from '../tools/disk-recorder/marks.ts';
import type { Progress } from '../tools/disk-recorder/marks.ts';
import { between, seeded, shuffled } from '../tools/seeded.ts';

const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
/** Points of the log at random, and of those around its syncs and those before the first commit. */
const RANDOM_POINTS = NIGHTLY ? 200 : 80;
const SYNC_POINTS = NIGHTLY ? Infinity : 80;
const OPENING_POINTS = NIGHTLY ? Infinity : 40;
const BATCHES = 120;
const TEST_WITHIN_MS = NIGHTLY ? 1_800_000 : 60_000;

interface Run {
  readonly log: readonly DiskRecord[];
  /** What was on the disk before. */
  readonly before: Files;
  readonly progress: Progress;
}

/** What a power cut at one point of the log led to. */
interface Cut extends Progress {
  readonly point: number;
  readonly held: number | null;
  readonly problems: readonly string[];
}

const scratch = tempDir();
let recorder: RecorderLibrary = { ok: false, reason: 'it was not built' };

beforeAll(() => {
  recorder = buildRecorder(scratch.dir);
  const which = NIGHTLY
    ? 'nightly, all points'
    : 'a sample of the points (COINFALL_NIGHTLY=1: all)';
  process.stdout.write(`power cut: ${recorder.ok ? which : `NOT RUN: ${recorder.reason}`}\n`);
});
afterAll(() => scratch[Symbol.dispose]());

async function record(
  name: string,
  synchronous: 'FULL' | 'NORMAL',
  start: Pick<Run, 'before' | 'progress'>,
): Promise<Run> {
  if (!recorder.ok) throw new Error(recorder.reason);
  const folder = path.join(scratch.dir, name);
  mkdirSync(folder);
  writeFolder(folder, start.before);
  const done = start.progress.acknowledged;
  const { log } = await runUnderRecorder({
    library: recorder.library,
    program: 'recorded',
    folder,
    args: [String(done + 1), String(done + BATCHES), synchronous],
    scratch: scratch.dir,
    logged: true,
  });
  const run = { log, ...start };
  expectComplete(run, folder);
  return run;
}

/** Were a write missing from the log, everything that is made of it would prove nothing. */
function expectComplete({ log, before }: Run, folder: string): void {
  const disk = diskWith(before);
  for (const one of log) disk.apply(one);
  const recorded = disk.files();
  const real = readFolder(folder);
  expect([...recorded.keys()].sort()).toEqual([...real.keys()].sort());
  for (const [name, content] of real) {
    expect(recorded.get(name)?.equals(content), `${name} as recorded`).toBe(true);
  }
}

const NOTHING: Pick<Run, 'before' | 'progress'> = {
  before: new Map(),
  progress: { begun: 0, acknowledged: 0 },
};

/** The records before which the power is cut, in order. */
function pointsOf(log: readonly DiskRecord[], random: () => number): readonly number[] {
  const around = log.flatMap(({ type }, at) => (type === 'synced' ? [at, at + 1] : []));
  const opening = log.findIndex(({ type }) => type === 'marked');
  const points = [
    ...shuffled(around, random).slice(0, SYNC_POINTS),
    ...shuffled([...log.keys()].slice(0, opening), random).slice(0, OPENING_POINTS),
    ...Array.from({ length: RANDOM_POINTS }, () => between(random, 0, log.length)),
  ];
  return [...new Set(points)].sort((a, b) => a - b);
}

/** Plays the log up to each point and looks at what a power cut leaves there. */
async function cutAt(
  run: Run,
  points: readonly number[],
  random: () => number,
): Promise<readonly Cut[]> {
  const disk = diskWith(run.before);
  const cuts: Cut[] = [];
  let { progress } = run;
  let at = 0;
  for (const point of points) {
    for (const one of run.log.slice(at, point)) {
      disk.apply(one);
      progress = progressed(progress, one);
    }
    at = point;
    using folder = tempDir();
    writeFolder(folder.dir, disk.afterPowerCut(random));
    cuts.push({ point, ...progress, ...inspect(folder.dir, progress.begun) });
    // All of this is synchronous, and the test runner wants to be heard.
    await othersTurn();
  }
  return cuts;
}

function lostAt(cuts: readonly Cut[]): readonly Cut[] {
  return cuts.filter(({ held, acknowledged }) => (held ?? 0) < acknowledged);
}

/** A file that does not open, holds half a commit or cannot be gone on with. */
function brokenAt(cuts: readonly Cut[]): readonly Cut[] {
  return cuts.filter(({ problems }) => problems.length > 0);
}

function sayLosses(what: string, cuts: readonly Cut[]): void {
  const batches = lostAt(cuts).map(({ held, acknowledged }) => acknowledged - (held ?? 0));
  process.stdout.write(
    `power cut, ${what}: acknowledged gifts lost at ${batches.length} of ${cuts.length} points` +
      `${batches.length === 0 ? '' : ` (up to ${Math.max(...batches)} commits)`}\n`,
  );
}

describe.each([20_261_123])('a power cut (seed %i)', { timeout: TEST_WITHIN_MS }, (seed) => {
  it('costs nothing that was acknowledged and leaves no half commit', async (context) => {
    if (!recorder.ok) context.skip();
    const random = seeded(seed);
    const run = await record('full', 'FULL', NOTHING);
    const cuts = await cutAt(run, pointsOf(run.log, random), random);
    sayLosses('synchronous=FULL', cuts);
    expect(brokenAt(cuts)).toEqual([]);
    expect(lostAt(cuts)).toEqual([]);
  });

  it('costs nothing either when it comes while the ledger recovers from another', async (context) => {
    if (!recorder.ok) context.skip();
    const random = seeded(seed + 1);
    const first = await record('before', 'FULL', NOTHING);
    const disk = diskWith();
    let progress: Progress = { begun: 0, acknowledged: 0 };
    for (const one of first.log.slice(0, Math.floor(first.log.length * 0.7))) {
      disk.apply(one);
      progress = progressed(progress, one);
    }
    const run = await record('again', 'FULL', { before: disk.afterPowerCut(random), progress });
    const cuts = await cutAt(run, pointsOf(run.log, random), random);
    sayLosses('synchronous=FULL, a second time', cuts);
    expect(brokenAt(cuts)).toEqual([]);
    expect(lostAt(cuts)).toEqual([]);
  });

  it('would cost acknowledged gifts with synchronous=NORMAL, so this test can fail', async (context) => {
    if (!recorder.ok) context.skip();
    const random = seeded(seed);
    const run = await record('normal', 'NORMAL', NOTHING);
    const cuts = await cutAt(run, pointsOf(run.log, random), random);
    sayLosses('synchronous=NORMAL', cuts);
    expect(lostAt(cuts).length).toBeGreaterThan(0);
    // NORMAL forgets, but it does not tear: were it otherwise, the disk that is played here would be too cruel.
    expect(brokenAt(cuts)).toEqual([]);
  });
});

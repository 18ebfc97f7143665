/** A disk that fails: whichever call it is, a commit is there or not, and a retry goes through once the disk works. */
import path from 'node:path';
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempDir } from '../tools/builders.ts';
import type { Life, Scenario } from '../tools/disk-recorder/faulty-run.ts';
import { buildRecorder, runUnderRecorder } from '../tools/disk-recorder/launch.ts';
import type { RecorderLibrary } from '../tools/disk-recorder/launch.ts';

const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
/** Between the calls that fail: none is passed over at night. */
const STEP = NIGHTLY ? 1 : 5;
const TEST_WITHIN_MS = NIGHTLY ? 1_800_000 : 60_000;

const scratch = tempDir();
let recorder: RecorderLibrary = { ok: false, reason: 'it was not built' };

beforeAll(() => {
  recorder = buildRecorder(scratch.dir);
  const which = NIGHTLY
    ? 'nightly, every I/O call'
    : 'a sample of the calls (COINFALL_NIGHTLY=1: all)';
  process.stdout.write(`I/O errors: ${recorder.ok ? which : `NOT RUN: ${recorder.reason}`}\n`);
});
afterAll(() => scratch[Symbol.dispose]());

async function livesOf(scenario: Scenario, seed: number): Promise<readonly Life[]> {
  if (!recorder.ok) throw new Error(recorder.reason);
  const images = path.join(scratch.dir, `${scenario}-images`);
  mkdirSync(images);
  const { stdout } = await runUnderRecorder({
    library: recorder.library,
    program: 'faulty',
    folder: path.join(scratch.dir, scenario),
    args: [images, scenario, String(STEP), String(seed)],
    scratch: scratch.dir,
    logged: false,
  });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Life);
}

function count(lives: readonly Life[], step: string): number {
  return lives.filter(({ threw }) => threw[0]?.startsWith(step) === true).length;
}

describe.each([20_261_123])('a disk that fails (seed %i)', { timeout: TEST_WITHIN_MS }, (seed) => {
  it.for([
    ['new', 'while a ledger is made and written'],
    ['crashed', 'while a ledger recovers from a crash and is written'],
  ] as const)(
    '%s: %s, leaves the old or the new state and takes the retry',
    async ([scenario], context) => {
      if (!recorder.ok) context.skip();
      const lives = await livesOf(scenario, seed);
      const hit = lives.filter(({ struck }) => struck > 0);
      process.stdout.write(
        `I/O errors, ${scenario}: ${hit.length} lives with a fault, up to call ${lives.at(-1)?.fault.at ?? 0}; ` +
          `told by opening ${count(hit, 'open')}, recovery ${count(hit, 'recover')}, ` +
          `a commit ${count(hit, 'batch')}, harmless ${hit.filter(({ threw }) => threw.length === 0).length}\n`,
      );
      expect(lives.filter(({ problems }) => problems.length > 0)).toEqual([]);
      // Each place where a fault can be met was met, and the last life had none.
      expect(lives.at(-1)).toMatchObject({ struck: 0, threw: [] });
      expect(count(hit, 'open')).toBeGreaterThan(0);
      expect(count(hit, 'batch')).toBeGreaterThan(0);
    },
  );
});

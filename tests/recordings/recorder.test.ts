/** The recorder by itself: its limits, its end, and that nothing waits for it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  deleteRecordings,
  hasRecordingBefore,
  listRecordings,
} from '../../electron/recordings/files.ts';
import { RECORDING_LIMITS, createRecorder } from '../../electron/recordings/recorder.ts';
import type { RecordingLimits, RecordingState } from '../../electron/recordings/recorder.ts';
import { readRecordedLine } from '../../electron/sources/recording.ts';

const T = 1_780_000_000_000;
let dataDir = '';
let states: RecordingState[] = [];
let nowMs = T;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'coinfall-recorder-'));
  states = [];
  nowMs = T;
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function recorder(limits: Partial<RecordingLimits> = {}) {
  const errors: unknown[] = [];
  const made = createRecorder({
    dataDir,
    limits: { ...RECORDING_LIMITS, free: 0, ...limits },
    now: () => (nowMs += 1),
    onState: (state) => states.push(state),
    onError: (error) => errors.push(error),
  });
  return { ...made, errors };
}

function lines() {
  return listRecordings(dataDir).flatMap(({ path: file }) =>
    readFileSync(file, 'utf8').trimEnd().split('\n').map(readRecordedLine),
  );
}

describe('the recorder', () => {
  it('writes nothing while it is off', async () => {
    const off = recorder();
    off.connected('a://', 'a');
    off.frame('a://', 'a', 'x');
    await off.stop();
    expect(listRecordings(dataDir)).toEqual([]);
  });

  it('begins each file with its header and with who is connected', async () => {
    const late = recorder();
    late.connected('a://', 'a');
    late.connected('b://', 'b');
    late.ended('b://', 'b', 'gone');
    late.turn(true);
    late.frame('a://', 'a', { n: 1 });
    await late.stop();
    expect(lines()).toMatchObject([
      { type: 'header', version: 1 },
      { type: 'connected', source: 'a://' },
      { type: 'frame', source: 'a://', scheme: 'a', raw: { n: 1 } },
    ]);
  });

  it('goes on in another file when one is large, and lets go of the oldest', async () => {
    const small = recorder({ file: 1_000, total: 3_000 });
    small.turn(true);
    for (let n = 0; n < 200; n += 1) {
      small.frame('a://', 'a', { n, text: 'x'.repeat(100) });
      if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await small.stop();
    const files = listRecordings(dataDir);
    expect(files.length).toBeGreaterThan(1);
    expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(5_000);
    const last = lines().at(-1);
    expect(last).toMatchObject({ type: 'frame', raw: { n: 199 } });
  });

  it('ends with words when the disk is nearly full, and nothing else is told', async () => {
    const full = recorder({ free: Number.MAX_SAFE_INTEGER });
    full.turn(true);
    full.frame('a://', 'a', 'x');
    await full.stop();
    expect(states.at(-1)).toEqual({
      on: false,
      failure: expect.stringMatching(
        /^The disk is nearly full.*Gifts are booked as before/,
      ) as string,
    });
    expect(listRecordings(dataDir)).toEqual([]);
    expect(full.errors).toEqual([]);
  });

  it('ends with words when its folder cannot be written, and begins again when it is told to', async () => {
    writeFileSync(path.join(dataDir, 'recordings'), 'in the way');
    const blocked = recorder();
    blocked.turn(true);
    blocked.frame('a://', 'a', 'x');
    await blocked.stop();
    expect(blocked.state()).toMatchObject({ on: false });
    expect(blocked.state().failure).toContain('could not be written');
    rmSync(path.join(dataDir, 'recordings'));
    blocked.turn(true);
    blocked.frame('a://', 'a', 'y');
    await blocked.stop();
    expect(blocked.state()).toEqual({ on: true, failure: null });
    expect(lines().at(-1)).toMatchObject({ raw: 'y' });
  });

  it('ends rather than gather more than it may in memory', async () => {
    const slow = recorder({ waiting: 1_000 });
    slow.turn(true);
    for (let n = 0; n < 20; n += 1) slow.frame('a://', 'a', 'x'.repeat(100));
    expect(slow.state().failure).toContain('too slow');
    await slow.stop();
  });

  it('has forgotten what was waiting, too, and goes on', async () => {
    const forgetful = recorder();
    forgetful.turn(true);
    forgetful.frame('a://', 'a', 'Fay');
    const gone = forgetful.forget();
    forgetful.frame('a://', 'a', 'Sid');
    await gone;
    await forgetful.stop();
    expect(lines().filter(({ type }) => type === 'frame')).toMatchObject([{ raw: 'Sid' }]);
  });

  it('knows a recording that an erasure should have ended', async () => {
    const some = recorder();
    some.turn(true);
    some.frame('a://', 'a', 'x');
    await some.stop();
    expect(hasRecordingBefore(dataDir, T)).toBe(false);
    expect(hasRecordingBefore(dataDir, T + 60_000)).toBe(true);
    expect(deleteRecordings(dataDir)).toBe(1);
    expect(hasRecordingBefore(dataDir, T + 60_000)).toBe(false);
  });
});

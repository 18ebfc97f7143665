/** Recordings are played by the readers of the sources they came from. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { headerLine, readRecordedLine, recordedLine } from '../../electron/sources/recording.ts';
import replay, { replayPath } from '../../electron/sources/replay.source.ts';
import { normaliseTwitch } from '../../electron/sources/twitch.normalise.ts';
import { FIXTURES_ABSENT, recordedTwitchLines } from '../tools/fixtures.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';
import { booked } from './booked.ts';
import { running } from './running.ts';
import { until } from './waiting.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'coinfall-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const T = 1_780_000_000_000;
const SOURCE = { source: 'tikfinity://127.0.0.1:21213', scheme: 'tikfinity' };
let files = 0;

function written(text: string): string {
  files += 1;
  const file = path.join(folder, `recording ${files}.ndjson`);
  writeFileSync(file, text);
  return pathToFileURL(file).href.replace('file:', 'replay:');
}

function gift(afterMs: number, id: string): string {
  const raw = JSON.stringify(tikfinityGift(id, { createTime: String(T + afterMs) }));
  return recordedLine({ type: 'frame', t: T + afterMs, ...SOURCE, raw });
}

function connectedLine(afterMs: number): string {
  return recordedLine({ type: 'connected', t: T + afterMs, ...SOURCE });
}

function lostLine(afterMs: number): string {
  return recordedLine({ type: 'ended', t: T + afterMs, ...SOURCE, reason: 'TikFinity left.' });
}

async function played(url: string) {
  const source = running(url);
  await until(() => ['stopped', 'failed'].includes(source.state()), 'the end of the recording');
  return source;
}

describe('a recording', () => {
  it('is played to its end once, says so, and is not begun again', async () => {
    const url = written(headerLine(T) + connectedLine(0) + gift(1, 'a') + gift(2, 'b'));
    const source = await played(`${url}?speed=max`);
    expect(source.frames.map(({ messageId }) => messageId)).toEqual(['a', 'b']);
    expect(source.status()).toMatchObject({
      state: 'stopped',
      reason: 'The recording is over: 2 frames were played.',
      nextAttemptAtMs: null,
      rejected: 0,
    });
    expect(source.ends()).toBe(0);
  });

  it('takes its time at speed 1, and a tenth of it at speed 10', async () => {
    const url = written(headerLine(T) + connectedLine(0) + gift(0, 'a') + gift(600, 'b'));
    const took: number[] = [];
    for (const speed of ['1', '10', '0']) {
      const begun = performance.now();
      (await played(`${url}?speed=${speed}`)).stop();
      took.push(performance.now() - begun);
    }
    expect(took[0]).toBeGreaterThanOrEqual(590);
    expect(took[1]).toBeGreaterThanOrEqual(55);
    expect(took[1]).toBeLessThan(500);
    expect(took[2]).toBeLessThan(500);
  });

  it('has the gaps that were recorded', async () => {
    const url = written(
      headerLine(T) +
        connectedLine(0) +
        gift(1, 'a') +
        lostLine(2) +
        connectedLine(50) +
        gift(60, 'b'),
    );
    const source = await played(url);
    const states = source.statuses.map(({ state, reason }) => `${state} ${reason ?? ''}`);
    expect(states.filter((state, at) => state !== states[at - 1])).toEqual([
      'connecting ',
      'connected ',
      'waiting TikFinity left.',
      'connected ',
      'stopped The recording is over: 2 frames were played.',
    ]);
  });

  it('is connected as long as one of its sources was', async () => {
    const other = { source: 'twitch://a', scheme: 'twitch' };
    const url = written(
      connectedLine(0) +
        recordedLine({ type: 'connected', t: T, ...other }) +
        lostLine(1) +
        gift(2, 'a'),
    );
    const source = await played(`${url}?speed=max`);
    expect(source.statuses.map(({ state }) => state)).not.toContain('waiting');
  });

  it('goes on after a broken line, which is counted and named by its number', async () => {
    const cut = gift(2, 'x').slice(0, 60);
    const endless = 'x'.repeat(9 * 1_048_576);
    const url = written(`${headerLine(T)}${gift(1, 'a')}${cut}\n\n[]\n${endless}\n${gift(3, 'b')}`);
    const source = await played(`${url}?speed=max`);
    expect(source.frames).toHaveLength(2);
    expect(source.rejections).toEqual([
      { code: 'line_broken', message: 'Line 3 is not one of a recording.' },
      { code: 'line_broken', message: 'Line 5 is not one of a recording.' },
      { code: 'line_broken', message: 'Line 6 is not one of a recording.' },
    ]);
    expect(source.status()).toMatchObject({ state: 'stopped', rejected: 3 });
    expect(source.status().reason).toContain('3 lines could not be read');
  });

  it('with a source that is not known has its frames refused in words', async () => {
    const url = written(recordedLine({ type: 'frame', t: T, source: 'x://', scheme: 'x', raw: 1 }));
    const source = await played(url);
    expect(source.rejections).toEqual([
      { code: 'scheme_unknown', message: 'There is no source "x" that could read this frame.' },
    ]);
  });

  it.each([
    ['of another version', () => written('{"coinfall":"recording","version":2}\n'), /version 2/],
    ['that is not there', () => 'replay:///nowhere/at/all.ndjson', /There is no file \/nowhere/],
    ['in a folder without any', () => `replay://${folder}/empty`, /There is no file/],
  ])('%s fails in words and for good', async (_what, url, words) => {
    const source = await played(url());
    expect(source.state()).toBe('failed');
    expect(source.status().reason).toMatch(words);
  });

  it('may be a folder, whose files are played by their names', async () => {
    const many = mkdtempSync(path.join(folder, 'many-'));
    writeFileSync(path.join(many, '2.ndjson'), gift(2, 'b'));
    writeFileSync(path.join(many, '1.ndjson'), gift(1, 'a'));
    writeFileSync(path.join(many, 'notes.txt'), 'no recording');
    const source = await played(pathToFileURL(many).href.replace('file:', 'replay:'));
    expect(source.frames.map(({ messageId }) => messageId)).toEqual(['a', 'b']);
  });

  it('stops in the middle when it is stopped', async () => {
    const source = running(written(gift(0, 'a') + gift(60_000, 'b')));
    await until(() => source.frames.length === 1, 'the first gift');
    source.stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(source.status()).toMatchObject({ state: 'stopped', reason: null });
    expect(source.frames).toHaveLength(1);
  });

  it('made while another one was played is read like that one', () => {
    const raw = { scheme: 'twitch', raw: 'PING' };
    expect(replay.normalise({ scheme: 'replay', raw })).toEqual(normaliseTwitch('PING'));
  });

  it.skipIf(FIXTURES_ABSENT !== null)(
    `may be a bare list of Twitch’s lines ${FIXTURES_ABSENT ?? ''}`,
    async () => {
      const lines = recordedTwitchLines();
      const text = lines.map((line) => JSON.stringify({ source: 'elsewhere', line })).join('\n');
      const source = await played(written(text));
      const live = lines.flatMap((line) => normaliseTwitch(line).frames);
      expect(source.frames).toEqual(live);
      expect(booked(source.frames)).toEqual(booked(live));
      expect(source.frames.length).toBeGreaterThan(20);
    },
  );
});

describe('the path of a recording', () => {
  it.each([
    ['replay:///home/me/a%20b.ndjson', false, '/home/me/a b.ndjson'],
    ['replay:///home/me/ü.ndjson?speed=10', false, '/home/me/ü.ndjson'],
    ['replay:///C:/Users/me/a.ndjson', true, 'C:\\Users\\me\\a.ndjson'],
    ['replay:///C:\\Users\\me\\a.ndjson', true, 'C:\\Users\\me\\a.ndjson'],
    ['replay://server/share/a.ndjson', true, '\\\\server\\share\\a.ndjson'],
  ])('%s (Windows: %s) is %s', (url, windows, expected) => {
    expect(replayPath(new URL(url), windows)).toEqual({ path: expected });
  });

  it.each([
    ['replay://home/me/a.ndjson', false],
    ['replay:///', false],
    ['replay:///a%2Fb', false],
    ['replay:///Users/me/a.ndjson', true],
  ])('%s (Windows: %s) is refused with an example', (url, windows) => {
    expect(replayPath(new URL(url), windows)).toEqual({
      refused: expect.stringMatching(/^Name the recording .* replay:\/\/\//) as string,
    });
  });
});

describe('a line of a recording', () => {
  it.each([
    { type: 'frame', t: 1, source: 'a://', scheme: 'a', raw: { id: '9'.repeat(19), list: [null] } },
    { type: 'frame', t: 1, source: 'a://', scheme: 'a', raw: 'text with 7000000000000000001' },
    { type: 'connected', t: 2, source: 'a://', scheme: 'a' },
    { type: 'ended', t: 3, source: 'a://', scheme: 'a', reason: 'It left.' },
  ] as const)('comes back as it was written: %o', (line) => {
    const text = recordedLine(line);
    expect(text.endsWith('\n')).toBe(true);
    expect(text.trimEnd()).not.toContain('\n');
    expect(readRecordedLine(text)).toEqual(line);
  });

  it.each(['', '1', 'null', '[]', '{}', '{"t":-1,"source":"a","scheme":"b","raw":1}', '{"t":1'])(
    'is broken: %s',
    (text) => {
      expect(readRecordedLine(text)).toEqual({ type: 'broken' });
    },
  );
});

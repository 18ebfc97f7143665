import { describe, expect, it } from 'vitest';
import { mixedSeed, mulberry32 } from '../../electron/sources/random.ts';
import { sceneOf } from '../../electron/sources/simulator.scene.ts';
import simulator from '../../electron/sources/simulator.source.ts';
import { booked } from './booked.ts';
import { running } from './running.ts';
import { until } from './waiting.ts';

const STARTED_AT_MS = 1_780_000_000_000;

function scenes(seed: number, steps: number, startedAtMs = STARTED_AT_MS) {
  return Array.from({ length: steps }, (_, step) =>
    sceneOf({ seed, step, startedAtMs, atMs: startedAtMs + step * 1_000 }),
  );
}

function normalisedOf(seed: number, steps: number, startedAtMs?: number) {
  return scenes(seed, steps, startedAtMs).flatMap((scene) =>
    scene.frames.map(({ frame }) => simulator.normalise(frame)),
  );
}

describe('the simulator', () => {
  it('plays the same stream for the same seed, and another one for another', () => {
    expect(scenes(1, 200)).toEqual(scenes(1, 200));
    expect(scenes(2, 200)).not.toEqual(scenes(1, 200));
  });

  it('sends nothing that its own reader refuses', () => {
    const results = normalisedOf(7, 3_000);
    expect(results.flatMap(({ rejections }) => rejections)).toEqual([]);
  });

  it('never uses a message id twice for different facts, within a run or between runs', () => {
    const ids = (startedAtMs: number) =>
      new Map(
        normalisedOf(3, 2_000, startedAtMs)
          .flatMap(({ frames }) => frames)
          .map((frame) => [
            `${frame.platform} ${frame.messageId}`,
            `${frame.giftKey} ${frame.counter.atLeast}`,
          ]),
      );
    const first = normalisedOf(3, 2_000).flatMap(({ frames }) => frames);
    const known = ids(STARTED_AT_MS);
    for (const frame of first) {
      expect(known.get(`${frame.platform} ${frame.messageId}`)).toBe(
        `${frame.giftKey} ${frame.counter.atLeast}`,
      );
    }
    const later = ids(STARTED_AT_MS + 1);
    expect([...later.keys()].filter((id) => known.has(id))).toEqual([]);
  });

  it('has everything a stream has: combos, lost ends, duplicates, bits, subs, bundles, big gifts', () => {
    const frames = normalisedOf(1, 3_000).flatMap((result) => result.frames);
    const kinds = new Set(frames.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['bits', 'bundle', 'gift', 'resub', 'sub', 'subgift']);
    const combos = Map.groupBy(
      frames.filter(({ giftKey }) => giftKey.includes('|combo|')),
      ({ giftKey }) => giftKey,
    );
    const ends = [...combos.values()].map((combo) => combo.some(({ final }) => final));
    expect(ends).toContain(true);
    expect(ends).toContain(false);
    expect([...combos.values()].some((combo) => combo.length > 10)).toBe(true);
    expect(new Set(frames.map(({ messageId }) => messageId)).size).toBeLessThan(frames.length);
    expect(frames.some(({ gift }) => gift.name === 'Lion')).toBe(true);
    expect(Object.keys(booked(frames).income)).toEqual(
      expect.arrayContaining(['coin', 'bit', 'sub1', 'prime']),
    );
  });

  it('keeps its average pause', () => {
    const pauses = scenes(5, 5_000).map(({ pause }) => pause);
    const mean = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length;
    expect(mean).toBeGreaterThan(0.9);
    expect(mean).toBeLessThan(1.1);
  });

  it('plays live and falls silent when it is stopped', async () => {
    const source = running('simulator://?seed=1&rate=200');
    await until(() => source.frames.length > 50, 'gifts');
    expect(source.state()).toBe('connected');
    expect(source.rejections).toEqual([]);
    source.stop();
    const before = source.frames.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(source.frames).toHaveLength(before);
  });

  it('refuses what it did not send itself', () => {
    expect(simulator.normalise({ platform: 'other' }).rejections[0]?.code).toBe('malformed');
  });
});

describe('the seeded generator', () => {
  it('stays within [0, 1) and spreads evenly', () => {
    const random = mulberry32(mixedSeed(1, 1));
    const draws = Array.from({ length: 10_000 }, random);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.filter((draw) => draw < 0.5).length / draws.length).toBeCloseTo(0.5, 1);
  });
});

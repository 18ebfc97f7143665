import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixedSeed, mulberry32 } from '../../electron/sources/random.ts';
import { sceneOf } from '../../electron/sources/simulator.scene.ts';
import {
  type StreamEvent,
  type StreamSettings,
  simulatedStream,
} from '../../electron/sources/simulator.stream.ts';
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
    expect([...kinds].sort()).toEqual(['bits', 'bundle', 'gift', 'resub', 'sub', 'subgift', 'tip']);
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
      expect.arrayContaining(['coin', 'bit', 'sub1', 'prime', 'USD']),
    );
  });

  it('has regulars who come back and strangers who come once, and frames out of order', () => {
    const frames = normalisedOf(1, 3_000).flatMap((result) => result.frames);
    const gifts = Map.groupBy(frames, ({ sender }) => sender.id);
    const times = [...gifts.values()].map((of) => new Set(of.map(({ giftKey }) => giftKey)).size);
    expect(times.filter((count) => count > 50).length).toBeGreaterThan(10);
    expect(times.filter((count) => count === 1).length).toBeGreaterThan(500);
    const combos = Map.groupBy(frames, ({ giftKey }) => giftKey);
    const backwards = [...combos.values()].filter((combo) =>
      combo.some(({ counter }, at) => counter.atLeast < (combo[at - 1]?.counter.atLeast ?? 0)),
    );
    expect(backwards.length).toBeGreaterThan(20);
  });

  it('comes in bursts: often many scenes at once, and the rate holds all the same', () => {
    const pauses = scenes(5, 20_000).map(({ pause }) => pause);
    const blocks = Array.from({ length: 1_000 }, (_, block) =>
      pauses.slice(block * 20, block * 20 + 20).reduce((sum, pause) => sum + pause, 0),
    );
    // Twenty independent pauses of one come to less than six once in a million.
    const bursts = blocks.filter((sum) => sum < 6).length;
    expect(bursts).toBeGreaterThan(50);
    expect(bursts).toBeLessThan(120);
  });

  it('brings hostile names only when it is told to, and then at a small share', () => {
    const names = (hostile: boolean) =>
      Array.from({ length: 3_000 }, (_, step) =>
        sceneOf({ seed: 1, step, startedAtMs: STARTED_AT_MS, atMs: STARTED_AT_MS, hostile }),
      ).flatMap(({ frames }) => {
        const result = simulator.normalise(frames[0]?.frame);
        expect(result.rejections).toEqual([]);
        return result.frames.flatMap(({ sender }) => sender.name ?? []);
      });
    const isHostile = (name: string) => /\u202E|<script>|^=|W{300}/.test(name);
    expect(names(false).filter(isHostile)).toEqual([]);
    const share = names(true).filter(isHostile).length / 3_000;
    expect(share).toBeGreaterThan(0.005);
    expect(share).toBeLessThan(0.05);
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

  it('loses its connection for all to see, and comes back by itself', async () => {
    const source = running(`simulator://?seed=${seedOfEarlyDrop()}&rate=50&drops=360`);
    await until(() => {
      const states = source.statuses.map(({ state }) => state);
      const lost = states.indexOf('waiting');
      return lost !== -1 && states.indexOf('connected', lost) !== -1;
    }, 'a drop and its end');
    const lost = source.statuses.find(({ state }) => state === 'waiting');
    expect(lost?.reason).toBe('The simulator lost its connection.');
    source.stop();
  });

  it('refuses what it did not send itself', () => {
    expect(simulator.normalise({ platform: 'other' }).rejections[0]?.code).toBe('malformed');
  });
});

describe('the stream of the simulator', () => {
  const settings = fc.record({
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    rate: fc.constantFrom(0.2, 1, 5, 50),
    drops: fc.constantFrom(0, 6, 360),
    hostile: fc.boolean(),
  });
  const first = (asked: StreamSettings, most: number): readonly StreamEvent[] => {
    const events = simulatedStream(asked, STARTED_AT_MS);
    return Array.from({ length: most }, () => events.next().value);
  };

  it('is the same for the same settings, and in the order of time', () => {
    fc.assert(
      fc.property(settings, (asked) => {
        const events = first(asked, 400);
        expect(first(asked, 400)).toEqual(events);
        const times = events.map(({ atMs }) => atMs);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });

  it('differs by seed', () => {
    const asked = { rate: 1, drops: 6, hostile: false };
    expect(first({ ...asked, seed: 1 }, 100)).not.toEqual(first({ ...asked, seed: 2 }, 100));
  });

  it('loses its connection as often as it is told, misses what was sent, and then repeats the newest', () => {
    const asked = { seed: 4, rate: 1, drops: 60, hostile: false };
    const seen = streamOf(asked, 3_600_000);
    const turns = seen.filter(({ type }) => type !== 'frame').map(({ type }) => type);
    const drops = turns.filter((type) => type === 'lost').length;
    expect(drops).toBeGreaterThan(35);
    expect(drops).toBeLessThan(85);
    turns.forEach((type, at) => expect(type).toBe(at % 2 === 0 ? 'connected' : 'lost'));

    const sent = new Set<string>();
    let down = false;
    let known = 0;
    let news = 0;
    let backAtMs = 0;
    for (const event of seen) {
      if (event.type === 'connected') backAtMs = event.atMs;
      down = event.type === 'lost';
      if (event.type !== 'frame') continue;
      expect(down).toBe(false);
      const frame = JSON.stringify(event.frame);
      const again = event.atMs === backAtMs && backAtMs > STARTED_AT_MS;
      if (again && sent.has(frame)) known += 1;
      else if (again) news += 1;
      sent.add(frame);
    }
    expect(known).toBeGreaterThan(drops);
    expect(news).toBeGreaterThan(drops);
  });
});

/** What happens in the first so many ms. */
function streamOf(asked: StreamSettings, withinMs: number): readonly StreamEvent[] {
  const events = simulatedStream(asked, STARTED_AT_MS);
  const seen: StreamEvent[] = [];
  let next: StreamEvent = events.next().value;
  for (; next.atMs < STARTED_AT_MS + withinMs; next = events.next().value) seen.push(next);
  return seen;
}

/** A seed whose first drop begins and ends within two seconds. */
function seedOfEarlyDrop(): number {
  for (let seed = 1; ; seed += 1) {
    const events = streamOf({ seed, rate: 50, drops: 360, hostile: false }, 2_000);
    if (events.filter(({ type }) => type === 'connected').length === 2) return seed;
  }
}

describe('the seeded generator', () => {
  it('stays within [0, 1) and spreads evenly', () => {
    const random = mulberry32(mixedSeed(1, 1));
    const draws = Array.from({ length: 10_000 }, random);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.filter((draw) => draw < 0.5).length / draws.length).toBeCloseTo(0.5, 1);
  });
});

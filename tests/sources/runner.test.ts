import { describe, expect, it } from 'vitest';
import type { Connection, ConnectionHandlers, Ended } from '../../electron/sources/source.ts';
import { backoffMs } from '../../shared/backoff.ts';
import { type RunnerStatus, runSource } from '../../electron/sources/runner.ts';
import { between, seeded } from '../tools/seeded.ts';
import { fakeClock } from './fake-clock.ts';

const NO_GIFT = { frames: [], rejections: [] };

/** A source under a test's control: each attempt's handlers, and which attempts were closed. */
function harness(
  options: {
    readonly random?: number | (() => number);
    readonly connectThrows?: boolean;
    /** Silence that means death; null: only if the URL says so. */
    readonly silenceMs?: number | null;
    readonly query?: string;
    readonly answerWithinMs?: number;
    readonly ownServer?: boolean;
  } = {},
) {
  const clock = fakeClock();
  const attempts: ConnectionHandlers[] = [];
  const closed: number[] = [];
  const statuses: RunnerStatus[] = [];
  const silentSince: number[] = [];
  const taken: unknown[] = [];
  const { random, silenceMs, answerWithinMs } = options;
  const running = runSource({
    definition: {
      id: 'fake',
      scheme: 'fake',
      sandboxOnly: false,
      live: true,
      ownServer: () => options.ownServer ?? false,
      check: () => null,
      normalise: (raw) => {
        if (raw === 'bug') throw new TypeError('undefined is not a gift');
        return raw === 'bad'
          ? { frames: [], rejections: [{ code: 'count_invalid', message: 'no' }] }
          : NO_GIFT;
      },
      ...(silenceMs === undefined ? {} : { silence: { who: 'Fake', afterMs: silenceMs } }),
      ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
      connect: (_, handlers): Connection => {
        if (options.connectThrows === true) throw new Error('broken');
        const index = attempts.push(handlers) - 1;
        return { close: () => closed.push(index) };
      },
    },
    url: new URL(`fake://place${options.query ?? ''}`),
    label: 'fake://place',
    onFrame: (raw, normalised) => taken.push([raw, normalised]),
    onStatus: (status, ended) => {
      statuses.push(status);
      if (ended?.silentSinceMs !== undefined) silentSince.push(ended.silentSinceMs);
    },
    clock,
    random: typeof random === 'function' ? random : () => random ?? 0.5,
  });
  const latest = (): RunnerStatus => running.status();
  const attempt = (): ConnectionHandlers => {
    const last = attempts.at(-1);
    if (last === undefined) throw new Error('nobody dialled');
    return last;
  };
  const fail = (ended: Ended = { reason: 'TikFinity is not running on this computer.' }) =>
    attempt().onEnded(ended);
  /** Waits exactly until the next attempt; returns how long that took. */
  const retry = (): number => {
    const waitMs = (latest().nextAttemptAtMs ?? Number.NaN) - clock.now();
    clock.advance(waitMs);
    return waitMs;
  };
  return {
    retry,
    clock,
    attempts,
    attempt,
    closed,
    statuses,
    silentSince,
    taken,
    running,
    latest,
    fail,
  };
}

describe('a running source', () => {
  it('dials at once and is connected when the platform has answered', () => {
    const { attempt, latest, statuses } = harness();
    expect(latest()).toMatchObject({ state: 'connecting', reason: null, frames: 0 });
    attempt().onConnected();
    expect(latest()).toMatchObject({ state: 'connected', reason: null, nextAttemptAtMs: null });
    expect(statuses.map(({ state }) => state)).toEqual(['connecting', 'connected']);
  });

  it('says calmly what happened and when it tries again', () => {
    const { clock, fail, latest, attempts } = harness({ random: 0.9 });
    fail();
    expect(latest()).toMatchObject({
      state: 'waiting',
      reason: 'TikFinity is not running on this computer. Trying again in 1 s.',
      nextAttemptAtMs: clock.now() + 900,
    });
    clock.advance(900);
    expect(attempts).toHaveLength(2);
    expect(latest()).toMatchObject({
      state: 'connecting',
      reason: 'TikFinity is not running on this computer.',
      nextAttemptAtMs: null,
    });
  });

  it('waits longer each time, up to 30 s, and never gives up', () => {
    const { fail, retry, attempts } = harness({ random: 0.999 });
    const waits = Array.from({ length: 200 }, () => {
      fail();
      return retry();
    });
    expect(waits.slice(0, 7).map((ms) => Math.round(ms / 1_000))).toEqual([1, 2, 4, 8, 16, 30, 30]);
    expect(attempts).toHaveLength(201);
  });

  it('starts over with short waits after a stable connection or a first frame', () => {
    for (const becomeStable of [
      ({ clock }: ReturnType<typeof harness>) => clock.advance(30_000),
      ({ attempt }: ReturnType<typeof harness>) => attempt().onFrame('chat'),
    ]) {
      const source = harness({ random: 0.999 });
      for (let round = 0; round < 5; round += 1) {
        source.fail();
        source.retry();
      }
      source.attempt().onConnected();
      becomeStable(source);
      source.fail();
      expect(source.retry()).toBe(999);
    }
  });

  it('does not start over when it is thrown out as soon as it is in', () => {
    const { attempt, fail, retry } = harness({ random: 0.999 });
    for (const waitMs of [999, 1_998, 3_996, 7_992]) {
      attempt().onConnected();
      fail();
      expect(retry()).toBe(waitMs);
    }
  });

  it('gives up on an attempt that is never answered', () => {
    const { clock, closed, latest } = harness();
    clock.advance(15_000);
    expect(closed).toEqual([0]);
    expect(latest()).toMatchObject({ state: 'waiting' });
    expect(latest().reason).toMatch(/^No answer within 15 s\. Trying again in 1 s\.$/);
  });

  it('stops trying when only the user can help', () => {
    const { clock, attempts, fail, latest } = harness();
    fail({ reason: 'Twitch has suspended the channel “x”.', permanent: true });
    clock.advance(3_600_000);
    expect(attempts).toHaveLength(1);
    expect(latest()).toMatchObject({
      state: 'failed',
      reason: 'Twitch has suspended the channel “x”.',
      nextAttemptAtMs: null,
    });
  });

  it('counts frames and rejections, and tells at most once a second', () => {
    const { clock, attempt, latest, statuses } = harness();
    attempt().onConnected();
    const before = statuses.length;
    ['chat', 'bad', 'chat'].forEach((raw) => attempt().onFrame(raw));
    expect(latest()).toMatchObject({ frames: 3, rejected: 1, lastFrameAtMs: clock.now() });
    expect(statuses).toHaveLength(before);
    clock.advance(1_000);
    expect(statuses).toHaveLength(before + 1);
    expect(statuses.at(-1)).toMatchObject({ frames: 3, rejected: 1 });
  });

  it('turns a bug of a normaliser into a rejection and goes on', () => {
    const { attempt, taken, latest } = harness();
    attempt().onConnected();
    attempt().onFrame('bug');
    attempt().onFrame('chat');
    expect(taken).toMatchObject([
      ['bug', { frames: [], rejections: [{ code: 'normalise_failed' }] }],
      ['chat', NO_GIFT],
    ]);
    expect(latest()).toMatchObject({ state: 'connected', rejected: 1 });
  });

  it('outlives a source that cannot even start', () => {
    const { clock, latest } = harness({ connectThrows: true });
    expect(latest().reason).toMatch(/could not be started \(broken\)/);
    clock.advance(60_000);
    expect(latest().state).toBe('waiting');
  });

  it('hears nothing more from a connection that has ended', () => {
    const { attempts, attempt, fail, clock, taken, latest } = harness();
    const [first] = attempts;
    attempt().onConnected();
    fail();
    first?.onFrame('late');
    first?.onConnected();
    first?.onEnded({ reason: 'again' });
    expect(taken).toEqual([]);
    expect(latest().state).toBe('waiting');
    clock.advance(1_000);
    first?.onEnded({ reason: 'again' });
    expect(attempts).toHaveLength(2);
    expect(latest().state).toBe('connecting');
  });

  it('stops for good, whatever it was doing', () => {
    const connected = harness();
    connected.attempt().onConnected();
    connected.running.stop();
    connected.running.stop();
    connected.attempt().onEnded({ reason: 'closed' });
    expect(connected.closed).toEqual([0]);
    expect(connected.latest()).toMatchObject({ state: 'stopped', reason: null });
    expect(connected.statuses.filter(({ state }) => state === 'stopped')).toHaveLength(1);
    expect(connected.clock.pending()).toBe(0);

    const waiting = harness();
    waiting.fail();
    waiting.running.stop();
    waiting.clock.advance(60_000);
    expect(waiting.attempts).toHaveLength(1);
    expect(waiting.clock.pending()).toBe(0);
  });
});

describe('a source that waits on purpose', () => {
  it('keeps its words and the pace it asked for, spread by up to a quarter', () => {
    for (const [random, waitMs] of [
      [0, 30_000],
      [0.999, 37_493],
    ] as const) {
      const { fail, latest, clock, retry } = harness({ random });
      fail({ reason: 'Waiting until @ann is live.', retryInMs: 30_000 });
      expect(latest()).toMatchObject({
        state: 'waiting',
        reason: 'Waiting until @ann is live.',
        nextAttemptAtMs: clock.now() + waitMs,
      });
      retry();
      expect(latest()).toMatchObject({
        state: 'connecting',
        reason: 'Waiting until @ann is live.',
      });
    }
  });

  it('has not failed: the next failure is followed by a short wait', () => {
    const { fail, retry } = harness({ random: 0.999 });
    for (let round = 0; round < 8; round += 1) {
      fail();
      retry();
    }
    fail({ reason: 'The sign server asks to wait.', retryInMs: 60_000 });
    retry();
    fail();
    expect(retry()).toBe(999);
  });

  it('may take longer to answer than others', () => {
    const { clock, latest } = harness({ answerWithinMs: 45_000 });
    clock.advance(44_999);
    expect(latest().state).toBe('connecting');
    clock.advance(1);
    expect(latest().reason).toMatch(/^No answer within 45 s\./);
  });
});

describe('a feed that never rests', () => {
  it('is ended when it is open and says nothing, and was dead from its last frame on', () => {
    const { attempt, clock, latest, closed, silentSince } = harness({ silenceMs: 45_000 });
    attempt().onConnected();
    clock.advance(30_000);
    attempt().onFrame('chat');
    const lastMs = clock.now();
    clock.advance(44_999);
    expect(latest().state).toBe('connected');
    clock.advance(1);
    expect(latest()).toMatchObject({
      state: 'waiting',
      reason: 'Fake said nothing for 45 s. Trying again in 1 s.',
    });
    expect(silentSince).toEqual([lastMs]);
    expect(closed).toEqual([0]);
  });

  it('is left alone as long as it says anything, fault or not', () => {
    const { attempt, clock, latest } = harness({ silenceMs: 45_000 });
    attempt().onConnected();
    for (let round = 0; round < 100; round += 1) {
      clock.advance(44_000);
      attempt().onFrame(round % 2 === 0 ? 'bad' : 'bug');
    }
    expect(latest().state).toBe('connected');
  });

  it('is dialled ever less often when it never says anything', () => {
    const { attempt, clock, retry } = harness({ silenceMs: 45_000, random: 0.999 });
    const waits = Array.from({ length: 6 }, () => {
      attempt().onConnected();
      clock.advance(45_000);
      return Math.round(retry() / 1_000);
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 30]);
  });

  it('follows the seconds of its address, which others only have by it', () => {
    for (const silenceMs of [45_000, null]) {
      const { attempt, clock, latest } = harness({ silenceMs, query: '?silence=3' });
      attempt().onConnected();
      clock.advance(3_000);
      expect(latest().reason).toMatch(/^Fake said nothing for 3 s\./);
    }
    for (const quiet of [harness({ silenceMs: null }), harness({ query: '?silence=3' })]) {
      quiet.attempt().onConnected();
      quiet.clock.advance(86_400_000);
      expect(quiet.latest().state).toBe('connected');
    }
  });

  it('leaves no timer behind', () => {
    const { attempt, running, clock } = harness({ silenceMs: 45_000 });
    attempt().onConnected();
    attempt().onFrame('chat');
    running.stop();
    expect(clock.pending()).toBe(0);
  });
});

describe('a thousand outages of up to ten minutes, on a fake clock', () => {
  const cases: readonly (readonly [string, Ended, boolean])[] = [
    ['of the network', { reason: 'No such host.', unreached: true }, false],
    ['of a server of the user’s own that refuses', { reason: 'Refused.' }, true],
    ['of a program on this computer', { reason: 'Nothing listens.', unreached: true }, true],
  ];
  it.each(cases)(
    '%s end within 5 s of the return in 95 of 100 cases, with one connection each',
    (_, ended, ownServer) => {
      const random = seeded(4);
      const source = harness({ random, ownServer });
      const delays: number[] = [];
      let awayMs = 0;
      for (let outage = 0; outage < 1_000; outage += 1) {
        source.attempt().onConnected();
        source.attempt().onFrame('chat');
        const backAtMs = source.clock.now() + between(random, 0, 600_000);
        awayMs += backAtMs - source.clock.now();
        source.fail({ reason: 'Closed.' });
        while (source.clock.now() < backAtMs || source.latest().state !== 'connecting') {
          source.retry();
          if (source.clock.now() < backAtMs) source.fail(ended);
        }
        delays.push(source.clock.now() - backAtMs);
      }
      delays.sort((one, other) => one - other);
      // The rest of the 5 s is for dialling.
      expect(delays[949]).toBeLessThanOrEqual(4_000);
      expect(delays[999]).toBeLessThanOrEqual(5_000);
      // Polite all the same: one attempt in 2 s is the most that it comes to.
      expect(awayMs / source.attempts.length).toBeGreaterThan(2_000);
      expect(source.closed).toHaveLength(source.attempts.length - 1);
      expect(source.clock.pending()).toBeLessThanOrEqual(2);
    },
  );

  it('a stranger’s server that refuses is asked ever less often, and nothing is held against it later', () => {
    const { fail, retry } = harness({ random: 0.999 });
    const miss = () => fail({ reason: 'No such host.', unreached: true });
    for (let round = 0; round < 20; round += 1) {
      miss();
      expect(retry()).toBeLessThanOrEqual(5_000);
    }
    const refusals = Array.from({ length: 6 }, () => {
      fail();
      return Math.round(retry() / 1_000);
    });
    expect(refusals).toEqual([1, 2, 4, 8, 16, 30]);
    miss();
    expect(retry()).toBe(999);
    fail();
    expect(Math.round(retry() / 1_000)).toBe(30);
  });
});

describe('the wait before another attempt', () => {
  it('is drawn from nothing up to a ceiling that doubles', () => {
    expect(backoffMs(1, 0)).toBe(100);
    expect(backoffMs(1, 0.5)).toBe(500);
    expect(backoffMs(4, 0.5)).toBe(4_000);
    expect(backoffMs(1_000_000, 0.9999)).toBe(29_997);
    expect(backoffMs(1_000_000, 0.9999, 5_000)).toBe(5_000);
  });
});

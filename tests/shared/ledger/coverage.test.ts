import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf, missedOf } from '../../../shared/ledger/coverage.ts';
import type { CoverageInterval } from '../../../shared/ledger/coverage.ts';

function on(fromMs: number, toMs: number, source = 'a'): CoverageInterval {
  return { source, state: 'connected', reason: '', fromMs, toMs };
}

function off(fromMs: number, toMs: number, reason: string, source = 'a'): CoverageInterval {
  return { source, state: 'disconnected', reason, fromMs, toMs };
}

const minutes = fc.nat({ max: 60 });
const intervals = fc.array(
  fc.record({
    source: fc.constantFrom('a', 'b', 'c'),
    state: fc.constantFrom('connected' as const, 'disconnected' as const),
    reason: fc.constantFrom('gone', 'silent'),
    fromMs: minutes,
    toMs: minutes,
  }),
  { maxLength: 12 },
);

describe('coverage', () => {
  it('of a period in which nothing was connected is one gap', () => {
    expect(coverageOf([], 10, 20)).toEqual({
      observedMs: 0,
      liveMs: 10,
      gaps: [{ source: '', fromMs: 10, toMs: 20, reason: 'No source was connected.' }],
    });
  });

  it('counts a moment once when two sources watched it, and clips to the period', () => {
    expect(coverageOf([on(0, 15), on(12, 40, 'b')], 10, 20)).toEqual({
      observedMs: 10,
      liveMs: 10,
      gaps: [],
    });
  });

  it('names the reason of the disconnection that began a gap', () => {
    const story = [on(0, 10), off(10, 14, 'TikFinity was closed.'), on(14, 20)];
    expect(coverageOf(story, 0, 20)).toEqual({
      observedMs: 16,
      liveMs: 20,
      gaps: [{ source: 'a', fromMs: 10, toMs: 14, reason: 'TikFinity was closed.' }],
    });
  });

  it('has no gap while another source went on watching', () => {
    const story = [on(0, 10), off(10, 14, 'gone'), on(0, 20, 'b')];
    expect(coverageOf(story, 0, 20).gaps).toEqual([]);
  });

  it('of a period of no length is nothing', () => {
    expect(coverageOf([on(0, 10)], 5, 5)).toEqual({ observedMs: 0, liveMs: 0, gaps: [] });
  });

  it('is the union of what was connected, and the gaps are exactly the rest, in order', () => {
    fc.assert(
      fc.property(intervals, minutes, minutes, (story, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const { observedMs, liveMs, gaps } = coverageOf(story, from, to);
        const watched = (at: number) =>
          story.some((one) => one.state === 'connected' && one.fromMs <= at && at < one.toMs);
        const inGap = (at: number) =>
          gaps.some((gap) => gap.fromMs <= at && at < (gap.toMs ?? Infinity));
        let seen = 0;
        for (let at = from; at < to; at += 1) {
          if (watched(at)) seen += 1;
          expect(inGap(at)).toBe(!watched(at));
        }
        expect(observedMs).toBe(seen);
        expect(liveMs).toBe(to - from);
        expect(gaps.every((gap) => gap.toMs === null || gap.fromMs < gap.toMs)).toBe(true);
        expect(gaps.map((gap) => gap.fromMs)).toEqual(
          gaps.map((gap) => gap.fromMs).toSorted((x, y) => x - y),
        );
      }),
    );
  });
});

describe('what may have been missed', () => {
  const span = { fromMs: 10, toMs: 50, open: true };

  it('is each time in which a source was not connected, newest first, within the session', () => {
    const times = missedOf(
      [
        on(0, 20),
        off(20, 30, 'gone'),
        on(30, 60),
        off(0, 15, 'Paused by you.', 'b'),
        on(15, 60, 'b'),
      ],
      span,
    );
    expect(times).toEqual([
      { source: 'a', fromMs: 20, toMs: 30, reason: 'gone' },
      { source: 'b', fromMs: 10, toMs: 15, reason: 'Paused by you.' },
    ]);
  });

  it('has no end while it lasts, but in a session that is over', () => {
    const lasting = [on(0, 40), off(40, 50, 'gone')];
    expect(missedOf(lasting, span)).toMatchObject([{ fromMs: 40, toMs: null }]);
    expect(missedOf(lasting, { ...span, open: false })).toMatchObject([{ fromMs: 40, toMs: 50 }]);
  });

  it('names no source where there was none', () => {
    expect(missedOf([on(30, 50)], span)).toEqual([
      { source: '', fromMs: 10, toMs: 30, reason: 'No source was connected.' },
    ]);
  });

  it('joins what follows with the same reason, and tells another reason apart', () => {
    const broken = [off(10, 20, 'gone'), off(20, 30, 'gone'), off(30, 35, 'Paused by you.')];
    expect(missedOf([...broken, on(35, 50)], span)).toMatchObject([
      { fromMs: 30, toMs: 35, reason: 'Paused by you.' },
      { fromMs: 10, toMs: 30, reason: 'gone' },
    ]);
  });

  it('together with what was observed is the whole session, for a session of one source', () => {
    fc.assert(
      fc.property(intervals, (all) => {
        const own = all.map((one) => ({ ...one, source: 'a', toMs: one.fromMs + one.toMs }));
        const { observedMs, liveMs } = coverageOf(own, span.fromMs, span.toMs);
        const missed = missedOf(own, span);
        for (const { fromMs, toMs } of missed) {
          expect(fromMs).toBeGreaterThanOrEqual(span.fromMs);
          expect(fromMs).toBeLessThan(toMs ?? span.toMs);
        }
        const unseen = Array.from({ length: liveMs }, (_, index) => span.fromMs + index).filter(
          (atMs) => missed.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < (toMs ?? span.toMs)),
        );
        expect(unseen.length).toBeGreaterThanOrEqual(liveMs - observedMs);
      }),
    );
  });
});

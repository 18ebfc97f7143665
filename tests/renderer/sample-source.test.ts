/** What the editor's preview is told. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSampleSource } from '../../renderer/overlay/sample-source.ts';
import type { FeedStates } from '../../renderer/widgets/define-widget.ts';
import { FEEDS } from '../../shared/contract/feeds.ts';
import type { Feed } from '../../shared/contract/feeds.ts';

const A_DAY_MS = 24 * 3_600_000;

function watched<Of extends Feed>(
  source: ReturnType<typeof createSampleSource>,
  feed: Of,
  money = false,
) {
  const told: FeedStates[Of][] = [];
  const stop = source.subscribe(feed, money, (state) => told.push(state));
  return { told, stop };
}

describe('the samples of the preview', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('stand: each feed tells something at once, and wakes nobody for a day', () => {
    const source = createSampleSource();
    const feeds = FEEDS.map((feed) => watched(source, feed));
    for (const { told } of feeds) expect(told).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
    const [alerts] = watched(source, 'alerts').told;
    expect(alerts?.current?.endsAtMs).toBeGreaterThan(Date.now() + A_DAY_MS);
    for (const { stop } of feeds) stop();
  });

  it('play once, in order of their own, and stand again', () => {
    const source = createSampleSource();
    const { told } = watched(source, 'latest');
    const played = vi.fn();
    source.play(played);
    vi.advanceTimersByTime(60_000);
    expect(played).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
    const revs = told.map(({ rev }) => rev);
    expect(revs).toEqual(revs.toSorted((a, b) => a - b));
    expect(new Set(told.map(({ gifts }) => gifts.length)).size).toBeGreaterThan(3);
    expect(told.at(-1)?.gifts).toEqual(told[0]?.gifts);
  });

  it('stop at once when they are asked to', () => {
    const source = createSampleSource();
    const { told } = watched(source, 'combo');
    source.play(() => expect.unreachable('it was stopped'));
    source.stop();
    expect(vi.getTimerCount()).toBe(0);
    expect(told.at(-1)?.combo?.quantity).toBe(told[0]?.combo?.quantity);
    vi.advanceTimersByTime(60_000);
  });

  it('show money only to who is set to show it', () => {
    const source = createSampleSource();
    expect(watched(source, 'session', true).told[0]?.tally?.estimate).not.toBeNull();
    expect(watched(source, 'session', false).told[0]?.tally?.estimate).toBeNull();
  });
});

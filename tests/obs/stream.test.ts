import { describe, expect, it } from 'vitest';
import { learn } from '../../electron/obs/stream.ts';
import type { StreamMemory, StreamNews, StreamSight } from '../../electron/obs/stream.ts';

const MINUTE_MS = 60_000;
const live = (startedAtMs: number, atMs = startedAtMs): StreamSight => ({
  type: 'live',
  startedAtMs,
  atMs,
});
const idle = (atMs: number): StreamSight => ({ type: 'idle', atMs });
const lost = (atMs: number, exiting = false): StreamSight => ({
  type: 'lost',
  atMs,
  reason: 'gone',
  exiting,
});

/** What is told of a series of sights. */
function told(...sights: readonly StreamSight[]): readonly StreamNews[] {
  const news: StreamNews[] = [];
  let memory: StreamMemory = { type: 'unknown' };
  for (const sight of sights) {
    const learned = learn(memory, sight);
    memory = learned.memory;
    if (learned.news !== null) news.push(learned.news);
  }
  return news;
}

describe('what is told of a stream', () => {
  it('is its start and its end, once each, however often OBS is asked', () => {
    expect(told(idle(0), idle(1), live(5), live(6, 20), idle(30), idle(40))).toEqual([
      { type: 'ended', endedAtMs: null, atMs: 0 },
      { type: 'live', startedAtMs: 5, atMs: 5, again: false },
      { type: 'ended', endedAtMs: 30, atMs: 30 },
    ]);
  });

  it('is its true start when OBS was live before it was asked', () => {
    expect(told(live(1_000, 9_000))).toEqual([
      { type: 'live', startedAtMs: 1_000, atMs: 9_000, again: false },
    ]);
  });

  it('is no end when the connection is lost', () => {
    expect(told(live(0), lost(50), lost(60))).toEqual([
      { type: 'live', startedAtMs: 0, atMs: 0, again: false },
      { type: 'lost', reason: 'gone', atMs: 50 },
    ]);
  });

  it('is the same stream after a short interruption, whatever the frames say', () => {
    expect(told(live(0), lost(50_000), live(2_000, 60_000)).at(-1)).toEqual({
      type: 'live',
      startedAtMs: 0,
      atMs: 60_000,
      again: true,
    });
  });

  it('is a new stream when it began after OBS was lost, or OBS was away for long', () => {
    expect(told(live(0), lost(50_000), live(61_000)).at(-1)).toMatchObject({ again: false });
    expect(told(live(0), lost(50_000), live(0, 40 * MINUTE_MS)).at(-1)).toMatchObject({
      again: false,
      startedAtMs: 0,
    });
  });

  it('has an unknown end when OBS comes back and is not live', () => {
    expect(told(live(0), lost(50), idle(90)).at(-1)).toEqual({
      type: 'ended',
      endedAtMs: null,
      atMs: 90,
    });
  });

  it('ends with OBS when its user quits it', () => {
    expect(told(live(0), lost(50, true), idle(90)).slice(1)).toEqual([
      { type: 'ended', endedAtMs: 50, atMs: 50 },
    ]);
  });
});

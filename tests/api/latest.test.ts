import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLatest, createThrottle } from '../../electron/api/latest.ts';

async function take<Value>(watch: AsyncGenerator<Value>, count: number): Promise<Value[]> {
  const taken: Value[] = [];
  while (taken.length < count) {
    const next = await watch.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

describe('a value that many watch', () => {
  it('is told as it stands, then with each change', async () => {
    const latest = createLatest<number>();
    latest.set(1);
    const watch = latest.watch(undefined);
    expect(await take(watch, 1)).toEqual([1]);
    const next = watch.next();
    latest.set(2);
    expect(await next).toEqual({ done: false, value: 2 });
  });

  it('is waited for when there is none yet', async () => {
    const latest = createLatest<string>();
    expect(latest.get()).toBeUndefined();
    const next = latest.watch(undefined).next();
    latest.set('first');
    expect(await next).toEqual({ done: false, value: 'first' });
    expect(latest.get()).toBe('first');
  });

  it('skips for a slow watcher what was overtaken, and never for a quick one', async () => {
    const latest = createLatest<number>();
    latest.set(0);
    const [quick, slow] = [latest.watch(undefined), latest.watch(undefined)];
    const [seen, first] = [await take(quick, 1), await take(slow, 1)];
    for (let value = 1; value <= 5; value += 1) {
      const next = quick.next();
      latest.set(value);
      seen.push((await next).value ?? -1);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...first, ...(await take(slow, 1))]).toEqual([0, 5]);
  });

  it('is told again when it is set to an equal value: the setter decides what is news', async () => {
    const latest = createLatest<number>();
    latest.set(7);
    const watch = latest.watch(undefined);
    await watch.next();
    latest.set(7);
    expect((await watch.next()).value).toBe(7);
  });

  it('ends for a watcher who goes, also one who is waiting, and knows how many are left', async () => {
    const latest = createLatest<number>();
    latest.set(1);
    const [gone, stays] = [new AbortController(), new AbortController()];
    const [a, b] = [latest.watch(gone.signal), latest.watch(stays.signal)];
    await a.next();
    await b.next();
    expect(latest.watchers()).toBe(2);
    const waiting = a.next();
    gone.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(latest.watchers()).toBe(1);
    latest.set(2);
    expect((await b.next()).value).toBe(2);
    await b.return();
    expect(latest.watchers()).toBe(0);
  });

  it('is not told to who had gone before asking', async () => {
    const latest = createLatest<number>();
    latest.set(1);
    expect(await latest.watch(AbortSignal.abort()).next()).toEqual({
      done: true,
      value: undefined,
    });
  });
});

describe('a throttle', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at once, then at most once in its time, and once more after the last call', async () => {
    const at: number[] = [];
    const startMs = performance.now();
    const throttle = createThrottle(() => void at.push(performance.now() - startMs), 100);
    for (let times = 0; times < 25; times += 1) {
      throttle.run();
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(at).toEqual([0, 100, 200, 300]);
  });

  it('never runs two at a time, and runs again for a call that came meanwhile', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const throttle = createThrottle(async () => {
      running += 1;
      runs += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => {
        setTimeout(resolve, 250);
      });
      running -= 1;
    }, 100);
    throttle.run();
    await vi.advanceTimersByTimeAsync(50);
    throttle.run();
    throttle.run();
    await vi.advanceTimersByTimeAsync(2_000);
    expect({ runs, most }).toEqual({ runs: 2, most: 1 });
  });

  it('does nothing more once it is stopped, whatever was planned or running', async () => {
    let runs = 0;
    const throttle = createThrottle(() => void (runs += 1), 100);
    throttle.run();
    throttle.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs).toBe(0);
  });
});

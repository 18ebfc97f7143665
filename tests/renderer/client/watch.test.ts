import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createConnection } from '../../../renderer/client/connection.ts';
import type { Connection, LinkHandlers } from '../../../renderer/client/connection.ts';
import { watch } from '../../../renderer/client/watch.ts';

let handlers: LinkHandlers;
let connection: Connection;
let signals: AbortSignal[];
let values: number[];
let emit: (value: number) => void;
let end: () => void;

/** A stream that yields what the test emits. */
async function* stream(signal: AbortSignal): AsyncGenerator<number, void> {
  const waiting: (number | null)[] = [];
  let wake = (): void => undefined;
  emit = (value) => {
    waiting.push(value);
    wake();
  };
  end = () => {
    waiting.push(null);
    wake();
  };
  signal.addEventListener('abort', () => wake());
  while (!signal.aborted) {
    const next = waiting.shift();
    if (next === null) return;
    if (next !== undefined) yield next;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

const link = { call: () => Promise.reject(new Error('not called')) };

beforeEach(() => {
  vi.useFakeTimers();
  signals = [];
  values = [];
  connection = createConnection({
    open: (given) => {
      handlers = given;
      return { close: () => undefined };
    },
    random: () => 0,
  });
});
afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

function startWatching(): () => void {
  return watch(connection, {
    open: (_client, signal) => {
      signals.push(signal);
      return Promise.resolve(stream(signal));
    },
    onValue: (value) => values.push(value),
  });
}

it('opens nothing before the link is up', () => {
  startWatching();
  expect(signals).toHaveLength(0);
});

it('opens the stream again for every link, and ends the former one', async () => {
  startWatching();
  handlers.onReady(link);
  await vi.advanceTimersByTimeAsync(0);
  emit(1);
  await vi.advanceTimersByTimeAsync(0);
  handlers.onClosed('lost');
  expect(signals[0]?.aborted).toBe(true);
  await vi.advanceTimersByTimeAsync(50);
  handlers.onReady(link);
  await vi.advanceTimersByTimeAsync(0);
  emit(2);
  await vi.advanceTimersByTimeAsync(0);
  expect(values).toEqual([1, 2]);
  expect(signals).toHaveLength(2);
});

it('opens a stream again that ended although the link is up', async () => {
  startWatching();
  handlers.onReady(link);
  await vi.advanceTimersByTimeAsync(0);
  end();
  await vi.advanceTimersByTimeAsync(999);
  expect(signals).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(signals).toHaveLength(2);
});

it('delivers nothing after it was stopped', async () => {
  const stop = startWatching();
  handlers.onReady(link);
  await vi.advanceTimersByTimeAsync(0);
  stop();
  emit(1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(values).toEqual([]);
  expect(signals).toHaveLength(1);
});

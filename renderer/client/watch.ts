/** Follows a stream of the contract across reconnects. */
import type { Client } from '../../shared/contract/index.ts';
import type { Connection, ConnectionStatus } from './connection.ts';
import { reportBug } from './report.ts';

/** A stream that ends while the link is up is opened again after this time. */
const REOPEN_MS = 1_000;

export interface WatchOptions<T> {
  /** Opens the stream; called again for every link, so that it can say where it left off. */
  readonly open: (client: Client, signal: AbortSignal) => Promise<AsyncIterable<T>>;
  readonly onValue: (value: T) => void;
}

/** Starts as soon as a link is up. Returns the function that stops for good. */
export function watch<T>(connection: Connection, options: WatchOptions<T>): () => void {
  let current: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = (): void => {
    clearTimeout(timer);
    current?.abort();
    current = undefined;
  };
  const start = (): void => {
    stop();
    const controller = new AbortController();
    current = controller;
    void follow(connection.client, options, controller.signal).then(() => {
      if (!controller.signal.aborted) timer = setTimeout(start, REOPEN_MS);
    });
  };
  const onStatus = (status: ConnectionStatus): void => {
    if (status.state === 'ready') start();
    else stop();
  };

  const unsubscribe = connection.subscribe(onStatus);
  onStatus(connection.status());
  return () => {
    unsubscribe();
    stop();
  };
}

/** Resolves when the stream ends, for whatever reason: the caller knows whether to open it again. */
async function follow<T>(
  client: Client,
  options: WatchOptions<T>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const value of await options.open(client, signal)) {
      if (signal.aborted) return;
      deliver(options.onValue, value);
    }
  } catch {
    // The link broke, or the companion ended the stream: the status tells it, and we come back.
  }
}

function deliver<T>(onValue: (value: T) => void, value: T): void {
  try {
    onValue(value);
  } catch (error) {
    reportBug(error);
  }
}

/**
 * A value that many watch. A watcher gets what stands, then each change; one that is slow skips what was
 * overtaken, so that nothing piles up for it.
 */
export interface Latest<Value> {
  get(): Value | undefined;
  set(value: Value): void;
  /** How many watch at the moment. */
  watchers(): number;
  watch(signal: AbortSignal | undefined): AsyncGenerator<Value, void, undefined>;
}

/** `stamped` is applied to a value each time it is handed to a watcher, who may come long after it was set. */
export function createLatest<Value>(
  stamped: (value: Value) => Value = (value) => value,
): Latest<Value> {
  let current: { readonly version: number; readonly value: Value } | undefined;
  let watching = 0;
  const wakers = new Set<() => void>();

  function changed(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        wakers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      wakers.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  return {
    get: () => current?.value,
    set(value) {
      current = { version: (current?.version ?? 0) + 1, value };
      for (const wake of [...wakers]) wake();
    },
    watchers: () => watching,
    async *watch(signal) {
      let seen = 0;
      watching += 1;
      try {
        while (signal?.aborted !== true) {
          if (current !== undefined && current.version !== seen) {
            seen = current.version;
            yield stamped(current.value);
          } else {
            await changed(signal);
          }
        }
      } finally {
        watching -= 1;
      }
    },
  };
}

/** The state with the time at which it is told: pages set their clock by it. */
export function toldNow<State extends { readonly serverNowMs: number }>(state: State): State {
  return { ...state, serverNowMs: Date.now() };
}

/** Runs `task` at most once per `everyMs`, and once more after the last call; never two at a time. */
export function createThrottle(
  task: () => Promise<void> | void,
  everyMs: number,
): {
  run(): void;
  stop(): void;
} {
  let timer: NodeJS.Timeout | null = null;
  let lastAt = -Infinity;
  let again = false;
  let busy = false;

  async function fire(): Promise<void> {
    timer = null;
    busy = true;
    again = false;
    try {
      await task();
    } finally {
      busy = false;
      lastAt = performance.now();
      if (wanted()) plan();
    }
  }

  function wanted(): boolean {
    return again;
  }

  function plan(): void {
    if (timer !== null) return;
    const waitMs = Math.max(0, lastAt + everyMs - performance.now());
    timer = setTimeout(() => void fire(), waitMs);
  }

  return {
    run() {
      if (busy) again = true;
      else plan();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      again = false;
    },
  };
}

/**
 * A state that overlay pages watch. It is read while somebody watches, told when it changed and not otherwise (an idle
 * page then has nothing to paint), and can be overlaid with test data for a while.
 */
import { createLatest, createThrottle, toldNow } from '../latest.ts';

interface Stamp {
  readonly generation: string;
  readonly rev: number;
  readonly serverNowMs: number;
  readonly test: boolean;
}

export interface StateFeed<Content> {
  /** What stands, then each change. */
  watch(signal: AbortSignal | undefined): AsyncGenerator<Content & Stamp, void, undefined>;
  /** What it is read from may have changed. */
  touch(): void;
  /** Shows test data until it is played out; null ends it. */
  play(content: Content | null): void;
  stop(): void;
}

export interface StateFeedOptions<Content> {
  readonly generation: string;
  /** At most one reading in this time, ms. */
  readonly everyMs: number;
  readonly read: () => Promise<Content>;
  readonly onError: (error: unknown) => void;
}

export function createStateFeed<Content extends object>(
  options: StateFeedOptions<Content>,
): StateFeed<Content> {
  const state = createLatest<Content & Stamp>(toldNow);
  let rev = 0;
  let print = '';
  let real: Content | null = null;
  let played: Content | null = null;
  let stale = true;
  let reading = 0;

  function tell(): void {
    const content = played ?? real;
    if (content === null) return;
    const test = played !== null;
    const next = printOf({ content, test });
    if (next === print) return;
    print = next;
    rev += 1;
    state.set({
      ...content,
      generation: options.generation,
      rev,
      serverNowMs: Date.now(),
      test,
    });
  }

  async function read(): Promise<void> {
    stale = false;
    const mine = (reading += 1);
    try {
      const content = await options.read();
      // A later reading was begun meanwhile, and knows better.
      if (mine !== reading) return;
      real = content;
      tell();
    } catch (error) {
      stale = true;
      options.onError(error);
    }
  }

  const refresh = createThrottle(read, options.everyMs);
  return {
    async *watch(signal) {
      if (stale) await read();
      yield* state.watch(signal);
    },
    touch() {
      stale = true;
      if (state.watchers() > 0) refresh.run();
    },
    play(content) {
      played = content;
      tell();
    },
    stop: () => refresh.stop(),
  };
}

/** Two contents of one print look the same. */
function printOf(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? `${part}n` : part,
  );
}

/** Every state of a stream, changed on its way. */
export async function* mapped<From, To>(
  states: AsyncIterable<From>,
  change: (state: From) => To,
): AsyncGenerator<To, void, undefined> {
  for await (const state of states) yield change(state);
}

/**
 * Which window speaks: the one that has been here longest. A browser's own locks would not do, since the desktop
 * window and a dock in OBS are different origins.
 */
import { createLatest } from './latest.ts';

export interface Speakers {
  /** Lets a window join for as long as it listens; tells it whether it is the one that speaks. */
  join(signal: AbortSignal | undefined): AsyncGenerator<{ speaks: boolean }, void, undefined>;
}

export function createSpeakers(): Speakers {
  /** In the order in which they came. */
  const waiting = new Set<symbol>();
  const first = createLatest<symbol | null>();
  const tell = (): void => first.set(waiting.values().next().value ?? null);
  return {
    async *join(signal) {
      const self = Symbol('window');
      waiting.add(self);
      tell();
      try {
        let told: boolean | null = null;
        for await (const speaker of first.watch(signal)) {
          const speaks = speaker === self;
          if (speaks === told) continue;
          told = speaks;
          yield { speaks };
        }
      } finally {
        waiting.delete(self);
        tell();
      }
    },
  };
}

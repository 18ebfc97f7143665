/** A platform that behaves, beside one that does not: its gifts all arrive, in order and in time. */
import { afterEach, expect } from 'vitest';
import { fakeTikfinity } from '../tools/fake-tikfinity.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';
import { running } from './running.ts';
import { until } from './waiting.ts';

/** No attack may hold up the others for so long. */
const STALL_MS = 2_000;

export type Running = ReturnType<typeof running>;

export interface Healthy {
  /** Sends one gift. */
  readonly give: () => void;
  /** Sends some more, and waits until every one has come. */
  readonly proves: () => Promise<void>;
}

/** To be called at the top of a test file: what is started ends with its test. */
export function useSources() {
  const ended: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ended.splice(0).reverse()) await end();
  });
  const start = (url: string): Running => {
    const source = running(url);
    ended.push(() => source.stop());
    return source;
  };

  return {
    start,
    endLater: (end: () => unknown): void => void ended.push(end),
    healthy: async (): Promise<Healthy> => {
      const fake = await fakeTikfinity();
      ended.push(() => fake.close());
      const source = start(`tikfinity://127.0.0.1:${fake.port}`);
      await until(() => source.state() === 'connected', 'the healthy one connected');
      let sent = 0;
      const give = (): void => {
        sent += 1;
        fake.send(tikfinityGift(`healthy-${sent}`));
      };
      return {
        give,
        async proves() {
          const startedMs = performance.now();
          for (let more = 0; more < 20; more += 1) give();
          await until(() => source.frames.length === sent, 'every healthy gift');
          expect(performance.now() - startedMs).toBeLessThan(STALL_MS);
          expect(source.frames.map(({ messageId }) => messageId)).toEqual(
            Array.from({ length: sent }, (_, at) => `healthy-${at + 1}`),
          );
          expect(source.ends()).toBe(0);
        },
      };
    },
  };
}

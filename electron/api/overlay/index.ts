/** The feeds of all widgets, touched by whatever may change them, and test data in place of what is so. */
import type { WidgetFeed } from '../../../shared/contract/feeds.ts';
import type { Outcome } from '../../../shared/contract/index.ts';
import { SAMPLES } from '../../../shared/overlay/samples.ts';
import type { SampleStep } from '../../../shared/overlay/samples.ts';
import type { Bus } from '../../bus.ts';
import type { LedgerClient } from '../../ledger/client.ts';
import { createComboFeed } from './combo.ts';
import { createCreditsFeed } from './credits.ts';
import { createGoalFeed } from './goal.ts';
import { createLatestGiftsFeed } from './latest-gifts.ts';
import type { StateFeed } from './state-feed.ts';
import { createSupportersFeed } from './supporters.ts';
import { createTallyFeed } from './tally.ts';

export interface OverlayApi {
  readonly feeds: ReturnType<typeof createFeeds>;
  /** Plays a feed's test data from its beginning. */
  readonly test: (feed: WidgetFeed) => Outcome;
  stop(): void;
}

interface OverlayParts {
  readonly ledger: LedgerClient;
  readonly bus: Bus;
  readonly generation: string;
  readonly currency: string;
  readonly onError: (error: unknown) => void;
}

export function createOverlayApi(parts: OverlayParts): OverlayApi {
  const feeds = createFeeds(parts);
  const { bus } = parts;
  const timers = new Map<WidgetFeed, NodeJS.Timeout>();
  const fromLedger = [feeds.goal, feeds.supporters, feeds.latest, feeds.session];
  const touch = (): void => {
    for (const feed of fromLedger) feed.touch();
  };
  const unsubscribers = (['committed', 'recorded', 'session', 'erased', 'rates'] as const).map(
    (name) => bus.subscribe(name, touch),
  );

  function play<Content>(
    name: WidgetFeed,
    feed: Pick<StateFeed<Content>, 'play'>,
    steps: readonly SampleStep<Content>[],
  ): void {
    clearTimeout(timers.get(name));
    const [step, ...rest] = steps;
    feed.play(step?.content ?? null);
    if (step !== undefined) {
      timers.set(
        name,
        setTimeout(() => play(name, feed, rest), step.forMs),
      );
    }
  }

  function test(name: WidgetFeed): Outcome {
    // Each feed plays its own samples; the compiler cannot see that the two belong together.
    const feed = feeds[name] as Pick<StateFeed<object>, 'play'>;
    play<object>(name, feed, SAMPLES[name](Date.now()));
    return { ok: true };
  }

  return {
    feeds,
    test,
    stop() {
      for (const unsubscribe of unsubscribers) unsubscribe();
      for (const timer of timers.values()) clearTimeout(timer);
      for (const feed of Object.values(feeds)) feed.stop();
    },
  };
}

function createFeeds(parts: OverlayParts) {
  return {
    combo: createComboFeed(parts),
    goal: createGoalFeed(parts),
    supporters: createSupportersFeed(parts),
    latest: createLatestGiftsFeed(parts),
    session: createTallyFeed(parts),
    credits: createCreditsFeed(parts),
  };
}

/** The feeds of all widgets, touched by whatever may change them, and test data in place of what is so. */
import type { WidgetFeed } from '../../../shared/contract/feeds.ts';
import type { Combo } from '../../../shared/combo.ts';
import type { Outcome } from '../../../shared/contract/index.ts';
import type { CreditsState, OverlayStates } from '../../../shared/contract/overlay-states.ts';
import { SAMPLES } from '../../../shared/overlay/samples.ts';
import type { SampleStep } from '../../../shared/overlay/samples.ts';
import type { Bus } from '../../bus.ts';
import type { LedgerClient } from '../../ledger/client.ts';
import { createComboFeed } from './combo.ts';
import { createCreditsFeed } from './credits.ts';
import { createGoalFeed } from './goal.ts';
import { createLatestGiftsFeed } from './latest-gifts.ts';
import { sampleOf } from './limited.ts';
import { mapped } from './state-feed.ts';
import type { StateFeed } from './state-feed.ts';
import { createSupportersFeed } from './supporters.ts';
import { createTallyFeed } from './tally.ts';

export interface OverlayApi {
  readonly feeds: ReturnType<typeof createFeeds>;
  /** A feed's states; with a platform, what is of that platform alone. */
  readonly watch: <Name extends WidgetFeed>(
    name: Name,
    platform: string | undefined,
    signal: AbortSignal | undefined,
  ) => AsyncGenerator<OverlayStates[Name], void, undefined>;
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
  /** Of pages that show one platform only; each lives as long as its page looks. */
  const limited = new Set<LimitedFeed>();
  const fromLedger = [feeds.goal, feeds.supporters, feeds.latest, feeds.session];
  const touch = (): void => {
    for (const feed of fromLedger) feed.touch();
    for (const { feed } of limited) feed.touch();
  };
  const unsubscribers = (['committed', 'recorded', 'session', 'erased', 'rates'] as const).map(
    (name) => bus.subscribe(name, touch),
  );

  function play<Content extends object>(
    name: WidgetFeed,
    feed: Pick<StateFeed<Content>, 'play'>,
    steps: readonly SampleStep<Content>[],
  ): void {
    clearTimeout(timers.get(name));
    const [step, ...rest] = steps;
    feed.play(step?.content ?? null);
    for (const page of limited) {
      if (page.name !== name) continue;
      page.feed.play(step === undefined ? null : sampleOf(name, step.content, page.platform));
    }
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

  async function* watch<Name extends WidgetFeed>(
    name: Name,
    platform: string | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<OverlayStates[Name], void, undefined> {
    if (platform === undefined) {
      yield* feeds[name].watch(signal) as AsyncGenerator<OverlayStates[Name]>;
      return;
    }
    const asked: WidgetFeed = name;
    if (asked === 'credits') {
      const only = (state: CreditsState): CreditsState => feeds.credits.only(state, platform);
      yield* mapped(feeds.credits.watch(signal), only) as AsyncGenerator<OverlayStates[Name]>;
      return;
    }
    const feed = limitedFeeds({ ...parts, platform }, feeds.combo.current())[asked]();
    const page: LimitedFeed = { name, platform, feed };
    limited.add(page);
    try {
      yield* feed.watch(signal) as AsyncGenerator<OverlayStates[Name]>;
    } finally {
      limited.delete(page);
      feed.stop();
    }
  }

  return {
    feeds,
    watch,
    test,
    stop() {
      for (const unsubscribe of unsubscribers) unsubscribe();
      for (const timer of timers.values()) clearTimeout(timer);
      for (const feed of Object.values(feeds)) feed.stop();
      for (const { feed } of limited) feed.stop();
    },
  };
}

interface LimitedFeed {
  readonly name: WidgetFeed;
  readonly platform: string;
  readonly feed: Pick<StateFeed<object>, 'watch' | 'touch' | 'play' | 'stop'>;
}

function createFeeds(everything: OverlayParts) {
  const parts = { ...everything, platform: null };
  return {
    combo: createComboFeed({ ...parts, shown: null }),
    goal: createGoalFeed(parts),
    supporters: createSupportersFeed(parts),
    latest: createLatestGiftsFeed(parts),
    session: createTallyFeed(parts),
    credits: createCreditsFeed(parts),
  };
}

/** How each feed is made for a page that shows one platform only; the credits' is the one that all see, cut. */
function limitedFeeds(
  parts: OverlayParts & { readonly platform: string },
  streak: Combo | null,
): Readonly<Record<Exclude<WidgetFeed, 'credits'>, () => LimitedFeed['feed']>> {
  const shown = streak?.platform === parts.platform ? streak : null;
  // Feeds tell and play only what is theirs; the set of all of them cannot say so.
  const sealed = (feed: unknown): LimitedFeed['feed'] => feed as LimitedFeed['feed'];
  return {
    combo: () => sealed(createComboFeed({ ...parts, shown })),
    goal: () => sealed(createGoalFeed(parts)),
    supporters: () => sealed(createSupportersFeed(parts)),
    latest: () => sealed(createLatestGiftsFeed(parts)),
    session: () => sealed(createTallyFeed(parts)),
  };
}

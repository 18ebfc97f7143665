/**
 * The page's feeds: each is opened once, however many widgets look at it, and let go of with the last of them. Who comes
 * later is told at once what stands.
 */
import type { Feed } from '../../shared/contract/feeds.ts';
import type { Connection } from '../client/connection.ts';
import { createServerClock } from '../client/server-clock.ts';
import { watch } from '../client/watch.ts';
import type { FeedStates } from '../widgets/define-widget.ts';
import type { FeedSource } from '../widgets/run-widget.tsx';
import { openFeed } from './open-feed.ts';

type AnyState = FeedStates[Feed];

interface OpenFeed {
  readonly listeners: Set<(state: AnyState) => void>;
  last: AnyState | undefined;
  stop: () => void;
}

export function createFeedHub(connection: Connection): FeedSource {
  const clock = createServerClock();
  /** Money is asked for or not when a feed is opened: what is not shown is not sent. */
  const open = new Map<string, OpenFeed>();

  function opened(feed: Feed, money: boolean): OpenFeed {
    const made: OpenFeed = { listeners: new Set(), last: undefined, stop: () => undefined };
    made.stop = watch(connection, {
      open: (client, signal) => openFeed(feed)(client, { money }, signal),
      onValue: (state) => {
        clock.observe(state.serverNowMs);
        made.last = state;
        for (const listener of [...made.listeners]) listener(state);
      },
    });
    return made;
  }

  return {
    subscribe(feed, money, onState) {
      const key = `${feed} ${money}`;
      const found = open.get(key) ?? opened(feed, money);
      open.set(key, found);
      // Each feed tells its own kind of state; the compiler cannot see that key and state belong together.
      const listener = onState as (state: AnyState) => void;
      found.listeners.add(listener);
      if (found.last !== undefined) listener(found.last);
      return () => {
        found.listeners.delete(listener);
        if (found.listeners.size > 0) return;
        found.stop();
        open.delete(key);
      };
    },
    now: clock.now,
    painted(alertId) {
      // Lost with the link: the companion then shows the alert again, and it is acknowledged then.
      connection.client.alerts.painted({ alertId }).catch(() => undefined);
    },
  };
}

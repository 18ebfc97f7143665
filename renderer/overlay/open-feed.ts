/** Opens a widget's feed. */
import type { Client } from '../../shared/contract/index.ts';
import type { Feed } from '../../shared/contract/feeds.ts';
import type { FeedStates } from '../widgets/define-widget.ts';

interface Asked {
  /** Whether the page was set to show money; nothing of it is sent otherwise. */
  readonly money: boolean;
  /** The one platform that the page shows; all of them when absent. */
  readonly platform?: string;
}

type Open<Of extends Feed> = (
  client: Client,
  asked: Asked,
  signal: AbortSignal,
) => Promise<AsyncIterable<FeedStates[Of]>>;

const OPEN: { readonly [Of in Feed]: Open<Of> } = {
  alerts: (client, { platform }, signal) =>
    client.alerts.watch(platform === undefined ? undefined : { platform }, { signal }),
  combo: (client, asked, signal) => client.overlay.combo(asked, { signal }),
  goal: (client, asked, signal) => client.overlay.goal(asked, { signal }),
  supporters: (client, asked, signal) => client.overlay.supporters(asked, { signal }),
  latest: (client, asked, signal) => client.overlay.latest(asked, { signal }),
  session: (client, asked, signal) => client.overlay.session(asked, { signal }),
  credits: (client, asked, signal) => client.overlay.credits(asked, { signal }),
};

/** How a feed is opened, with its own type. */
export function openFeed<Of extends Feed>(feed: Of): Open<Of> {
  return OPEN[feed];
}

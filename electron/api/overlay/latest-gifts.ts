/** The session's newest gifts. */
import type { LatestState } from '../../../shared/contract/overlay-states.ts';
import type { LedgerClient } from '../../ledger/client.ts';
import { createStateFeed } from './state-feed.ts';
import type { StateFeed } from './state-feed.ts';

const READ_EVERY_MS = 300;
const GIFTS = 12;

export function createLatestGiftsFeed(parts: {
  readonly ledger: LedgerClient;
  readonly generation: string;
  readonly platform: string | null;
  readonly onError: (error: unknown) => void;
}): StateFeed<Pick<LatestState, 'gifts'>> {
  return createStateFeed({
    ...parts,
    everyMs: READ_EVERY_MS,
    async read() {
      const { platform } = parts;
      const gifts = await parts.ledger.query('latestGifts', { platform, limit: GIFTS });
      return { gifts: gifts.map(({ giftNo, ...gift }) => ({ key: `g${giftNo}`, ...gift })) };
    },
  });
}

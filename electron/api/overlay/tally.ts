/** What the session at hand came to. */
import type { TallyState } from '../../../shared/contract/overlay-states.ts';
import type { LedgerClient } from '../../ledger/client.ts';
import { createStateFeed } from './state-feed.ts';
import type { StateFeed } from './state-feed.ts';

const READ_EVERY_MS = 300;

export function createTallyFeed(parts: {
  readonly ledger: LedgerClient;
  readonly generation: string;
  readonly currency: string;
  readonly platform: string | null;
  readonly onError: (error: unknown) => void;
}): StateFeed<Pick<TallyState, 'tally'>> {
  return createStateFeed({
    ...parts,
    everyMs: READ_EVERY_MS,
    async read() {
      const { currency, platform } = parts;
      const found = await parts.ledger.query('sessionTally', { currency, platform });
      if (found === null) return { tally: null };
      const { sessionNo, gifts, supporters, totals, estimate } = found;
      return { tally: { sessionNo, gifts, supporters, totals: [...totals], estimate } };
    },
  });
}

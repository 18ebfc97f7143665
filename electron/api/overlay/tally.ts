/** What the session at hand came to. */
import { isCurrency } from '../../../shared/currency.ts';
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

/** The state as a page sees it that does not show money: tips are counted, their amounts are not told. */
export function tallyWithoutMoney(state: TallyState): TallyState {
  const { tally } = state;
  if (tally === null) return state;
  const totals = tally.totals.map((total) =>
    isCurrency(total.unit) ? { ...total, units: 0n } : total,
  );
  return { ...state, tally: { ...tally, totals, estimate: null } };
}

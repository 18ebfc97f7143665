/** Who gave most: in the session, today, ever. */
import type { SupporterRow, SupportersState } from '../../../shared/contract/overlay-states.ts';
import type { LedgerClient } from '../../ledger/client.ts';
import { createStateFeed } from './state-feed.ts';
import type { StateFeed } from './state-feed.ts';

const READ_EVERY_MS = 1_000;
const ROWS = 10;
const AMOUNTS = 2;

type Content = Pick<SupportersState, 'session' | 'today' | 'all'>;

export function createSupportersFeed(parts: {
  readonly ledger: LedgerClient;
  readonly generation: string;
  readonly currency: string;
  readonly platform: string | null;
  readonly onError: (error: unknown) => void;
}): StateFeed<Content> {
  const keys = createKeys();
  return createStateFeed({
    ...parts,
    everyMs: READ_EVERY_MS,
    async read() {
      const nowMs = Date.now();
      const top = await parts.ledger.query('topSupporters', {
        currency: parts.currency,
        platform: parts.platform,
        nowMs,
        // The day of this computer's zone, which is the creator's.
        sinceMs: new Date(nowMs).setHours(0, 0, 0, 0),
        limit: ROWS,
      });
      const rows = (ranked: (typeof top)['all']): SupporterRow[] =>
        ranked.map(({ personNo, name, platform, amounts }) => ({
          key: keys(personNo),
          name,
          platform,
          amounts: amounts.slice(0, AMOUNTS),
        }));
      return { session: rows(top.session), today: rows(top.today), all: rows(top.all) };
    },
  });
}

/** Names for people that mean nothing outside of this run. */
function createKeys(): (personNo: number) => string {
  const keys = new Map<number, string>();
  return (personNo) => {
    const key = keys.get(personNo) ?? `s${keys.size + 1}`;
    keys.set(personNo, key);
    return key;
  };
}

/**
 * The credits: every supporter of the session, rolled once when it is closed or when the creator asks. The timeline
 * is the companion's, so that every page shows the same line and a page that is opened late goes on from there.
 */
import type { Outcome } from '../../../shared/contract/index.ts';
import type { CreditsState } from '../../../shared/contract/overlay-states.ts';
import type { Bus } from '../../bus.ts';
import type { LedgerClient } from '../../ledger/client.ts';
import { createStateFeed } from './state-feed.ts';
import type { StateFeed } from './state-feed.ts';

export type Credits = NonNullable<CreditsState['credits']>;
type Roster = Omit<Credits, 'creditsId' | 'startedAtMs' | 'endsAtMs'>;

/** Somebody to be thanked. */
interface Thanked {
  readonly name: string;
  readonly platform: string;
}

const READ_EVERY_MS = 100;
const MOST_PEOPLE = 100_000;
/** More than these no viewer can read. */
const MOST_NAMES = 2_000;
const TOP = 3;
/** A short list is read in peace, a long one does not take the evening. */
const LEAST_MS = 20_000;
const MOST_MS = 240_000;
const PER_NAME_MS = 450;

/** How long so many names roll, ms. */
export function creditsDurationMs(names: number): number {
  return Math.min(MOST_MS, LEAST_MS + names * PER_NAME_MS);
}

export interface CreditsFeed extends StateFeed<Pick<CreditsState, 'credits'>> {
  roll(): Promise<Outcome>;
  end(): Outcome;
  /** The same roll with those of one platform alone. */
  only(state: CreditsState, platform: string): CreditsState;
}

function rosterOf(title: string, people: readonly Thanked[]): Roster {
  const names = [...new Set(people.map(({ name }) => name).filter((name) => name !== ''))];
  return {
    title,
    top: names.slice(0, TOP),
    names: names.slice(TOP, MOST_NAMES),
    more: Math.max(0, names.length - MOST_NAMES) + people.filter(({ name }) => name === '').length,
  };
}

export function createCreditsFeed(parts: {
  readonly ledger: LedgerClient;
  readonly bus: Bus;
  readonly generation: string;
  readonly currency: string;
  readonly onError: (error: unknown) => void;
}): CreditsFeed {
  const { ledger, currency, onError } = parts;
  let credits: Credits | null = null;
  let thanked: readonly Thanked[] = [];
  let rolls = 0;
  let timer: NodeJS.Timeout | undefined;
  /** The session that was last seen open: only its own end rolls the credits, and only once. */
  let openNo: number | null = null;
  let rolledNo = 0;

  const feed = createStateFeed({
    generation: parts.generation,
    everyMs: READ_EVERY_MS,
    read: () => Promise.resolve({ credits }),
    onError,
  });

  function show(next: Credits | null, people: readonly Thanked[] = []): void {
    credits = next;
    thanked = people;
    clearTimeout(timer);
    if (next !== null) timer = setTimeout(() => show(null), next.endsAtMs - Date.now());
    feed.touch();
  }

  async function read(): Promise<{ title: string; people: readonly Thanked[] } | null> {
    const [tally, people] = await Promise.all([
      ledger.query('sessionTally', { currency, platform: null }),
      ledger.query('sessionSupporters', {
        ...{ currency, platform: null, nowMs: Date.now() },
        limit: MOST_PEOPLE,
      }),
    ]);
    return tally === null || people.length === 0 ? null : { title: tally.title, people };
  }

  async function roll(): Promise<Outcome> {
    const found = await read();
    if (found === null) {
      return {
        ok: false,
        code: 'no_supporters',
        message: 'Nobody has given anything in this session yet, so there is nobody to thank.',
      };
    }
    rolls += 1;
    const startedAtMs = Date.now();
    const roster = rosterOf(found.title, found.people);
    show(
      {
        ...roster,
        creditsId: `credits-${rolls}`,
        startedAtMs,
        endsAtMs: startedAtMs + creditsDurationMs(roster.top.length + roster.names.length),
      },
      found.people,
    );
    return { ok: true };
  }

  async function followSession(): Promise<void> {
    const tally = await ledger.query('sessionTally', { currency, platform: null });
    if (tally === null) return;
    if (tally.closedAtMs === null) sawOpen(tally.sessionNo);
    else if (tally.sessionNo === openNo) {
      openNo = null;
      rolledNo = tally.sessionNo;
      await roll();
    }
  }

  function sawOpen(sessionNo: number): void {
    if (sessionNo > rolledNo) openNo = sessionNo;
  }

  async function forget(): Promise<void> {
    if (credits === null) return;
    const found = await read();
    // It may be over by now.
    const rolling = credits as Credits | null;
    if (rolling === null) return;
    if (found === null) show(null);
    else show({ ...rolling, ...rosterOf(found.title, found.people) }, found.people);
  }

  const unsubscribers = [
    parts.bus.subscribe('committed', ({ gifts }) => {
      // A gift may have opened the session.
      for (const { sessionNo } of gifts) if (sessionNo !== null) sawOpen(sessionNo);
    }),
    parts.bus.subscribe('session', () => void followSession().catch(onError)),
    parts.bus.subscribe('erased', () => void forget().catch(onError)),
  ];
  void followSession().catch(onError);

  return {
    ...feed,
    only: (state, platform) => {
      const rolling = state.credits;
      // What is played as a test are nobody's names.
      if (rolling === null || rolling.creditsId !== credits?.creditsId) return state;
      const people = thanked.filter((one) => one.platform === platform);
      return { ...state, credits: { ...rolling, ...rosterOf(rolling.title, people) } };
    },
    roll,
    end() {
      show(null);
      return { ok: true };
    },
    stop() {
      for (const unsubscribe of unsubscribers) unsubscribe();
      clearTimeout(timer);
      feed.stop();
    },
  };
}

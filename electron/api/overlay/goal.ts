/** The goal that the audience sees: kept in the settings, measured by the ledger. */
import type { GoalState } from '../../../shared/contract/overlay-states.ts';
import type { Outcome } from '../../../shared/contract/index.ts';
import { currencyExponent } from '../../../shared/currency.ts';
import { goalSchema } from '../../../shared/goal.ts';
import type { Goal } from '../../../shared/goal.ts';
import { displayText } from '../../../shared/text.ts';
import type { LedgerClient } from '../../ledger/client.ts';
import { createStateFeed } from './state-feed.ts';
import type { StateFeed } from './state-feed.ts';

const SETTING = 'goal';
const READ_EVERY_MS = 500;
const FEMTOS_DIGITS = 15;
const TITLE_GRAPHEMES = 60;

/** What a span came to, as far as a goal may count it. */
interface Counted {
  readonly gifts: number;
  readonly totals: readonly {
    readonly platform: string;
    readonly unit: string;
    readonly units: bigint;
  }[];
  readonly femtos: bigint;
}

export interface GoalFeed extends StateFeed<Pick<GoalState, 'goal'>> {
  get(): Promise<Goal | null>;
  set(goal: Goal | null): Promise<Outcome>;
}

export function createGoalFeed(parts: {
  readonly ledger: LedgerClient;
  readonly generation: string;
  readonly currency: string;
  readonly platform: string | null;
  readonly onError: (error: unknown) => void;
}): GoalFeed {
  const { ledger, generation, platform, onError } = parts;

  async function get(): Promise<Goal | null> {
    const text = await ledger.app('readSetting', SETTING);
    return text === null ? null : goalOf(text);
  }

  async function read(): Promise<Pick<GoalState, 'goal'>> {
    const goal = await get();
    if (goal === null) return { goal: null };
    const { measure } = goal;
    // What counts another platform's units is not for this page.
    if (measure.type === 'units' && platform !== null && measure.platform !== platform) {
      return { goal: null };
    }
    return {
      goal: {
        title: displayText(goal.title, TITLE_GRAPHEMES),
        measure: measure.type,
        unit:
          measure.type === 'money'
            ? measure.currency
            : measure.type === 'units'
              ? measure.unit
              : null,
        reached: reachedOf(measure, await counted(goal)),
        target: BigInt(goal.target),
      },
    };
  }

  async function counted({ span, measure }: Goal): Promise<Counted> {
    const currency = measure.type === 'money' ? measure.currency : parts.currency;
    if (span.type === 'session') {
      const tally = await ledger.query('sessionTally', { currency, platform });
      return {
        gifts: tally?.gifts ?? 0,
        totals: tally?.totals ?? [],
        femtos: tally?.estimate?.femtos ?? 0n,
      };
    }
    const { total } = await ledger.query('totals', {
      fromMs: span.fromMs,
      toMs: null,
      zone: 'UTC',
      currency,
      by: 'total',
    });
    const rows = total.observed.filter((row) => platform === null || row.platform === platform);
    return {
      gifts: rows.reduce((sum, row) => sum + row.gifts, 0),
      totals: rows,
      femtos: rows.reduce((sum, row) => sum + row.estimate.femtos, 0n),
    };
  }

  const feed = createStateFeed({ generation, everyMs: READ_EVERY_MS, read, onError });
  return {
    ...feed,
    get,
    async set(goal) {
      await ledger.app('writeSetting', SETTING, JSON.stringify(goal));
      feed.touch();
      return { ok: true };
    },
  };
}

/** Rounded down: a goal is not reached before it is. */
function reachedOf(measure: Goal['measure'], counted: Counted): bigint {
  switch (measure.type) {
    case 'gifts':
      return BigInt(counted.gifts);
    case 'money': {
      const decimals = FEMTOS_DIGITS - (currencyExponent(measure.currency) ?? 2);
      return counted.femtos / 10n ** BigInt(decimals);
    }
    case 'units':
      return counted.totals
        .filter((row) => row.platform === measure.platform && row.unit === measure.unit)
        .reduce((sum, row) => sum + row.units, 0n);
  }
}

/** A goal that is not ours is none: nothing wrong may stand on air because of a damaged word. */
function goalOf(text: string): Goal | null {
  try {
    return goalSchema.nullable().parse(JSON.parse(text));
  } catch {
    return null;
  }
}

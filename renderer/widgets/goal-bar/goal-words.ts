/** What a goal bar says, and how far it is filled. Pure. */
import type { GoalState } from '../../../shared/contract/overlay-states.ts';
import { formatMinor } from '../../../shared/money.ts';
import { amountText, giftsText, shortCount } from '../parts/words.ts';

type Goal = NonNullable<GoalState['goal']>;

/** Steps of the whole way. */
const SCALE = 10_000n;
/** Something is seen as soon as there is something. */
const LEAST_SHARE = 0.012;

/** From 0 to 1; one only where the goal is reached. */
export function goalShare({ reached, target }: Pick<Goal, 'reached' | 'target'>): number {
  if (reached <= 0n) return 0;
  if (reached >= target) return 1;
  return Math.max(LEAST_SHARE, Number((reached * SCALE) / target) / Number(SCALE));
}

/** "6,200" and "of 10,000 coins". */
export function goalTexts({ measure, unit, reached, target }: Goal): {
  readonly reached: string;
  readonly target: string;
} {
  switch (measure) {
    case 'gifts':
      return { reached: shortCount(reached), target: `of ${giftsText(Number(target))}` };
    case 'money': {
      const currency = unit ?? 'USD';
      return {
        reached: `≈ ${formatMinor(reached, currency, 'en')}`,
        target: `of ${formatMinor(target, currency, 'en')}`,
      };
    }
    case 'units':
      return { reached: shortCount(reached), target: `of ${amountText(target, unit ?? '')}` };
  }
}

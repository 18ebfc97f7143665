/** Gifts for test alerts: one of each size, and one that a rule of the user's would match. */
import type { AlertTier } from '../contract/alert-states.ts';
import { isCurrency } from '../currency.ts';
import type { GiftKind } from '../gift.ts';
import type { AlertRule, RuleSubject } from './rule.ts';
import { matches } from './rule.ts';
import { SAMPLE_GIFTS } from './sample-gifts.ts';
import { tierOf } from './tiers.ts';

/** Where each unit comes from, and as what kind of gift. */
const HOMES: Readonly<Record<string, { readonly platform: string; readonly kind: GiftKind }>> = {
  coin: { platform: 'tiktok', kind: 'gift' },
  bit: { platform: 'twitch', kind: 'bits' },
  sub1: { platform: 'twitch', kind: 'sub' },
  sub2: { platform: 'twitch', kind: 'sub' },
  sub3: { platform: 'twitch', kind: 'sub' },
  prime: { platform: 'twitch', kind: 'sub' },
};

/** Amounts that are tried, so that every size is among them in every unit that has sizes. */
const AMOUNTS = [1, 5, 20, 100, 300, 1_000, 5_000, 29_999] as const;

/** A gift of a size, as a test alert shows it. */
export function sampleOfTier(tier: AlertTier): RuleSubject {
  const common = { platform: 'tiktok', kind: 'gift', unit: 'coin', firstTime: null } as const;
  return { ...common, tier, ...SAMPLE_GIFTS[tier] };
}

/** A gift that the rule matches; null when none can, because the rule contradicts itself. */
export function sampleOfRule(rule: AlertRule): RuleSubject | null {
  return candidates(rule.match).find((subject) => matches(rule.match, subject)) ?? null;
}

function candidates(match: AlertRule['match']): readonly RuleSubject[] {
  const units = match.unit === null ? Object.keys(HOMES) : [match.unit];
  const amounts = [match.unitsFrom ?? match.unitsTo, ...AMOUNTS].filter(
    (amount) => amount !== null,
  );
  return units.flatMap((unit) =>
    amounts.map((amount) => {
      const home = HOMES[unit] ?? { platform: 'webhook', kind: isCurrency(unit) ? 'tip' : 'gift' };
      const platform = match.platform ?? home.platform;
      const tier = tierOf(platform, unit, amount);
      const gift = match.gift ?? SAMPLE_GIFTS[tier].giftName;
      return {
        platform,
        kind: match.kind ?? home.kind,
        giftId: match.gift === null ? SAMPLE_GIFTS[tier].giftId : null,
        giftName: gift,
        unit,
        units: amount,
        quantity: match.quantityFrom ?? 1,
        tier,
        firstTime: match.sender === null ? null : match.sender === 'first',
      };
    }),
  );
}

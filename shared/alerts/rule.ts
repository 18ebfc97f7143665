/** The user's alert rules: what they may say, and which one decides. The first that matches does. */
import { z } from 'zod';
import { ALERT_TIERS } from '../contract/alert-states.ts';
import type { AlertTier } from '../contract/alert-states.ts';
import { GIFT_KINDS } from '../gift.ts';
import type { GiftKind } from '../gift.ts';
import type { CommittedGift } from '../ledger/committed.ts';
import { MAX_UNITS_PER_GIFT, PLATFORM_PATTERN, isUnit } from '../units.ts';
import { pictureRef, soundRef } from './media-ref.ts';
import { tierOf } from './tiers.ts';

export const MAX_RULES = 100;
/** Of all rules as JSON; with what else is in a message they fit into the 64 KiB that a page may send at once. */
export const MAX_RULES_BYTES = 60_000;

export const RULE_ACTIONS = ['show', 'hold', 'hide'] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];
export const RULE_PRIORITIES = ['low', 'normal', 'high'] as const;
export type RulePriority = (typeof RULE_PRIORITIES)[number];
export const RULE_SENDERS = ['first', 'returning'] as const;

const unitsBound = z.int().min(0).max(MAX_UNITS_PER_GIFT).nullable();

/** What a rule asks of a gift. Null asks nothing. */
const matchSchema = z.strictObject({
  platform: z.string().regex(PLATFORM_PATTERN).nullable(),
  kind: z.enum(GIFT_KINDS).nullable(),
  /** Id or name of the gift, in any case. */
  gift: z.string().trim().min(1).max(100).nullable(),
  unit: z.string().refine(isUnit).nullable(),
  /** Worth of the whole gift so far, in `unit`; both ends included. A currency counts in minor units. */
  unitsFrom: unitsBound,
  unitsTo: unitsBound,
  tier: z.enum(ALERT_TIERS).nullable(),
  /** Whether it is the supporter's first gift ever. One who is not named is neither. */
  sender: z.enum(RULE_SENDERS).nullable(),
  /** A combo of at least so many. */
  quantityFrom: z.int().min(2).max(1_000_000).nullable(),
});

export const alertRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  enabled: z.boolean(),
  name: z.string().trim().min(1).max(80),
  match: matchSchema,
  action: z.enum(RULE_ACTIONS),
  /** Null: an epic alert before all others, as without any rule. */
  priority: z.enum(RULE_PRIORITIES).nullable(),
  /** Time on air; null: by size. Shorter while many wait. */
  durationMs: z.int().min(2_000).max(30_000).nullable(),
  /** Template of the second line; null: the gift's name. */
  text: z.string().trim().min(1).max(160).nullable(),
  // What follows is not in rules that were kept before there were pictures and sounds.
  /** One of our drawings or a file of the creator's; null: by the gift. */
  picture: z.string().regex(pictureRef).nullable().default(null),
  /** Likewise, or silence; null: by size, when sizes sound at all. */
  sound: z.string().regex(soundRef).nullable().default(null),
  /** Percent of the volume that is set for all alerts. */
  volume: z.int().min(0).max(100).default(100),
  /** Whether it is said aloud, where speech is switched on. */
  speak: z.boolean().default(true),
  /** Template of what is said; null: who gave what. */
  speech: z.string().trim().min(1).max(160).nullable().default(null),
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

/** What rules look at. */
export interface RuleSubject {
  readonly platform: string;
  readonly kind: GiftKind;
  readonly giftId: string | null;
  readonly giftName: string | null;
  readonly unit: string;
  readonly units: number | null;
  readonly quantity: number;
  readonly tier: AlertTier;
  readonly firstTime: boolean | null;
}

/** How an alert is to look and sound. */
export type Look = Pick<
  AlertRule,
  'priority' | 'durationMs' | 'text' | 'picture' | 'sound' | 'volume' | 'speak' | 'speech'
> & {
  /** Null when no rule of the user's matched. */
  readonly ruleId: string | null;
};

/** What is to be done with an alert, and how it is to look. */
export interface Decision extends Look {
  readonly action: RuleAction;
}

/** The last rule, which is always there: everything is shown, in the ways of the house. */
export const HOUSE_RULE: Decision = {
  ruleId: null,
  action: 'show',
  priority: null,
  durationMs: null,
  text: null,
  picture: null,
  sound: null,
  volume: 100,
  speak: true,
  speech: null,
};

/** The decision of the first enabled rule that matches. */
export function decide(rules: readonly AlertRule[], subject: RuleSubject): Decision {
  const rule = rules.find(({ enabled, match }) => enabled && matches(match, subject));
  return rule === undefined ? HOUSE_RULE : decisionOf(rule);
}

export function decisionOf(rule: AlertRule): Decision {
  return { ...lookOf({ ...rule, ruleId: rule.id }), action: rule.action };
}

/** The look alone, of whatever carries one. */
export function lookOf(of: Look): Look {
  const { ruleId, priority, durationMs, text, picture, sound, volume, speak, speech } = of;
  return { ruleId, priority, durationMs, text, picture, sound, volume, speak, speech };
}

/** Whether a gift is all that a rule asks for. */
export function matches(match: AlertRule['match'], subject: RuleSubject): boolean {
  return (
    isAsked(match.platform, subject.platform) &&
    isAsked(match.kind, subject.kind) &&
    isAsked(match.tier, subject.tier) &&
    isAsked(match.unit, subject.unit) &&
    isGift(match.gift, subject) &&
    isWorth(match, subject.units) &&
    isSender(match.sender, subject.firstTime) &&
    subject.quantity >= (match.quantityFrom ?? 0)
  );
}

/** A committed gift as rules see it. */
export function subjectOf(gift: CommittedGift): RuleSubject {
  const { platform, kind, giftId, giftName, unit, units, quantity, firstTime } = gift;
  const tier = tierOf(platform, unit, units);
  return { platform, kind, giftId, giftName, unit, units, quantity, tier, firstTime };
}

function isAsked<Value>(asked: Value | null, value: Value): boolean {
  return asked === null || asked === value;
}

function isGift(asked: string | null, { giftId, giftName }: RuleSubject): boolean {
  if (asked === null) return true;
  const wanted = plain(asked);
  return [giftId, giftName].some((known) => known !== null && plain(known) === wanted);
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}

/** While the price is unknown, a gift is worth neither much nor little. */
function isWorth(match: AlertRule['match'], units: number | null): boolean {
  const { unitsFrom, unitsTo } = match;
  if (unitsFrom === null && unitsTo === null) return true;
  return units !== null && units >= (unitsFrom ?? 0) && units <= (unitsTo ?? Infinity);
}

function isSender(asked: AlertRule['match']['sender'], firstTime: boolean | null): boolean {
  return asked === null || firstTime === (asked === 'first');
}

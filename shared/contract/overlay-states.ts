/**
 * Shapes that overlay widgets are told, each feed a state of its own. Overlay-safe: names are fit for display, nobody
 * is named by a viewer's id, and money is told only to a page that was set to show it.
 */
import { z } from 'zod';
import { GOAL_MEASURES } from '../goal.ts';

/** (generation, rev) order the states of a feed; `test` marks data that was never booked. */
const stamp = {
  generation: z.string(),
  rev: z.int().min(0),
  serverNowMs: z.int(),
  test: z.boolean(),
};

const giftFacts = {
  platform: z.string(),
  giftId: z.string().nullable(),
  giftName: z.string(),
  senderName: z.string(),
  quantity: z.int(),
  unit: z.string(),
};

export const comboStateSchema = z.object({
  ...stamp,
  /** The streak at hand. It ends by itself at `endsAtMs` unless it grows. */
  combo: z
    .object({ comboId: z.string(), ...giftFacts, startedAtMs: z.int(), endsAtMs: z.int() })
    .nullable(),
});
export type ComboState = z.infer<typeof comboStateSchema>;

export const goalStateSchema = z.object({
  ...stamp,
  goal: z
    .object({
      title: z.string(),
      measure: z.enum(GOAL_MEASURES),
      /** A unit or a currency; null for a count of gifts. */
      unit: z.string().nullable(),
      /** In units, minor units of the currency, or gifts; never rounded up. */
      reached: z.bigint(),
      target: z.bigint(),
    })
    .nullable(),
});
export type GoalState = z.infer<typeof goalStateSchema>;

const supporterSchema = z.object({
  /** Tells two supporters of one name apart, for as long as the companion runs. */
  key: z.string(),
  name: z.string(),
  platform: z.string(),
  /** What they gave, worth most first. */
  amounts: z.array(z.object({ unit: z.string(), units: z.bigint() })),
});
export type SupporterRow = z.infer<typeof supporterSchema>;

export const supportersStateSchema = z.object({
  ...stamp,
  session: z.array(supporterSchema),
  today: z.array(supporterSchema),
  all: z.array(supporterSchema),
});
export type SupportersState = z.infer<typeof supportersStateSchema>;

export const latestStateSchema = z.object({
  ...stamp,
  /** Gifts of the session at hand, newest first; a combo is one that grows in place. */
  gifts: z.array(z.object({ key: z.string(), ...giftFacts, units: z.int().nullable() })),
});
export type LatestState = z.infer<typeof latestStateSchema>;

export const tallyStateSchema = z.object({
  ...stamp,
  /** The open session, else the last one, else null. */
  tally: z
    .object({
      sessionNo: z.int(),
      gifts: z.int(),
      supporters: z.int(),
      totals: z.array(
        z.object({ platform: z.string(), unit: z.string(), gifts: z.int(), units: z.bigint() }),
      ),
      /** Null where money is not to be shown, or nothing can be estimated. */
      estimate: z.object({ currency: z.string(), femtos: z.bigint() }).nullable(),
    })
    .nullable(),
});
export type TallyState = z.infer<typeof tallyStateSchema>;

export const creditsStateSchema = z.object({
  ...stamp,
  /** Rolls once from `startedAtMs` to `endsAtMs`: a page that comes later goes on from there. */
  credits: z
    .object({
      creditsId: z.string(),
      title: z.string(),
      startedAtMs: z.int(),
      endsAtMs: z.int(),
      /** Whoever gave most, and everybody else. */
      top: z.array(z.string()),
      names: z.array(z.string()),
      /** How many there was no room for, and how many bear no name. */
      more: z.int(),
    })
    .nullable(),
});
export type CreditsState = z.infer<typeof creditsStateSchema>;

/** What each feed of a widget tells. */
export interface OverlayStates {
  readonly combo: ComboState;
  readonly goal: GoalState;
  readonly supporters: SupportersState;
  readonly latest: LatestState;
  readonly session: TallyState;
  readonly credits: CreditsState;
}

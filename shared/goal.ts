/** A goal that the audience sees: what is counted, from when on, and how much of it is wanted. */
import { z } from 'zod';
import { isCurrency } from './currency.ts';
import { MAX_UNITS_PER_GIFT, PLATFORM_PATTERN, isUnit } from './units.ts';

export const GOAL_MEASURES = ['units', 'money', 'gifts'] as const;

export const goalSchema = z.object({
  title: z.string().max(120),
  measure: z.discriminatedUnion('type', [
    /** A platform's own unit, as it was given. */
    z.object({
      type: z.literal('units'),
      platform: z.string().regex(PLATFORM_PATTERN),
      unit: z.string().refine((unit) => isUnit(unit) && !isCurrency(unit)),
    }),
    /** What everything is worth, estimated. */
    z.object({ type: z.literal('money'), currency: z.string().refine(isCurrency) }),
    z.object({ type: z.literal('gifts') }),
  ]),
  /** In units, minor units of the currency, or gifts. */
  target: z.int().min(1).max(MAX_UNITS_PER_GIFT),
  span: z.discriminatedUnion('type', [
    /** The session at hand: begins anew with each. */
    z.object({ type: z.literal('session') }),
    z.object({ type: z.literal('since'), fromMs: z.int().min(0) }),
  ]),
});
export type Goal = z.infer<typeof goalSchema>;

/** Shapes of what the page of earnings asks beside the totals: hours, the mix of gifts, sessions, and the gifts behind a figure. */
import { z } from 'zod';
import { GIFT_KINDS } from '../gift.ts';
import { VALUE_BASES } from '../rates.ts';
import { watchedSchema } from './rates.ts';
import { estimateSchema, feedRowSchema, sessionSchema } from './states.ts';

/** Most kinds of gift that are named; what is beyond them is summed up. */
export const MOST_GIFTS_NAMED = 60;
export const MOST_SESSIONS_AT_ONCE = 100;
export const MOST_GIFTS_AT_ONCE = 200;

/** Which gifts: effective time from inclusive, to exclusive, Unix ms, of one platform or kind or of any. */
const which = {
  fromMs: z.int(),
  toMs: z.int(),
  platform: z.string().max(32).nullable(),
  kind: z.enum(GIFT_KINDS).nullable(),
};
const money = { zone: z.string().max(100), currency: z.string().max(100) };

export const earningsFilterSchema = z.object({ ...which, ...money });
export type EarningsFilter = z.infer<typeof earningsFilterSchema>;

/** What a few units are worth by the cards, without the cards. */
const valueSchema = z.object({
  femtos: z.bigint(),
  /** Null when nothing covers any of it. */
  basis: z.enum(VALUE_BASES).nullable(),
  /** No card or rate covers some of it. */
  partly: z.boolean(),
});
export type Value = z.infer<typeof valueSchema>;

const unitSumSchema = z.object({ platform: z.string(), unit: z.string(), units: z.bigint() });

/** An hour of the week, as clocks in the zone show it; those with nothing in them are left out. */
const hourCellSchema = z.object({
  /** From 0, Monday. */
  day: z.int().min(0).max(6),
  hour: z.int().min(0).max(23),
  gifts: z.int(),
  units: z.array(unitSumSchema),
  value: valueSchema,
});
export type HourCell = z.infer<typeof hourCellSchema>;
export const hoursSchema = z.array(hourCellSchema);

const mixRowSchema = z.object({
  platform: z.string(),
  kind: z.enum(GIFT_KINDS),
  /** Null for gifts without an id: cheers, subscriptions, tips. */
  giftId: z.string().nullable(),
  giftName: z.string().nullable(),
  unit: z.string(),
  gifts: z.int(),
  quantity: z.bigint(),
  units: z.bigint(),
  value: valueSchema,
});
export type MixRow = z.infer<typeof mixRowSchema>;

export const mixSchema = z.object({
  /** Worth most first; what nothing covers last. */
  rows: z.array(mixRowSchema),
  /** What is beyond these rows; null when there is nothing. */
  rest: z
    .object({
      rows: z.int(),
      gifts: z.int(),
      units: z.array(unitSumSchema),
      value: valueSchema,
    })
    .nullable(),
});
export type Mix = z.infer<typeof mixSchema>;

export const sessionsAskedSchema = z.object({
  fromMs: z.int().nullable(),
  toMs: z.int().nullable(),
  platform: which.platform,
  kind: which.kind,
  currency: money.currency,
  /** For the next page: below this number. */
  beforeSessionNo: z.int().nullable(),
  limit: z.int().min(1).max(MOST_SESSIONS_AT_ONCE),
});

const sessionRowSchema = z.object({
  session: sessionSchema,
  /** From the opening or its first gift, whichever was earlier, to past its last one; until now while it is open. */
  fromMs: z.int(),
  toMs: z.int(),
  watched: watchedSchema,
  gifts: z.int(),
  observed: z.array(unitSumSchema),
  estimate: estimateSchema,
  /** What the platform reported for it, against what was seen: reported − observed. */
  reported: z.array(unitSumSchema.extend({ variance: z.bigint() })),
});
export type SessionRow = z.infer<typeof sessionRowSchema>;

/** Sessions that began in the period, newest first. */
export const sessionsSchema = z.object({ rows: z.array(sessionRowSchema), more: z.boolean() });
export type Sessions = z.infer<typeof sessionsSchema>;

/** Where a page of gifts goes on. */
const giftCursorSchema = z.object({ atMs: z.int(), giftNo: z.int() });

export const giftsAskedSchema = z.object({
  ...which,
  zone: money.zone,
  /** Of one gift: its id, `""` for those without one; null for any. */
  giftId: z.string().max(256).nullable(),
  unit: z.string().max(32).nullable(),
  sessionNo: z.int().nullable(),
  /** Of one hour of the week in the zone. */
  hour: z.object({ day: z.int().min(0).max(6), hour: z.int().min(0).max(23) }).nullable(),
  after: giftCursorSchema.nullable(),
  limit: z.int().min(1).max(MOST_GIFTS_AT_ONCE),
});
export type GiftsAsked = z.infer<typeof giftsAskedSchema>;

/**
 * Rows as the feed has them, newest first, each with the part of its gift that is booked for its time. What came
 * late for a locked period is a row of its own.
 */
export const giftsPageSchema = z.object({
  rows: z.array(feedRowSchema),
  /** Null when there are no more. */
  next: giftCursorSchema.nullable(),
});
export type GiftsPage = z.infer<typeof giftsPageSchema>;

const refusal = z.object({ ok: z.literal(false), code: z.string(), message: z.string() });
const answerOf = <Shape extends z.ZodType>(answer: Shape) =>
  z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), answer }), refusal]);

export const hoursAnswerSchema = answerOf(hoursSchema);
export const mixAnswerSchema = answerOf(mixSchema);
export const sessionsAnswerSchema = answerOf(sessionsSchema);
export const giftsAnswerSchema = answerOf(giftsPageSchema);

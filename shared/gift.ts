/**
 * GiftFrame: the one normalised event. Every source turns what its platform sent into these, and nothing
 * behind `electron/sources` knows any platform's own shape.
 *
 * A frame does not say "one more gift". It says "this counter is at least n" (see `ledger/counter.ts`).
 */
import { z } from 'zod';
import { GIFT_KINDS } from './gift-kinds.ts';
import type { GiftKind } from './gift-kinds.ts';
import { MAX_UNITS_PER_GIFT, PLATFORM_PATTERN, isUnit } from './units.ts';

export { GIFT_KINDS };
export type { GiftKind };

/** Why something that was seen is not income. Such frames go to `observed_gifts`, outside the journal. */
export const OBSERVED_REASONS = [
  'mirrored',
  'other_receiver',
  'announcement',
  'redeemed',
  'prepaid',
  /** An earlier export says that it was no income, and not why. */
  'imported',
] as const;
export type ObservedReason = (typeof OBSERVED_REASONS)[number];

const id = z.string().min(1).max(256);
const label = z.string().max(20_000);
const count = z.int().min(1).max(MAX_UNITS_PER_GIFT);

/** What a frame claims about its counter. */
const counterSchema = z.discriminatedUnion('type', [
  /** The running total is at least this. */
  z.object({ type: z.literal('total'), atLeast: count }),
  /** A Twitch bundle of this many subscriptions was announced. */
  z.object({ type: z.literal('announced'), atLeast: count }),
  /** One subscription of a bundle, worth this many months. */
  z.object({ type: z.literal('child'), atLeast: count }),
]);

export const giftFrameSchema = z
  .object({
    platform: z.string().regex(PLATFORM_PATTERN),
    /** Identity of the counter; made by `giftKey` in `ledger/gift-key.ts`. */
    giftKey: z.string().min(3).max(2_000),
    /** The platform's id of this very message; repeated ids are duplicates. */
    messageId: id,
    kind: z.enum(GIFT_KINDS),
    counter: counterSchema,
    unit: z.string().refine(isUnit),
    /** Price of one, in `unit`; null when the frame does not say (catalogue, else suspense). */
    unitsEach: z.int().min(0).max(MAX_UNITS_PER_GIFT).nullable(),
    /** True when this frame ends its counter: a streak's end frame, or a gift of a single frame. */
    final: z.boolean(),
    sender: z.object({ id: id.nullable(), handle: label.nullable(), name: label.nullable() }),
    gift: z.object({ id: id.nullable(), name: label.nullable() }),
    /** Account that received the gift; null when the frame does not say. */
    receiverId: id.nullable(),
    /** The platform's clock, Unix ms; null when the frame has none. */
    occurredAtMs: z.int().min(0).max(8_640_000_000_000_000).nullable(),
    /** Set when the frame is known not to be income; null otherwise. */
    observed: z.enum(OBSERVED_REASONS).nullable(),
  })
  .readonly();

export type GiftFrame = z.infer<typeof giftFrameSchema>;
export type Counter = GiftFrame['counter'];

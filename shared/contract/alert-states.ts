/** Shapes of the alert timeline as an overlay sees it. Kept apart so that an overlay's types stay small. */
import { z } from 'zod';

export const ALERT_TIERS = ['small', 'medium', 'large', 'epic'] as const;
export type AlertTier = (typeof ALERT_TIERS)[number];

const totalSchema = z.object({
  platform: z.string(),
  unit: z.string(),
  units: z.int(),
  gifts: z.int(),
});

/** What an alert plays: one start, at one moment. A page that comes more than a second later stays silent. */
export const alertSoundSchema = z.object({
  /** `own:…` or `media:…` (`shared/alerts/media-ref.ts`). */
  ref: z.string(),
  /** Percent. */
  volume: z.int().min(1).max(100),
  /** Server clock, Unix ms. */
  startsAtMs: z.int(),
});
export type AlertSound = z.infer<typeof alertSoundSchema>;

/** The alert on air. All texts are already fit for display (`shared/text.ts`). */
export const alertViewSchema = z.object({
  /** `g<giftNo>`; `summary:…` for a gift bomb, `raid:…`; `test:…` and `replay:…` by hand. Never a viewer's id. */
  alertId: z.string(),
  /** Of a raid, `quantity` is its viewers. */
  kind: z.enum(['gift', 'summary', 'raid']),
  test: z.boolean(),
  /** Shown once more by the user's hand. */
  replay: z.boolean(),
  tier: z.enum(ALERT_TIERS),
  platform: z.string(),
  senderName: z.string(),
  giftId: z.string().nullable(),
  giftName: z.string(),
  quantity: z.int(),
  unit: z.string(),
  /** Null while the price is unknown. */
  units: z.int().nullable(),
  /** Template of the second line (`shared/alerts/template.ts`); null for the gift's name. */
  text: z.string().nullable(),
  /** Picture or video instead of the gift's drawing; null for that. */
  picture: z.string().nullable(),
  sound: alertSoundSchema.nullable(),
  /** Whether it is said aloud, and the template of what is said; null: who gave what. */
  speak: z.boolean(),
  speech: z.string().nullable(),
  /** Server clock, Unix ms. The page draws elapsed = now − startedAtMs and nothing else drives it. */
  startedAtMs: z.int(),
  endsAtMs: z.int(),
  /** Only for `summary`: how many gifts from how many people; 0 people where that is not known. */
  summary: z.object({ gifts: z.int(), people: z.int(), totals: z.array(totalSchema) }).nullable(),
});
export type AlertView = z.infer<typeof alertViewSchema>;

export const alertStateSchema = z.object({
  generation: z.string(),
  rev: z.int().min(0),
  serverNowMs: z.int(),
  current: alertViewSchema.nullable(),
  /** Visuals still waiting, the summary included; never above 51. */
  queued: z.int(),
  paused: z.boolean(),
});
export type AlertState = z.infer<typeof alertStateSchema>;

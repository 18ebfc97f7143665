/** What the dashboard sees of alerts beyond what is on air: what waits for approval, and what became of the rest. */
import { z } from 'zod';
import { ALERT_TIERS } from './alert-states.ts';

/** Where an alert stands. Queued → playing → done is its way; the last three are its receipt. */
export const ALERT_STAGES = ['queued', 'held', 'playing', 'done', 'missed', 'hidden'] as const;
export type AlertStage = (typeof ALERT_STAGES)[number];

/**
 * Why an alert was missed: it waited too long, no overlay could show it, quiet mode, the queue was cleared, it
 * was rejected, the list for approval was full. `summarised`: a summary took it in, so it has no receipt.
 */
export const ALERT_REASONS = [
  'expired',
  'no_overlay',
  'quiet',
  'cleared',
  'rejected',
  'list_full',
  'summarised',
] as const;
export type AlertReason = (typeof ALERT_REASONS)[number];

export const soundSettingsSchema = z.object({
  /** Percent; of every alert's sound. */
  volume: z.int().min(0).max(100),
  muted: z.boolean(),
  /** Whether alerts sound by their size where no rule chooses a sound. */
  tierSounds: z.boolean(),
});
export type SoundSettings = z.infer<typeof soundSettingsSchema>;

export const speechSettingsSchema = z.object({
  enabled: z.boolean(),
  /** `voiceURI` of a voice of the computer; null for its own choice. */
  voice: z.string().max(200).nullable(),
  /** Percent of the voice's usual speed. */
  rate: z.int().min(50).max(200),
  /** Percent. */
  volume: z.int().min(0).max(100),
});
export type SpeechSettings = z.infer<typeof speechSettingsSchema>;

const face = {
  alertId: z.string(),
  tier: z.enum(ALERT_TIERS),
  platform: z.string(),
  senderName: z.string(),
  giftName: z.string(),
  quantity: z.int(),
  unit: z.string(),
  units: z.int().nullable(),
};

/** An alert that waits for approval. Texts are fit for display and may be empty. */
export const heldAlertSchema = z.object({
  ...face,
  firstTime: z.boolean().nullable(),
  heldSinceMs: z.int(),
});
export type HeldAlert = z.infer<typeof heldAlertSchema>;

export const alertDeskSchema = z.object({
  generation: z.string(),
  rev: z.int().min(0),
  serverNowMs: z.int(),
  quiet: z.boolean(),
  holdAll: z.boolean(),
  /** Nothing is on air until this is taken back; alerts wait. */
  hidden: z.boolean(),
  sound: soundSettingsSchema,
  speech: speechSettingsSchema,
  /** In the order in which they came; never more than a hundred. */
  held: z.array(heldAlertSchema),
  /** Alerts that got their receipt since the start: when it changes, the history has changed. */
  finished: z.int(),
});
export type AlertDesk = z.infer<typeof alertDeskSchema>;

/** The keys that hide and show all alerts, from within any program. */
export const hideKeysSchema = z.object({
  /** Electron's accelerator; null when switched off. */
  keys: z.string().nullable(),
  /** `taken`: the system did not let Coinfall have them. `no_desktop`: there is no window, so no hotkey. */
  state: z.enum(['on', 'off', 'taken', 'no_desktop']),
});
export type HideKeys = z.infer<typeof hideKeysSchema>;

export const pastAlertsInput = z.object({
  /** Below this number; null for the newest. */
  beforeNo: z.int().nullable(),
  limit: z.int().min(1).max(200),
});

/** An alert with its receipt. Of a summary, `quantity` is its gifts and `people` who gave them. */
export const pastAlertSchema = z.object({
  ...face,
  /** Order of arrival; pages are asked for below it. */
  no: z.int(),
  stage: z.enum(['done', 'missed', 'hidden']),
  reason: z.enum(ALERT_REASONS).nullable(),
  people: z.int().nullable(),
  queuedAtMs: z.int(),
  /** When it went on air; null when no overlay showed it. */
  shownAtMs: z.int().nullable(),
  endedAtMs: z.int(),
});
export type PastAlert = z.infer<typeof pastAlertSchema>;

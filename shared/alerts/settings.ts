/** What the user set about alerts, kept between starts. */
import { z } from 'zod';
import { soundSettingsSchema, speechSettingsSchema } from '../contract/alert-desk.ts';
import type { SoundSettings, SpeechSettings } from '../contract/alert-desk.ts';
import { checkRules } from './check-rules.ts';
import type { AlertRule } from './rule.ts';

export interface AlertSettings {
  readonly rules: readonly AlertRule[];
  /** Gifts are booked and their alerts go to the missed ones at once. */
  readonly quiet: boolean;
  /** Every alert waits for approval. */
  readonly holdAll: boolean;
  /** Nothing goes on air; alerts wait. It outlives a restart, so that nothing appears unasked. */
  readonly hidden: boolean;
  readonly sound: SoundSettings;
  readonly speech: SpeechSettings;
}

export const DEFAULT_SETTINGS: AlertSettings = {
  rules: [],
  quiet: false,
  holdAll: false,
  hidden: false,
  sound: { volume: 60, muted: false, tierSounds: true },
  speech: { enabled: false, voice: null, rate: 100, volume: 80 },
};

const storedSchema = z.object({
  v: z.literal(1),
  rules: z.array(z.unknown()),
  quiet: z.boolean(),
  holdAll: z.boolean(),
  // Not in what was stored before there were sounds.
  hidden: z.boolean().default(DEFAULT_SETTINGS.hidden),
  sound: soundSettingsSchema.default(DEFAULT_SETTINGS.sound),
  speech: speechSettingsSchema.default(DEFAULT_SETTINGS.speech),
});

export function encodeSettings(settings: AlertSettings): string {
  return JSON.stringify({ v: 1, ...settings });
}

/** The settings of a stored text; null when it is not ours, or of another version. */
export function decodeSettings(text: string): AlertSettings | null {
  try {
    const { v: _version, rules, ...switches } = storedSchema.parse(JSON.parse(text));
    const checked = checkRules(rules);
    return checked.ok ? { ...switches, rules: checked.rules } : null;
  } catch {
    return null;
  }
}

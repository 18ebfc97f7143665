/** What the user set about alerts, kept between starts. */
import { z } from 'zod';
import { checkRules } from './check-rules.ts';
import type { AlertRule } from './rule.ts';

export interface AlertSettings {
  readonly rules: readonly AlertRule[];
  /** Gifts are booked and their alerts go to the missed ones at once. */
  readonly quiet: boolean;
  /** Every alert waits for approval. */
  readonly holdAll: boolean;
}

export const DEFAULT_SETTINGS: AlertSettings = { rules: [], quiet: false, holdAll: false };

const storedSchema = z.object({
  v: z.literal(1),
  rules: z.array(z.unknown()),
  quiet: z.boolean(),
  holdAll: z.boolean(),
});

export function encodeSettings(settings: AlertSettings): string {
  return JSON.stringify({ v: 1, ...settings });
}

/** The settings of a stored text; null when it is not ours, or of another version. */
export function decodeSettings(text: string): AlertSettings | null {
  try {
    const { rules, quiet, holdAll } = storedSchema.parse(JSON.parse(text));
    const checked = checkRules(rules);
    return checked.ok ? { rules: checked.rules, quiet, holdAll } : null;
  } catch {
    return null;
  }
}

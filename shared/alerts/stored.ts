/** An alert as JSON, versioned: what the engine keeps in a row's `body`. */
import { z } from 'zod';
import { ALERT_TIERS } from '../contract/alert-states.ts';
import type { KeptAlert, SummaryAlert } from './alert.ts';
import type { NumberSet } from './number-set.ts';
import { setSize } from './number-set.ts';
import { HOUSE_RULE, RULE_PRIORITIES } from './rule.ts';

const VERSION = 1;
/** Two lists of so many runs stay well within a body's 64 KiB. */
const MAX_STORED_RUNS = 1_000;

const airSchema = z
  .object({
    startedAtMs: z.int(),
    endsAtMs: z.int(),
    painted: z.boolean(),
    // Not in what was stored before there were sounds.
    soundAtMs: z.int().nullable().default(null),
  })
  .nullable();
const waiting = {
  alertId: z.string(),
  seq: z.int(),
  queuedAtMs: z.int(),
  air: airSchema,
  replay: z.literal(false).default(false),
};
const count = z.int().min(0);

const giftSchema = z.object({
  ...waiting,
  type: z.literal('gift'),
  giftNo: z.int(),
  personNo: z.int().nullable(),
  tier: z.enum(ALERT_TIERS),
  platform: z.string(),
  senderName: z.string(),
  giftId: z.string().nullable(),
  giftName: z.string(),
  quantity: count,
  shownFrom: count,
  unit: z.string(),
  units: count.nullable(),
  // Not in what was stored before there were rules.
  firstTime: z.boolean().nullable().default(null),
  ruleId: z.string().nullable().default(null),
  priority: z.enum(RULE_PRIORITIES).nullable().default(null),
  durationMs: z.int().nullable().default(null),
  text: z.string().nullable().default(null),
  // Nor in what was stored before there were pictures and sounds.
  picture: z.string().nullable().default(HOUSE_RULE.picture),
  sound: z.string().nullable().default(HOUSE_RULE.sound),
  volume: z.int().min(0).max(100).default(HOUSE_RULE.volume),
  speak: z.boolean().default(HOUSE_RULE.speak),
  speech: z.string().nullable().default(HOUSE_RULE.speech),
  approved: z.boolean().default(false),
});

const summarySchema = z.object({
  ...waiting,
  type: z.literal('summary'),
  giftNos: z.array(z.int()),
  personNos: z.array(z.int()),
  strangers: count,
  totals: z.array(
    z.object({
      platform: z.string(),
      unit: z.string(),
      gifts: count,
      quantity: count,
      units: count,
    }),
  ),
});

const bodySchema = z.object({
  v: z.literal(VERSION),
  alert: z.discriminatedUnion('type', [giftSchema, summarySchema]),
});

/** The body of an alert's row. */
export function encodeAlert(alert: KeptAlert): string {
  return JSON.stringify({ v: VERSION, alert: alert.type === 'gift' ? alert : bounded(alert) });
}

/** The alert of a row's body; null when it is not ours, or of another version. */
export function decodeAlert(body: string): KeptAlert | null {
  const parsed = bodySchema.safeParse(jsonOrNull(body));
  return parsed.success ? parsed.data.alert : null;
}

/**
 * A summary whose lists are cut to what may be stored. People beyond count on as strangers; should the
 * companion restart in the midst of so wide a bomb, one of them who gives again is counted once more.
 */
function bounded(summary: SummaryAlert): SummaryAlert {
  const personNos = newestRuns(summary.personNos);
  return {
    ...summary,
    giftNos: newestRuns(summary.giftNos),
    personNos,
    strangers: summary.strangers + setSize(summary.personNos) - setSize(personNos),
  };
}

function newestRuns(set: NumberSet): NumberSet {
  return set.slice(-2 * MAX_STORED_RUNS);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** How many may wait, and how long an alert stays: the limits of the house. */
import type { AlertTier } from '../contract/alert-states.ts';
import { ALERT_TIERS } from '../contract/alert-states.ts';
import type { Alert } from './alert.ts';
import { tierOf } from './tiers.ts';

/** Visuals that may wait; what comes beyond goes into the summary. */
export const MAX_QUEUED = 50;
/** Test alerts that may wait among them, so that testing never crowds gifts out. */
export const MAX_QUEUED_TESTS = 5;
/** Replays that may wait among them, for the same reason. */
export const MAX_QUEUED_REPLAYS = 10;
/** Raids that may wait among them, for the same reason. */
export const MAX_QUEUED_RAIDS = 5;
/** Alerts that may wait for approval; what comes beyond is missed. */
export const MAX_HELD = 100;
/** Visuals that are kept at hand although they are not to be shown, because their combo may grow. */
export const MAX_ASIDE = 100;
/** An alert that nobody could see for longer is missed: it would only puzzle the stream. */
export const STALE_MS = 60_000;
/** A combo that grows on air stays at least this long after its last growth … */
export const GROWTH_STAY_MS = 4_000;
/** … but no alert holds the screen longer than this. */
export const MAX_ON_AIR_MS = 30_000;
/** However many wait, an alert can be read. */
export const LEAST_ON_AIR_MS = 1_800;

/** Up to this many waiting, nobody is hurried. */
const CALM_QUEUE = 4;

const DURATION_MS: Readonly<Record<AlertTier, number>> = {
  small: 5_000,
  medium: 6_000,
  large: 8_000,
  epic: 10_000,
};

/** An alert's tier; a summary has that of its greatest total, and all raids are welcomed alike. */
export function tierOfAlert(alert: Alert): AlertTier {
  if (alert.type === 'gift') return alert.tier;
  if (alert.type === 'raid') return 'medium';
  const tiers = alert.totals.map((total) => tierOf(total.platform, total.unit, total.units));
  return ALERT_TIERS.findLast((tier) => tiers.includes(tier)) ?? 'small';
}

/** Time on air: its rule's or else its tier's own, shorter the more alerts wait behind it. */
export function durationMs(tier: AlertTier, waiting: number, own: number | null = null): number {
  const paced = ((own ?? DURATION_MS[tier]) * CALM_QUEUE) / Math.max(CALM_QUEUE, waiting);
  return Math.max(LEAST_ON_AIR_MS, Math.round(paced));
}

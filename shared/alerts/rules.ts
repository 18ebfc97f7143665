/** How big an alert is and how long it stays: the rules of the house. */
import type { AlertTier } from '../contract/alert-states.ts';
import { ALERT_TIERS } from '../contract/alert-states.ts';
import { isCurrency } from '../currency.ts';
import { commodity } from '../units.ts';
import type { Alert } from './alert.ts';

/** Visuals that may wait; what comes beyond goes into the summary. */
export const MAX_QUEUED = 50;
/** Test alerts that may wait among them, so that testing never crowds gifts out. */
export const MAX_QUEUED_TESTS = 5;
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

/** Points per unit. A point is about a coin, a bit or a cent; a month of a subscription about 500. */
const POINTS: ReadonlyMap<string, number> = new Map([
  ['COIN', 1],
  ['BIT', 1],
  ['SUB1', 500],
  ['SUB2', 1_000],
  ['SUB3', 2_500],
  ['PRIME', 500],
]);

/** Tier by worth; small when the price or the unit is unknown. A currency's minor units are points. */
export function tierOf(platform: string, unit: string, units: number | null): AlertTier {
  const each = isCurrency(unit) ? 1 : (POINTS.get(commodity(platform, unit)) ?? 0);
  const points = (units ?? 0) * each;
  if (points < 100) return 'small';
  if (points < 1_000) return 'medium';
  if (points < 10_000) return 'large';
  return 'epic';
}

/** An alert's tier; a summary has that of its greatest total. */
export function tierOfAlert(alert: Alert): AlertTier {
  if (alert.type === 'gift') return alert.tier;
  const tiers = alert.totals.map((total) => tierOf(total.platform, total.unit, total.units));
  return ALERT_TIERS.findLast((tier) => tiers.includes(tier)) ?? 'small';
}

/** Time on air: the tier's own, shorter the more alerts wait behind it. */
export function durationMs(tier: AlertTier, waiting: number): number {
  const paced = (DURATION_MS[tier] * CALM_QUEUE) / Math.max(CALM_QUEUE, waiting);
  return Math.max(LEAST_ON_AIR_MS, Math.round(paced));
}

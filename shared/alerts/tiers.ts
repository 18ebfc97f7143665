/** How big an alert is, by what its gift is worth. */
import type { AlertTier } from '../contract/alert-states.ts';
import { isCurrency } from '../currency.ts';
import { commodity } from '../units.ts';

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

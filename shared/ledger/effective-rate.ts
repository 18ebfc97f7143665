/** What a payout paid for one unit, exactly: the rate that the platform really used. */
import { minorToMicros } from '../money.ts';

export interface EffectiveRate {
  /** Whole millionths of the currency for one unit, rounded down … */
  readonly unitMicros: bigint;
  /** … and what was left of the gross amount then: gross = unitMicros × units + restMicros. */
  readonly restMicros: bigint;
}

/** Gross money per unit; null for money that was money before. */
export function effectiveRate(payout: {
  readonly unit: string;
  readonly units: bigint;
  readonly currency: string;
  readonly grossMinor: bigint;
}): EffectiveRate | null {
  if (payout.unit === payout.currency || payout.units <= 0n) return null;
  const micros = minorToMicros(payout.grossMinor, payout.currency);
  return { unitMicros: micros / payout.units, restMicros: micros % payout.units };
}

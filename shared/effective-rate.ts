/**
 * What a payout says about the worth of a unit: money for each unit that left the platform. Exact as a fraction; a
 * card can be proposed from it, which the creator confirms or changes.
 */
import { currencyExponent, isCurrency } from './currency.ts';
import type { EntryOf } from './ledger/entries.ts';
import { decimalString, minorToMicros } from './money.ts';
import type { NewRateCard } from './rate-changes.ts';
import { ANY_REGION, MAX_UNIT_MICROS, quarterHourOf } from './rates.ts';

export type Payout = EntryOf<'payout'>;

/** Micros per unit. */
export interface UnitRate {
  /** Exact: money in micros over units. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** The fraction rounded half up to a whole micro. */
  readonly unitMicros: bigint;
}

export interface EffectiveRate {
  readonly currency: string;
  /** Before fee and tax: what the platform gave for a unit. */
  readonly gross: UnitRate;
  /** After them: what arrived. */
  readonly net: UnitRate;
}

/** The rate a payout came to. */
export function effectiveRate(payout: Payout): EffectiveRate {
  const { currency, units, grossMinor, netMinor } = payout;
  return {
    currency,
    gross: unitRate(BigInt(grossMinor), currency, BigInt(units)),
    net: unitRate(BigInt(netMinor), currency, BigInt(units)),
  };
}

/** Gross money per unit, of one payout or of several together; null for money that was money before. */
export function grossRate(paid: {
  readonly unit: string;
  readonly units: bigint;
  readonly currency: string;
  readonly grossMinor: bigint;
}): UnitRate | null {
  const { unit, units, currency, grossMinor } = paid;
  return unit === currency || units <= 0n ? null : unitRate(grossMinor, currency, units);
}

function unitRate(minor: bigint, currency: string, units: bigint): UnitRate {
  const numerator = minorToMicros(minor, currency);
  const unitMicros = (2n * numerator + units) / (2n * units);
  return { numerator, denominator: units, unitMicros };
}

/**
 * A user's card for what the platform gave for a unit, from `fromMs` (the start of what the payout paid for; by
 * default the payout itself) on. Fee and tax stay out of it: they are entries of their own, and a rate that held
 * them would take them off twice. Undefined where a card makes no sense: the platform held money, or the rate is
 * out of bounds.
 */
export function cardFromPayout(payout: Payout, fromMs = payout.atMs): NewRateCard | undefined {
  const { unitMicros } = effectiveRate(payout).gross;
  if (isCurrency(payout.unit) || unitMicros > BigInt(MAX_UNIT_MICROS)) return undefined;
  const gross = decimalString(BigInt(payout.grossMinor), currencyExponent(payout.currency) ?? 2);
  const day = new Date(payout.atMs).toISOString().slice(0, 10);
  return {
    platform: payout.platform,
    kind: null,
    unit: payout.unit,
    region: ANY_REGION,
    currency: payout.currency,
    unitMicros: Number(unitMicros),
    validFromMs: quarterHourOf(fromMs),
    validToMs: null,
    source: `Payout of ${day}: ${payout.units} ${payout.unit} for ${gross} ${payout.currency} before fee and tax.`,
    confidence: 'high',
  };
}

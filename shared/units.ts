/**
 * Units of the ledger and the limits of a plausible quantity.
 * Platform units are lower case (`coin`), currencies are ISO 4217 codes in upper case (minor units).
 */
import { isCurrency } from './currency.ts';

/** TikTok coins, Twitch bits, months of a Twitch tier, months of Twitch Prime. */
export const KNOWN_UNITS = ['coin', 'bit', 'sub1', 'sub2', 'sub3', 'prime'] as const;

/**
 * The most a single gift may be worth, in its unit. A frame above it is a fault of its sender, not a gift:
 * it is rejected and shown. A thousand billion keeps 9 million such gifts inside a 64-bit sum.
 */
export const MAX_UNITS_PER_GIFT = 1_000_000_000_000;

/** A platform's id: short, lower case, safe in a gift key, an account name and a URL. */
export const PLATFORM_PATTERN = /^[a-z][a-z0-9_-]{0,31}$/;
const UNIT_PATTERN = /^[a-z][a-z0-9_-]{0,31}$/;

/** Whether `unit` may stand in the ledger: a known currency, or a lower-case unit name. */
export function isUnit(unit: string): boolean {
  return isCurrency(unit) || UNIT_PATTERN.test(unit);
}

const COMMODITIES: ReadonlyMap<string, string> = new Map([
  ['tiktok/coin', 'COIN'],
  ['twitch/bit', 'BIT'],
  ['twitch/sub1', 'SUB1'],
  ['twitch/sub2', 'SUB2'],
  ['twitch/sub3', 'SUB3'],
  ['twitch/prime', 'PRIME'],
]);

/**
 * The commodity that postings and totals use: `COIN`, `BIT`, `SUB1`…, a currency code, or `<PLATFORM>-<UNIT>`,
 * so that two platforms' units of one name are never added up.
 */
export function commodity(platform: string, unit: string): string {
  if (isCurrency(unit)) return unit;
  return COMMODITIES.get(`${platform}/${unit}`) ?? `${platform}-${unit}`.toUpperCase();
}

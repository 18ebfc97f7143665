/** Amounts in words for a terminal: exact, in English, with their unit. */
import { isCurrency } from '../../shared/currency.ts';
import { formatCount, formatMicros, formatMinor } from '../../shared/money.ts';

const LOCALE = 'en';

/** Units that English counts; any other name is a shop's own and stays as it is. */
const PLURALS: ReadonlyMap<string, string> = new Map([
  ['coin', 'coins'],
  ['bit', 'bits'],
]);

/** "12,345 coins", "$49.10". */
export function amountWords(units: bigint, unit: string): string {
  if (isCurrency(unit)) return formatMinor(units, unit, LOCALE);
  return `${countWords(units)} ${units === 1n ? unit : (PLURALS.get(unit) ?? unit)}`;
}

export function countWords(units: bigint | number): string {
  return formatCount(units, LOCALE);
}

export function moneyWords(micros: bigint, currency: string): string {
  return formatMicros(micros, currency, LOCALE);
}

/** "about $61.73 (estimated by tiktok-coin)". */
export function estimateWords(estimate: {
  readonly micros: bigint;
  readonly currency: string;
  readonly rateCard: string;
}): string {
  return `about ${moneyWords(estimate.micros, estimate.currency)} (estimated by ${estimate.rateCard})`;
}

/** "8 min", "3 h 52 min". */
export function durationWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes === 0) return `${Math.ceil(ms / 1_000)} s`;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/**
 * Integer money. The only place that parses, rounds or formats an amount; everything else passes integers along.
 */
import { currencyExponent, isCurrency } from './currency.ts';

const MICROS_DIGITS = 6;
/** Exact values are in femtos: micros × exchange nanos, 10⁻¹⁵ of the currency's main unit. */
const FEMTOS_DIGITS = 15;
export const FEMTOS_PER_MICRO = 10n ** 9n;

/**
 * Parses a decimal string ("5", "5.00", "0.5") into minor units of `currency`.
 * Returns undefined for an unknown currency, a malformed amount, or more decimals than the currency has.
 */
export function parseMinor(amount: string, currency: string): number | undefined {
  const exponent = currencyExponent(currency);
  const match = /^(\d{1,15})(?:\.(\d+))?$/.exec(amount.trim());
  if (exponent === undefined || match === null) return undefined;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > exponent) return undefined;
  const minor = Number(`${match[1] ?? '0'}${fraction.padEnd(exponent, '0')}`);
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/**
 * Parses what a person typed as an amount of `unit`: a decimal of a currency ("12.50", in minor units), or a whole
 * number of anything else ("10000"). Either may be negative. Undefined when it is none.
 */
export function parseAmount(text: string, unit: string): number | undefined {
  const match = /^(-?)(\d.*)$/.exec(text.trim());
  const size = match?.[2] ?? '';
  const parsed = isCurrency(unit) ? parseMinor(size, unit) : parseWhole(size);
  if (parsed === undefined || parsed === 0) return parsed;
  return match?.[1] === '-' ? -parsed : parsed;
}

function parseWhole(text: string): number | undefined {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

/**
 * Parses a plain decimal ("0.0049", "1.0835", "12") into an integer with `decimals` implied decimals.
 * Undefined for anything else: a sign, an exponent, more decimals, or too large for a safe integer.
 */
export function parseDecimal(text: string, decimals: number): number | undefined {
  const match = /^([0-9]{1,15})(?:\.([0-9]{1,15}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) return undefined;
  const value = Number(`${match[1] ?? '0'}${fraction.padEnd(decimals, '0')}`);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** An integer with an implied decimal point, exactly: (12345n, 2) → "123.45"; (-5n, 2) → "-0.05". */
export function decimalString(value: bigint, decimals: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : `.${digits.slice(digits.length - decimals)}`;
  return `${negative ? '-' : ''}${whole}${fraction}`;
}

/**
 * Exact decimal of an amount in micros (millionths of the currency's main unit), without superfluous zeros
 * beyond the currency's own decimals: 170000 micros USD → "0.17", 5000 → "0.005".
 */
export function microsDecimal(micros: bigint, currency: string): string {
  return trimmedDecimal(micros, MICROS_DIGITS, currency);
}

/** Exact decimal of an amount in femtos, likewise. */
export function femtosDecimal(femtos: bigint, currency: string): string {
  return trimmedDecimal(femtos, FEMTOS_DIGITS, currency);
}

function trimmedDecimal(value: bigint, decimals: number, currency: string): string {
  const least = currencyExponent(currency) ?? 2;
  const full = decimalString(value, decimals);
  const point = full.indexOf('.');
  let end = full.length;
  while (end > point + 1 + least && full.charAt(end - 1) === '0') end -= 1;
  return end === point + 1 ? full.slice(0, point) : full.slice(0, end);
}

/** Minor units of `currency` as micros of its main unit: 500 USD cents → 5,000,000 micros. */
export function minorToMicros(minor: bigint, currency: string): bigint {
  return minor * 10n ** BigInt(MICROS_DIGITS - (currencyExponent(currency) ?? 2));
}

/** Money for the screen, in the reader's locale, rounded half away from zero to the currency's decimals. */
export function formatMicros(micros: bigint, currency: string, locale: string): string {
  return currencyFormatter(currency, locale).format(
    microsDecimal(micros, currency) as Intl.StringNumericLiteral,
  );
}

function currencyFormatter(currency: string, locale: string): Intl.NumberFormat {
  const digits = currencyExponent(currency) ?? 2;
  return formatter(locale, currency, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Femtos as whole micros, rounded half away from zero: for figures that are compared, not for sums. */
export function femtosToMicros(femtos: bigint): bigint {
  const half = femtos < 0n ? -FEMTOS_PER_MICRO / 2n : FEMTOS_PER_MICRO / 2n;
  return (femtos + half) / FEMTOS_PER_MICRO;
}

/** Money in femtos for the screen, rounded likewise. */
export function formatFemtos(femtos: bigint, currency: string, locale: string): string {
  return currencyFormatter(currency, locale).format(
    femtosDecimal(femtos, currency) as Intl.StringNumericLiteral,
  );
}

/** Minor units for the screen, in the reader's locale. */
export function formatMinor(minor: bigint, currency: string, locale: string): string {
  return formatMicros(minorToMicros(minor, currency), currency, locale);
}

/** A count of coins, bits, gifts … for the screen, with the locale's grouping. */
export function formatCount(value: bigint | number, locale: string): string {
  return formatter(locale, 'count', { maximumFractionDigits: 0 }).format(value);
}

/** A count where there is little room: "1.2M". */
export function formatCompact(value: bigint | number, locale: string): string {
  return formatter(locale, 'compact', { notation: 'compact', maximumFractionDigits: 1 }).format(
    value,
  );
}

const formatters = new Map<string, Intl.NumberFormat>();

/** Making one costs more than using it; `name` tells those of a locale apart. */
function formatter(
  locale: string,
  name: string,
  options: Intl.NumberFormatOptions,
): Intl.NumberFormat {
  const key = `${locale}/${name}`;
  const found = formatters.get(key) ?? new Intl.NumberFormat(locale, options);
  formatters.set(key, found);
  return found;
}

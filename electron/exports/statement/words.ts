/** How a statement says figures, days and names: in English, with dates that every country reads the same way. */
import { currencyExponent, isCurrency } from '../../../shared/currency.ts';
import { decimalString, formatCount, formatFemtos, formatMinor } from '../../../shared/money.ts';
import { localDay } from '../../../shared/zone.ts';
import type { Cell } from './blocks.ts';
import type { UnitSum } from './sums.ts';

export const LOCALE = 'en-US';
export const NOTHING = '–';

/** As they stand behind a figure, of one and of many; subscriptions are counted in months. */
const UNITS: Readonly<Record<string, readonly [string, string]>> = {
  coin: ['coin', 'coins'],
  bit: ['bit', 'bits'],
  sub1: ['Tier 1', 'Tier 1'],
  sub2: ['Tier 2', 'Tier 2'],
  sub3: ['Tier 3', 'Tier 3'],
  prime: ['Prime', 'Prime'],
};
const MONTHLY: ReadonlySet<string> = new Set(['sub1', 'sub2', 'sub3', 'prime']);
const PLATFORMS: Readonly<Record<string, string>> = { tiktok: 'TikTok', twitch: 'Twitch' };

export function platformName(platform: string | null): string {
  return platform === null ? NOTHING : (PLATFORMS[platform] ?? platform);
}

/** What is counted: “coins”, “USD”. */
export function unitName(unit: string): string {
  const name = UNITS[unit]?.[1] ?? unit;
  return MONTHLY.has(unit) ? `${name} months` : name;
}

export function count(value: bigint | number): Cell {
  return { text: formatCount(value, LOCALE) };
}

/** Units of a platform, or an amount of money. */
export function amount(unit: string, units: bigint): Cell {
  if (isCurrency(unit)) return money(units, unit);
  const [one, many] = UNITS[unit] ?? [unit, unit];
  return { text: formatCount(units, LOCALE), unit: units === 1n || units === -1n ? one : many };
}

export function amountText(unit: string, units: bigint): string {
  const cell = amount(unit, units);
  return cell.unit === undefined ? cell.text : `${cell.text} ${cell.unit}`;
}

export function money(minor: bigint, currency: string): Cell {
  return { text: formatMinor(minor, currency, LOCALE) };
}

/** An amount in plain digits, for control totals. */
export function plainAmount(unit: string, units: bigint): string {
  return decimalString(units, currencyExponent(unit) ?? 0);
}

/** What units come to, always with how that is known. */
export function worth(
  { femtos, basis }: Pick<UnitSum, 'femtos' | 'basis'>,
  currency: string,
): Cell {
  if (femtos === undefined) return { text: NOTHING };
  const figure = formatFemtos(femtos, currency, LOCALE);
  return basis === 'estimated'
    ? { text: `≈ ${figure}`, unit: 'estimated' }
    : { text: figure, unit: 'observed' };
}

/** “3 h 52 of 4 h 00”; a dash where nothing was live, or nothing can be watched. */
export function watched(
  coverage: { readonly observedMs: number; readonly liveMs: number } | null,
): string {
  if (coverage === null) return 'not watched';
  // A session that was opened and closed at once has nothing to watch.
  if (coverage.liveMs < 1_000) return NOTHING;
  return `${duration(coverage.observedMs)} of ${duration(coverage.liveMs)}`;
}

export function duration(ms: number): string {
  if (ms < 60_000) return `${Math.floor(ms / 1_000)} s`;
  const minutes = Math.floor(ms / 60_000);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`;
}

/** “2026-01-31 20:15” in a zone. */
export function minute(atMs: number, zone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(atMs);
  return `${localDay(atMs, zone)} ${time}`;
}

/** “January 2026” of “2026-01”. */
export function monthName(month: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: 'UTC', month: 'long', year: 'numeric' },
  }).format(Date.parse(`${month}-01T00:00:00Z`));
}

/** “31 January 2026”. */
export function dayName(day: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' },
  }).format(Date.parse(`${day}T00:00:00Z`));
}

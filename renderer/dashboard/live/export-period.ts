/** The period of an export, from what a person chose. Pure. */
import { localDay, parseInstant } from '../../../shared/zone.ts';

export const PERIOD_CHOICES = [
  'all',
  'thisMonth',
  'lastMonth',
  'thisYear',
  'lastYear',
  'days',
] as const;
export type PeriodChoice = (typeof PERIOD_CHOICES)[number];

export interface ChosenPeriod {
  readonly choice: PeriodChoice;
  /** First and last day, as 2026-01-31; both belong to the period. Only for `days`. */
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Unix ms, from inclusive, to exclusive; null for no bound. */
export interface PeriodBounds {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** Undefined while the days are not two days in their order. */
export function periodBounds(
  { choice, firstDay, lastDay }: ChosenPeriod,
  zone: string,
  nowMs: number,
): PeriodBounds | undefined {
  const today = localDay(nowMs, zone);
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  switch (choice) {
    case 'all':
      return { fromMs: null, toMs: null };
    case 'thisMonth':
      return between(monthStart(year, month), monthStart(year, month + 1), zone);
    case 'lastMonth':
      return between(monthStart(year, month - 1), monthStart(year, month), zone);
    case 'thisYear':
      return between(monthStart(year, 1), monthStart(year + 1, 1), zone);
    case 'lastYear':
      return between(monthStart(year - 1, 1), monthStart(year, 1), zone);
    case 'days':
      return between(firstDay, dayAfter(lastDay), zone);
  }
}

function between(from: string, to: string, zone: string): PeriodBounds | undefined {
  const [fromMs, toMs] = [parseInstant(from, zone), parseInstant(to, zone)];
  if (fromMs === undefined || toMs === undefined || fromMs >= toMs) return undefined;
  return { fromMs, toMs };
}

/** First day of a month; 0 is last December, 13 next January. */
function monthStart(year: number, month: number): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
}

function dayAfter(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? day : new Date(ms + 86_400_000).toISOString().slice(0, 10);
}

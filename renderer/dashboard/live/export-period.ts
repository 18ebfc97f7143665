/** The period of an export, from what a person chose. Pure. */
import { localDay } from '../../../shared/zone.ts';
import { between, monthStart, movedDay } from '../days.ts';

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
      return between(firstDay, movedDay(lastDay, 1), zone);
  }
}

/** A span of time cut into the days, weeks or months of a time zone; the first and the last may be cut short. */
import { DAY_MS } from './exchange.ts';
import { localDay, parseInstant } from './zone.ts';

export const PERIOD_STEPS = ['total', 'day', 'week', 'month'] as const;
export type PeriodStep = (typeof PERIOD_STEPS)[number];

/** From inclusive, to exclusive, Unix ms. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Period extends Span {
  /** `2026-01-31` for a day, its Monday for a week, `2026-01` for a month, `total` for the whole. */
  readonly label: string;
}

/**
 * Cuts a span. Each day begins at the zone's own midnight (or the first instant after it, where a clock change
 * skips midnight), so a day may have 23 or 25 hours and the periods fill the span without gap or overlap.
 */
export function periodsOf(span: Span, zone: string, by: PeriodStep): readonly Period[] {
  if (span.fromMs >= span.toMs) return [];
  if (by === 'total') return [{ ...span, label: 'total' }];
  const periods: Period[] = [];
  let day = firstDay(localDay(span.fromMs, zone), by);
  let fromMs = span.fromMs;
  while (fromMs < span.toMs) {
    const next = nextFirstDay(day, by);
    const toMs = Math.min(startOf(next, zone), span.toMs);
    // A zone that crosses the date line skips a whole day, which then has no instant.
    if (fromMs < toMs) {
      periods.push({ fromMs, toMs, label: by === 'month' ? day.slice(0, 7) : day });
      fromMs = toMs;
    }
    day = next;
  }
  return periods;
}

function startOf(day: string, zone: string): number {
  const startMs = parseInstant(day, zone);
  if (startMs === undefined) throw new Error(`${day} is no day in ${zone}`);
  return startMs;
}

/** First day of the week (Monday) or month that a day lies in. */
function firstDay(day: string, by: Exclude<PeriodStep, 'total'>): string {
  if (by === 'day') return day;
  if (by === 'month') return `${day.slice(0, 7)}-01`;
  return moved(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

function nextFirstDay(day: string, by: Exclude<PeriodStep, 'total'>): string {
  if (by === 'day') return moved(day, 1);
  if (by === 'week') return moved(day, 7);
  // From the first of a month, 31 days on lies in the next one.
  return firstDay(moved(day, 31), 'month');
}

function moved(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

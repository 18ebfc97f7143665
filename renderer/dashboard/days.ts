/** Spans of calendar days in a zone, for periods that a person chooses. Pure. */
import type { Span } from '../../shared/periods.ts';
import { parseInstant } from '../../shared/zone.ts';

export const DAY_MS = 86_400_000;

/** From the start of one day to the start of another, each as 2026-01-31; undefined unless they follow each other. */
export function between(from: string, to: string, zone: string): Span | undefined {
  const [fromMs, toMs] = [parseInstant(from, zone), parseInstant(to, zone)];
  if (fromMs === undefined || toMs === undefined || fromMs >= toMs) return undefined;
  return { fromMs, toMs };
}

/** First day of a month; month 0 is last December, 13 next January. */
export function monthStart(year: number, month: number): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
}

/** The day that is some days later, or earlier; what is no day stays what it is. */
export function movedDay(day: string, days: number): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? day : new Date(ms + days * DAY_MS).toISOString().slice(0, 10);
}

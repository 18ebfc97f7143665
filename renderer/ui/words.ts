/** Times and durations in words, in the reader's locale. Pure. */
import { localDay } from '../../shared/zone.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** "3 h 52", "52 min", "40 s": two parts at most, rounded down, since time that has not passed is not time. */
export function durationText(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < MINUTE_MS) return `${Math.floor(whole / 1_000)} s`;
  const hours = Math.floor(whole / HOUR_MS);
  const minutes = Math.floor((whole % HOUR_MS) / MINUTE_MS);
  return hours === 0 ? `${minutes} min` : `${hours} h ${String(minutes).padStart(2, '0')}`;
}

/** The time of day in a zone, the system's own by default; with the day when it was not today. */
export function timeText(atMs: number, nowMs: number, locale: string, zone?: string): string {
  const own = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const sameDay = localDay(atMs, own) === localDay(nowMs, own);
  return formatter(locale, own, sameDay).format(atMs);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, timeZone: string, sameDay: boolean): Intl.DateTimeFormat {
  const key = `${locale}/${timeZone}/${sameDay}`;
  let found = formatters.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale, {
      ...(sameDay ? {} : { day: 'numeric', month: 'short' }),
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone,
    });
    formatters.set(key, found);
  }
  return found;
}

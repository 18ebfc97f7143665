/** Instants from what a person types, in an IANA time zone. Pure; daylight saving is the zone database's business. */

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?$/;
const OFFSET = /(?:Z|[+-]\d{2}:\d{2})$/;
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

const DAY_MS = 86_400_000;

/** Whether the runtime knows the zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/**
 * Unix ms of "2026-01-31" (the day's start), "2026-01-31T20:15" (both in `zone`) or "2026-01-31T20:15:00Z".
 * A time that a clock change skips means the first instant after the gap; one that occurs twice, the first.
 * Undefined when the text is none of these or names no real day.
 */
export function parseInstant(text: string, zone: string): number | undefined {
  if (WITH_OFFSET.test(text)) {
    // Date.parse takes February 30th for March 2nd.
    const wall = readWall(text.replace(OFFSET, ''));
    const ms = Date.parse(text);
    return wall === undefined || Number.isNaN(ms) ? undefined : ms;
  }
  const wall = readWall(text);
  if (wall === undefined) return undefined;
  // The zone's offset depends on the instant sought; the two candidates around it cover every clock change.
  const candidates = [offsetMs(wall - DAY_MS, zone), offsetMs(wall + DAY_MS, zone)].map(
    (offset) => wall - offset,
  );
  const exact = candidates.filter((ms) => ms + offsetMs(ms, zone) === wall);
  if (exact.length > 0) return Math.min(...exact);
  return clockChange(Math.min(...candidates), Math.max(...candidates), zone);
}

/** The calendar day of an instant in a zone, as 2026-01-31. */
export function localDay(atMs: number, zone: string): string {
  return new Date(atMs + offsetMs(atMs, zone)).toISOString().slice(0, 10);
}

/** Where in the week an instant lies: the day from 0, Monday, and the hour of the day that clocks show. */
export function hourOfWeek(
  atMs: number,
  zone: string,
): { readonly day: number; readonly hour: number } {
  const wall = new Date(atMs + offsetMs(atMs, zone));
  return { day: (wall.getUTCDay() + 6) % 7, hour: wall.getUTCHours() };
}

/** A wall clock's reading as if it were UTC, Unix ms; undefined when no clock can show it. */
function readWall(text: string): number | undefined {
  const match = LOCAL.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = ''] = match;
  const ms =
    utcMs(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)) +
    Number(fraction.padEnd(3, '0'));
  const shown = new Date(ms).toISOString();
  return shown.startsWith(`${year}-${month}-${day}T${hour}:${minute}:${second}.`) ? ms : undefined;
}

/** The instant in (beforeMs, afterMs] from which the offset is the later one. */
function clockChange(beforeMs: number, afterMs: number, zone: string): number {
  const later = offsetMs(afterMs, zone);
  let [before, after] = [beforeMs, afterMs];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetMs(middle, zone) === later) after = middle;
    else before = middle;
  }
  return after;
}

/** Local time minus UTC at an instant, ms. */
function offsetMs(atMs: number, zone: string): number {
  const parts = clock(zone).formatToParts(atMs);
  const value = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = utcMs(
    value('year'),
    value('month'),
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return local - Math.floor(atMs / 1_000) * 1_000;
}

/** Making one costs a hundred times what using it does. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clock(zone: string): Intl.DateTimeFormat {
  let found = clocks.get(zone);
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(zone, found);
  }
  return found;
}

/** Like Date.UTC with months from 1, but the year 50 is not 1950. */
function utcMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second);
}

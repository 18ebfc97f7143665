/** Instants from what a person types, in an IANA time zone. Pure; daylight saving is the zone database's business. */

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?$/;
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

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
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? undefined : ms;
  }
  const match = LOCAL.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second, milli] = match
    .slice(1)
    .map((part) => Number(part || 0));
  const asUtc = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, milli);
  const back = new Date(asUtc);
  if (
    back.getUTCMonth() + 1 !== month ||
    back.getUTCDate() !== day ||
    back.getUTCHours() !== hour
  ) {
    return undefined;
  }
  // The zone's offset depends on the instant sought; the two candidates around it cover every clock change.
  const candidates = [offsetMs(asUtc - 86_400_000, zone), offsetMs(asUtc + 86_400_000, zone)].map(
    (offset) => asUtc - offset,
  );
  const exact = candidates.filter((ms) => ms + offsetMs(ms, zone) === asUtc);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

/** Local time minus UTC at an instant, ms. */
function offsetMs(atMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const value = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return local - Math.floor(atMs / 1_000) * 1_000;
}

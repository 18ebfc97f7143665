/** Instants as text. A million rows have three each, nearly all of one day after another. */
import { DAY_MS } from '../../shared/exchange.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
/** `…T` of the day that was asked for last. */
let lastDay = Number.NaN;
let lastDate = '';

/** As `Date.prototype.toISOString`, several times as fast. Throws RangeError for what is no instant (whole Unix ms). */
export function isoText(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  if (day !== lastDay) {
    lastDate = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
    lastDay = day;
  }
  const time = ms - day * DAY_MS;
  const [hour, minute] = [Math.floor(time / HOUR_MS), Math.floor((time % HOUR_MS) / MINUTE_MS)];
  const [second, rest] = [Math.floor((time % MINUTE_MS) / 1_000), time % 1_000];
  return `${lastDate}${two(hour)}:${two(minute)}:${two(second)}.${String(rest).padStart(3, '0')}Z`;
}

function two(n: number): string {
  return TWO_DIGITS[n] ?? '';
}

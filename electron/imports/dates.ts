/**
 * Dates as a column writes them. Whether 03/04 is in March or in April is decided by the other dates of the column, or
 * asked; it is never guessed.
 */
import { parseInstant } from '../../shared/zone.ts';

export const DATE_FORMATS = ['iso', 'ymd', 'dmy', 'mdy', 'named', 'unix', 'unix-ms'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

const TIME = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?)?`;
const ZONE = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?`;
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${TIME}${ZONE}$`);
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${TIME}${ZONE}$`);
const MONTH_FIRST = new RegExp(
  `^(?:[A-Za-z]{3,9},? +)?([A-Za-z]{3,9})\\.? +(\\d{1,2})(?:st|nd|rd|th)?,? +(\\d{4})${TIME}${ZONE}$`,
);
const DAY_FIRST = new RegExp(
  `^(?:[A-Za-z]{3,9},? +)?(\\d{1,2})(?:st|nd|rd|th)?\\.?[ -]+([A-Za-z]{3,9})\\.?,?[ -]+(\\d{4})${TIME}${ZONE}$`,
);
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

export interface FoundDates {
  /** The ways that every date of the column can be read in; two of them when only a person can tell. */
  readonly formats: readonly DateFormat[];
  /** A date that decided it, or one that nothing decides. */
  readonly example: string | null;
  /** Whether some date says no zone, so that one is taken for it. */
  readonly zoneless: boolean;
}

/** Takes the dates of a column one after another. Empty ones and what is no date say nothing. */
export function dateFinder() {
  const seen = new Set<DateFormat>();
  let [dayFirst, monthFirst, either, zoneless] = [false, false, false, false];
  let example: string | null = null;
  return {
    add(cell: string): void {
      const text = cell.trim();
      const format = formOf(text);
      if (format === null) return;
      if (!/(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$/.test(text) && !format.startsWith('unix'))
        zoneless = true;
      if (format !== 'year-last') {
        seen.add(format);
        example ??= text;
        return;
      }
      const match = YEAR_LAST.exec(text);
      const [first, second] = [Number(match?.[1]), Number(match?.[3])];
      // With points only the day comes first, in every country that writes them.
      if (first > 12 || match?.[2] === '.') dayFirst = decide(text, dayFirst);
      else if (second > 12) monthFirst = decide(text, monthFirst);
      else if (first !== second) {
        either = true;
        if (!dayFirst && !monthFirst) example = text;
      }
    },
    result(): FoundDates {
      const formats: DateFormat[] = [...seen];
      if (dayFirst) formats.push('dmy');
      if (monthFirst) formats.push('mdy');
      if (!dayFirst && !monthFirst && either) formats.push('dmy', 'mdy');
      // 01/01/2026 alone reads the same both ways.
      if (formats.length === 0 && zoneless) formats.push('dmy');
      return { formats, example, zoneless };
    },
  };
  function decide(text: string, already: boolean): true {
    if (!already && !dayFirst && !monthFirst) example = text;
    return true;
  }
}

function formOf(text: string): Exclude<DateFormat, 'dmy' | 'mdy'> | 'year-last' | null {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) return yearFirst[2] === '-' ? 'iso' : 'ymd';
  if (YEAR_LAST.test(text)) return 'year-last';
  if (MONTH_FIRST.test(text) || DAY_FIRST.test(text)) return 'named';
  if (/^\d{13}$/.test(text)) return 'unix-ms';
  if (/^\d{10}$/.test(text)) return 'unix';
  return null;
}

/** Unix ms of a date; undefined for what is none in this format. `zone` is for those that say none. */
export function readDate(cell: string, format: DateFormat, zone: string): number | undefined {
  const text = cell.trim();
  switch (format) {
    case 'unix':
      return /^\d{10}$/.test(text) ? Number(text) * 1_000 : undefined;
    case 'unix-ms':
      return /^\d{13}$/.test(text) ? Number(text) : undefined;
    case 'iso':
    case 'ymd': {
      const match = YEAR_FIRST.exec(text);
      if (match === null) return undefined;
      const [, year, , month, day, ...time] = match;
      return instantOf({ year, month, day }, time, zone);
    }
    case 'dmy':
    case 'mdy': {
      const match = YEAR_LAST.exec(text);
      if (match === null) return undefined;
      const [, first, , second, year, ...time] = match;
      const [day, month] = format === 'dmy' ? [first, second] : [second, first];
      return instantOf({ year, month, day }, time, zone);
    }
    case 'named':
      return namedDate(text, zone);
  }
}

function namedDate(text: string, zone: string): number | undefined {
  const monthFirst = MONTH_FIRST.exec(text);
  const dayFirst = monthFirst === null ? DAY_FIRST.exec(text) : null;
  const match = monthFirst ?? dayFirst;
  if (match === null) return undefined;
  const [, one, two, year, ...time] = match;
  const [name, day] = monthFirst === null ? [two, one] : [one, two];
  const month = MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
  return month === 0 ? undefined : instantOf({ year, month: String(month), day }, time, zone);
}

function instantOf(
  date: Readonly<Record<'year' | 'month' | 'day', string | undefined>>,
  time: readonly (string | undefined)[],
  zone: string,
): number | undefined {
  const [hour = '0', minute = '00', second = '00', fraction = '0', half, offset] = time;
  const two = (part: string | undefined) => (part ?? '').padStart(2, '0');
  const wall =
    `${date.year ?? ''}-${two(date.month)}-${two(date.day)}T${two(hourOf(hour, half))}:${minute}:${second}` +
    `.${fraction.slice(0, 3)}`;
  return parseInstant(`${wall}${offsetOf(offset)}`, zone);
}

function hourOf(hour: string, half: string | undefined): string {
  if (half === undefined) return hour;
  const inHalf = Number(hour) % 12;
  return String(half.toLowerCase().startsWith('p') ? inHalf + 12 : inHalf);
}

function offsetOf(offset: string | undefined): string {
  if (offset === undefined) return '';
  if (/^[ZUG]/.test(offset)) return 'Z';
  return offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`;
}

/**
 * Careful reading of what strangers send: JSON of any shape, numbers as text, ids as numbers. Each reader
 * tells "not there" (null) from "there, but unusable" (undefined), so that nothing is ever guessed.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** Longest text that a frame carries; what is longer is cut, since a name is no reason to lose a gift. */
const MAX_LABEL = 20_000;
/** A clock below this counts seconds: as milliseconds it would lie before March 1973. */
const LEAST_MS = 100_000_000_000;
const GREATEST_MS = 8_640_000_000_000_000;
/** A double holds every decimal of so many significant digits apart (IEEE 754 binary64). */
const MOST_EXACT_DIGITS = 15;
const MAYBE_LONG_INTEGER = /[:,[\s]-?\d{16}|^-?\d{16}/;
/** Strings are matched too, so that digits inside them are left alone. */
const STRINGS_AND_LONG_INTEGERS = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![.eE\d])/gs;

/**
 * Parses JSON, keeping integers too long for a double as text: TikTok's 19-digit ids, sent as numbers, would
 * otherwise be rounded until two messages share an id. Returns undefined for text that is not JSON.
 */
export function parseJson(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    // Only text known to be JSON is searched: with its quotes in order the search is linear.
    return MAYBE_LONG_INTEGER.test(text) ? (JSON.parse(withExactIntegers(text)) as unknown) : value;
  } catch {
    return undefined;
  }
}

function withExactIntegers(text: string): string {
  return text.replace(STRINGS_AND_LONG_INTEGERS, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}

/** Whether `value` is an object with named fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first of the dotted `paths` that holds something: not undefined, not null, not an empty string. */
export function firstOf(fields: Fields, paths: readonly string[]): unknown {
  for (const path of paths) {
    const value = at(fields, path);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return null;
}

function at(fields: Fields, path: string): unknown {
  let value: unknown = fields;
  for (const name of path.split('.')) {
    if (!isFields(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** An id as text. Null: absent. Undefined: unusable (an object, or a number that lost digits). */
export function idOf(value: unknown): string | null | undefined {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? String(value)
    : undefined;
}

/** A whole number from a number or its decimal text. Null: absent. Undefined: unusable. */
export function integerOf(value: unknown): number | null | undefined {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  }
  if (typeof value !== 'string' || !/^\d{1,16}$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/**
 * An amount of money as decimal text. A JSON number is only carried, never counted with: up to 15 significant
 * digits its shortest text is the very decimal that was sent. Null: absent. Undefined: unusable.
 */
export function decimalOf(value: unknown): string | null | undefined {
  if (value === null || value === undefined || value === '') return null;
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\d+(?:\.\d+)?$/.test(text)) return undefined;
  const digits = text.replace('.', '').replace(/^0+/, '').length;
  return typeof value === 'string' || digits <= MOST_EXACT_DIGITS ? text : undefined;
}

/** A yes or no in any of the ways JSON senders write it. Null: absent. Undefined: unusable. */
export function flagOf(value: unknown): boolean | null | undefined {
  if (value === null || value === undefined || value === '') return null;
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  if (value === false || value === 0 || value === '0' || value === 'false') return false;
  return undefined;
}

/** Unix ms from seconds or milliseconds, a number or text; null for anything else: a clock is no fact of a gift. */
export function clockOf(value: unknown): number | null {
  const clock = integerOf(value) ?? 0;
  const ms = clock < LEAST_MS ? clock * 1_000 : clock;
  return ms > 0 && ms <= GREATEST_MS ? ms : null;
}

/** A name as the platform sent it, cut at the longest storable length; null for anything but text. */
export function labelOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== ''
    ? value.slice(0, MAX_LABEL).toWellFormed()
    : null;
}

/** A value for the words of a rejection: short, and harmless whatever it was. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

const EMAIL = /[^\s@<>"'(),;:]{1,64}@[^\s@<>"'(),;:]{1,255}/g;
/** Envelopes nest two or three deep; what lies deeper is not read. */
const MOST_DEPTH = 6;

/**
 * The part of a payload that may be looked at and kept: fields of these names, at any depth; `data.` with a dot
 * only if it holds further fields. Whatever else came along (tokens, addresses, private messages) goes no further,
 * and an e-mail address in a name is blotted out.
 */
export function keptOf(value: unknown, names: ReadonlySet<string>, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(EMAIL, '[e-mail]');
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MOST_DEPTH) return null;
  if (Array.isArray(value)) {
    return value.filter(isFields).map((part) => keptOf(part, names, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, part]) => names.has(typeof part === 'object' ? `${name}.` : name))
      .map(([name, part]) => [name, keptOf(part, names, depth + 1)]),
  );
}

/**
 * Exchange rates as dated entries, typed in or imported, never fetched; and which of them converts an amount of
 * a given day. Pure: where the entries come from is the caller's business (`ExchangeSource`).
 *
 * Order of operations: units × micros × nanos. A rate that is entered is used exactly. A rate that has to be
 * turned round or crossed (through EUR, else USD) is worked out as an exact fraction and rounded once, half up,
 * to nanos; that rate is then used exactly, so sums of parts equal the whole.
 */
import { z } from 'zod';
import { isCurrency } from './currency.ts';

export const DAY_MS = 86_400_000;
/** Scale of a rate: 1.0835 is 1_083_500_000 nanos. */
export const RATE_DECIMALS = 9;
const ONE = 10n ** 9n;

/**
 * Days that an imported rate stays good for: a daily series pauses at weekends and holidays (the longest pause
 * of the ECB's is five days). A rate that was typed in stays in force until a later one.
 */
export const IMPORTED_RATE_DAYS = 7;

const CROSSED_THROUGH = ['EUR', 'USD'] as const;
/** The first day of the ECB's series is 1999-01-04. */
const EARLIEST_DAY_MS = Date.UTC(1999, 0, 1);

export const EXCHANGE_ORIGINS = ['user', 'import'] as const;
export type ExchangeOrigin = (typeof EXCHANGE_ORIGINS)[number];

export const exchangeEntrySchema = z.strictObject({
  base: z.string(),
  quote: z.string(),
  /** Start of the UTC day from which the rate is in force, Unix ms. */
  dayMs: z.int(),
  /** Units of `quote` for one of `base`, in billionths. */
  nanos: z.int(),
  source: z.string().max(200),
  origin: z.enum(EXCHANGE_ORIGINS),
});
export type ExchangeEntry = z.infer<typeof exchangeEntrySchema>;

/** Where entries are looked up. One source always gives the same answers: what was worked out from it is remembered. */
export interface ExchangeSource {
  /** The newest entry of this very pair and origin from `dayMs` or before; undefined when there is none. */
  latest(
    base: string,
    quote: string,
    origin: ExchangeOrigin,
    dayMs: number,
  ): ExchangeEntry | undefined;
}

/** The rate an amount was converted with. */
export interface UsedExchange {
  readonly from: string;
  readonly to: string;
  /** Units of `to` for one of `from`, in billionths; used exactly. */
  readonly nanos: bigint;
  /** The entries it was made of: one, or two when it was crossed. */
  readonly entries: readonly ExchangeEntry[];
}

export interface Refused {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
}

/** Start of the UTC day that an instant lies in, Unix ms. */
export function utcDayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS) * DAY_MS;
}

/** A UTC day as 2026-01-31. */
export function dayText(dayMs: number): string {
  return new Date(dayMs).toISOString().slice(0, 10);
}

/** Start of the UTC day written 2026-01-31; undefined when there is no such day. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || dayText(ms) !== text ? undefined : ms;
}

/** Checks an entry that somebody wants to keep. `nowMs` is our wall clock. */
export function checkExchange(
  input: unknown,
  nowMs: number,
): { readonly ok: true; readonly entry: ExchangeEntry } | Refused {
  const parsed = exchangeEntrySchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(
      'rate_malformed',
      `“${issue?.path.join('.') ?? ''}” of the exchange rate is not valid: ${issue?.message ?? 'unknown'}.`,
    );
  }
  const entry = parsed.data;
  for (const currency of [entry.base, entry.quote]) {
    if (!isCurrency(currency)) {
      return refused(
        'unknown_currency',
        `“${currency}” is not a currency code. Use one of ISO 4217, such as USD.`,
      );
    }
  }
  if (entry.base === entry.quote) {
    return refused('same_currency', `A rate needs two currencies, not ${entry.base} twice.`);
  }
  const day = dayProblem(entry.dayMs, nowMs);
  if (day !== null) return refused(day.code, day.message);
  if (entry.nanos < 1) {
    return refused(
      'rate_not_positive',
      `A rate is above zero and has at most ${RATE_DECIMALS} decimals. For a smaller one, enter it the other way round.`,
    );
  }
  return { ok: true, entry };
}

/** Why no rate can begin with a day; null when one can. */
export function dayProblem(
  dayMs: number,
  nowMs: number,
): { readonly code: string; readonly message: string } | null {
  if (dayMs % DAY_MS !== 0) {
    return { code: 'not_a_day', message: 'An exchange rate begins with a whole day (UTC).' };
  }
  if (dayMs < EARLIEST_DAY_MS) {
    return { code: 'date_too_early', message: 'The date lies before 1999. Check the year.' };
  }
  return dayMs > nowMs + DAY_MS
    ? { code: 'date_in_future', message: 'The date lies beyond tomorrow. Check it.' }
    : null;
}

function refused(code: string, message: string): Refused {
  return { ok: false, code, message: `${message} Nothing was recorded.` };
}

/** A rate as a fraction, before it is rounded to nanos. */
interface Leg {
  readonly entry: ExchangeEntry;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * The rate that converts `from` into `to` at an instant; undefined when none is in force, which is never taken
 * for a guess. A rate of the pair itself (either way round) beats a crossed one; the newest day wins; on one day
 * what was typed in beats what was imported, and the pair as asked beats its inverse.
 */
export function exchangeAt(
  source: ExchangeSource,
  asked: { readonly from: string; readonly to: string; readonly atMs: number },
): UsedExchange | undefined {
  const dayMs = utcDayOf(asked.atMs);
  const found = workedOut.get(source) ?? new Map<string, UsedExchange | undefined>();
  workedOut.set(source, found);
  const key = `${asked.from}/${asked.to}/${dayMs}`;
  if (!found.has(key)) found.set(key, exchangeOn(source, asked, dayMs));
  return found.get(key);
}

/** A month's gifts ask for a few rates a day, thousands of times each. */
const workedOut = new WeakMap<ExchangeSource, Map<string, UsedExchange | undefined>>();

function exchangeOn(
  source: ExchangeSource,
  asked: { readonly from: string; readonly to: string },
  dayMs: number,
): UsedExchange | undefined {
  const { from, to } = asked;
  const direct = legAt(source, from, to, dayMs);
  if (direct !== undefined) return used(asked, [direct]);
  for (const middle of CROSSED_THROUGH) {
    if (middle === from || middle === to) continue;
    const first = legAt(source, from, middle, dayMs);
    const second = first === undefined ? undefined : legAt(source, middle, to, dayMs);
    if (first !== undefined && second !== undefined) return used(asked, [first, second]);
  }
  return undefined;
}

function legAt(source: ExchangeSource, from: string, to: string, dayMs: number): Leg | undefined {
  let best: Leg | undefined;
  for (const origin of EXCHANGE_ORIGINS) {
    for (const inverse of [false, true]) {
      const entry = inverse
        ? source.latest(to, from, origin, dayMs)
        : source.latest(from, to, origin, dayMs);
      if (entry === undefined || isStale(entry, dayMs)) continue;
      // Tried in the order of preference: only a later day replaces what was found.
      if (best !== undefined && entry.dayMs <= best.entry.dayMs) continue;
      const nanos = BigInt(entry.nanos);
      best = inverse
        ? { entry, numerator: ONE, denominator: nanos }
        : { entry, numerator: nanos, denominator: ONE };
    }
  }
  return best;
}

function isStale(entry: ExchangeEntry, dayMs: number): boolean {
  return entry.origin === 'import' && dayMs - entry.dayMs > IMPORTED_RATE_DAYS * DAY_MS;
}

function used(
  asked: { readonly from: string; readonly to: string },
  legs: readonly Leg[],
): UsedExchange | undefined {
  const numerator = legs.reduce((product, leg) => product * leg.numerator, ONE);
  const denominator = legs.reduce((product, leg) => product * leg.denominator, 1n);
  const nanos = (2n * numerator + denominator) / (2n * denominator);
  if (nanos === 0n) return undefined;
  return { from: asked.from, to: asked.to, nanos, entries: legs.map(({ entry }) => entry) };
}

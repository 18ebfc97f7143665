/**
 * What a journal row of another kind than `gift` says: its schema, its canonical text (column `entry`, part of
 * the hash chain) and the rules a person's entry must keep. Integers only. No free text stands here, since a
 * chained row cannot be forgotten.
 *
 * `unit` and `units` are as in a gift: a platform's own unit, or a currency and its minor units.
 */
import { z } from 'zod';
import { assertNever } from '../assert-never.ts';
import { currencyExponent, isCurrency } from '../currency.ts';
import { decimalString } from '../money.ts';
import { PLATFORM_PATTERN, isUnit } from '../units.ts';

/** Most of one entry, in its unit or minor units; nine thousand such amounts fit a 64-bit sum. */
export const MAX_ENTRY_AMOUNT = 1_000_000_000_000_000;

/** Before this no platform paid for gifts; an earlier date is a slip of the hand. */
const EARLIEST_MS = Date.UTC(2015, 0, 1);
/** Later instants have no four-digit year. */
const LATEST_MS = Date.UTC(10_000, 0, 1) - 1;
const DAY_MS = 86_400_000;

const instant = z.int().min(0).max(LATEST_MS);
const positive = z.int().min(1).max(MAX_ENTRY_AMOUNT);
const notNegative = z.int().min(0).max(MAX_ENTRY_AMOUNT);
const eitherSign = z
  .int()
  .min(-MAX_ENTRY_AMOUNT)
  .max(MAX_ENTRY_AMOUNT)
  .refine((units) => units !== 0, 'must not be zero');
const platform = z.string().regex(PLATFORM_PATTERN);
const unit = z.string().min(1).max(32);
/** Which of the creator's own categories; an account name is made of it. */
const category = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
const seq = z.int().min(1);

/** An amount that moved, and whether it did so at the platform or in the creator's bank account. */
const movement = {
  /** When it happened, Unix ms. */
  atMs: instant,
  /** Null for what has nothing to do with a platform; it can then only be in the bank. */
  platform: platform.nullable(),
  unit,
  units: positive,
  heldAt: z.enum(['platform', 'bank']),
};

const KINDS = {
  /** Units of the platform that became money in the bank: gross − fee − tax = net. */
  payout: z.strictObject({
    kind: z.literal('payout'),
    atMs: instant,
    platform,
    unit,
    units: positive,
    currency: z.string().length(3),
    grossMinor: positive,
    feeMinor: notNegative,
    taxMinor: notNegative,
    netMinor: notNegative,
  }),
  fee: z.strictObject({ kind: z.literal('fee'), ...movement }),
  tax: z.strictObject({ kind: z.literal('tax'), ...movement }),
  /** Given back to who paid. */
  refund: z.strictObject({ kind: z.literal('refund'), ...movement }),
  /** Taken back by who paid. */
  chargeback: z.strictObject({ kind: z.literal('chargeback'), ...movement }),
  /** Income that no gift row tells of, such as a sponsor's, or what was earned while nobody watched. */
  income: z.strictObject({ kind: z.literal('income'), ...movement, category }),
  expense: z.strictObject({ kind: z.literal('expense'), ...movement, category }),
  /** Brings the books to what the platform or the bank says; either sign. */
  adjustment: z.strictObject({ kind: z.literal('adjustment'), ...movement, units: eitherSign }),
  /** What was there before the first row; either sign. */
  opening: z.strictObject({ kind: z.literal('opening'), ...movement, units: eitherSign }),
  /** Takes back the row `corrects` (also in the row's own column): whole, and never an erasure. */
  reversal: z.strictObject({ kind: z.literal('reversal'), corrects: seq }),
  /** Closes a period, from inclusive, to exclusive; null is the beginning of the ledger. */
  lock: z.strictObject({ kind: z.literal('lock'), fromMs: instant.nullable(), toMs: instant }),
  erasure: z.strictObject({ kind: z.literal('erasure'), personNo: z.int().min(1) }),
} as const;

export const entrySchema = z.discriminatedUnion('kind', [
  KINDS.payout,
  KINDS.fee,
  KINDS.tax,
  KINDS.refund,
  KINDS.chargeback,
  KINDS.income,
  KINDS.expense,
  KINDS.adjustment,
  KINDS.opening,
  KINDS.reversal,
  KINDS.lock,
  KINDS.erasure,
]);

export type Entry = z.infer<typeof entrySchema>;
export type EntryKind = Entry['kind'];
export type EntryOf<Kind extends EntryKind> = Extract<Entry, { readonly kind: Kind }>;

export const ENTRY_PROBLEMS = [
  'malformed',
  'not_json',
  'not_canonical',
  'date_too_early',
  'date_in_future',
  'period_empty',
  'unknown_currency',
  'unknown_unit',
  'platform_missing',
  'bank_holds_money_only',
  'unbalanced',
] as const;

/** Why an entry was refused, with words for a person. */
export interface EntryProblem {
  readonly code: (typeof ENTRY_PROBLEMS)[number];
  readonly message: string;
}

export type EntryResult =
  { readonly ok: true; readonly entry: Entry } | ({ readonly ok: false } & EntryProblem);

/**
 * Checks an entry that somebody wants to record. `nowMs` is our wall clock: nothing may lie more than a day
 * ahead of it.
 */
export function checkEntry(input: unknown, nowMs: number): EntryResult {
  const result = validated(input, nowMs + DAY_MS);
  return result.ok ? result : { ...result, message: `${result.message} Nothing was recorded.` };
}

/**
 * Canonical text of an entry: JSON with the keys in the schema's order, integers in plain digits. The same
 * entry has the same text, whoever wrote it.
 */
export function encodeEntry(entry: Entry): string {
  // An array as replacer also sets the order.
  return JSON.stringify(entry, Object.keys(KINDS[entry.kind].shape));
}

/** Reads column `entry`. Refuses whatever `encodeEntry` would not have written. */
export function decodeEntry(text: string): EntryResult {
  const json = parseJson(text);
  if (json === undefined) return refused('not_json', 'The entry is not JSON.');
  const result = validated(json, LATEST_MS);
  return result.ok && encodeEntry(result.entry) !== text
    ? refused('not_canonical', 'The entry is not in its canonical form.')
    : result;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(code: EntryProblem['code'], message: string): EntryResult {
  return { ok: false, code, message };
}

function validated(input: unknown, latestMs: number): EntryResult {
  const parsed = entrySchema.safeParse(input);
  if (parsed.success) {
    const problem = problemOf(parsed.data, latestMs);
    return problem === undefined ? { ok: true, entry: parsed.data } : { ok: false, ...problem };
  }
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  const what = field === '' ? 'The entry' : `“${field}” of the entry`;
  return refused('malformed', `${what} is not valid: ${issue?.message ?? 'unknown'}.`);
}

function problemOf(entry: Entry, latestMs: number): EntryProblem | undefined {
  switch (entry.kind) {
    case 'payout':
      return (
        dateProblem(entry.atMs, latestMs) ??
        unitProblem(entry.platform, entry.unit) ??
        currencyProblem(entry.currency) ??
        balanceProblem(entry)
      );
    case 'fee':
    case 'tax':
    case 'refund':
    case 'chargeback':
    case 'income':
    case 'expense':
    case 'adjustment':
    case 'opening':
      return (
        dateProblem(entry.atMs, latestMs) ??
        unitProblem(entry.platform, entry.unit) ??
        placeProblem(entry)
      );
    case 'lock':
      return (
        (entry.fromMs === null ? undefined : dateProblem(entry.fromMs, latestMs)) ??
        dateProblem(entry.toMs, latestMs) ??
        (entry.fromMs !== null && entry.fromMs >= entry.toMs
          ? { code: 'period_empty', message: 'The period must begin before it ends.' }
          : undefined)
      );
    case 'reversal':
    case 'erasure':
      return undefined;
    default:
      return assertNever(entry, 'entry');
  }
}

/** Why an instant cannot be in the books; undefined when it can. */
export function dateProblem(atMs: number, latestMs: number): EntryProblem | undefined {
  if (atMs >= EARLIEST_MS && atMs <= latestMs) return undefined;
  const day = new Date(atMs).toISOString().slice(0, 10);
  return atMs < EARLIEST_MS
    ? { code: 'date_too_early', message: `${day} lies before 2015. Check the year.` }
    : { code: 'date_in_future', message: `${day} lies beyond tomorrow. Check the date.` };
}

/** Units that are a platform's own by name; anything else there is a slip of the hand, such as “coins”. */
const OWN_UNITS: ReadonlyMap<string, readonly string[]> = new Map([
  ['tiktok', ['coin']],
  ['twitch', ['bit', 'sub1', 'sub2', 'sub3', 'prime']],
]);

/** Why a unit cannot be of a platform; undefined when it can. */
export function unitProblem(platform: string | null, unit: string): EntryProblem | undefined {
  if (isCurrency(unit)) return undefined;
  if (/^[A-Z]{3}$/.test(unit)) return currencyProblem(unit);
  const own = platform === null ? undefined : OWN_UNITS.get(platform);
  if (!isUnit(unit) || (own !== undefined && !own.includes(unit))) {
    const instead = own === undefined ? 'a platform’s unit in lower case' : own.join(', ');
    return {
      code: 'unknown_unit',
      message: `“${unit}” is not a unit. Use ${instead}, or a currency such as USD.`,
    };
  }
  return platform === null
    ? { code: 'platform_missing', message: `Say which platform “${unit}” belongs to.` }
    : undefined;
}

/** Why a text cannot be a currency; undefined when it can. */
export function currencyProblem(currency: string): EntryProblem | undefined {
  if (isCurrency(currency)) return undefined;
  return {
    code: 'unknown_currency',
    message: `“${currency}” is not a currency code. Use one of ISO 4217, such as USD.`,
  };
}

function placeProblem(
  entry: Pick<EntryOf<'fee'>, 'platform' | 'unit' | 'heldAt'>,
): EntryProblem | undefined {
  if (entry.heldAt === 'platform' && entry.platform === null) {
    return { code: 'platform_missing', message: 'Say at which platform the amount is held.' };
  }
  if (entry.heldAt === 'bank' && !isCurrency(entry.unit)) {
    return {
      code: 'bank_holds_money_only',
      message: `A bank holds no “${entry.unit}”. Give the amount in a currency, or say it is at the platform.`,
    };
  }
  return undefined;
}

function balanceProblem(entry: EntryOf<'payout'>): EntryProblem | undefined {
  const { currency, grossMinor, feeMinor, taxMinor, netMinor } = entry;
  const money = (minor: number) =>
    `${decimalString(BigInt(minor), currencyExponent(currency) ?? 2)} ${currency}`;
  if (grossMinor - feeMinor - taxMinor !== netMinor) {
    const left = money(grossMinor - feeMinor - taxMinor);
    return {
      code: 'unbalanced',
      message:
        `Gross ${money(grossMinor)} less fee ${money(feeMinor)} and tax ${money(taxMinor)} ` +
        `is ${left}, not the net amount of ${money(netMinor)}.`,
    };
  }
  if (entry.unit === currency && entry.units !== grossMinor) {
    return {
      code: 'unbalanced',
      message: `${money(entry.units)} left the platform but ${money(grossMinor)} arrived before deductions.`,
    };
  }
  return undefined;
}

/**
 * What a creator may do to rate cards: add one, end one. Pure: the answer says what to write, or why not. A card
 * that stands keeps its rate for ever; only its end may be set, so a new rate never reaches back before its start.
 */
import { z } from 'zod';
import { isCurrency } from './currency.ts';
import { DAY_MS } from './exchange.ts';
import type { Refused } from './exchange.ts';
import { GIFT_KINDS } from './gift.ts';
import { unitProblem } from './ledger/entries.ts';
import { ANY_REGION, CONFIDENCES, MAX_UNIT_MICROS, QUARTER_HOUR_MS } from './rates.ts';
import type { PayoutRegion, RateCard } from './rates.ts';
import { PLATFORM_PATTERN } from './units.ts';

/** Before this no platform paid for gifts; an earlier date is a slip of the hand. */
export const EARLIEST_CARD_MS = Date.UTC(2015, 0, 1);
/** A new price is announced months ahead at most; later is a slip of the hand. */
const DAYS_AHEAD = 366;

const REGION_PATTERN = /^[A-Z]{2}$/;

/** A card as its creator states it; the ledger gives it an id. What is wrong with one is said in words by `planCard`. */
export const newRateCardSchema = z.strictObject({
  platform: z.string().max(100),
  kind: z.enum(GIFT_KINDS).nullable(),
  unit: z.string().max(100),
  region: z.string().max(100),
  currency: z.string().max(100),
  unitMicros: z.int(),
  validFromMs: z.int(),
  validToMs: z.int().nullable(),
  source: z.string().max(500),
  confidence: z.enum(CONFIDENCES),
});
export type NewRateCard = z.infer<typeof newRateCardSchema>;

/** An end that a standing card gets. */
export interface CardEnd {
  readonly id: string;
  readonly atMs: number;
}

export type AddPlan =
  | {
      readonly ok: true;
      readonly card: RateCard;
      /** The open card of the same kind that ends where this one starts. */
      readonly closes: CardEnd | null;
      /** The very same card stands already: nothing is to be written. */
      readonly known: boolean;
    }
  | Refused;

export type EndPlan = { readonly ok: true; readonly end: CardEnd } | Refused;

/**
 * Plans a user's card among those that stand. The open one of the same platform, kind, unit, region and currency
 * is closed at its start; any other overlap with a user's card is refused.
 */
export function planCard(cards: readonly RateCard[], input: unknown, nowMs: number): AddPlan {
  const parsed = newRateCardSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(
      'card_malformed',
      `“${issue?.path.join('.') ?? ''}” of the rate card is not valid: ${issue?.message ?? 'unknown'}.`,
    );
  }
  const wanted = parsed.data;
  const problem = problemOf(wanted, nowMs);
  if (problem !== null) return problem;
  const users = cards.filter((card) => card.origin === 'user');
  const peers = users.filter((card) => isSameQuestion(card, wanted) && !isWithdrawn(card));
  const twin = peers.find(
    (card) =>
      card.validFromMs === wanted.validFromMs &&
      card.validToMs === wanted.validToMs &&
      card.unitMicros === wanted.unitMicros,
  );
  if (twin !== undefined) return { ok: true, card: twin, closes: null, known: true };
  const open = peers.find(
    (card) => card.validToMs === null && card.validFromMs < wanted.validFromMs,
  );
  const inTheWay = peers.find((card) => card !== open && overlaps(card, wanted));
  if (inTheWay !== undefined) return overlapRefusal(inTheWay);
  const card: RateCard = {
    ...wanted,
    id: `user-${wanted.platform}-${wanted.unit}-${users.length + 1}`,
    origin: 'user',
  };
  const closes = open === undefined ? null : { id: open.id, atMs: wanted.validFromMs };
  return { ok: true, card, closes, known: false };
}

/**
 * Plans the end of a user's card. Ended where it starts, it is withdrawn: it stays on record and values nothing,
 * which is how a slip of the hand is mended.
 */
export function planEnd(
  cards: readonly RateCard[],
  asked: { readonly id: string; readonly atMs: number },
  nowMs: number,
): EndPlan {
  const card = cards.find(({ id }) => id === asked.id);
  if (card === undefined) {
    return refused(
      'card_unknown',
      `There is no rate card “${asked.id}”. List them to see their ids.`,
    );
  }
  if (card.origin === 'shipped') {
    return refused(
      'card_shipped',
      `“${card.id}” came with Coinfall and stays. Add a card of your own: it goes before it.`,
    );
  }
  if (asked.atMs % QUARTER_HOUR_MS !== 0) return notQuarterHour('end');
  if (asked.atMs < card.validFromMs) {
    return refused(
      'end_before_start',
      `The card starts ${shown(card.validFromMs)}. End it there to withdraw it, or later.`,
    );
  }
  if (card.validToMs !== null && asked.atMs > card.validToMs) {
    return refused(
      'card_ended',
      `The card ended ${shown(card.validToMs)} already. Add a new card for the time after that.`,
    );
  }
  return tooFar(asked.atMs, nowMs) ?? { ok: true, end: asked };
}

/** Checks a payout region: two letters from an instant on, or null for none. */
export function checkRegion(asked: PayoutRegion, nowMs: number): { readonly ok: true } | Refused {
  if (asked.region !== null && !REGION_PATTERN.test(asked.region)) return regionRefusal();
  if (asked.validFromMs % QUARTER_HOUR_MS !== 0) return notQuarterHour('start');
  return tooEarly(asked.validFromMs) ?? tooFar(asked.validFromMs, nowMs) ?? { ok: true };
}

/** Two shipped cards of one question never overlap either: the newer edition closes the older. */
export function isSameQuestion(
  a: Pick<RateCard, 'platform' | 'kind' | 'unit' | 'region' | 'currency'>,
  b: Pick<RateCard, 'platform' | 'kind' | 'unit' | 'region' | 'currency'>,
): boolean {
  return (
    a.platform === b.platform &&
    a.kind === b.kind &&
    a.unit === b.unit &&
    a.region === b.region &&
    a.currency === b.currency
  );
}

function problemOf(card: NewRateCard, nowMs: number): Refused | null {
  if (!PLATFORM_PATTERN.test(card.platform)) {
    return refused(
      'platform_malformed',
      `“${card.platform}” is not a platform. Write it in lower case, such as tiktok.`,
    );
  }
  if (card.unitMicros < 0 || card.unitMicros > MAX_UNIT_MICROS) {
    return refused(
      'rate_out_of_bounds',
      'A unit is worth from nothing to a million. Check the rate.',
    );
  }
  if (card.source.trim() === '') {
    return refused('source_missing', 'Say in a few words where the rate comes from.');
  }
  if (isCurrency(card.unit)) {
    return refused(
      'money_needs_no_card',
      `${card.unit} is money and counts at face value. Enter an exchange rate to read it in another currency.`,
    );
  }
  const unit = unitProblem(card.platform, card.unit);
  if (unit !== undefined) return refused(unit.code, unit.message);
  if (!isCurrency(card.currency)) {
    return refused(
      'unknown_currency',
      `“${card.currency}” is not a currency code. Use one of ISO 4217, such as USD.`,
    );
  }
  if (card.region !== ANY_REGION && !REGION_PATTERN.test(card.region)) return regionRefusal();
  if (card.validFromMs % QUARTER_HOUR_MS !== 0) return notQuarterHour('start');
  if (card.validToMs !== null) {
    if (card.validToMs % QUARTER_HOUR_MS !== 0) return notQuarterHour('end');
    if (card.validToMs <= card.validFromMs) {
      return refused('card_empty', 'A rate card must start before it ends.');
    }
  }
  return (
    tooEarly(card.validFromMs) ??
    tooFar(card.validFromMs, nowMs) ??
    (card.validToMs === null ? null : tooFar(card.validToMs, nowMs))
  );
}

function isWithdrawn(card: RateCard): boolean {
  return card.validToMs !== null && card.validToMs <= card.validFromMs;
}

function overlaps(
  a: Pick<RateCard, 'validFromMs' | 'validToMs'>,
  b: Pick<RateCard, 'validFromMs' | 'validToMs'>,
): boolean {
  return (
    (b.validToMs === null || a.validFromMs < b.validToMs) &&
    (a.validToMs === null || b.validFromMs < a.validToMs)
  );
}

function overlapRefusal(card: RateCard): Refused {
  const span =
    card.validToMs === null
      ? `from ${shown(card.validFromMs)} on`
      : `from ${shown(card.validFromMs)} to ${shown(card.validToMs)}`;
  return refused(
    'card_overlaps',
    `Your card “${card.id}” covers part of this time (${span}). Choose other dates, or first end it at ${shown(card.validFromMs)} to withdraw it.`,
  );
}

function regionRefusal(): Refused {
  return refused('region_malformed', 'A region is two letters, such as US or NZ, or * for any.');
}

function notQuarterHour(which: 'start' | 'end'): Refused {
  return refused(
    'not_quarter_hour',
    `The ${which} must lie on a quarter hour, such as 14:00 or 14:15.`,
  );
}

function tooEarly(atMs: number): Refused | null {
  return atMs >= EARLIEST_CARD_MS
    ? null
    : refused('date_too_early', `${shown(atMs)} lies before 2015. Check the year.`);
}

function tooFar(atMs: number, nowMs: number): Refused | null {
  return atMs <= nowMs + DAYS_AHEAD * DAY_MS
    ? null
    : refused('date_too_far', `${shown(atMs)} lies more than a year ahead. Check the date.`);
}

/** The instant as it can be typed again; whatever lies beyond the calendar in plain milliseconds. */
function shown(ms: number): string {
  return Math.abs(ms) > 8_640_000_000_000_000
    ? `${ms} ms`
    : `${new Date(ms).toISOString().slice(0, 16)}Z`;
}

function refused(code: string, message: string): Refused {
  return { ok: false, code, message: `${message} Nothing was recorded.` };
}

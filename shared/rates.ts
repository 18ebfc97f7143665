/**
 * Dated rate cards, and the reading of native units as money through them. Pure integer arithmetic: a value is
 * exact in femtos (micros × exchange nanos) and is rounded only when it is shown. Changes of cards stand in
 * `rate-changes.ts`, exchange rates in `exchange.ts`.
 */
import { z } from 'zod';
import { isCurrency } from './currency.ts';
import { exchangeAt } from './exchange.ts';
import type { ExchangeSource, UsedExchange } from './exchange.ts';
import { GIFT_KINDS } from './gift.ts';
import type { GiftKind } from './gift.ts';
import { FEMTOS_PER_MICRO, minorToMicros } from './money.ts';
import { PLATFORM_PATTERN } from './units.ts';

/** Cards start and end on quarter hours of UTC, so that quarter-hour buckets can be valued exactly. */
export const QUARTER_HOUR_MS = 900_000;

/** Start of the quarter hour (UTC) that an instant lies in, Unix ms. */
export function quarterHourOf(atMs: number): number {
  return Math.floor(atMs / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
}

export const ANY_REGION = '*';
export const CONFIDENCES = ['high', 'medium', 'low'] as const;
/** Most that one unit may be worth: a million of the currency's main unit. */
export const MAX_UNIT_MICROS = 1_000_000_000_000;

const quarterHour = z
  .int()
  .refine((ms) => ms % QUARTER_HOUR_MS === 0, 'must lie on a quarter hour');

export const rateCardSchema = z
  .object({
    id: z.string().min(1).max(96),
    platform: z.string().regex(PLATFORM_PATTERN),
    /** The kind of gift it is for; null for any. */
    kind: z.enum(GIFT_KINDS).nullable(),
    unit: z.string(),
    /** The creator's own payout region (two letters), or `*` for any. */
    region: z.string(),
    currency: z.string().refine(isCurrency),
    /** What one unit is worth to the creator, in millionths of the currency's main unit. */
    unitMicros: z.int().min(0).max(MAX_UNIT_MICROS),
    validFromMs: quarterHour,
    /** Exclusive; null while it is open. A card that ends where it starts was withdrawn. */
    validToMs: quarterHour.nullable(),
    source: z.string(),
    confidence: z.enum(CONFIDENCES),
    origin: z.enum(['shipped', 'user']),
  })
  .readonly();

export type RateCard = z.infer<typeof rateCardSchema>;

/** The creator's payout region from an instant on; null for none. */
export interface PayoutRegion {
  readonly validFromMs: number;
  readonly region: string | null;
}

/** The region in force; null while none was set. Of two for one instant the later in the list counts. */
export function regionAt(regions: readonly PayoutRegion[], atMs: number): string | null {
  let best: PayoutRegion | undefined;
  for (const one of regions) {
    if (one.validFromMs <= atMs && one.validFromMs >= (best?.validFromMs ?? -Infinity)) best = one;
  }
  return best?.region ?? null;
}

/** What is asked of the cards: a unit of a platform at an instant, in a currency. */
export interface RateQuestion {
  readonly platform: string;
  /** Null where amounts are not kept by kind, such as a balance: only cards for any kind apply. */
  readonly kind: GiftKind | null;
  readonly unit: string;
  /** The creator's payout region at that time; with null only cards for any region apply. */
  readonly region: string | null;
  readonly currency: string;
  readonly atMs: number;
}

/**
 * The cards in force, best first: a user's card beats a shipped one, then a kind's own beats one for any kind,
 * then the region's own beats one for any region; last, the asked currency beats one that must be converted.
 */
export function rateCardsInForce(
  cards: readonly RateCard[],
  asked: RateQuestion,
): readonly RateCard[] {
  const inForce = cards.filter(
    (card) =>
      card.platform === asked.platform &&
      card.unit === asked.unit &&
      (card.kind === null || card.kind === asked.kind) &&
      (card.region === ANY_REGION || card.region === asked.region) &&
      card.validFromMs <= asked.atMs &&
      (card.validToMs === null || asked.atMs < card.validToMs),
  );
  if (inForce.length < 2) return inForce;
  const rank = (card: RateCard): number =>
    (card.origin === 'user' ? 0 : 8) +
    (card.kind === null ? 4 : 0) +
    (card.region === ANY_REGION ? 2 : 0) +
    (card.currency === asked.currency ? 0 : 1);
  // The id decides last, so that the order of the list never does.
  return inForce.sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}

/** How a value came about: read through a card or an exchange rate, or money that simply is that money. */
export const VALUE_BASES = ['estimated', 'face value'] as const;
export type ValueBasis = (typeof VALUE_BASES)[number];

export interface Valuation {
  /** 10⁻¹⁵ of the currency's main unit: units × card micros × exchange nanos, exact. */
  readonly femtos: bigint;
  readonly currency: string;
  /** Id of the card used; `face-value` for an amount of money. */
  readonly rateCard: string;
  /** The exchange rate used; null when none was needed. */
  readonly exchange: UsedExchange | null;
  readonly basis: ValueBasis;
}

export const FACE_VALUE = 'face-value';

/**
 * Values an amount of native units; undefined when nothing covers it (never a guess, never zero). The best card
 * whose currency can be read in the asked one is used.
 */
export function valueOf(
  cards: readonly RateCard[],
  exchange: ExchangeSource,
  asked: RateQuestion,
  units: bigint,
): Valuation | undefined {
  if (isCurrency(asked.unit)) {
    const money = { micros: minorToMicros(units, asked.unit), currency: asked.unit };
    return converted(exchange, asked, money, FACE_VALUE);
  }
  for (const card of rateCardsInForce(cards, asked)) {
    const money = { micros: units * BigInt(card.unitMicros), currency: card.currency };
    const value = converted(exchange, asked, money, card.id);
    if (value !== undefined) return value;
  }
  return undefined;
}

function converted(
  exchange: ExchangeSource,
  asked: Pick<RateQuestion, 'currency' | 'atMs'>,
  money: { readonly micros: bigint; readonly currency: string },
  rateCard: string,
): Valuation | undefined {
  const { currency, atMs } = asked;
  if (money.currency === currency) {
    const basis = rateCard === FACE_VALUE ? 'face value' : 'estimated';
    return { femtos: money.micros * FEMTOS_PER_MICRO, currency, rateCard, exchange: null, basis };
  }
  const used = exchangeAt(exchange, { from: money.currency, to: currency, atMs });
  if (used === undefined) return undefined;
  return {
    femtos: money.micros * used.nanos,
    currency,
    rateCard,
    exchange: used,
    basis: 'estimated',
  };
}

/**
 * Dated rate cards, and the reading of native units as money through them. Pure integer arithmetic:
 * an estimate is exact in micros and is rounded only when it is shown.
 */
import { z } from 'zod';
import { isCurrency } from './currency.ts';
import { minorToMicros } from './money.ts';
import { PLATFORM_PATTERN } from './units.ts';

/** Cards start and end on quarter hours of UTC, so that quarter-hour buckets can be valued exactly. */
export const QUARTER_HOUR_MS = 900_000;

/** Start of the quarter hour (UTC) that an instant lies in, Unix ms. */
export function quarterHourOf(atMs: number): number {
  return Math.floor(atMs / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
}

const quarterHour = z
  .int()
  .refine((ms) => ms % QUARTER_HOUR_MS === 0, 'must lie on a quarter hour');

export const rateCardSchema = z
  .object({
    id: z.string().min(1).max(64),
    platform: z.string().regex(PLATFORM_PATTERN),
    unit: z.string(),
    region: z.string(),
    currency: z.string().refine(isCurrency),
    /** What one unit is worth to the creator, in millionths of the currency's main unit. */
    unitMicros: z.int().min(0).max(1_000_000_000_000),
    validFromMs: quarterHour,
    validToMs: quarterHour.nullable(),
    source: z.string(),
    confidence: z.enum(['high', 'medium', 'low']),
    origin: z.enum(['shipped', 'user']),
  })
  .readonly();

export type RateCard = z.infer<typeof rateCardSchema>;

/** What is asked of the cards: a unit of a platform at an instant, in a currency. */
export interface RateQuestion {
  readonly platform: string;
  readonly unit: string;
  readonly currency: string;
  readonly atMs: number;
}

/** The card in force; a user's card beats a shipped one. Undefined when none applies. */
export function findRateCard(
  cards: readonly RateCard[],
  asked: RateQuestion,
): RateCard | undefined {
  const inForce = cards.filter(
    (card) =>
      card.platform === asked.platform &&
      card.unit === asked.unit &&
      card.currency === asked.currency &&
      card.validFromMs <= asked.atMs &&
      (card.validToMs === null || asked.atMs < card.validToMs),
  );
  return inForce.find((card) => card.origin === 'user') ?? inForce[0];
}

export interface Valuation {
  /** Millionths of the currency's main unit. */
  readonly micros: bigint;
  readonly currency: string;
  /** Id of the card used; `face-value` for an amount that already is in the currency. */
  readonly rateCard: string;
}

export const FACE_VALUE = 'face-value';

/** Values an amount of native units; undefined when no card covers it (never a guess, never zero). */
export function valueOf(
  cards: readonly RateCard[],
  asked: RateQuestion,
  units: bigint,
): Valuation | undefined {
  if (isCurrency(asked.unit)) {
    if (asked.unit !== asked.currency) return undefined;
    return {
      micros: minorToMicros(units, asked.unit),
      currency: asked.currency,
      rateCard: FACE_VALUE,
    };
  }
  const card = findRateCard(cards, asked);
  if (card === undefined) return undefined;
  return { micros: units * BigInt(card.unitMicros), currency: card.currency, rateCard: card.id };
}

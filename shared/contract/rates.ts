/** Shapes of rate cards, exchange rates and earnings as they cross the typed contract. */
import { z } from 'zod';
import { exchangeEntrySchema } from '../exchange.ts';
import { GIFT_KINDS } from '../gift.ts';
import { PERIOD_STEPS } from '../periods.ts';
import { newRateCardSchema } from '../rate-changes.ts';
import { rateCardSchema } from '../rates.ts';
import { unitRateSchema } from './money.ts';
import { estimateSchema } from './states.ts';

/** Longest text of one piece of an import; with its JSON it stays within a message. */
export const IMPORT_PIECE_CHARACTERS = 40_000;

const refusal = z.object({ ok: z.literal(false), code: z.string(), message: z.string() });

export const payoutRegionSchema = z.object({
  validFromMs: z.int(),
  region: z.string().nullable(),
});

export const ratesStateSchema = z.object({
  cards: z.array(rateCardSchema),
  regions: z.array(payoutRegionSchema),
  /** What each payout came to, newest first, and the card that could be made of it. */
  payouts: z.array(
    z.object({
      seq: z.int(),
      atMs: z.int(),
      platform: z.string(),
      unit: z.string(),
      currency: z.string(),
      basis: z.literal('paid'),
      gross: unitRateSchema,
      net: unitRateSchema,
      /** Null where none makes sense. The creator confirms its dates. */
      card: newRateCardSchema.nullable(),
    }),
  ),
});
export type RatesState = z.infer<typeof ratesStateSchema>;

export const cardEndSchema = z.object({ id: z.string().max(96), atMs: z.int() });

export const rateOutcomeSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    id: z.string(),
    /** The card that got an end by it. */
    closed: cardEndSchema.nullable(),
    known: z.boolean(),
  }),
  refusal,
]);
export type RateAnswer = z.infer<typeof rateOutcomeSchema>;

export const exchangeAskedSchema = z.object({
  base: z.string().length(3).nullable(),
  quote: z.string().length(3).nullable(),
  limit: z.int().min(1).max(1_000),
});

export const exchangeListSchema = z.array(exchangeEntrySchema);

export const newExchangeRateSchema = z.object({
  base: z.string().max(100),
  quote: z.string().max(100),
  dayMs: z.int(),
  nanos: z.int(),
  source: z.string().max(200),
  /** Replaces another rate that was typed in for the same day. */
  correct: z.boolean(),
});

/** A piece of a file: its header line and some whole lines, of which the first is `firstLine` of the file. */
export const importPieceSchema = z.object({
  text: z.string().max(IMPORT_PIECE_CHARACTERS + 5_000),
  firstLine: z.int().min(2),
});

export const exchangeOutcomeSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    added: z.int(),
    known: z.int(),
    conflictCount: z.int(),
    conflicts: z.array(
      z.object({
        base: z.string(),
        quote: z.string(),
        day: z.string(),
        standingNanos: z.int(),
        nanos: z.int(),
      }),
    ),
  }),
  refusal,
]);
export type ExchangeAnswer = z.infer<typeof exchangeOutcomeSchema>;

export const earningsAskedSchema = z.object({
  fromMs: z.int().nullable(),
  toMs: z.int().nullable(),
  zone: z.string().max(100),
  currency: z.string().max(100),
  by: z.enum(PERIOD_STEPS),
  /** Of one platform or kind of gift only; asked for a kind, there are no payouts. */
  platform: z.string().max(32).nullish(),
  kind: z.enum(GIFT_KINDS).nullish(),
});

/** How long the sessions in a period went, and how much of that was watched. */
export const watchedSchema = z.object({
  sessions: z.int(),
  /** Null for a platform that cannot be watched: it posts what it has to the webhook. */
  observedMs: z.int().nullable(),
  liveMs: z.int(),
});
export type Watched = z.infer<typeof watchedSchema>;

/** What was seen of one platform, kind and unit, and what that is worth by the cards. */
const earningsRowSchema = z.object({
  platform: z.string(),
  kind: z.enum(GIFT_KINDS),
  unit: z.string(),
  basis: z.literal('observed'),
  gifts: z.int(),
  quantity: z.bigint(),
  units: z.bigint(),
  estimate: estimateSchema,
});
export type EarningsRow = z.infer<typeof earningsRowSchema>;

/** What statements say was paid. */
const paidSchema = z.object({
  platform: z.string(),
  unit: z.string(),
  currency: z.string(),
  basis: z.literal('paid'),
  payouts: z.int(),
  units: z.bigint(),
  grossMinor: z.bigint(),
  feeMinor: z.bigint(),
  taxMinor: z.bigint(),
  netMinor: z.bigint(),
});
export type Paid = z.infer<typeof paidSchema>;

const earningsPartSchema = z.object({
  label: z.string(),
  fromMs: z.int(),
  toMs: z.int(),
  observed: z.array(earningsRowSchema),
  estimate: estimateSchema,
  paid: z.array(paidSchema),
});
export type EarningsPart = z.infer<typeof earningsPartSchema>;

export const earningsTotalsSchema = z.object({
  zone: z.string(),
  currency: z.string(),
  by: z.enum(PERIOD_STEPS),
  /** Last journal row that is in it. */
  seq: z.int(),
  total: earningsPartSchema,
  /** Empty when only the total was asked for. */
  parts: z.array(earningsPartSchema),
});
export type EarningsTotals = z.infer<typeof earningsTotalsSchema>;

export const earningsAnswerSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    totals: earningsTotalsSchema,
    /** Of the whole and of each part. */
    watched: z.object({ total: watchedSchema, parts: z.array(watchedSchema) }),
  }),
  refusal,
]);
export type EarningsAnswer = z.infer<typeof earningsAnswerSchema>;

/** Shapes of money out and in: entries, balances, payouts, reported figures and their reconciliation. */
import { z } from 'zod';
import { entrySchema } from '../ledger/entries.ts';
import type { Entry, EntryKind } from '../ledger/entries.ts';
import { coverageSchema } from './states.ts';

/** A coded refusal that says what to do. */
const refusal = z.object({ ok: z.literal(false), code: z.string(), message: z.string() });

/** Every figure says what it is: seen by us, read through a rate card, or money from a statement. */
const label = z.enum(['observed', 'estimated', 'paid']);

export const recordInput = z.object({
  /** Checked by the ledger, which answers in words; the schema here would only say “bad request”. */
  entry: z.custom<Entry>(),
  note: z.string().max(2_000).nullable(),
  /** Sent again with the same id, the same entry is not recorded again. */
  id: z.string().min(1).max(200).nullable(),
});

export const recordOutcome = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    seq: z.int(),
    effectiveAtMs: z.int(),
    /** Its own time lies in a locked period: it counts for the lock's end. */
    moved: z.boolean(),
    /** It was recorded before, under the same id. */
    known: z.boolean(),
  }),
  refusal,
]);
export type RecordOutcome = z.infer<typeof recordOutcome>;

const kinds = entrySchema.options.map((option) => option.shape.kind.value);

export const entriesInput = z.object({
  beforeSeq: z.int().nullable(),
  limit: z.int().min(1).max(500),
  kinds: z.array(z.enum(kinds as [EntryKind, ...EntryKind[]])).optional(),
});

export const entryRowSchema = z.object({
  seq: z.int(),
  kind: z.string(),
  entry: entrySchema,
  effectiveAtMs: z.int(),
  occurredAtMs: z.int().nullable(),
  recordedAtMs: z.int(),
  source: z.string(),
  note: z.string().nullable(),
  moved: z.boolean(),
  /** The row that took it back; null while it stands. */
  reversedBy: z.int().nullable(),
  /** Postings, in native units or minor units; debit positive. */
  moves: z.array(z.object({ account: z.string(), commodity: z.string(), amount: z.bigint() })),
});
export type EntryRow = z.infer<typeof entryRowSchema>;

export const estimateOfAmount = z
  .object({
    label: z.literal('estimated'),
    currency: z.string(),
    micros: z.bigint(),
    rateCard: z.string(),
  })
  .nullable();

export const balanceSchema = z.object({
  /** Null for the bank. */
  platform: z.string().nullable(),
  unit: z.string(),
  units: z.bigint(),
  label,
  /** At today's card; null when none covers it, and for the bank. */
  estimate: estimateOfAmount,
});
export type Balance = z.infer<typeof balanceSchema>;

export const balancesSchema = z.object({
  seq: z.int(),
  rows: z.array(balanceSchema),
  /** Gifts whose price is unknown: they are in no balance yet. */
  unpricedGifts: z.int(),
});

export const payoutsInput = z.object({
  beforeSeq: z.int().nullable(),
  limit: z.int().min(1).max(500),
});

/** Micros per unit: an exact fraction, and rounded to a whole micro. */
export const unitRateSchema = z.object({
  numerator: z.bigint(),
  denominator: z.bigint(),
  unitMicros: z.bigint(),
});

export const payoutRowSchema = z.object({
  seq: z.int(),
  effectiveAtMs: z.int(),
  atMs: z.int(),
  platform: z.string(),
  unit: z.string(),
  units: z.bigint(),
  label: z.literal('paid'),
  currency: z.string(),
  grossMinor: z.bigint(),
  feeMinor: z.bigint(),
  taxMinor: z.bigint(),
  netMinor: z.bigint(),
  /** Of the gross amount; null for money that was money before. */
  effectiveRate: unitRateSchema.nullable(),
  note: z.string().nullable(),
  reversedBy: z.int().nullable(),
});
export type PayoutRow = z.infer<typeof payoutRowSchema>;

/** A period, from inclusive, to exclusive, or a session. */
export const spanSchema = z.union([
  z.object({ fromMs: z.int(), toMs: z.int() }),
  z.object({ sessionNo: z.int().min(1) }),
]);
export type Span = z.infer<typeof spanSchema>;

const about = { platform: z.string().max(32), unit: z.string().max(32), span: spanSchema };

export const reportInput = z.object({ ...about, units: z.int(), note: z.string().max(2_000) });
/** `reported` null: the figure that was recorded last for this very span. */
export const reconcileInput = z.object({ ...about, reported: z.int().nullable() });

const explanationSchema = z.object({
  code: z.enum([
    'entry',
    'moved_in',
    'moved_out',
    'reversed',
    'not_watched',
    'unconfirmed',
    'suspense',
    'no_source',
  ]),
  certainty: z.enum(['known', 'possible', 'estimated']),
  units: z.bigint(),
  upTo: z.bigint().nullable(),
  count: z.int(),
  ms: z.int().nullable(),
  kind: z.string().nullable(),
});

const paidSchema = z.object({
  label: z.literal('paid'),
  currency: z.string(),
  payouts: z.int(),
  units: z.bigint(),
  netMicros: z.bigint(),
  grossMicros: z.bigint(),
  /** Of all these payouts together. */
  effectiveRate: unitRateSchema.nullable(),
  /** Why it is not what was estimated; null when some of it is covered by no card. */
  variance: z
    .object({
      estimateMicros: z.bigint(),
      varianceMicros: z.bigint(),
      explanations: z.array(
        z.object({ code: z.enum(['rate', 'units', 'fee', 'tax']), micros: z.bigint() }),
      ),
      restMicros: z.bigint(),
    })
    .nullable(),
});

export const reconciliationSchema = z.object({
  platform: z.string(),
  unit: z.string(),
  fromMs: z.int(),
  toMs: z.int(),
  sessionNo: z.int().nullable(),
  reported: z.object({ units: z.bigint(), label: z.literal('paid') }),
  observed: z.object({ units: z.bigint(), label: z.literal('observed') }),
  /** reported − observed: the shares of the explanations and the rest add up to it. */
  variance: z.bigint(),
  explanations: z.array(explanationSchema),
  rest: z.bigint(),
  coverage: coverageSchema,
  paid: z.array(paidSchema),
});
export type ReconciliationReport = z.infer<typeof reconciliationSchema>;

export const reconcileOutcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), report: reconciliationSchema }),
  refusal,
]);

export const personHitSchema = z.object({
  personNo: z.int(),
  platform: z.string(),
  /** Fit for display. */
  name: z.string(),
  handle: z.string().nullable(),
  platformId: z.string().nullable(),
  totals: z.array(z.object({ unit: z.string(), gifts: z.int(), units: z.bigint() })),
});
export type PersonHit = z.infer<typeof personHitSchema>;

export const searchInput = z.object({
  text: z.string().max(200),
  limit: z.int().min(1).max(100),
  /** For the next page: below this number. */
  beforePersonNo: z.int().nullable().optional(),
});

export const retentionSchema = z.object({
  /** How long raw frames are kept; null for ever. */
  days: z.int().min(1).max(36_500).nullable(),
});

/**
 * Shapes that cross the typed contract: what the dashboard and the overlays are told. Zod schemas for the
 * server's own check; pages import the types only (an overlay carries no zod).
 */
import { z } from 'zod';
import { GIFT_KINDS, OBSERVED_REASONS } from '../gift.ts';
import { GIFT_STATUSES } from '../ledger/counter.ts';
import { VALUE_BASES } from '../rates.ts';
import { FEEDS } from './feeds.ts';
import { sourceStepSchema } from './sources.ts';

/** (generation, rev) order every state stream; a new generation means: the server restarted, start over. */
const stamp = { generation: z.string(), rev: z.int().min(0) };

/** One gift of the live feed; a combo is one row that grows in place under the same `key`. */
export const feedRowSchema = z.object({
  /** `g<giftNo>` for income, `o<observedNo>` for what was seen but is not income. */
  key: z.string(),
  seq: z.int(),
  platform: z.string(),
  kind: z.enum(GIFT_KINDS),
  giftId: z.string().nullable(),
  giftName: z.string().nullable(),
  senderName: z.string(),
  senderHandle: z.string().nullable(),
  quantity: z.int(),
  unit: z.string(),
  /** Whole worth in `unit` (minor units for a currency); null while the price is unknown (suspense). */
  units: z.int().nullable(),
  status: z.enum(GIFT_STATUSES),
  /** Null for income; otherwise why it is shown but not booked. */
  observed: z.enum(OBSERVED_REASONS).nullable(),
  sources: z.array(z.string()),
  firstAtMs: z.int(),
  lastAtMs: z.int(),
  /** The gift's receiver could not be compared with the creator's own accounts. */
  receiverUnchecked: z.boolean(),
  sessionNo: z.int().nullable(),
});
export type FeedRow = z.infer<typeof feedRowSchema>;

export const feedEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), ...stamp, seq: z.int(), rows: z.array(feedRowSchema) }),
  /** Rows to insert or replace by `key`. */
  z.object({ type: z.literal('patch'), ...stamp, seq: z.int(), rows: z.array(feedRowSchema) }),
]);
export type FeedEvent = z.infer<typeof feedEventSchema>;

/** Sum of one platform's unit; bigint, since a sum may pass 2^53. */
export const unitTotalSchema = z.object({
  platform: z.string(),
  unit: z.string(),
  gifts: z.int(),
  quantity: z.bigint(),
  units: z.bigint(),
});
export type UnitTotal = z.infer<typeof unitTotalSchema>;

export const estimateSchema = z.object({
  currency: z.string(),
  /** 10⁻¹⁵ of the currency's main unit, exact; rounded on the screen only (`formatFemtos`). */
  femtos: z.bigint(),
  /** `face value` when all of it is money of this very currency; null when there is nothing in it. */
  basis: z.enum(VALUE_BASES).nullable(),
  /** Cards that were used, by id. */
  rateCards: z.array(z.string()),
  /** Exchange rates that were used, with the first and last day of those (UTC, 2026-01-31). */
  exchange: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      source: z.string(),
      firstDay: z.string(),
      lastDay: z.string(),
    }),
  ),
  /** Units that no card covers: they are not in `femtos`, and the page says so. */
  uncovered: z.array(z.object({ platform: z.string(), unit: z.string(), units: z.bigint() })),
});
export type Estimate = z.infer<typeof estimateSchema>;

export const coverageGapSchema = z.object({
  source: z.string(),
  fromMs: z.int(),
  /** Null while the gap is still open. */
  toMs: z.int().nullable(),
  reason: z.string(),
});

export const coverageSchema = z.object({
  /** How long at least one live source was connected, and how long the session was live. */
  observedMs: z.int(),
  liveMs: z.int(),
  gaps: z.array(coverageGapSchema),
});
export type Coverage = z.infer<typeof coverageSchema>;

/** A time in which a source was not connected, or (`source` empty) in which there was none. */
export const missedSchema = z.object({
  sessionNo: z.int(),
  /** Newest first. */
  missed: z.array(coverageGapSchema),
  /** There were more than were asked for. */
  more: z.boolean(),
});
export type Missed = z.infer<typeof missedSchema>;

export const sessionSchema = z.object({
  sessionNo: z.int(),
  title: z.string(),
  openedAtMs: z.int(),
  closedAtMs: z.int().nullable(),
  openedBy: z.enum(['hand', 'obs', 'gift']),
});
export type Session = z.infer<typeof sessionSchema>;

export const sessionStateSchema = z.object({
  ...stamp,
  seq: z.int(),
  serverNowMs: z.int(),
  /** The open session, else the last one, else null. */
  session: sessionSchema.nullable(),
  totals: z.array(unitTotalSchema),
  estimate: estimateSchema,
  coverage: coverageSchema,
  supporters: z.int(),
  topSupporters: z.array(
    z.object({ name: z.string(), platform: z.string(), unit: z.string(), units: z.bigint() }),
  ),
  /** Units per minute of the last hour in which the session was live, oldest first (gift counts). */
  perMinute: z.array(z.object({ atMs: z.int(), gifts: z.int() })),
  /** Gifts without a known price, and gifts whose end was not seen. */
  suspense: z.int(),
  unconfirmed: z.int(),
});
export type SessionState = z.infer<typeof sessionStateSchema>;

export const SOURCE_STATES = [
  'connecting',
  'connected',
  'waiting',
  'paused',
  'stopped',
  'failed',
] as const;

export const sourceStatusSchema = z.object({
  /** The source's URL without secrets; its identity. */
  source: z.string(),
  scheme: z.string(),
  /** `waiting` means: between two attempts; `nextAttemptAtMs` says when. `failed` needs the user. */
  state: z.enum(SOURCE_STATES),
  /** What happened, for a person: "TikFinity is not running on this computer." Null when all is well. */
  reason: z.string().nullable(),
  /** What the newest attempt to connect did so far. */
  steps: z.array(sourceStepSchema),
  sinceMs: z.int(),
  nextAttemptAtMs: z.int().nullable(),
  lastFrameAtMs: z.int().nullable(),
  frames: z.int(),
  rejected: z.int(),
  removable: z.boolean(),
});
export type SourceStatus = z.infer<typeof sourceStatusSchema>;

const damageSchema = z.object({
  what: z.enum(['ledger', 'settings']),
  /** What was found, for a person. */
  words: z.string(),
  atMs: z.int(),
  /** Where the damaged files lie, whole; null while they are still in use. */
  movedTo: z.string().nullable(),
  /** The newest backup that was found to be sound. */
  newestBackup: z.object({ folder: z.string(), atMs: z.int() }).nullable(),
  /** What brings back as much as can be, once Coinfall is stopped; null while nothing was moved. */
  command: z.string().nullable(),
});

export const systemStateSchema = z.object({
  ...stamp,
  serverNowMs: z.int(),
  version: z.string(),
  mode: z.enum(['live', 'sandbox']),
  dataDir: z.string(),
  sources: z.array(sourceStatusSchema),
  /** Writing to the ledger works, or what is wrong and that it is being retried. */
  ledger: z.object({
    state: z.enum(['ok', 'failing']),
    message: z.string().nullable(),
    pending: z.int(),
  }),
  /** Damage that no restore has answered yet. */
  damage: damageSchema.nullable(),
  backup: z.object({
    lastAtMs: z.int().nullable(),
    /** Why the newest attempt failed, for a person; earlier backups stay. */
    failure: z.string().nullable(),
  }),
  recording: z.object({
    /** Raw frames are written to files for a report of a fault. */
    on: z.boolean(),
    /** Why it ended by itself, for a person. */
    failure: z.string().nullable(),
  }),
  rejected: z.int(),
  conflicts: z.int(),
  overlayClients: z.int(),
  overlayUrl: z.string(),
  /** The token of each feed's widgets. */
  overlayTokens: z.record(z.enum(FEEDS), z.string()),
  webhookUrl: z.string(),
  webhookToken: z.string(),
});
export type SystemState = z.infer<typeof systemStateSchema>;

/** Something that was refused or contradicted itself; kept to be looked at. */
export const problemSchema = z.object({
  id: z.int(),
  kind: z.enum(['rejected', 'conflict']),
  atMs: z.int(),
  source: z.string(),
  code: z.string(),
  message: z.string(),
  excerpt: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

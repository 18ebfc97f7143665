/**
 * The typed contract: every procedure and stream that a page may use, with its schemas and its scope.
 * A procedure without a scope cannot be written (`scoped` is the only way in), and the transports refuse
 * a caller whose scope does not match.
 */
import { eventIterator, oc } from '@orpc/contract';
import type { ContractRouterClient } from '@orpc/contract';
import { z } from 'zod';
import { newRateCardSchema } from '../rate-changes.ts';
import { alertStateSchema } from './alert-states.ts';
import { exportAskedSchema, exportFormatSchema, exportPieceSchema } from './exports.ts';
import { obsStateSchema } from './obs-state.ts';
import {
  balancesSchema,
  entriesInput,
  entryRowSchema,
  payoutRowSchema,
  payoutsInput,
  personHitSchema,
  reconcileInput,
  reconcileOutcome,
  recordInput,
  recordOutcome,
  reportInput,
  retentionSchema,
  searchInput,
} from './money.ts';
import {
  cardEndSchema,
  earningsAnswerSchema,
  earningsAskedSchema,
  exchangeAskedSchema,
  exchangeListSchema,
  exchangeOutcomeSchema,
  importPieceSchema,
  newExchangeRateSchema,
  payoutRegionSchema,
  rateOutcomeSchema,
  ratesStateSchema,
} from './rates.ts';
import {
  feedEventSchema,
  problemSchema,
  sessionSchema,
  sessionStateSchema,
  systemStateSchema,
} from './states.ts';

/** `control` is the dashboard; `overlay` may read its widgets' feeds and acknowledge its alerts. */
export type Scope = 'control' | 'overlay';

/** What a token's widgets may read; the server knows widgets only by these names. */
export const FEEDS = ['alerts'] as const;
export type Feed = (typeof FEEDS)[number];

interface ProcedureMeta {
  /** Scopes that may call the procedure. */
  readonly scopes: readonly Scope[];
  /** For the overlay scope: the feed its token must grant. */
  readonly feed?: Feed;
}

const base = oc.$meta<ProcedureMeta>({ scopes: [] });
const control = base.meta({ scopes: ['control'] });
const alertsFeed = base.meta({ scopes: ['control', 'overlay'], feed: 'alerts' });

/** Where a stream left off; with both known the server resumes with patches, else it sends a snapshot. */
const resume = z.object({ generation: z.string().optional(), rev: z.int().optional() });
/** What a user's action led to: done, or a coded refusal that says what to do. */
const outcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;

export const contract = {
  system: {
    /** State of the companion and its sources. */
    watch: control.output(eventIterator(systemStateSchema)),
  },
  feed: {
    /** The newest gifts, then every change of one. */
    watch: control.input(resume).output(eventIterator(feedEventSchema)),
    /** Older rows, newest first, below a row's `seq`. */
    older: control
      .input(z.object({ beforeSeq: z.int(), limit: z.int().min(1).max(500) }))
      .output(feedEventSchema),
  },
  session: {
    /** Totals, estimate and coverage of the session at hand. */
    watch: control.output(eventIterator(sessionStateSchema)),
    open: control.input(z.object({ title: z.string().max(200) })).output(sessionSchema),
    close: control.output(outcome),
  },
  sources: {
    /** Adds a source by its URL and remembers it. */
    add: control.input(z.object({ url: z.string().max(2_000) })).output(outcome),
    remove: control.input(z.object({ source: z.string() })).output(outcome),
  },
  obs: {
    /** Whether OBS is followed, how that goes, and whether it is live. */
    watch: control.output(eventIterator(obsStateSchema)),
    /**
     * Follows OBS at an address of this computer, or stops following it; remembered. Without `password` the one
     * that is known stays; an empty one is forgotten.
     */
    configure: control
      .input(
        z.object({
          enabled: z.boolean(),
          url: z.string().max(200),
          password: z.string().max(500).optional(),
        }),
      )
      .output(outcome),
    /** Tries at once instead of waiting for the next attempt. */
    retry: control.output(outcome),
  },
  problems: {
    /** Rejected frames and conflicts, newest first. */
    list: control
      .input(z.object({ limit: z.int().min(1).max(500) }))
      .output(z.array(problemSchema)),
  },
  alerts: {
    /** The timeline: what is on air now, since when, until when. */
    watch: alertsFeed.output(eventIterator(alertStateSchema)),
    /** The overlay has painted an alert it was sent; the only write an overlay token grants. */
    painted: alertsFeed.input(z.object({ alertId: z.string().max(200) })).output(outcome),
    /** Shows a test alert through the same queue and socket; the ledger is not touched. */
    test: control
      .input(z.object({ tier: z.enum(['small', 'medium', 'large', 'epic']) }))
      .output(outcome),
    skip: control.output(outcome),
    pause: control.input(z.object({ paused: z.boolean() })).output(outcome),
  },
  money: {
    /** Records something that a person says; refused with a code and words when the ledger cannot take it. */
    record: control.input(recordInput).output(recordOutcome),
    /** Entries, newest first, with what they moved and whether they still stand. */
    entries: control.input(entriesInput).output(z.array(entryRowSchema)),
    /** Row of a gift that can be taken back, by its key; null when there is none. */
    giftRow: control.input(z.object({ giftKey: z.string().max(2_000) })).output(z.int().nullable()),
    /** What is held at the platforms, and in the bank. */
    balances: control.output(balancesSchema),
    payouts: control.input(payoutsInput).output(z.array(payoutRowSchema)),
    /** Keeps what a platform reported for a period or a session. */
    report: control.input(reportInput).output(outcome),
    /** Compares a reported figure with what was booked, and explains the difference. */
    reconcile: control.input(reconcileInput).output(reconcileOutcome),
  },
  people: {
    /** Supporters by name, handle, platform id or number, newest first. */
    search: control.input(searchInput).output(z.array(personHitSchema)),
    /** Forgets a supporter for good; what they gave stays in every figure. */
    erase: control.input(z.object({ personNo: z.int().min(1) })).output(recordOutcome),
  },
  evidence: {
    /** How long raw frames are kept. No figure depends on them. */
    retention: control.output(retentionSchema),
    setRetention: control.input(retentionSchema).output(outcome),
  },
  rates: {
    /** Cards, payout regions, and the rate that each payout came to. */
    list: control.output(ratesStateSchema),
    /** Adds a card of the creator's own; the open one of the same question ends where it starts. */
    add: control.input(newRateCardSchema).output(rateOutcomeSchema),
    end: control.input(cardEndSchema).output(rateOutcomeSchema),
  },
  region: {
    /** The creator's payout region from an instant on; null for none. */
    set: control.input(payoutRegionSchema).output(rateOutcomeSchema),
  },
  exchange: {
    /** Exchange rates as they count now, newest first. */
    list: control.input(exchangeAskedSchema).output(exchangeListSchema),
    add: control.input(newExchangeRateSchema).output(exchangeOutcomeSchema),
    /** Takes a piece of the ECB's eurofxref-hist.csv; a piece that came before changes nothing. */
    import: control.input(importPieceSchema).output(exchangeOutcomeSchema),
  },
  earnings: {
    /** What was earned in a period: observed, estimated and paid. */
    totals: control.input(earningsAskedSchema).output(earningsAnswerSchema),
  },
  exports: {
    /** The kinds of file there are. */
    formats: control.output(z.array(exportFormatSchema)),
    /** A file in pieces, each made when it is asked for; who stops asking has cancelled it. */
    file: control.input(exportAskedSchema).output(eventIterator(exportPieceSchema)),
  },
};

/** The client's side of the contract, the same over WebSocket and MessagePort. */
export type Client = ContractRouterClient<typeof contract>;

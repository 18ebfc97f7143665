/**
 * The typed contract: every procedure and stream that a page may use, with its schemas and its scope.
 * A procedure without a scope cannot be written (`scoped` is the only way in), and the transports refuse
 * a caller whose scope does not match.
 */
import { eventIterator, oc } from '@orpc/contract';
import type { ContractRouterClient } from '@orpc/contract';
import { z } from 'zod';
import { alertRuleSchema } from '../alerts/rule.ts';
import { goalSchema } from '../goal.ts';
import { newRateCardSchema } from '../rate-changes.ts';
import { PLATFORM_PATTERN } from '../units.ts';
import {
  alertDeskSchema,
  hideKeysSchema,
  pastAlertSchema,
  pastAlertsInput,
  soundSettingsSchema,
  speechSettingsSchema,
} from './alert-desk.ts';
import { alertStateSchema } from './alert-states.ts';
import {
  canvasCopyInput,
  canvasCopyOutcome,
  canvasKeptSchema,
  canvasNamed,
  canvasSaveInput,
  canvasSaveOutcome,
  canvasStateSchema,
  canvasSummarySchema,
} from './canvases.ts';
import {
  earningsFilterSchema,
  giftsAnswerSchema,
  giftsAskedSchema,
  hoursAnswerSchema,
  mixAnswerSchema,
  sessionsAnswerSchema,
  sessionsAskedSchema,
} from './earnings.ts';
import { exportAskedSchema, exportFormatSchema, exportPieceSchema } from './exports.ts';
import {
  applyEventSchema,
  importAskedSchema,
  importPreviewSchema,
  importRunSchema,
  planEventSchema,
  savedMappingSchema,
  undoEventSchema,
  uploadIdSchema,
  uploadPieceSchema,
  uploadedSchema,
} from './imports.ts';
import { WIDGET_FEEDS } from './feeds.ts';
import type { Feed } from './feeds.ts';
import { mediaId, mediaListSchema, renameMediaInput } from './media.ts';
import { obsStateSchema } from './obs-state.ts';
import {
  comboStateSchema,
  creditsStateSchema,
  goalStateSchema,
  latestStateSchema,
  supportersStateSchema,
  tallyStateSchema,
} from './overlay-states.ts';
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
  accountsSchema,
  accountsStateSchema,
  connectionTestSchema,
  sourceSecretsSchema,
} from './sources.ts';
import {
  feedEventSchema,
  missedSchema,
  problemSchema,
  sessionSchema,
  sessionStateSchema,
  systemStateSchema,
} from './states.ts';

/** `control` is the dashboard; `overlay` may read its widgets' feeds and acknowledge its alerts. */
export type Scope = 'control' | 'overlay';

interface ProcedureMeta {
  /** Scopes that may call the procedure. */
  readonly scopes: readonly Scope[];
  /** For the overlay scope: the feed its token must grant. */
  readonly feed?: Feed;
  /** For the overlay scope: its token must be a canvas's; which one is the handler's to check. */
  readonly canvas?: true;
}

const base = oc.$meta<ProcedureMeta>({ scopes: [] });
const control = base.meta({ scopes: ['control'] });
const ofFeed = (feed: Feed) => base.meta({ scopes: ['control', 'overlay'], feed });
const alertsFeed = ofFeed('alerts');
const ofCanvas = base.meta({ scopes: ['control', 'overlay'], canvas: true });
/** Everything is told, or what is of one platform alone: some forbid to be shown beside others. */
const onlyPlatform = { platform: z.string().regex(PLATFORM_PATTERN).optional() };
/** What a widget's page asks for: money is left out of a state unless the page was set to show it. */
const widgetAsks = z.object({ money: z.boolean(), ...onlyPlatform });

/** Where a stream left off; with both known the server resumes with patches, else it sends a snapshot. */
const resume = z.object({ generation: z.string().optional(), rev: z.int().optional() });
/** What a user's action led to: done, or a coded refusal that says what to do. */
const outcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;
/** A source that was added goes by this name from now on: its URL without secrets. */
const addOutcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), source: z.string() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);
export type AddOutcome = z.infer<typeof addOutcome>;

const sourceUrl = z.object({ url: z.string().max(2_000) });
const sourceName = z.object({ source: z.string().max(2_000) });

const heldInput = z.object({ alertId: z.string().max(200).nullable() });
const looseRule = z.record(z.string(), z.unknown());

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
    /** When its sources were not connected, and why. */
    missed: control
      .input(z.object({ sessionNo: z.int(), limit: z.int().min(1).max(500) }))
      .output(missedSchema),
  },
  sources: {
    /** Adds a source by its URL and remembers it. */
    add: control.input(sourceUrl).output(addOutcome),
    /** Connects once, says how each step goes, and lets go again. Nothing is added or booked. */
    test: control.input(sourceUrl).output(eventIterator(connectionTestSchema)),
    /** Ends the connection, or takes it up again; remembered. */
    setPaused: control.input(sourceName.extend({ paused: z.boolean() })).output(outcome),
    remove: control.input(sourceName).output(outcome),
    /** Brings a source back that was removed in this run, as it was. */
    restore: control.input(sourceName).output(outcome),
    secrets: control.output(sourceSecretsSchema),
    /** Keeps a secret, or forgets it when it is empty; its sources connect anew. It never comes back out. */
    setSecret: control
      .input(z.object({ name: z.string().max(100), secret: z.string().max(4_000) }))
      .output(outcome),
    /** Who the creator is: gifts to others are shown, but are not their income. */
    accounts: control.output(accountsStateSchema),
    setAccounts: control.input(accountsSchema).output(outcome),
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
    watch: alertsFeed
      .input(z.object(onlyPlatform).optional())
      .output(eventIterator(alertStateSchema)),
    /** The overlay has painted an alert it was sent; the only write an overlay token grants. */
    painted: alertsFeed.input(z.object({ alertId: z.string().max(200) })).output(outcome),
    /** Shows a test alert through the same queue and socket; the ledger is not touched. */
    test: control
      .input(z.object({ tier: z.enum(['small', 'medium', 'large', 'epic']) }))
      .output(outcome),
    skip: control.output(outcome),
    pause: control.input(z.object({ paused: z.boolean() })).output(outcome),
    /** What waits for approval, and the switches for quiet mode and for holding everything. */
    desk: control.output(eventIterator(alertDeskSchema)),
    /** A held alert, or with null all of them. */
    approve: control.input(heldInput).output(outcome),
    reject: control.input(heldInput).output(outcome),
    /** Everything that waits for its turn becomes missed; what is on air or held stays. */
    clear: control.output(outcome),
    /** In quiet mode gifts are booked as ever, and their alerts are missed at once. Remembered. */
    quiet: control.input(z.object({ quiet: z.boolean() })).output(outcome),
    /** Every new alert waits for approval. Remembered. */
    holdAll: control.input(z.object({ holdAll: z.boolean() })).output(outcome),
    /** Takes everything off air at once, or lets it on again; what waits goes on waiting. Remembered. */
    hide: control.input(z.object({ hidden: z.boolean() })).output(outcome),
    hideKeys: control.output(hideKeysSchema),
    /** Other keys, or null for none; refused when the system does not give them, and then the old ones stay. */
    setHideKeys: control.input(z.object({ keys: z.string().max(80).nullable() })).output(outcome),
    /** Volume and silence of all alerts. Remembered. */
    setSound: control.input(soundSettingsSchema).output(outcome),
    setSpeech: control.input(speechSettingsSchema).output(outcome),
    /** For a window that can speak: whether it is the one that does. Who leaves hands it on. */
    speaker: control.output(eventIterator(z.object({ speaks: z.boolean() }))),
    /** Alerts with their receipts, newest first. */
    past: control.input(pastAlertsInput).output(z.array(pastAlertSchema)),
    /** Shows one of them once more; it is counted nowhere. */
    replay: control.input(z.object({ alertId: z.string().max(200) })).output(outcome),
    /** The user's rules in their order; what none of them matches is shown as ever. */
    rules: control.output(z.array(alertRuleSchema)),
    /** Replaces the rules. Taken loosely, so that a rule that cannot be followed is refused with words. */
    setRules: control.input(z.object({ rules: z.array(looseRule).max(1_000) })).output(outcome),
    /** Shows a test alert that this rule matches; it need not be saved. The ledger is not touched. */
    testRule: control.input(z.object({ rule: looseRule })).output(outcome),
  },
  /** The creator's own files; one is added by `POST /api/v1/media`, and seen at `/media/<id>`. */
  media: {
    list: control.output(mediaListSchema),
    rename: control.input(renameMediaInput).output(outcome),
    remove: control.input(z.object({ id: mediaId })).output(outcome),
    /** Brings back what was removed in this run. */
    restore: control.input(z.object({ id: mediaId })).output(outcome),
  },
  /** One feed per kind of widget: what stands, then each change. */
  overlay: {
    combo: ofFeed('combo').input(widgetAsks).output(eventIterator(comboStateSchema)),
    goal: ofFeed('goal').input(widgetAsks).output(eventIterator(goalStateSchema)),
    supporters: ofFeed('supporters').input(widgetAsks).output(eventIterator(supportersStateSchema)),
    latest: ofFeed('latest').input(widgetAsks).output(eventIterator(latestStateSchema)),
    session: ofFeed('session').input(widgetAsks).output(eventIterator(tallyStateSchema)),
    credits: ofFeed('credits').input(widgetAsks).output(eventIterator(creditsStateSchema)),
    /** Plays a few seconds of made-up data through a feed, then what is so again. The ledger is not touched. */
    test: control.input(z.object({ feed: z.enum(WIDGET_FEEDS) })).output(outcome),
  },
  canvases: {
    /** All of them, by name. */
    list: control.output(z.array(canvasSummarySchema)),
    /** One as it is kept; null when there is none of that id. */
    get: control.input(canvasNamed).output(canvasKeptSchema.nullable()),
    /** Keeps a canvas, and shows it at once wherever it is open. Refused when it has changed since. */
    save: control.input(canvasSaveInput).output(canvasSaveOutcome),
    /** Its overlay goes blank. `restore` brings it back, address and all. */
    remove: control.input(canvasNamed).output(outcome),
    restore: control.input(canvasNamed).output(outcome),
    duplicate: control.input(canvasCopyInput).output(canvasCopyOutcome),
    /** The canvas, and each saved change of it. An overlay may watch its own. */
    watch: ofCanvas.input(canvasNamed).output(eventIterator(canvasStateSchema)),
  },
  goals: {
    /** The goal that the audience sees; null when there is none. */
    get: control.output(goalSchema.nullable()),
    set: control.input(goalSchema.nullable()).output(outcome),
  },
  credits: {
    /** Rolls the credits of the session at hand, from their start. */
    roll: control.output(outcome),
    stop: control.output(outcome),
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
  recording: {
    /** Writes what sources send to files, for a report of a fault, or stops that; remembered. */
    set: control.input(z.object({ on: z.boolean() })).output(outcome),
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
    /** The same by the hour of the week. */
    hours: control.input(earningsFilterSchema).output(hoursAnswerSchema),
    /** The same by gift. */
    mix: control.input(earningsFilterSchema).output(mixAnswerSchema),
    /** Sessions that began in a period, newest first, with what each came to. */
    sessions: control.input(sessionsAskedSchema).output(sessionsAnswerSchema),
    /** The gifts behind a figure, newest first, page by page. */
    gifts: control.input(giftsAskedSchema).output(giftsAnswerSchema),
  },
  imports: {
    /** A piece of a file; the pieces come in their order. */
    upload: control.input(uploadPieceSchema).output(uploadedSchema),
    /** The file that was handed over, as it is written and as it begins. */
    preview: control.input(z.object({ upload: uploadIdSchema })).output(importPreviewSchema),
    /** Reads all of it and says what would change; books nothing. */
    plan: control
      .input(z.object({ asked: importAskedSchema, sha256: z.string().max(64).nullable() }))
      .output(eventIterator(planEventSchema)),
    /** Books what was planned; who stops asking has cancelled it, and what was booked is taken back. */
    apply: control.input(importAskedSchema).output(eventIterator(applyEventSchema)),
    /** Takes an import back as a whole. */
    undo: control
      .input(z.object({ importNo: z.int().min(1) }))
      .output(eventIterator(undoEventSchema)),
    /** The file is not wanted any more. */
    discard: control.input(z.object({ upload: uploadIdSchema })).output(z.void()),
    runs: control.output(z.array(importRunSchema)),
    mappings: control.output(z.array(savedMappingSchema)),
    saveMapping: control.input(savedMappingSchema).output(outcome),
    removeMapping: control.input(z.object({ name: z.string().max(60) })).output(outcome),
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

/**
 * The ledger's one writer: turns a batch of commands into one transaction (messages, evidence, journal,
 * projections) and says what was committed. Blind to threads; `writer.ts` runs it in its own.
 *
 * Nothing in memory changes before the commit has succeeded: a failed transaction leaves file and memory as
 * they were, and the same batch can be tried again.
 */
import { assertNever } from '../../shared/assert-never.ts';
import { isBundle, statusAfterSilence } from '../../shared/ledger/counter.ts';
import { OBS_SOURCE } from './commands.ts';
import type { CommandOutcome, CommitReport, LedgerCommand, SessionOpener } from './commands.ts';
import { coverageStatements } from './coverage.ts';
import type { Draft } from './draft.ts';
import { entryWriter } from './entries.ts';
import { eraser } from './erasure.ts';
import type { ErasureToken } from './erasure.ts';
import { evidencePruner } from './evidence.ts';
import { registers } from './gift-draft.ts';
import type { GiftDraft } from './gift-draft.ts';
import { importWriter } from './imports.ts';
import { giftFrames } from './gift-frames.ts';
import { writeGiftRows } from './gift-rows.ts';
import { readHead } from './journal.ts';
import type { ChainHead } from './journal.ts';
import { journalPens } from './journal-pen.ts';
import { earlierStreamOver, lastSignOf } from './obs-session.ts';
import type { Db } from './open.ts';
import { problemStatements } from './problems.ts';
import { readLocks } from './locks.ts';
import { addExchangeRates } from './exchange-rates.ts';
import { addRateCard, endRateCard, saveShippedRateCards, setPayoutRegion } from './rate-cards.ts';
import { sessionStatements } from './sessions.ts';
import { statementWriter } from './statements.ts';

export interface Clock {
  /** Wall clock, Unix ms. */
  readonly now: () => number;
  /** Monotonic clock, ms: durations must not jump with the wall clock. */
  readonly monotonic: () => number;
}

/** A streak's frames come at most a few seconds apart (longest gap measured: 3.2 s). */
const STREAK_SILENCE_MS = 10_000;
const BUNDLE_SILENCE_MS = 60_000;
/** A session not opened by hand ends after this long without any connected live source and without OBS. */
const ABANDONED_AFTER_MS = 30 * 60_000;
/** By hand beats OBS beats gift. */
const OPENER_RANK: Readonly<Record<SessionOpener, number>> = { gift: 0, obs: 1, hand: 2 };
const SYSTEM_SOURCE = 'coinfall';

interface OpenGift {
  readonly lastHeardMs: number;
  readonly bundle: boolean;
  readonly sources: readonly string[];
  readonly sessionNo: number | null;
}

export interface StoreHooks {
  /** Called before anything of a person is removed; what it keeps must outlast the ledger. */
  readonly onErasure?: (token: ErasureToken) => void;
}

export function openLedgerStore(db: Db, clock: Clock, hooks: StoreHooks = {}) {
  const people = registers(db);
  const problems = problemStatements(db);
  const coverage = coverageStatements(db);
  const sessions = sessionStatements(db);
  const frames = giftFrames(db, { people, problems, sessions });
  const pens = journalPens(db);
  const entries = entryWriter(db, people, clock.now);
  const imports = importWriter(db, people, entries, clock.now);
  const forgetting = eraser(db, clock.now, hooks.onErasure ?? (() => undefined));
  const pruneEvidence = evidencePruner(db);
  const saveStatement = statementWriter(db);

  let head = readHead(db);
  let locks = readLocks(db);
  let session = sessions.readOpen();
  const openGifts = new Map<number, OpenGift>();
  let connected: ReadonlyMap<string, boolean> = new Map();
  /** Monotonic clock when the last live source or OBS went; null while one is connected. */
  let unwatchedSinceMs: number | null = clock.monotonic();

  /** Open gifts as this transaction has them so far, those it began included. */
  function silenceWhere(
    draft: Draft,
    which: (gift: Pick<OpenGift, 'sources' | 'sessionNo'>) => boolean,
  ): void {
    const drafted = [...draft.gifts.values()];
    const seen = new Set(drafted.map((gift) => gift.giftNo));
    // Written earlier in this transaction, a gift is not yet among those that memory knows to be open.
    const written = new Map(draft.touched.map((gift) => [gift.giftNo, gift]));
    const others = new Map<number, Pick<OpenGift, 'sources' | 'sessionNo'>>([
      ...openGifts,
      ...written,
    ]);
    for (const gift of drafted) if (which(gift)) silenceGift(draft, gift);
    silence(
      draft,
      [...others].filter(([no, gift]) => !seen.has(no) && which(gift)).map(([no]) => no),
    );
  }

  /** Nothing more is expected of these gifts: each open one becomes settled or unconfirmed. */
  function silence(draft: Draft, giftNos: Iterable<number>): void {
    for (const giftNo of giftNos) {
      const loaded = people.loadGift(giftNo);
      const gift = loaded === undefined ? undefined : (draft.gifts.get(loaded.giftKey) ?? loaded);
      if (gift !== undefined) silenceGift(draft, gift);
    }
  }

  function silenceGift(draft: Draft, gift: GiftDraft): void {
    if (gift.state.status !== 'open') return;
    gift.state = { ...gift.state, status: statusAfterSilence(gift.state) };
    // A row that also books what a frame brought names that frame's source and time.
    if (gift.state.count === gift.before.count) {
      gift.occurredAtMs = null;
      gift.observedAtMs = clock.now();
      gift.source = SYSTEM_SOURCE;
    }
    draft.gifts.set(gift.giftKey, gift);
  }

  function applySource(draft: Draft, command: Extract<LedgerCommand, { type: 'source' }>): void {
    coverage.note(command);
    if (draft.session.open !== null) draft.sessions.add(draft.session.open.sessionNo);
    if (command.state === 'connected') {
      draft.connected.set(command.source, command.live);
      return;
    }
    draft.connected.delete(command.source);
    silenceWhere(
      draft,
      ({ sources }) =>
        sources.includes(command.source) && !sources.some((source) => draft.connected.has(source)),
    );
  }

  function closeSession(draft: Draft, atMs: number): void {
    const open = draft.session.open;
    if (open === null) return;
    silenceWhere(draft, ({ sessionNo }) => sessionNo === open.sessionNo);
    sessions.close(open.sessionNo, atMs);
    draft.sessions.add(open.sessionNo);
    draft.session = { open: null, opened: false };
  }

  function endAbandoned(draft: Draft): void {
    const open = draft.session.open;
    if (open === null) return;
    closeSession(
      draft,
      open.openedBy === 'obs' ? lastSign(draft) : coverage.lastObservedAt(open.openedAtMs),
    );
  }

  function lastSign(draft: Draft): number {
    return lastSignOf(draft, { coverage, sessions, nowMs: clock.now() });
  }

  /** Brings the drafted gifts into the journal, for what must see them there. */
  function writeDrafted(draft: Draft): void {
    const gifts = [...draft.gifts.values()];
    draft.news.push(...writeGiftRows(draft.pen, people, draft.locks, gifts));
    draft.touched.push(...gifts);
    draft.gifts.clear();
    draft.pen.flush();
  }

  /** An entry sees all gifts before it in the ledger, and the gifts after it see what it did. */
  function betweenGifts(draft: Draft, act: () => CommandOutcome): CommandOutcome {
    writeDrafted(draft);
    const outcome = act();
    draft.pen.flush();
    return outcome;
  }

  /** Sums have changed. Gifts of long ago are no news: no alert, and no line of the live feed, comes of them. */
  function tellOfImport(draft: Draft): void {
    const { seq } = draft.pen.head();
    if (seq > draft.headSeq) draft.entries.push(seq);
  }

  function apply(draft: Draft, command: LedgerCommand): CommandOutcome {
    switch (command.type) {
      case 'gift':
        return frames.apply(draft, command.gift);
      case 'rejected':
        draft.rejected += 1;
        problems.add({ kind: 'rejected', ...command });
        return 'done';
      case 'source':
        applySource(draft, command);
        return 'done';
      case 'streamEnded':
        if (draft.session.open?.openedBy === 'gift') closeSession(draft, command.atMs);
        return 'done';
      case 'openSession': {
        if (earlierStreamOver(draft, command, coverage)) closeSession(draft, lastSign(draft));
        const open = draft.session.open;
        if (open !== null && OPENER_RANK[command.by] <= OPENER_RANK[open.openedBy]) {
          return 'refused';
        }
        if (open === null) {
          const atMs = sessions.afterLast(command.atMs);
          draft.session = { open: sessions.open({ ...command, atMs }), opened: true };
        } else {
          draft.session = { open: sessions.takeOver(open, command), opened: draft.session.opened };
        }
        draft.sessions.add(draft.session.open?.sessionNo ?? 0);
        return 'done';
      }
      case 'closeSession': {
        const open = draft.session.open;
        if (open === null) return 'refused';
        // Who opened it closes it; a hand may close anything.
        if (command.by !== 'hand' && command.by !== open.openedBy) return 'refused';
        closeSession(draft, command.atMs ?? lastSign(draft));
        return 'done';
      }
      case 'shippedRateCards':
        saveShippedRateCards(db, command.cards);
        return 'done';
      case 'entry':
        return betweenGifts(draft, () => entries.apply(draft, command));
      case 'erase':
        return betweenGifts(draft, () => {
          // What this very batch brought of the person must be there to be removed.
          frames.flush(draft);
          return forgetting.erase(draft, command);
        });
      case 'importBegin':
        return imports.begin(command);
      case 'importRows':
        return betweenGifts(draft, () => {
          // A message that this very batch brought must be there to be known.
          frames.flush(draft);
          const outcome = imports.applyRows(draft, command);
          tellOfImport(draft);
          return outcome;
        });
      case 'importEnd':
        return imports.end(command);
      case 'importUndo':
        return betweenGifts(draft, () => imports.undo(draft, command));
      case 'pruneEvidence':
        pruneEvidence(command.beforeMs);
        return 'done';
      case 'statement':
        saveStatement(command.statement);
        return 'done';
      case 'addRateCard':
        return addRateCard(db, command.card, clock.now());
      case 'endRateCard':
        return endRateCard(db, command.end, clock.now());
      case 'setPayoutRegion':
        return setPayoutRegion(db, command.region, clock.now());
      case 'addExchangeRates':
        return addExchangeRates(db, command, clock.now());
      default:
        return assertNever(command, 'ledger command');
    }
  }

  function runTransaction(
    commands: readonly LedgerCommand[],
    more?: (draft: Draft) => void,
  ): CommitReport {
    const highest = people.highest();
    const draft: Draft = {
      headSeq: head.seq,
      pen: pens(head),
      locks,
      gifts: new Map(),
      messages: new Map(),
      evidence: [],
      observed: [],
      touched: [],
      news: [],
      entries: [],
      corrected: [],
      erased: [],
      sessions: new Set(),
      connected: new Map(connected),
      session: { open: session, opened: false },
      personNo: highest.personNo,
      giftNo: highest.giftNo,
      rejected: 0,
      conflicts: 0,
    };
    const outcomes = db
      .transaction(() => {
        const results = commands.map((command) => apply(draft, command));
        more?.(draft);
        coverage.extend(clock.now());
        writeDrafted(draft);
        frames.flush(draft);
        return results;
      })
      .immediate();

    // Committed: only now may memory follow.
    head = draft.pen.head();
    locks = draft.locks;
    session = draft.session.open;
    const heardMs = clock.monotonic();
    followOpenGifts(openGifts, draft.touched, heardMs);
    connected = draft.connected;
    const watched = [...connected.values()].includes(true) || connected.has(OBS_SOURCE);
    if (watched) unwatchedSinceMs = null;
    else if (unwatchedSinceMs === null || draft.session.opened) unwatchedSinceMs = heardMs;
    return {
      outcomes,
      gifts: draft.news,
      observed: draft.observed,
      entries: draft.entries,
      corrected: draft.corrected,
      erased: draft.erased,
      sessions: [...draft.sessions],
      rejected: draft.rejected,
      conflicts: draft.conflicts,
    };
  }

  return {
    head: (): ChainHead => head,
    openSession: () => session,
    /** One transaction for all commands; throws (and changes nothing) when it cannot be committed. */
    commit: (commands: readonly LedgerCommand[]): CommitReport => runTransaction(commands),
    /**
     * At start-up: whatever was left open by the last run is heard of no more. A session of a gift or of OBS that
     * nobody has watched for long ends here, before a source connects and yesterday's session takes up today's stream.
     */
    recover(): CommitReport {
      const left = db.prepare("SELECT gift_no FROM gift WHERE status = 'open'").pluck().all();
      return runTransaction([], (draft) => {
        coverage.closeAll();
        silence(draft, left as number[]);
        const open = draft.session.open;
        if (open === null || open.openedBy === 'hand') return;
        const seenMs = coverage.lastObservedAt(open.openedAtMs);
        if (clock.now() - seenMs >= ABANDONED_AFTER_MS) endAbandoned(draft);
      });
    },
    /** Settles or gives up what has been silent for too long; null when there was nothing to do. */
    sweep(): CommitReport | null {
      const nowMs = clock.monotonic();
      const silent = [...openGifts]
        .filter(
          ([, gift]) =>
            nowMs - gift.lastHeardMs >= (gift.bundle ? BUNDLE_SILENCE_MS : STREAK_SILENCE_MS),
        )
        .map(([giftNo]) => giftNo);
      const abandoned =
        session !== null &&
        session.openedBy !== 'hand' &&
        unwatchedSinceMs !== null &&
        nowMs - unwatchedSinceMs >= ABANDONED_AFTER_MS;
      if (silent.length === 0 && !abandoned) return null;
      return runTransaction([], (draft) => {
        silence(draft, silent);
        if (abandoned) endAbandoned(draft);
      });
    },
    /** Pushes the coverage of connected sources on, so that a crash costs at most one such step. */
    heartbeat(): void {
      if (connected.size > 0) coverage.extend(clock.now());
    },
  };
}

export type LedgerStore = ReturnType<typeof openLedgerStore>;

function followOpenGifts(
  openGifts: Map<number, OpenGift>,
  changed: Iterable<GiftDraft>,
  heardMs: number,
): void {
  for (const gift of changed) {
    if (gift.state.status === 'open') {
      openGifts.set(gift.giftNo, {
        lastHeardMs: heardMs,
        bundle: isBundle(gift.state),
        sources: gift.sources,
        sessionNo: gift.sessionNo,
      });
    } else {
      openGifts.delete(gift.giftNo);
    }
  }
}

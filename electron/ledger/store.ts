/**
 * The ledger's one writer: turns a batch of commands into one transaction (messages, evidence, journal,
 * projections) and says what was committed. Blind to threads; `writer.ts` runs it in its own.
 *
 * Nothing in memory changes before the commit has succeeded: a failed transaction leaves file and memory as
 * they were, and the same batch can be tried again.
 */
import { createHash } from 'node:crypto';
import { assertNever } from '../../shared/assert-never.ts';
import { factsOf } from '../../shared/ledger/facts.ts';
import { isBundle, mergeClaim, statusAfterSilence } from '../../shared/ledger/counter.ts';
import { MAX_UNITS_PER_GIFT } from '../../shared/units.ts';
import { CANONICAL_FORMAT } from '../../shared/ledger/journal-row.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import type { CommittedGift, ObservedGift } from '../../shared/ledger/committed.ts';
import type {
  CommandOutcome,
  CommitReport,
  IncomingGift,
  LedgerCommand,
  SessionOpener,
} from './commands.ts';
import { coverageStatements } from './coverage.ts';
import { evidenceStatements } from './evidence.ts';
import { registers, worthOf } from './gift-draft.ts';
import type { GiftDraft } from './gift-draft.ts';
import { chainHash, commitment, journalAppender, readHead } from './journal.ts';
import type { ChainHead } from './journal.ts';
import { observedStatements } from './observed.ts';
import type { Db } from './open.ts';
import { problemStatements } from './problems.ts';
import { projectionStatements } from './projections.ts';
import { saveShippedRateCards } from './rate-cards.ts';
import { sessionStatements } from './sessions.ts';
import type { SessionChange } from './sessions.ts';

export interface Clock {
  /** Wall clock, Unix ms. */
  readonly now: () => number;
  /** Monotonic clock, ms: durations must not jump with the wall clock. */
  readonly monotonic: () => number;
}

/** A streak's frames come at most a few seconds apart (longest gap measured: 3.2 s). */
const STREAK_SILENCE_MS = 10_000;
const BUNDLE_SILENCE_MS = 60_000;
/** A live platform's clock further off than this is not believed. */
const CLOCK_TOLERANCE_MS = 3_600_000;
/** A session opened by a gift ends after this long without any connected live source. */
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

/** Everything one transaction has made so far. */
interface Draft {
  readonly gifts: Map<string, GiftDraft>;
  readonly messages: Map<string, { readonly hash: Buffer; readonly gift: GiftDraft | null }>;
  readonly evidence: { readonly gift: GiftDraft; readonly incoming: IncomingGift }[];
  readonly observed: ObservedGift[];
  readonly sessions: Set<number>;
  /** Connected sources, and whether each watches a live stream. */
  readonly connected: Map<string, boolean>;
  session: SessionChange;
  personNo: number;
  giftNo: number;
  rejected: number;
  conflicts: number;
}

export function openLedgerStore(db: Db, clock: Clock) {
  const people = registers(db);
  const append = journalAppender(db);
  const projections = projectionStatements(db);
  const problems = problemStatements(db);
  const coverage = coverageStatements(db);
  const sessions = sessionStatements(db);
  const observedGifts = observedStatements(db);
  const findMessage = db.prepare(
    'SELECT facts_hash AS hash FROM message WHERE platform = ? AND message_id = ?',
  );
  const insertMessage = db.prepare(
    'INSERT INTO message (platform, message_id, facts_hash, seq) VALUES (?, ?, ?, ?)',
  );
  const keepEvidence = evidenceStatements(db);

  let head = readHead(db);
  let session = sessions.readOpen();
  const openGifts = new Map<number, OpenGift>();
  let connected: ReadonlyMap<string, boolean> = new Map();
  /** Monotonic clock when the last live source went; null while one is connected. */
  let unwatchedSinceMs: number | null = clock.monotonic();

  function recordConflict(
    draft: Draft,
    incoming: IncomingGift,
    code: string,
    message: string,
  ): void {
    draft.conflicts += 1;
    problems.add({
      kind: 'conflict',
      atMs: incoming.observedAtMs,
      source: incoming.source,
      code,
      message,
      excerpt: JSON.stringify(incoming.frame).slice(0, 1_000),
    });
  }

  function applyGift(draft: Draft, incoming: IncomingGift): CommandOutcome {
    const { frame } = incoming;
    const hash = createHash('sha256').update(factsOf(frame)).digest();
    const messageName = `${frame.platform}|${frame.messageId}`;
    const pending = draft.messages.get(messageName);
    const known =
      pending?.hash ??
      (findMessage.get(frame.platform, frame.messageId) as { hash: Buffer } | undefined)?.hash;
    if (known !== undefined) {
      if (hash.equals(known)) {
        noteSecondSource(draft, incoming);
        return 'duplicate';
      }
      recordConflict(
        draft,
        incoming,
        'message_contradiction',
        'A message came again with other facts. The first one stands.',
      );
      return 'conflict';
    }
    if (frame.observed !== null) {
      draft.messages.set(messageName, { hash, gift: null });
      applyObserved(draft, incoming, frame.observed);
      return 'observed';
    }
    const gift =
      draft.gifts.get(frame.giftKey) ??
      people.findGift(frame.giftKey) ??
      startGift(draft, incoming);
    draft.gifts.set(frame.giftKey, gift);
    const outcome = mergeFrame(draft, gift, incoming);
    draft.messages.set(messageName, { hash, gift });
    draft.evidence.push({ gift, incoming });
    return outcome;
  }

  /** The same message through another source adds a piece of evidence, and nothing else. */
  function noteSecondSource(draft: Draft, incoming: IncomingGift): void {
    const { giftKey } = incoming.frame;
    if (incoming.frame.observed !== null) return;
    const gift = draft.gifts.get(giftKey) ?? people.findGift(giftKey);
    if (gift === undefined || gift.sources.includes(incoming.source)) return;
    gift.sources = [...gift.sources, incoming.source];
    gift.identityChanged = true;
    draft.gifts.set(giftKey, gift);
    draft.evidence.push({ gift, incoming });
  }

  function startGift(draft: Draft, incoming: IncomingGift): GiftDraft {
    const { frame, observedAtMs } = incoming;
    const clockOff = clockIsOff(incoming);
    const effectiveAtMs = clockOff ? observedAtMs : (frame.occurredAtMs ?? observedAtMs);
    draft.session = sessions.forGift(draft.session, { live: incoming.live, atMs: observedAtMs });
    if (draft.session.opened) draft.sessions.add(draft.session.open?.sessionNo ?? 0);
    draft.giftNo += 1;
    return people.newGift(frame, {
      giftNo: draft.giftNo,
      person: people.findPerson(frame, () => (draft.personNo += 1)),
      effectiveAtMs,
      observedAtMs,
      sessionNo: draft.session.open?.sessionNo ?? null,
      source: incoming.source,
      clockOff,
    });
  }

  function mergeFrame(draft: Draft, gift: GiftDraft, incoming: IncomingGift): CommandOutcome {
    const { frame } = incoming;
    if (gift.state.status === 'reversed') {
      recordConflict(
        draft,
        incoming,
        'reversed_gift',
        'A frame came for a gift that was reversed.',
      );
      return 'conflict';
    }
    if (frame.unit !== gift.unit) {
      recordConflict(
        draft,
        incoming,
        'unit_contradiction',
        `A gift counted in ${gift.unit} was now said to be in ${frame.unit}. The first unit stands.`,
      );
      return 'conflict';
    }
    const grown = mergeClaim(gift.state, frame);
    if (grown.count * (gift.unitsEach ?? frame.unitsEach ?? 1) > MAX_UNITS_PER_GIFT) {
      recordConflict(
        draft,
        incoming,
        'worth_implausible',
        `A gift would have grown to ${grown.count}, which is more than one gift can be worth. The frame was not taken.`,
      );
      return 'conflict';
    }
    let outcome: CommandOutcome = 'accepted';
    if (frame.unitsEach !== null) {
      gift.unitsEach ??= frame.unitsEach;
      if (gift.unitsEach !== frame.unitsEach) {
        outcome = 'conflict';
        recordConflict(
          draft,
          incoming,
          'price_contradiction',
          `A gift priced ${gift.unitsEach} was now said to cost ${frame.unitsEach}. The first price stands; the count was taken.`,
        );
      }
    }
    if (frame.receiverId !== null) {
      gift.receiverId ??= frame.receiverId;
      if (gift.receiverId !== frame.receiverId) {
        outcome = 'conflict';
        recordConflict(
          draft,
          incoming,
          'receiver_contradiction',
          'One gift was said to go to two receivers. The first one stands; the count was taken.',
        );
      }
    }
    gift.state = grown;
    noteFrame(gift, incoming);
    return outcome;
  }

  function noteFrame(gift: GiftDraft, incoming: IncomingGift): void {
    const { frame } = incoming;
    const atMs =
      gift.clockOff || clockIsOff(incoming)
        ? incoming.observedAtMs
        : (frame.occurredAtMs ?? incoming.observedAtMs);
    gift.firstAtMs = Math.min(gift.firstAtMs, atMs);
    gift.lastAtMs = Math.max(gift.lastAtMs, atMs);
    gift.occurredAtMs = frame.occurredAtMs;
    gift.observedAtMs = incoming.observedAtMs;
    gift.source = incoming.source;
    gift.giftName ??= frame.gift.name;
    if (!gift.sources.includes(incoming.source)) gift.sources = [...gift.sources, incoming.source];
    gift.identityChanged = true;
    if (gift.person !== null) people.rename(gift.person, frame);
  }

  function applyObserved(
    draft: Draft,
    incoming: IncomingGift,
    reason: NonNullable<GiftFrame['observed']>,
  ): void {
    const person = people.findPerson(incoming.frame, () => (draft.personNo += 1));
    const observed = observedGifts.save({
      incoming,
      reason,
      person,
      atSeq: head.seq,
      sessionNo: draft.session.open?.sessionNo ?? null,
    });
    draft.observed.push(observed);
    keepEvidence(observed, incoming);
  }

  /** Open gifts as this transaction has them so far, those it began included. */
  function silenceWhere(
    draft: Draft,
    which: (gift: Pick<OpenGift, 'sources' | 'sessionNo'>) => boolean,
  ): void {
    const drafted = [...draft.gifts.values()];
    const inDraft = new Set(drafted.map((gift) => gift.giftNo));
    const others = [...openGifts].filter(([giftNo, gift]) => !inDraft.has(giftNo) && which(gift));
    for (const gift of drafted) if (which(gift)) silenceGift(draft, gift);
    silence(
      draft,
      others.map(([giftNo]) => giftNo),
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

  function apply(draft: Draft, command: LedgerCommand): CommandOutcome {
    switch (command.type) {
      case 'gift':
        return applyGift(draft, command.gift);
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
        const open = draft.session.open;
        if (open !== null && OPENER_RANK[command.by] <= OPENER_RANK[open.openedBy]) {
          return 'refused';
        }
        if (open === null) {
          draft.session = { open: sessions.open(command), opened: true };
        } else {
          draft.session = { open: sessions.takeOver(open, command), opened: false };
        }
        draft.sessions.add(draft.session.open?.sessionNo ?? 0);
        return 'done';
      }
      case 'closeSession': {
        const open = draft.session.open;
        if (open === null) return 'refused';
        // Who opened it closes it; a hand may close anything.
        if (command.by !== 'hand' && command.by !== open.openedBy) return 'refused';
        closeSession(draft, command.atMs);
        return 'done';
      }
      case 'shippedRateCards':
        saveShippedRateCards(db, command.cards);
        return 'done';
      default:
        return assertNever(command, 'ledger command');
    }
  }

  /** Writes the drafted gifts: one journal row for each that changed. Returns the new head and the news. */
  function writeGifts(draft: Draft): { head: ChainHead; news: CommittedGift[] } {
    let { seq, hash } = head;
    const news: CommittedGift[] = [];
    const sums = projections.begin();
    for (const gift of draft.gifts.values()) {
      if (gift.identityChanged) people.save(gift);
      const delta = gift.state.count - gift.before.count;
      const worth = worthOf(gift) ?? 0;
      const unitsDelta = worth - gift.before.units;
      const statusChanged = gift.state.status !== gift.before.status;
      if (delta === 0 && unitsDelta === 0 && !statusChanged && !gift.isNew) continue;
      seq += 1;
      const row: JournalRow = {
        seq,
        format: CANONICAL_FORMAT,
        kind: 'gift',
        occurredAtMs: gift.occurredAtMs,
        observedAtMs: gift.observedAtMs,
        effectiveAtMs: gift.effectiveAtMs,
        sessionNo: gift.sessionNo,
        source: gift.source,
        platform: gift.platform,
        giftKind: gift.kind,
        giftId: gift.giftId,
        giftNo: gift.giftNo,
        personNo: gift.person?.personNo ?? null,
        giftCommitment: gift.salt === null ? null : commitment(gift.salt, gift.giftKey),
        personCommitment: personCommitment(gift),
        unit: gift.unit,
        unitsEach: gift.unitsEach,
        delta,
        countAfter: gift.state.count,
        unitsDelta,
        statusAfter: gift.state.status,
        corrects: null,
        entry: null,
        note: gift.isNew && gift.clockOff ? 'clock off: our own time is used' : null,
      };
      hash = chainHash(hash, row);
      append(row, hash);
      gift.lastSeq = seq;
      sums.add({
        seq,
        effectiveAtMs: row.effectiveAtMs,
        sessionNo: row.sessionNo,
        platform: gift.platform,
        kind: gift.kind,
        giftId: gift.giftId,
        giftNo: gift.giftNo,
        personNo: row.personNo,
        unit: gift.unit,
        unitsEach: gift.unitsEach,
        delta,
        countAfter: gift.state.count,
        unitsDelta,
        statusAfter: gift.state.status,
      });
      news.push(newsOf(gift, seq, delta));
    }
    sums.flush();
    return { head: { seq, hash }, news };
  }

  function writeMessages(draft: Draft): void {
    for (const [name, message] of draft.messages) {
      const bar = name.indexOf('|');
      insertMessage.run(
        name.slice(0, bar),
        name.slice(bar + 1),
        message.hash,
        message.gift?.lastSeq ?? 0,
      );
    }
    for (const { gift, incoming } of draft.evidence) keepEvidence(gift, incoming);
  }

  function runTransaction(
    commands: readonly LedgerCommand[],
    more?: (draft: Draft) => void,
  ): CommitReport {
    const highest = people.highest();
    const draft: Draft = {
      gifts: new Map(),
      messages: new Map(),
      evidence: [],
      observed: [],
      sessions: new Set(),
      connected: new Map(connected),
      session: { open: session, opened: false },
      personNo: highest.personNo,
      giftNo: highest.giftNo,
      rejected: 0,
      conflicts: 0,
    };
    const { outcomes, written } = db
      .transaction(() => {
        const results = commands.map((command) => apply(draft, command));
        more?.(draft);
        coverage.extend(clock.now());
        const made = writeGifts(draft);
        writeMessages(draft);
        return { outcomes: results, written: made };
      })
      .immediate();

    // Committed: only now may memory follow.
    head = written.head;
    session = draft.session.open;
    const heardMs = clock.monotonic();
    followOpenGifts(openGifts, draft.gifts.values(), heardMs);
    connected = draft.connected;
    if ([...connected.values()].includes(true)) unwatchedSinceMs = null;
    else if (unwatchedSinceMs === null || draft.session.opened) unwatchedSinceMs = heardMs;
    return {
      outcomes,
      gifts: written.news,
      observed: draft.observed,
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
     * At start-up: whatever was left open by the last run is heard of no more. A gift's session that nobody has
     * watched for long ends here, before a source connects and yesterday's session takes up today's stream.
     */
    recover(): CommitReport {
      const left = db.prepare("SELECT gift_no FROM gift WHERE status = 'open'").pluck().all();
      return runTransaction([], (draft) => {
        coverage.closeAll();
        silence(draft, left as number[]);
        const open = draft.session.open;
        if (open?.openedBy !== 'gift') return;
        const seenMs = coverage.lastObservedAt(open.openedAtMs);
        if (clock.now() - seenMs >= ABANDONED_AFTER_MS) closeSession(draft, seenMs);
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
        session?.openedBy === 'gift' &&
        unwatchedSinceMs !== null &&
        nowMs - unwatchedSinceMs >= ABANDONED_AFTER_MS
          ? session
          : null;
      if (silent.length === 0 && abandoned === null) return null;
      return runTransaction([], (draft) => {
        silence(draft, silent);
        if (abandoned !== null) {
          closeSession(draft, coverage.lastObservedAt(abandoned.openedAtMs));
        }
      });
    },
    /** Pushes the coverage of connected sources on, so that a crash costs at most one such step. */
    heartbeat(): void {
      if (connected.size > 0) coverage.extend(clock.now());
    },
  };
}

export type LedgerStore = ReturnType<typeof openLedgerStore>;

function clockIsOff({ frame, live, observedAtMs }: IncomingGift): boolean {
  return (
    live &&
    frame.occurredAtMs !== null &&
    Math.abs(frame.occurredAtMs - observedAtMs) > CLOCK_TOLERANCE_MS
  );
}

function personCommitment(gift: GiftDraft): string | null {
  const person = gift.person;
  if (person?.platformId == null || person.salt === null) return null;
  return commitment(person.salt, person.platformId);
}

function newsOf(gift: GiftDraft, seq: number, delta: number): CommittedGift {
  return {
    seq,
    giftNo: gift.giftNo,
    personNo: gift.person?.personNo ?? null,
    platform: gift.platform,
    kind: gift.kind,
    giftId: gift.giftId,
    giftName: gift.giftName,
    senderName: gift.person?.name ?? null,
    senderHandle: gift.person?.handle ?? null,
    delta,
    quantity: gift.state.count,
    unit: gift.unit,
    units: worthOf(gift),
    status: gift.state.status,
    sources: gift.sources,
    firstAtMs: gift.firstAtMs,
    lastAtMs: gift.lastAtMs,
    receiverUnchecked: gift.receiverId === null,
    sessionNo: gift.sessionNo,
  };
}

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

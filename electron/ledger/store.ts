/**
 * The ledger's one writer: turns a batch of commands into one transaction (messages, evidence, journal,
 * projections) and says what was committed. Blind to threads; `writer.ts` runs it in its own.
 *
 * Nothing in memory changes before the commit has succeeded: a failed transaction leaves file and memory as
 * they were, and the same batch can be tried again.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { assertNever } from '../../shared/assert-never.ts';
import { factsOf } from '../../shared/ledger/facts.ts';
import { isBundle, mergeClaim, statusAfterSilence } from '../../shared/ledger/counter.ts';
import { CANONICAL_FORMAT } from '../../shared/ledger/journal-row.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import type { CommittedGift, ObservedGift } from '../../shared/ledger/committed.ts';
import type { CommandOutcome, CommitReport, IncomingGift, LedgerCommand } from './commands.ts';
import { coverageStatements } from './coverage.ts';
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
  const insertEvidence = db.prepare(
    'INSERT INTO evidence (gift_no, observed_no, source, at, frame) VALUES (?, ?, ?, ?, ?)',
  );

  let head = readHead(db);
  let session = sessions.readOpen();
  const openGifts = new Map<number, OpenGift>();
  const connected = new Set<string>();

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
    if (incoming.evidence !== null) draft.evidence.push({ gift, incoming });
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
    if (incoming.evidence !== null) draft.evidence.push({ gift, incoming });
  }

  function startGift(draft: Draft, incoming: IncomingGift): GiftDraft {
    const { frame, observedAtMs } = incoming;
    const occurredAtMs = frame.occurredAtMs;
    const clockOff =
      incoming.live &&
      occurredAtMs !== null &&
      Math.abs(occurredAtMs - observedAtMs) > CLOCK_TOLERANCE_MS;
    const effectiveAtMs = occurredAtMs === null || clockOff ? observedAtMs : occurredAtMs;
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
    gift.state = mergeClaim(gift.state, frame);
    noteFrame(gift, incoming);
    return outcome;
  }

  function noteFrame(gift: GiftDraft, incoming: IncomingGift): void {
    const { frame } = incoming;
    const atMs = gift.clockOff
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
    if (incoming.evidence !== null) {
      insertEvidence.run(
        null,
        observed.observedNo,
        incoming.source,
        incoming.observedAtMs,
        deflateRawSync(incoming.evidence),
      );
    }
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
    gift.occurredAtMs = null;
    gift.observedAtMs = clock.now();
    gift.source = SYSTEM_SOURCE;
    draft.gifts.set(gift.giftKey, gift);
  }

  function applySource(draft: Draft, command: Extract<LedgerCommand, { type: 'source' }>): void {
    coverage.note(command);
    if (draft.session.open !== null) draft.sessions.add(draft.session.open.sessionNo);
    if (command.state === 'connected') return;
    const stillFed = (sources: readonly string[]) =>
      sources.some((source) => source !== command.source && connected.has(source));
    silence(
      draft,
      [...openGifts]
        .filter(([, open]) => open.sources.includes(command.source) && !stillFed(open.sources))
        .map(([giftNo]) => giftNo),
    );
  }

  function closeSession(draft: Draft, atMs: number): void {
    const open = draft.session.open;
    if (open === null) return;
    silence(
      draft,
      [...openGifts]
        .filter(([, gift]) => gift.sessionNo === open.sessionNo)
        .map(([giftNo]) => giftNo),
    );
    // Gifts that began in this very commit are not in `openGifts` yet.
    for (const gift of draft.gifts.values()) {
      if (gift.sessionNo === open.sessionNo) silenceGift(draft, gift);
    }
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
        // Who opened by hand keeps it; by hand takes over whatever is open.
        if (open !== null && command.by !== 'hand') return 'refused';
        if (open?.openedBy === 'hand') return 'refused';
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
    for (const { gift, incoming } of draft.evidence) {
      insertEvidence.run(
        gift.giftNo,
        null,
        incoming.source,
        incoming.observedAtMs,
        deflateRawSync(incoming.evidence ?? ''),
      );
    }
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
    for (const command of commands) {
      if (command.type !== 'source') continue;
      if (command.state === 'connected') connected.add(command.source);
      else connected.delete(command.source);
    }
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
    /** At start-up: whatever was left open by the last run is heard of no more. */
    recover(): CommitReport {
      const left = db.prepare("SELECT gift_no FROM gift WHERE status = 'open'").pluck().all();
      return runTransaction([], (draft) => {
        coverage.closeAll();
        silence(draft, left as number[]);
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
        session?.openedBy === 'gift' ? coverage.abandonedAt(clock.now(), session.openedAtMs) : null;
      if (silent.length === 0 && abandoned === null) return null;
      return runTransaction([], (draft) => {
        silence(draft, silent);
        if (abandoned !== null) closeSession(draft, abandoned);
      });
    },
    /** Pushes the coverage of connected sources on, so that a crash costs at most one such step. */
    heartbeat(): void {
      if (connected.size > 0) coverage.extend(clock.now());
    },
  };
}

export type LedgerStore = ReturnType<typeof openLedgerStore>;

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

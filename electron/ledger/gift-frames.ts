/**
 * What a gift frame does to the draft of a transaction: de-duplication by message id, the counter merge, and the
 * conflicts that are recorded instead of guessed away.
 */
import { hash as hashOf } from 'node:crypto';
import type { GiftFrame } from '../../shared/gift.ts';
import { mergeClaim } from '../../shared/ledger/counter.ts';
import { factsOf } from '../../shared/ledger/facts.ts';
import { MAX_UNITS_PER_GIFT } from '../../shared/units.ts';
import type { GiftOutcome, IncomingGift } from './commands.ts';
import type { Draft } from './draft.ts';
import { evidenceStatements } from './evidence.ts';
import type { GiftDraft, Registers } from './gift-draft.ts';
import { observedStatements } from './observed.ts';
import type { Db } from './open.ts';
import type { Problems } from './problems.ts';
import type { Sessions } from './sessions.ts';

/** A live platform's clock further off than this is not believed. */
const CLOCK_TOLERANCE_MS = 3_600_000;

/** Prepares the statements. `apply` takes a frame into the draft; `flush` writes messages and evidence at the end. */
export function giftFrames(
  db: Db,
  parts: { readonly people: Registers; readonly problems: Problems; readonly sessions: Sessions },
) {
  const { people, problems, sessions } = parts;
  const observedGifts = observedStatements(db);
  const findMessage = db.prepare(
    'SELECT facts_hash AS hash FROM message WHERE platform = ? AND message_id = ?',
  );
  const insertMessage = db.prepare(
    'INSERT INTO message (platform, message_id, facts_hash, seq) VALUES (?, ?, ?, ?)',
  );
  const keepEvidence = evidenceStatements(db);

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

  function applyGift(draft: Draft, incoming: IncomingGift): GiftOutcome {
    const { frame } = incoming;
    const hash = hashOf('sha256', factsOf(frame), 'buffer');
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
    const atMs = clockOff ? observedAtMs : (frame.occurredAtMs ?? observedAtMs);
    draft.session = sessions.forGift(draft.session, { live: incoming.live, atMs: observedAtMs });
    if (draft.session.opened) draft.sessions.add(draft.session.open?.sessionNo ?? 0);
    draft.giftNo += 1;
    return people.newGift(frame, {
      giftNo: draft.giftNo,
      person: people.findPerson(frame, () => (draft.personNo += 1)),
      atMs,
      effectiveAtMs: draft.locks.bookAt(atMs),
      observedAtMs,
      sessionNo: draft.session.open?.sessionNo ?? null,
      source: incoming.source,
      clockOff,
    });
  }

  function mergeFrame(draft: Draft, gift: GiftDraft, incoming: IncomingGift): GiftOutcome {
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
    let outcome: GiftOutcome = 'accepted';
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
      atSeq: draft.headSeq,
      sessionNo: draft.session.open?.sessionNo ?? null,
    });
    draft.observed.push(observed);
    keepEvidence(observed, incoming);
  }

  function flush(draft: Draft): void {
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
    draft.messages.clear();
    draft.evidence.length = 0;
  }

  return { apply: applyGift, flush };
}

function clockIsOff({ frame, live, observedAtMs }: IncomingGift): boolean {
  return (
    live &&
    frame.occurredAtMs !== null &&
    Math.abs(frame.occurredAtMs - observedAtMs) > CLOCK_TOLERANCE_MS
  );
}

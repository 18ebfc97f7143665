/** Writes drafted gifts: registers, one journal row for each gift that changed, and the projections. */
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import { CANONICAL_FORMAT } from '../../shared/ledger/journal-row.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import { worthOf } from './gift-draft.ts';
import type { GiftDraft, Registers } from './gift-draft.ts';
import { chainHash, commitment, journalAppender } from './journal.ts';
import type { ChainHead } from './journal.ts';
import type { Db } from './open.ts';
import { projectionStatements } from './projections.ts';

/** Prepares the statements; the function returned runs inside the transaction and gives the new head and the news. */
export function giftRowWriter(db: Db, people: Registers) {
  const append = journalAppender(db);
  const projections = projectionStatements(db);

  return (
    head: ChainHead,
    gifts: Iterable<GiftDraft>,
  ): { head: ChainHead; news: CommittedGift[] } => {
    let { seq, hash } = head;
    const news: CommittedGift[] = [];
    const sums = projections.begin();
    for (const gift of gifts) {
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
  };
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

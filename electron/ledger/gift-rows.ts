/** Writes drafted gifts: registers, and one journal row for each gift that changed. */
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import type { LockList } from '../../shared/ledger/locks.ts';
import { worthOf } from './gift-draft.ts';
import type { GiftDraft, Registers } from './gift-draft.ts';
import { commitment } from './journal.ts';
import type { JournalPen, UnwrittenRow } from './journal-pen.ts';

/** Writes the gifts that changed, each in one row, and returns what is to be told of them. */
export function writeGiftRows(
  pen: JournalPen,
  people: Registers,
  locks: LockList,
  gifts: Iterable<GiftDraft>,
): readonly CommittedGift[] {
  const news: CommittedGift[] = [];
  /** New gifts of each supporter among these; the sums of the file do not hold them yet. */
  const newGifts = new Map<number, number>();
  for (const gift of gifts) {
    if (gift.identityChanged) people.save(gift);
    const delta = gift.state.count - gift.before.count;
    const unitsDelta = (worthOf(gift) ?? 0) - gift.before.units;
    const statusChanged = gift.state.status !== gift.before.status;
    if (delta === 0 && unitsDelta === 0 && !statusChanged && !gift.isNew) continue;
    const effectiveAtMs = locks.bookAt(gift.effectiveAtMs);
    const columns = giftColumns(gift);
    gift.lastSeq = pen.write({
      kind: 'gift',
      occurredAtMs: gift.occurredAtMs,
      observedAtMs: gift.observedAtMs,
      effectiveAtMs,
      // Each by its name, as the pen does it.
      sessionNo: columns.sessionNo,
      source: gift.source,
      platform: columns.platform,
      giftKind: columns.giftKind,
      giftId: columns.giftId,
      giftNo: columns.giftNo,
      personNo: columns.personNo,
      giftCommitment: columns.giftCommitment,
      personCommitment: columns.personCommitment,
      unit: columns.unit,
      unitsEach: columns.unitsEach,
      delta,
      countAfter: gift.state.count,
      unitsDelta,
      statusAfter: gift.state.status,
      corrects: null,
      entry: null,
      note: noteOf(gift, effectiveAtMs),
    });
    news.push(newsOf(gift, delta, isFirst(gift)));
  }
  return news;

  /** Whether the gift's supporter had given nothing before it. A later row asks whether they gave nothing else. */
  function isFirst({ person, isNew }: GiftDraft): boolean | null {
    if (person === null) return null;
    const { personNo } = person;
    const drafted = newGifts.get(personNo) ?? 0;
    if (isNew) newGifts.set(personNo, drafted + 1);
    const others = people.giftsOf(personNo) + drafted - (isNew ? 0 : 1);
    return others <= 0;
  }
}

function noteOf(gift: GiftDraft, effectiveAtMs: number): string | null {
  const notes = [
    ...(gift.isNew && gift.clockOff ? [CLOCK_OFF] : []),
    ...(effectiveAtMs !== gift.effectiveAtMs || (gift.isNew && gift.late) ? [PERIOD_LOCKED] : []),
  ];
  return notes.length === 0 ? null : notes.join('; ');
}

const CLOCK_OFF = 'clock off: our own time is used';
/** Written beside whatever was booked at a lock's end instead of its own time. */
export const PERIOD_LOCKED = 'period locked: booked at its end';

/** What every row about a gift says of it, its reversal included. */
export function giftColumns(
  gift: GiftDraft,
): Pick<
  UnwrittenRow,
  | 'sessionNo'
  | 'platform'
  | 'giftKind'
  | 'giftId'
  | 'giftNo'
  | 'personNo'
  | 'giftCommitment'
  | 'personCommitment'
  | 'unit'
  | 'unitsEach'
> {
  return {
    sessionNo: gift.sessionNo,
    platform: gift.platform,
    giftKind: gift.kind,
    giftId: gift.giftId,
    giftNo: gift.giftNo,
    personNo: gift.person?.personNo ?? null,
    giftCommitment: gift.salt === null ? null : commitment(gift.salt, gift.giftKey),
    personCommitment: personCommitment(gift),
    unit: gift.unit,
    unitsEach: gift.unitsEach,
  };
}

function personCommitment({ person }: GiftDraft): string | null {
  if (person?.platformId == null || person.salt === null) return null;
  return commitment(person.salt, person.platformId);
}

function newsOf(gift: GiftDraft, delta: number, firstTime: boolean | null): CommittedGift {
  return {
    seq: gift.lastSeq,
    giftNo: gift.giftNo,
    personNo: gift.person?.personNo ?? null,
    firstTime,
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

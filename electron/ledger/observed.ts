/** Gifts that were seen but are not income: kept outside the journal, shown, never summed. */
import type { ObservedReason } from '../../shared/gift.ts';
import type { ObservedGift } from '../../shared/ledger/committed.ts';
import type { IncomingGift } from './commands.ts';
import type { PersonDraft } from './gift-draft.ts';
import type { Db } from './open.ts';

/** Prepares the statement that keeps an observed gift; a combo of frames is one row that grows. */
export function observedStatements(db: Db) {
  const upsert = db.prepare(
    `INSERT INTO observed_gift (at_seq, platform, message_id, gift_key, kind, gift_id, gift_name, person_no,
       receiver_id, quantity, unit, units, reason, source, at, session_no)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (gift_key) DO UPDATE SET quantity = max(quantity, excluded.quantity),
       units = coalesce(max(units, excluded.units), units, excluded.units), at_seq = excluded.at_seq
     RETURNING observed_no AS observedNo, quantity, units`,
  );
  return {
    save(facts: {
      readonly incoming: IncomingGift;
      readonly reason: ObservedReason;
      readonly person: PersonDraft | null;
      readonly atSeq: number;
      readonly sessionNo: number | null;
    }): ObservedGift {
      const { frame, source, observedAtMs } = facts.incoming;
      const quantity = frame.counter.atLeast;
      const units = frame.unitsEach === null ? null : quantity * frame.unitsEach;
      const saved = upsert.get(
        facts.atSeq,
        frame.platform,
        frame.messageId,
        frame.giftKey,
        frame.kind,
        frame.gift.id,
        frame.gift.name,
        facts.person?.personNo ?? null,
        frame.receiverId,
        quantity,
        frame.unit,
        units,
        facts.reason,
        source,
        observedAtMs,
        facts.sessionNo,
      ) as { observedNo: number; quantity: number; units: number | null };
      return {
        observedNo: saved.observedNo,
        reason: facts.reason,
        personNo: facts.person?.personNo ?? null,
        platform: frame.platform,
        kind: frame.kind,
        giftId: frame.gift.id,
        giftName: frame.gift.name,
        senderName: frame.sender.name,
        senderHandle: frame.sender.handle,
        quantity: saved.quantity,
        unit: frame.unit,
        units: saved.units,
        status: 'settled',
        sources: [source],
        firstAtMs: observedAtMs,
        lastAtMs: observedAtMs,
        receiverUnchecked: false,
        sessionNo: facts.sessionNo,
      };
    },
  };
}

/** Booked gifts as the feed shows them: columns, tables, and what becomes of a stored row. */
import type { FeedRow } from '../../shared/contract/states.ts';
import type { GiftKind, ObservedReason } from '../../shared/gift.ts';
import type { GiftStatus } from '../../shared/ledger/counter.ts';
import { displayText } from '../../shared/text.ts';

export interface StoredFeedRow {
  readonly key: string;
  readonly seq: number;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly giftId: string | null;
  readonly giftName: string | null;
  readonly senderName: string | null;
  readonly senderHandle: string | null;
  readonly quantity: number;
  readonly unit: string;
  readonly units: number | null;
  readonly status: GiftStatus;
  readonly observed: ObservedReason | null;
  readonly sources: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly receiverUnchecked: number;
  readonly sessionNo: number | null;
}

/** Name and handle of a person `p`; whoever was forgotten is a number. */
export const SENDER = `CASE WHEN p.salt IS NULL AND p.person_no IS NOT NULL THEN 'erased-' || p.person_no ELSE p.name END AS senderName,
  p.handle AS senderHandle`;

/** A gift that was taken back shows what it was: its own count is nothing any more. */
const COUNT_BEFORE_REVERSAL = `(SELECT max(j.count_after) FROM journal j WHERE j.gift_no = g.gift_no AND j.kind = 'gift')`;

/** What a gift `g` is joined with. */
export const FEED_TABLES =
  'JOIN gift_identity i USING (gift_no) LEFT JOIN person p USING (person_no)';

/** Columns of a row about a gift, or about a part of it. */
export function feedColumns(of: {
  readonly key: string;
  readonly quantity: string;
  readonly units: string;
  readonly firstAt: string;
  readonly lastAt: string;
}): string {
  return `${of.key} AS key, g.last_seq AS seq, g.platform, g.kind, g.gift_id AS giftId,
    i.gift_name AS giftName, ${SENDER},
    CASE g.status WHEN 'reversed' THEN ${COUNT_BEFORE_REVERSAL} ELSE ${of.quantity} END AS quantity, g.unit,
    CASE WHEN g.units_each IS NULL THEN NULL
      WHEN g.status = 'reversed' THEN g.units_each * ${COUNT_BEFORE_REVERSAL} ELSE ${of.units} END AS units,
    g.status, NULL AS observed, i.sources, ${of.firstAt} AS firstAtMs, ${of.lastAt} AS lastAtMs,
    i.receiver_id IS NULL AS receiverUnchecked, g.session_no AS sessionNo`;
}

export function feedRow(row: StoredFeedRow): FeedRow {
  return {
    ...row,
    senderName: displayText(row.senderName ?? row.senderHandle ?? ''),
    giftName: row.giftName === null ? null : displayText(row.giftName),
    sources: JSON.parse(row.sources) as string[],
    receiverUnchecked: row.receiverUnchecked !== 0,
  };
}

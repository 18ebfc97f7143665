/** Rows that exports are made of: one shape per view, the same for every format. */
import type { GiftKind } from './gift.ts';
import type { GiftStatus } from './ledger/counter.ts';
import type { JournalRow } from './ledger/journal-row.ts';

/** View `gifts`: one row per gift; a combo is one. Times are Unix ms. */
export interface GiftExportRow {
  readonly giftKey: string;
  readonly effectiveAtMs: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly giftId: string | null;
  readonly giftName: string | null;
  readonly senderId: string | null;
  readonly senderHandle: string | null;
  readonly senderName: string | null;
  readonly receiverId: string | null;
  readonly quantity: number;
  readonly unit: string;
  /** Null while the price is unknown (suspense). */
  readonly units: number | null;
  readonly status: GiftStatus;
  /** False for what was seen but is not income. */
  readonly booked: boolean;
  readonly sources: readonly string[];
  readonly sessionNo: number | null;
  /** Last journal row of the gift; null when it is not booked. */
  readonly seq: number | null;
}

/** View `journal`: one row per journal row. */
export interface JournalExportRow extends JournalRow {
  /** `erased-N` once the sender was forgotten; null for rows that are not about a gift. */
  readonly giftKey: string | null;
  /** Names that the registers know, raw, as the platform sent them; null where there are none. */
  readonly giftName: string | null;
  readonly senderName: string | null;
  readonly hash: string;
}

/** Which part of the ledger: effective time, from inclusive, to exclusive, Unix ms. */
export interface ExportPeriod {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

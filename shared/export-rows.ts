/** Rows that exports are made of: one shape per view, the same for every format. */
import type { GiftKind } from './gift.ts';
import type { GiftStatus } from './ledger/counter.ts';
import type { Entry, EntryOf } from './ledger/entries.ts';
import type { JournalRow } from './ledger/journal-row.ts';

/** View `gifts`: one row per gift; a combo is one. Times are Unix ms. */
export interface GiftExportRow {
  /** Number in the register of gifts; null for what was seen but is not income. */
  readonly giftNo: number | null;
  /** Number among what was seen but is not income; null for income. */
  readonly observedNo: number | null;
  /** Number in the register of people; null for a gift of nobody. */
  readonly personNo: number | null;
  /** Whether this line is the one that its gift is counted by: what came late adds units, not gifts. */
  readonly counts: boolean;
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

/** View `payouts`: one row per payout that stands. */
export interface PayoutExportRow {
  readonly seq: number;
  readonly effectiveAtMs: number;
  readonly payout: EntryOf<'payout'>;
  /** What the creator noted about it. */
  readonly note: string | null;
}

/** An entry of any kind that stands. */
export interface EntryExportRow {
  readonly seq: number;
  readonly effectiveAtMs: number;
  readonly entry: Entry;
  /** What the creator noted about it. */
  readonly note: string | null;
}

/** A session as it stood at the head. Unix ms; one that lasted goes on until then. */
export interface SessionExportRow {
  readonly sessionNo: number;
  readonly title: string | null;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Which part of the ledger: effective time, from inclusive, to exclusive, Unix ms. */
export interface ExportPeriod {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** How far an export goes, so that the same one can be made again later. */
export interface ExportHead {
  /** Last row of the journal. */
  readonly seq: number;
  /** Last of what was seen but is not income. */
  readonly observedNo: number;
  /** When it was read, Unix ms: a session or connection that lasts counts until then. */
  readonly atMs: number;
}

export const EXPORT_VIEWS = ['gifts', 'journal', 'daily', 'supporters', 'payouts'] as const;
/** What a row of a table is. */
export type TableView = (typeof EXPORT_VIEWS)[number];
/** `all` is a book of several tables. */
export type ExportView = TableView | 'all';

export const PEOPLE_CHOICES = ['names', 'pseudonyms'] as const;
export type PeopleChoice = (typeof PEOPLE_CHOICES)[number];

/** How a CSV is spelled. */
export const CSV_SEPARATORS = ['comma', 'semicolon', 'tab'] as const;
export const CSV_DECIMALS = ['point', 'comma'] as const;
export interface CsvStyle {
  readonly separator: (typeof CSV_SEPARATORS)[number];
  readonly decimal: (typeof CSV_DECIMALS)[number];
  /** Whether it begins with a byte order mark, without which Excel does not take it for UTF-8. */
  readonly bom: boolean;
}

/** How a statement is made out. */
export const PAPERS = ['a4', 'letter'] as const;
export type Paper = (typeof PAPERS)[number];
export interface StatementStyle {
  /** Whose statement it is; empty for nobody's name. */
  readonly name: string;
  readonly paper: Paper;
}
export const MAX_STATEMENT_NAME = 120;
export const PLAIN_STATEMENT: StatementStyle = { name: '', paper: 'a4' };

/** Everything that one transaction of the writer has made so far; thrown away whole when it cannot be committed. */
import type { IncomingGift } from './commands.ts';
import type { LockList } from '../../shared/ledger/locks.ts';
import type { CommittedGift, ObservedGift } from '../../shared/ledger/committed.ts';
import type { GiftDraft } from './gift-draft.ts';
import type { JournalPen } from './journal-pen.ts';
import type { SessionChange } from './sessions.ts';

export interface Draft {
  /** Head of the journal when the transaction began. */
  readonly headSeq: number;
  readonly pen: JournalPen;
  /** Gifts with changes that are not in the journal yet. */
  readonly gifts: Map<string, GiftDraft>;
  readonly messages: Map<string, { readonly hash: Buffer; readonly gift: GiftDraft | null }>;
  readonly evidence: { readonly gift: GiftDraft; readonly incoming: IncomingGift }[];
  readonly observed: ObservedGift[];
  /** Gifts whose rows are written, as they then stood, and what is told of them. */
  readonly touched: GiftDraft[];
  readonly news: CommittedGift[];
  readonly entries: number[];
  readonly corrected: number[];
  readonly erased: number[];
  readonly sessions: Set<number>;
  /** Connected sources, and whether each watches a live stream. */
  readonly connected: Map<string, boolean>;
  locks: LockList;
  session: SessionChange;
  personNo: number;
  giftNo: number;
  rejected: number;
  conflicts: number;
}

/** Everything that one transaction of the writer has made so far; thrown away whole when it cannot be committed. */
import type { ObservedGift } from '../../shared/ledger/committed.ts';
import type { IncomingGift } from './commands.ts';
import type { GiftDraft } from './gift-draft.ts';
import type { SessionChange } from './sessions.ts';

export interface Draft {
  /** Head of the journal when the transaction began. */
  readonly headSeq: number;
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

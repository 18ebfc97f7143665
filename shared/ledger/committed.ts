/** What the ledger tells the rest of the house after a commit: one change of one gift, as it stands now. */
import type { GiftKind, ObservedReason } from '../gift.ts';
import type { GiftStatus } from './counter.ts';

export interface CommittedGift {
  /** Journal row of this change. */
  readonly seq: number;
  readonly giftNo: number;
  readonly personNo: number | null;
  /** Whether the supporter had given nothing before this gift; null when nobody is named. */
  readonly firstTime: boolean | null;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly giftId: string | null;
  readonly giftName: string | null;
  /** Raw, as the platform sent them: pass through `shared/text.ts` before showing. */
  readonly senderName: string | null;
  readonly senderHandle: string | null;
  /** How much this row added; 0 for a change of status alone. */
  readonly delta: number;
  /** Whole quantity and worth after this row; `units` is null while the price is unknown. */
  readonly quantity: number;
  readonly unit: string;
  readonly units: number | null;
  readonly status: GiftStatus;
  readonly sources: readonly string[];
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly receiverUnchecked: boolean;
  readonly sessionNo: number | null;
}

/** Something that was seen and is shown, but is not income. */
export interface ObservedGift extends Omit<
  CommittedGift,
  'seq' | 'giftNo' | 'delta' | 'firstTime'
> {
  readonly observedNo: number;
  readonly reason: ObservedReason;
}

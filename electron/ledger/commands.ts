/** What can be asked of the ledger's one writer, and what it answers. Plain data: it crosses a thread. */
import type { GiftFrame } from '../../shared/gift.ts';
import type { CommittedGift, ObservedGift } from '../../shared/ledger/committed.ts';
import type { RateCard } from '../../shared/rates.ts';

/** A normalised frame with where and when it was seen. */
export interface IncomingGift {
  readonly frame: GiftFrame;
  /** Source label, without secrets. */
  readonly source: string;
  readonly observedAtMs: number;
  /** From a live platform: may open a session, and its clock is checked against ours. */
  readonly live: boolean;
  /** The raw frame, kept compressed. */
  readonly evidence: string | null;
}

export type SessionOpener = 'hand' | 'obs' | 'gift';

/** OBS as a source of coverage that brings no gifts: `connected` while it is seen to be live. */
export const OBS_SOURCE = 'obs://';

export type LedgerCommand =
  | { readonly type: 'gift'; readonly gift: IncomingGift }
  | {
      readonly type: 'rejected';
      readonly atMs: number;
      readonly source: string;
      readonly code: string;
      readonly message: string;
      readonly excerpt: string;
    }
  /** A source connected, or lost its connection; the coverage of the session depends on it. */
  | {
      readonly type: 'source';
      readonly source: string;
      readonly live: boolean;
      readonly state: 'connected' | 'disconnected' | 'removed';
      readonly reason: string;
      readonly atMs: number;
    }
  /** The platform said that the stream is over. */
  | { readonly type: 'streamEnded'; readonly source: string; readonly atMs: number }
  | {
      readonly type: 'openSession';
      readonly title: string;
      readonly by: SessionOpener;
      readonly atMs: number;
    }
  /** `atMs` is null when it ended while nobody looked: then it is dated at the last sign of the stream. */
  | { readonly type: 'closeSession'; readonly by: SessionOpener; readonly atMs: number | null }
  | { readonly type: 'shippedRateCards'; readonly cards: readonly RateCard[] };

/**
 * What became of a command. `accepted` covers a frame that taught us nothing new about its counter;
 * `duplicate` means the very same message was already known.
 */
export type CommandOutcome =
  'accepted' | 'duplicate' | 'conflict' | 'observed' | 'done' | 'refused';

/** One commit, as it is told to the rest of the house. */
export interface CommitReport {
  readonly outcomes: readonly CommandOutcome[];
  readonly gifts: readonly CommittedGift[];
  readonly observed: readonly ObservedGift[];
  /** Sessions that changed other than by a gift. */
  readonly sessions: readonly number[];
  readonly rejected: number;
  readonly conflicts: number;
}

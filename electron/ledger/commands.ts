/** What can be asked of the ledger's one writer, and what it answers. Plain data: it crosses a thread. */
import type { GiftFrame } from '../../shared/gift.ts';
import type { ImportRefusal, ImportRow } from '../../shared/ledger/import-row.ts';
import type { CommittedGift, ObservedGift } from '../../shared/ledger/committed.ts';
import type { CardEnd } from '../../shared/rate-changes.ts';
import type { PayoutRegion, RateCard } from '../../shared/rates.ts';

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
      /** For a connection that died unnoticed: when it last gave a sign of life. */
      readonly sinceMs?: number;
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
  | { readonly type: 'shippedRateCards'; readonly cards: readonly RateCard[] }
  /** Something that a person or an import records. */
  | {
      readonly type: 'entry';
      /** Checked here (`checkEntry`); anything may come in. */
      readonly entry: unknown;
      /** The creator's own words; kept beside the chain. */
      readonly note: string | null;
      /** Sent again with the same id, an entry is not booked again. Null for none. */
      readonly id: string | null;
      readonly source: string;
    }
  /** Forgets a person; see `erasure.ts`. */
  | { readonly type: 'erase'; readonly personNo: number; readonly source: string }
  /** Lets go of raw frames that were seen before this. Never touches a figure. */
  | { readonly type: 'pruneEvidence'; readonly beforeMs: number }
  | { readonly type: 'statement'; readonly statement: NewStatement }
  /** A card of the creator's own; checked here (`planCard`), anything may come in. */
  | { readonly type: 'addRateCard'; readonly card: unknown }
  | { readonly type: 'endRateCard'; readonly end: CardEnd }
  | { readonly type: 'setPayoutRegion'; readonly region: PayoutRegion }
  /** An import of so many read lines, which wait in the file `staged`; its outcome names it. */
  | {
      readonly type: 'importBegin';
      readonly name: string;
      readonly format: string;
      readonly staged: string;
      readonly lines: number;
    }
  /** Read lines, the first of which is number `after` (from 0); those that are in already change nothing. */
  | {
      readonly type: 'importRows';
      readonly importNo: number;
      readonly after: number;
      readonly rows: readonly ImportRow[];
    }
  | { readonly type: 'importEnd'; readonly importNo: number }
  /** Takes back at most `limit` rows of an import below row `below` (null for all), the newest first. */
  | {
      readonly type: 'importUndo';
      readonly importNo: number;
      readonly below: number | null;
      readonly limit: number;
    }
  /** Exchange rates; checked here (`checkExchange`). A correction replaces what stands for the same day. */
  | {
      readonly type: 'addExchangeRates';
      readonly rates: readonly unknown[];
      readonly correct: boolean;
    };

/** What a platform reported for a span of time, to be compared with what was seen. */
export interface NewStatement {
  readonly platform: string;
  readonly unit: string;
  /** From inclusive, to exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The session that it is about, when it is about one. */
  readonly sessionNo: number | null;
  readonly units: number;
  readonly recordedAtMs: number;
  readonly note: string;
}

/** What became of an entry. */
export type EntryOutcome =
  | {
      readonly type: 'entry';
      readonly ok: true;
      readonly seq: number;
      readonly effectiveAtMs: number;
      /** Its own time lies in a locked period: it was booked at the lock's end. */
      readonly moved: boolean;
      /** It was recorded before, under the same id. */
      readonly known: boolean;
    }
  | {
      readonly type: 'entry';
      readonly ok: false;
      readonly code: string;
      readonly message: string;
    };

/** What became of a rate card or a payout region. */
export type RateOutcome =
  | {
      readonly type: 'rates';
      readonly ok: true;
      readonly id: string;
      /** The card that got an end by it. */
      readonly closed: CardEnd | null;
      /** It stood already. */
      readonly known: boolean;
    }
  | {
      readonly type: 'rates';
      readonly ok: false;
      readonly code: string;
      readonly message: string;
    };

/** Another rate stands for the day. */
export interface RateConflict {
  readonly base: string;
  readonly quote: string;
  /** UTC day, 2026-01-31. */
  readonly day: string;
  readonly standingNanos: number;
  readonly nanos: number;
}

/** What became of exchange rates. */
export type ExchangeOutcome =
  | {
      readonly type: 'exchange';
      readonly ok: true;
      readonly added: number;
      /** Stood already. */
      readonly known: number;
      /** Not kept, since another rate stands for the day; the first of them are told. */
      readonly conflictCount: number;
      readonly conflicts: readonly RateConflict[];
    }
  | {
      readonly type: 'exchange';
      readonly ok: false;
      readonly code: string;
      readonly message: string;
    };

/** What became of a step of an import. */
export type ImportOutcome =
  | {
      readonly type: 'import';
      readonly ok: true;
      readonly importNo: number;
      readonly added: number;
      readonly known: number;
      readonly conflicts: number;
      readonly refusals: readonly ImportRefusal[];
      /** Of a taking back: below which row it goes on; 0 when all is done. */
      readonly left: number;
    }
  | {
      readonly type: 'import';
      readonly ok: false;
      readonly code: string;
      readonly message: string;
    };

/**
 * What became of a command. `accepted` covers a frame that taught us nothing new about its counter;
 * `duplicate` means the very same message was already known.
 */
export type GiftOutcome = 'accepted' | 'duplicate' | 'conflict' | 'observed' | 'refused';
export type CommandOutcome =
  GiftOutcome | 'done' | EntryOutcome | RateOutcome | ExchangeOutcome | ImportOutcome;

/** One commit, as it is told to the rest of the house. */
export interface CommitReport {
  readonly outcomes: readonly CommandOutcome[];
  readonly gifts: readonly CommittedGift[];
  readonly observed: readonly ObservedGift[];
  /** Entries that were recorded: their rows. */
  readonly entries: readonly number[];
  /** Gifts that were changed by an entry: taken back, or their sender forgotten. */
  readonly corrected: readonly number[];
  /** People who were forgotten. */
  readonly erased: readonly number[];
  /** Sessions that changed other than by a gift. */
  readonly sessions: readonly number[];
  readonly rejected: number;
  readonly conflicts: number;
}

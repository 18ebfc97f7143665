/**
 * What a source is: a URL scheme, a pure `normalise`, and a `connect` that keeps a connection and hands raw
 * frames over. `registry.ts` finds every `*.source.ts`; `runner.ts` gives each its reconnects.
 */
import type { GiftFrame } from '../../shared/gift.ts';
import type { Raid } from '../../shared/raid.ts';

/** Why a frame (or a part of it) was not taken. Coded for machines, worded for a person. */
export interface Rejection {
  readonly code: string;
  readonly message: string;
}

/** What one raw frame came to. A frame that is no gift (chat, likes) yields three empty fields. */
export interface Normalised {
  readonly frames: readonly GiftFrame[];
  readonly rejections: readonly Rejection[];
  /** Gifts that their sender marked as tests: each shows a test alert, and nothing of it is stored. */
  readonly tests?: number;
  /** Audiences of other channels that came over: each is welcomed on air, and nothing of it is stored. */
  readonly raids?: readonly Raid[];
  /** The platform said that the stream is over. */
  readonly streamEnded?: boolean;
}

/** How a connection ended. `permanent` stops the reconnects: only the user can mend it (a wrong password). */
export interface Ended {
  readonly reason: string;
  readonly permanent?: boolean;
  /**
   * Nothing failed: look again after about this long (a poll, or a wait that the platform asks for). The reason
   * then stands as it is.
   */
  readonly retryInMs?: number;
  /** No server has seen the attempt, so the next one bothers nobody and comes soon: the network may be back. */
  readonly unreached?: boolean;
  /** It has come to its end, as a recording does: there is nothing to connect to again. */
  readonly finished?: boolean;
  /** It was dead before anyone noticed: Unix ms of the last sign of life. */
  readonly silentSinceMs?: number;
  /** What a person can do about it, in words. */
  readonly next?: string;
}

export interface Connection {
  /** Ends it; no callback is made afterwards. */
  close(): void;
}

export interface ConnectionHandlers {
  /** What it is about to do, for a person ("Joining the channel ann"); what it did before has then worked. */
  onStep?(words: string): void;
  /** Connected in truth: the platform answered, not merely the socket. */
  onConnected(): void;
  /** A raw frame, as received (text, or JSON for drivers that parse): evidence and input of `normalise`. */
  onFrame(raw: unknown): void;
  /** The platform is gone, and this very connection will say when it is back: what is played has its own gaps. */
  onLost(reason: string): void;
  /** Called at most once; the runner then connects again after a while. */
  onEnded(ended: Ended): void;
}

/** What a connection may ask of the house. */
export interface SourceContext {
  /** A secret that the user stored under this name; null for none. It must never reach a URL, label or log. */
  secret(name: string): string | null;
  /** Resolves when the ledger keeps up: for a source that could send faster than a disk writes. */
  room(): Promise<void>;
}

/** Nothing is known to it. */
export const NO_CONTEXT: SourceContext = { secret: () => null, room: () => Promise.resolve() };

export interface SourceDefinition {
  /** Platform name used in the ledger's `source` column, e.g. `tikfinity`. */
  readonly id: string;
  /** URL scheme without "://". */
  readonly scheme: string;
  /** `host:port` that an empty host or port of the URL stands for; absent when there is no such default. */
  readonly defaultHost?: string;
  /** What a label puts before the host, as people know it: "@" for a handle. */
  readonly hostPrefix?: string;
  /** Only in the sandbox, where nothing can reach the real ledger. */
  readonly sandboxOnly: boolean;
  /** Whether being connected counts as watching a live stream (coverage, sessions opened by a gift). */
  readonly live: boolean;
  /** Whether the server of a URL is the user's own: it may be asked as often as need be. Absent: it never is. */
  readonly ownServer?: (url: URL) => boolean;
  /** Refuses a URL that cannot work, in words; null when it can. */
  check(url: URL): string | null;
  /** Pure: no clock, no state, no I/O. */
  normalise(raw: unknown): Normalised;
  /** How long an attempt may take until it is connected; 15 s unless told otherwise. */
  readonly answerWithinMs?: number;
  /**
   * A feed that never rests: an open connection that says nothing for so long is dead, whatever the socket
   * says. Null: only when the URL asks for it by `?silence=SECONDS`. Absent: it may be as quiet as it likes.
   */
  readonly silence?: { readonly who: string; readonly afterMs: number | null };
  /** What secret the source wants from the user; the app asks for it and keeps it. Absent: none. */
  readonly secret?: {
    /** Its name among the secrets: what `SourceContext.secret` is asked for. */
    readonly name: string;
    /** Whether there is no connection without it. */
    readonly required: boolean;
    /** English words for the field. */
    readonly label: string;
    /** Where to find it and what it is for, in a sentence or two. */
    readonly help: string;
  };
  /** One attempt. Reconnecting is not its business. Null for a source that is pushed to (webhook). */
  readonly connect:
    ((url: URL, handlers: ConnectionHandlers, context: SourceContext) => Connection) | null;
}

/** Why the `silence` of a URL cannot be; null when it can, or is not there. */
export function silenceRefusal(url: URL): string | null {
  const seconds = url.searchParams.get('silence');
  return seconds === null || /^[1-9]\d{0,3}$/.test(seconds)
    ? null
    : 'silence is a number of seconds from 1 to 9999, for example silence=45';
}

/** Identity function that checks a definition's shape where it is written. */
export function defineSource(definition: SourceDefinition): SourceDefinition {
  return definition;
}

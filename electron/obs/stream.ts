/**
 * What is known of OBS's stream, and what there is to tell when more is learned. Pure; `client.ts` feeds it.
 * A lost connection says nothing about the stream: it stays what it was until OBS is asked again.
 */
import { assertNever } from '../../shared/assert-never.ts';

export type StreamMemory =
  | { readonly type: 'unknown' }
  | { readonly type: 'idle' }
  | { readonly type: 'live'; readonly startedAtMs: number }
  /** The connection went while OBS was live. */
  | { readonly type: 'lost'; readonly startedAtMs: number; readonly atMs: number };

export type StreamSight =
  | { readonly type: 'live'; readonly startedAtMs: number; readonly atMs: number }
  | { readonly type: 'idle'; readonly atMs: number }
  /** The connection ended. `exiting`: OBS had said that it is closing, and takes its stream with it. */
  | {
      readonly type: 'lost';
      readonly atMs: number;
      readonly reason: string;
      readonly exiting: boolean;
    };

export type StreamNews =
  /** OBS is live. `again`: the same stream as before a short interruption. */
  | {
      readonly type: 'live';
      readonly startedAtMs: number;
      readonly atMs: number;
      readonly again: boolean;
    }
  /** `endedAtMs` is null when the stream ended while nobody looked. */
  | { readonly type: 'ended'; readonly endedAtMs: number | null; readonly atMs: number }
  | { readonly type: 'lost'; readonly reason: string; readonly atMs: number };

/** OBS counts the length of a stream in frames, which lags behind the clock a little. */
const SAME_STREAM_MS = 10_000;
/** After so long without OBS the session may have been ended; the stream is announced like a new one. */
const LONG_LOST_MS = 30 * 60_000;

export function learn(
  memory: StreamMemory,
  sight: StreamSight,
): { readonly memory: StreamMemory; readonly news: StreamNews | null } {
  switch (sight.type) {
    case 'live':
      return memory.type === 'live' ? { memory, news: null } : learnLive(memory, sight);
    case 'idle': {
      if (memory.type === 'idle') return { memory, news: null };
      const endedAtMs = memory.type === 'live' ? sight.atMs : null;
      return {
        memory: { type: 'idle' },
        news: { type: 'ended', endedAtMs, atMs: sight.atMs },
      };
    }
    case 'lost':
      return memory.type === 'live' ? learnLost(memory, sight) : { memory, news: null };
    default:
      return assertNever(sight, 'sight of the stream');
  }
}

function learnLive(
  memory: StreamMemory,
  sight: Extract<StreamSight, { type: 'live' }>,
): { readonly memory: StreamMemory; readonly news: StreamNews } {
  const again =
    memory.type === 'lost' &&
    sight.startedAtMs <= memory.atMs + SAME_STREAM_MS &&
    sight.atMs - memory.atMs < LONG_LOST_MS;
  const startedAtMs = again ? memory.startedAtMs : sight.startedAtMs;
  return {
    memory: { type: 'live', startedAtMs },
    news: { type: 'live', startedAtMs, atMs: sight.atMs, again },
  };
}

function learnLost(
  memory: Extract<StreamMemory, { type: 'live' }>,
  sight: Extract<StreamSight, { type: 'lost' }>,
): { readonly memory: StreamMemory; readonly news: StreamNews } {
  const { atMs, reason } = sight;
  if (sight.exiting) {
    return { memory: { type: 'idle' }, news: { type: 'ended', endedAtMs: atMs, atMs } };
  }
  return {
    memory: { type: 'lost', startedAtMs: memory.startedAtMs, atMs },
    news: { type: 'lost', reason, atMs },
  };
}

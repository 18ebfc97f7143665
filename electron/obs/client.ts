/**
 * Keeps the companion connected to OBS: attempts, time-outs, reconnects, words for the status. A connection
 * knows one attempt; this knows the next one, and remembers the stream across them.
 */
import { backoffMs } from '../../shared/backoff.ts';
import type { ObsState } from '../../shared/contract/obs-state.ts';
import { connectObs } from './connection.ts';
import type { Clock, ObsConnection } from './connection.ts';
import type { ObsEnded } from './ended.ts';
import { learn } from './stream.ts';
import type { StreamMemory, StreamNews, StreamSight } from './stream.ts';

/** OBS sits on this computer: who has not answered by then never will. */
const CONNECT_WITHIN_MS = 15_000;
/** Connected for so long, the next failure is a new story: back to short waits. */
const STABLE_MS = 30_000;

export type ObsStatus = Pick<
  ObsState,
  'state' | 'reason' | 'sinceMs' | 'nextAttemptAtMs' | 'streaming' | 'liveSinceMs'
>;

export interface FollowOptions {
  readonly url: string;
  readonly password: string | null;
  readonly clock: Clock;
  /** A draw from [0, 1). */
  readonly random: () => number;
  readonly onStatus: (status: ObsStatus) => void;
  readonly onNews: (news: StreamNews) => void;
}

export interface ObsClient {
  status(): ObsStatus;
  /** Does not wait for the next attempt; a connection that stands is left alone. */
  retry(): void;
  /** Ends the connection; nothing is said after it. */
  stop(): void;
}

/** Follows OBS until it is stopped. Never throws, never blocks: everything comes by the two listeners. */
export function followObs(options: FollowOptions): ObsClient {
  const { clock } = options;
  let memory: StreamMemory = { type: 'unknown' };
  let connection: ObsConnection | null = null;
  let cancelTimer: () => void = nothing;
  let failures = 0;
  let stopped = false;
  let status: ObsStatus = {
    state: 'connecting',
    reason: null,
    sinceMs: clock.now(),
    nextAttemptAtMs: null,
    ...told(memory),
  };

  const publish = (change: Partial<ObsStatus>): void => {
    const moved = change.state !== undefined && change.state !== status.state;
    status = { ...status, ...change, ...(moved ? { sinceMs: clock.now() } : {}), ...told(memory) };
    options.onStatus(status);
  };

  const see = (sight: StreamSight): void => {
    const learned = learn(memory, sight);
    memory = learned.memory;
    if (learned.news !== null) options.onNews(learned.news);
  };

  const onSight = (sight: StreamSight): void => {
    const before = memory;
    see(sight);
    if (status.state !== 'connected') {
      cancelTimer();
      cancelTimer = clock.setTimeout(() => {
        failures = 0;
      }, STABLE_MS);
      publish({ state: 'connected', reason: null, nextAttemptAtMs: null });
    } else if (memory !== before) {
      publish({});
    }
  };

  const onEnded = (ended: ObsEnded, exiting: boolean): void => {
    connection = null;
    cancelTimer();
    see({ type: 'lost', atMs: clock.now(), reason: ended.reason, exiting });
    if (ended.permanent === true) {
      publish({ state: 'failed', reason: ended.reason, nextAttemptAtMs: null });
      return;
    }
    failures += 1;
    const waitMs = backoffMs(failures, options.random());
    cancelTimer = clock.setTimeout(attempt, waitMs);
    publish({
      state: 'waiting',
      reason: ended.reason,
      nextAttemptAtMs: clock.now() + waitMs,
    });
  };

  function attempt(): void {
    publish({ state: 'connecting', nextAttemptAtMs: null });
    cancelTimer = clock.setTimeout(() => {
      connection?.close();
      onEnded({ reason: `OBS did not answer within ${CONNECT_WITHIN_MS / 1_000} s.` }, false);
    }, CONNECT_WITHIN_MS);
    connection = connectObs(options, {
      onLive: (startedAtMs) => onSight({ type: 'live', startedAtMs, atMs: clock.now() }),
      onIdle: () => onSight({ type: 'idle', atMs: clock.now() }),
      onEnded,
    });
  }

  attempt();
  return {
    status: () => status,
    retry() {
      if (stopped || (status.state !== 'waiting' && status.state !== 'failed')) return;
      cancelTimer();
      attempt();
    },
    stop() {
      stopped = true;
      cancelTimer();
      connection?.close();
    },
  };
}

/** While OBS is away it is not known whether it still streams. */
function told(memory: StreamMemory): Pick<ObsStatus, 'streaming' | 'liveSinceMs'> {
  switch (memory.type) {
    case 'unknown':
    case 'lost':
      return { streaming: null, liveSinceMs: null };
    case 'idle':
      return { streaming: false, liveSinceMs: null };
    case 'live':
      return { streaming: true, liveSinceMs: memory.startedAtMs };
  }
}

function nothing(): void {
  // Stands for a timer that does not exist yet.
}

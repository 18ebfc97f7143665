/**
 * Keeps one source connected: attempts, time-outs, reconnects, counters and words for the status. The source
 * knows one connection; this knows the next one.
 */
import type { SourceStatus } from '../../shared/contract/states.ts';
import { backoffMs } from '../../shared/backoff.ts';
import { rejected } from './outcome.ts';
import { endedStep, firstStep, nextStep, settledSteps } from './steps.ts';
import { NO_CONTEXT } from './source.ts';
import type {
  Connection,
  ConnectionHandlers,
  Ended,
  Normalised,
  SourceContext,
  SourceDefinition,
} from './source.ts';

/** A source that has not answered by then never will. */
const ANSWER_WITHIN_MS = 15_000;
/** Connected for so long, or after a first frame, the next failure is a new story: back to short waits. */
const STABLE_MS = 30_000;
/**
 * The longest wait while attempts bother nobody: the network is away, or the server is the user's own. Of waits
 * drawn from 0 to 5 s, what is left when the server is back is under 3.9 s in 95 of 100 cases; the rest of the
 * promised 5 s is for dialling. A stranger's server that is there and refuses is asked ever less often, up to 30 s.
 */
const SOON_MS = 5_000;
/** A poll is spread by so much of its pace, so that many clients do not ask at the same moment. */
const POLL_SPREAD = 0.25;
/** Counters are published at most so often; a change of state at once. */
const COUNTERS_EVERY_MS = 1_000;

export interface Clock {
  /** Unix ms. */
  now(): number;
  /** Returns the function that cancels. */
  setTimeout(run: () => void, delayMs: number): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Everything of a status but whether the user may remove the source, which is not the runner's to know. */
export type RunnerStatus = Omit<SourceStatus, 'removable'>;

export interface RunOptions {
  readonly definition: SourceDefinition;
  readonly url: URL;
  readonly label: string;
  /** Every raw frame, gift or not, with what it came to. */
  readonly onFrame: (raw: unknown, normalised: Normalised) => void;
  /** `ended`: a connection or an attempt has just ended so. */
  readonly onStatus: (status: RunnerStatus, ended?: Ended) => void;
  readonly context?: SourceContext;
  readonly clock: Clock;
  /** A draw from [0, 1). */
  readonly random: () => number;
}

export interface RunningSource {
  status(): RunnerStatus;
  /** Ends the connection; the last status is `stopped`. Safe to call twice. */
  stop(): void;
}

/** Runs a source until it is stopped or fails for good. Throws for a source that is pushed to (webhook). */
export function runSource(options: RunOptions): RunningSource {
  const { definition, url, label, clock } = options;
  const connect = definition.connect;
  if (connect === null) throw new Error(`${definition.scheme}:// has nothing to connect to`);

  let status: RunnerStatus = {
    source: label,
    scheme: definition.scheme,
    state: 'connecting',
    reason: null,
    steps: firstStep(),
    sinceMs: clock.now(),
    nextAttemptAtMs: null,
    lastFrameAtMs: null,
    frames: 0,
    rejected: 0,
  };
  const ownServer = definition.ownServer?.(url) ?? false;
  /** Attempts in a row that a server ended, and that reached none. */
  let failures = 0;
  let misses = 0;
  let endAttempt: () => void = nothing;
  let cancelRetry: () => void = nothing;
  let cancelCounters: (() => void) | null = null;

  const publish = (change: Partial<RunnerStatus>, ended?: Ended): void => {
    cancelCounters?.();
    cancelCounters = null;
    const moved = change.state !== undefined && change.state !== status.state;
    status = { ...status, ...change, ...(moved ? { sinceMs: clock.now() } : {}) };
    options.onStatus(status, ended);
  };

  const forgetFailures = (): void => {
    failures = 0;
    misses = 0;
  };

  const count = (normalised: Normalised): void => {
    status = {
      ...status,
      frames: status.frames + 1,
      rejected: status.rejected + normalised.rejections.length,
      lastFrameAtMs: clock.now(),
    };
    cancelCounters ??= clock.setTimeout(() => publish({}), COUNTERS_EVERY_MS);
  };

  const waitAfter = ({ retryInMs, unreached }: Ended): number => {
    if (retryInMs !== undefined) {
      forgetFailures();
      return Math.round(retryInMs * (1 + POLL_SPREAD * options.random()));
    }
    if (unreached === true) {
      misses += 1;
      return backoffMs(misses, options.random(), SOON_MS);
    }
    misses = 0;
    failures += 1;
    return backoffMs(failures, options.random(), ownServer ? SOON_MS : undefined);
  };

  const onEnded = (ended: Ended): void => {
    const { reason } = ended;
    const steps = endedStep(status.steps, ended);
    if (ended.permanent === true || ended.finished === true) {
      const state = ended.finished === true ? 'stopped' : 'failed';
      publish({ state, reason, steps, nextAttemptAtMs: null }, ended);
      return;
    }
    const waitMs = waitAfter(ended);
    cancelRetry = clock.setTimeout(() => {
      publish({ state: 'connecting', reason, steps: firstStep(), nextAttemptAtMs: null });
      attempt();
    }, waitMs);
    const again = ` Trying again in ${Math.ceil(waitMs / 1_000)} s.`;
    publish(
      {
        state: 'waiting',
        reason: `${reason}${ended.retryInMs === undefined ? again : ''}`,
        steps,
        nextAttemptAtMs: clock.now() + waitMs,
      },
      ended,
    );
  };

  const attempt = (): void => {
    endAttempt = attemptOnce({
      connect: (handlers) => connect(url, handlers, options.context ?? NO_CONTEXT),
      clock,
      answerWithinMs: definition.answerWithinMs ?? ANSWER_WITHIN_MS,
      silence: silenceOf(definition, url),
      onStep: (words) => publish({ steps: nextStep(status.steps, words) }),
      onConnected: () =>
        publish({
          state: 'connected',
          reason: null,
          steps: settledSteps(status.steps),
          nextAttemptAtMs: null,
        }),
      onStable: forgetFailures,
      onFrame: (raw) => {
        const normalised = normalisedSafely(definition, raw);
        count(normalised);
        options.onFrame(raw, normalised);
      },
      onLost: (reason) => publish({ state: 'waiting', reason, nextAttemptAtMs: null }, { reason }),
      onEnded,
    });
  };

  publish({});
  attempt();
  return {
    status: () => status,
    stop() {
      if (status.state === 'stopped') return;
      endAttempt();
      cancelRetry();
      publish({ state: 'stopped', reason: null, nextAttemptAtMs: null });
    },
  };
}

interface Attempt {
  readonly connect: (handlers: ConnectionHandlers) => Connection;
  readonly clock: Clock;
  readonly answerWithinMs: number;
  readonly silence: Silence | null;
  readonly onStep: (words: string) => void;
  readonly onConnected: () => void;
  readonly onStable: () => void;
  readonly onFrame: (raw: unknown) => void;
  readonly onLost: (reason: string) => void;
  readonly onEnded: (ended: Ended) => void;
}

interface Silence {
  readonly who: string;
  readonly afterMs: number;
}

/** When silence means death for this source; null when it never does. */
function silenceOf({ silence }: SourceDefinition, url: URL): Silence | null {
  if (silence === undefined) return null;
  const asked = Number(url.searchParams.get('silence') ?? 0) * 1_000;
  const afterMs = asked > 0 ? asked : silence.afterMs;
  return afterMs === null ? null : { who: silence.who, afterMs };
}

/** One connection from dial to end. What it says after its end is not heard. Returns what ends it silently. */
function attemptOnce(with_: Attempt): () => void {
  let over = false;
  let connection: Connection | null = null;
  let cancelTimer: () => void = nothing;
  let cancelSilence: () => void = nothing;

  const finish = (): void => {
    over = true;
    cancelTimer();
    cancelSilence();
    connection?.close();
  };
  const end = (ended: Ended): void => {
    if (over) return;
    finish();
    with_.onEnded(ended);
  };
  const heard = (): void => {
    const { clock, silence } = with_;
    if (silence === null) return;
    cancelSilence();
    const sinceMs = clock.now();
    cancelSilence = clock.setTimeout(() => {
      const reason = `${silence.who} said nothing for ${silence.afterMs / 1_000} s.`;
      end({ reason, silentSinceMs: sinceMs });
    }, silence.afterMs);
  };
  cancelTimer = with_.clock.setTimeout(() => {
    end({ reason: `No answer within ${with_.answerWithinMs / 1_000} s.` });
  }, with_.answerWithinMs);

  try {
    connection = with_.connect({
      onStep(words) {
        if (!over) with_.onStep(words);
      },
      onConnected() {
        if (over) return;
        cancelTimer();
        // From a feed that never rests, only a frame proves that it works.
        if (with_.silence === null) cancelTimer = with_.clock.setTimeout(with_.onStable, STABLE_MS);
        heard();
        with_.onConnected();
      },
      onFrame(raw) {
        if (over) return;
        heard();
        with_.onStable();
        with_.onFrame(raw);
      },
      onLost(reason) {
        if (over) return;
        cancelTimer();
        cancelSilence();
        with_.onLost(reason);
      },
      onEnded: end,
    });
  } catch (error) {
    end({ reason: `It could not be started (${messageOf(error)}).` });
  }
  // Ended while it was still dialling: there was nothing to close yet.
  if (isOver()) connection?.close();
  return () => {
    if (!over) finish();
  };

  function isOver(): boolean {
    return over;
  }
}

function normalisedSafely(definition: SourceDefinition, raw: unknown): Normalised {
  try {
    return definition.normalise(raw);
  } catch (error) {
    return rejected(
      'normalise_failed',
      `A message of ${definition.id} could not be read (${messageOf(error)}).`,
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function nothing(): void {
  // Stands for a timer or an attempt that does not exist yet.
}

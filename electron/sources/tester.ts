/** Tests a connection: one attempt, told step by step, and nothing of what it brings is kept. */
import type { ConnectionTest, SourceStep } from '../../shared/contract/sources.ts';
import type { FoundSource } from './registry.ts';
import { runSource } from './runner.ts';
import type { Clock, RunnerStatus } from './runner.ts';
import type { Ended, SourceContext } from './source.ts';
import { endedStep, pendingStep, settledSteps } from './steps.ts';

/** A quiet room is no fault: after this long a connection has proven itself. */
const FIRST_MESSAGE_WITHIN_MS = 8_000;
const QUIET = 'Nothing has been said there yet. That is normal while nobody writes or gives.';

export interface TestOptions {
  readonly found: FoundSource;
  readonly context: SourceContext;
  readonly clock: Clock;
  /** Ends the test at once. */
  readonly signal: AbortSignal | undefined;
}

/** Yields the whole of it after every step, the result last. Ends when the caller leaves. */
export async function* testConnection(
  options: TestOptions,
): AsyncGenerator<ConnectionTest, void, undefined> {
  const { found, clock, signal } = options;
  const understood = settledSteps([pendingStep('Reading the address')]);
  let news: ConnectionTest | null = { steps: understood, result: null };
  let result: ConnectionTest['result'] = null;
  let wake: () => void = nothing;
  let cancelWait: (() => void) | null = null;
  let steps: readonly SourceStep[] = [];

  const tell = (last: readonly SourceStep[], outcome: ConnectionTest['result']): void => {
    if (result !== null) return;
    result = outcome;
    news = { steps: [...understood, ...steps, ...last], result };
    wake();
  };
  const onStatus = (status: RunnerStatus, ended?: Ended): void => {
    if (status.state === 'stopped' || cancelWait !== null) {
      if (ended !== undefined) tell(endedStep([firstMessage()], ended), 'failed');
      return;
    }
    steps = status.steps;
    if (status.state === 'connected') {
      cancelWait = clock.setTimeout(
        () => tell([{ ...firstMessage(), state: 'ok', note: QUIET }], 'connected'),
        FIRST_MESSAGE_WITHIN_MS,
      );
      tell([firstMessage()], null);
      return;
    }
    const waits = steps.at(-1)?.state === 'waiting';
    tell([], ended === undefined ? null : waits ? 'waiting' : 'failed');
  };
  const running = runSource({
    ...found,
    context: options.context,
    clock,
    random: () => 0,
    onStatus,
    onFrame: () => tell(settledSteps([firstMessage()]), 'connected'),
  });

  const onAbort = (): void => wake();
  signal?.addEventListener('abort', onAbort);
  try {
    while (signal?.aborted !== true) {
      const told = takeNews();
      if (told !== null) yield told;
      if (told?.result != null) return;
      if (told === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    waitOver();
    running.stop();
  }

  function takeNews(): ConnectionTest | null {
    const told = news;
    news = null;
    return told;
  }

  function waitOver(): void {
    cancelWait?.();
  }
}

function firstMessage(): SourceStep {
  return pendingStep('Waiting for the first message');
}

function nothing(): void {
  // Nobody waits yet.
}

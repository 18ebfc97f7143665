/** The steps of one attempt to connect, as they are told to a person. Pure. */
import type { SourceStep } from '../../shared/contract/sources.ts';
import type { Ended } from './source.ts';

type Steps = SourceStep[];

/** Stands for all that a source does, until it says more of it than that. */
const UNTOLD = 'Connecting';

export function pendingStep(words: string): SourceStep {
  return { words, state: 'pending', note: null, next: null };
}

/** What an attempt begins with. */
export function firstStep(): Steps {
  return [pendingStep(UNTOLD)];
}

/** The source goes on to something else: what it did before has worked. */
export function nextStep(steps: readonly SourceStep[], words: string): Steps {
  const told = steps.filter((step) => step.words !== UNTOLD);
  return [...settledSteps(told), pendingStep(words)];
}

/** All of them have worked. */
export function settledSteps(steps: readonly SourceStep[]): Steps {
  return steps.map((step) => ({ ...step, state: 'ok' }));
}

/** The attempt, or the connection that came of it, went no further than its last step. */
export function endedStep(steps: readonly SourceStep[], ended: Ended): Steps {
  const waits = ended.retryInMs !== undefined && ended.next === undefined;
  return steps.map((step, index) =>
    index < steps.length - 1
      ? step
      : {
          words: step.words,
          state: waits ? 'waiting' : 'failed',
          note: ended.reason,
          next: ended.next ?? null,
        },
  );
}

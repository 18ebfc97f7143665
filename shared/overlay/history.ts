/** Undo and redo over any value. Pure, and bounded: the oldest step is let go of. */

export interface History<Value> {
  readonly past: readonly Value[];
  readonly present: Value;
  readonly future: readonly Value[];
  /** What the newest step was part of; the next one of the same name is the same step. */
  readonly run: string | null;
}

export const MOST_STEPS = 200;

export function startHistory<Value>(present: Value): History<Value> {
  return { past: [], present, future: [], run: null };
}

/**
 * Takes a step. Steps that follow each other under one `run` (letters of a word, say) are undone together; a step that
 * leads nowhere is none.
 */
export function step<Value>(
  history: History<Value>,
  next: Value,
  run: string | null = null,
): History<Value> {
  if (Object.is(next, history.present)) return history;
  const goesOn = run !== null && run === history.run;
  const past = goesOn ? history.past : [...history.past, history.present].slice(-MOST_STEPS);
  return { past, present: next, future: [], run };
}

/** Ends a run: the next step stands by itself, whatever its name. */
export function pause<Value>(history: History<Value>): History<Value> {
  return history.run === null ? history : { ...history, run: null };
}

export function undo<Value>(history: History<Value>): History<Value> {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present,
    future: [history.present, ...history.future],
    run: null,
  };
}

export function redo<Value>(history: History<Value>): History<Value> {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return { past: [...history.past, history.present], present, future, run: null };
}

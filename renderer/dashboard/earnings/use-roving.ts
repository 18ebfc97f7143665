/** One stop of the Tab key for many marks of a chart: arrow keys go from one to the next. */
import { useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';

export interface Roving {
  readonly group: RefObject<HTMLDivElement | null>;
  /** The mark that Tab comes to. */
  readonly current: number;
  readonly setCurrent: (index: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** How many marks one goes ahead by a key; undefined for keys that mean something else. */
export type KeySteps = (key: string) => number | undefined;

/** Marks are the buttons of the group, in their order. */
export function useRoving(count: number, stepOf: KeySteps): Roving {
  const group = useRef<HTMLDivElement>(null);
  const [chosen, setCurrent] = useState(count - 1);
  const current = Math.max(0, Math.min(chosen, count - 1));
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOf(event.key);
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(current + step, count - 1));
    setCurrent(next);
    group.current?.querySelectorAll('button')[next]?.focus();
  };
  return { group, current, setCurrent, onKeyDown };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MOST_STEPS,
  pause,
  redo,
  startHistory,
  step,
  undo,
} from '../../../shared/overlay/history.ts';
import type { History } from '../../../shared/overlay/history.ts';

const times = <T>(count: number, change: (value: T) => T, first: T): T =>
  Array.from({ length: count }).reduce<T>((value) => change(value), first);

describe('a history', () => {
  it('goes all the way back and all the way forth again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), (values) => {
        const done = values.reduce((history, value) => step(history, value), startHistory(-1));
        const back = times<History<number>>(values.length, undo, done);
        expect(back.present).toBe(-1);
        expect(undo(back)).toBe(back);
        const forth = times<History<number>>(values.length, redo, back);
        expect(forth.present).toBe(values.at(-1));
        expect(redo(forth)).toBe(forth);
      }),
    );
  });

  it('after any walk, undone steps come back in their order until something new is done', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('step', 'undo', 'redo'), { maxLength: 60 }), (walk) => {
        let history = startHistory(0);
        let line = [0];
        let at = 0;
        for (const [index, move] of walk.entries()) {
          if (move === 'step') {
            line = [...line.slice(0, at + 1), index + 1];
            at += 1;
            history = step(history, index + 1);
          } else if (move === 'undo') {
            at = Math.max(0, at - 1);
            history = undo(history);
          } else {
            at = Math.min(line.length - 1, at + 1);
            history = redo(history);
          }
          expect(history.present).toBe(line[at]);
        }
      }),
    );
  });

  it('undoes a run of steps together, and a run that was ended apart', () => {
    const typed = ['a', 'ab', 'abc'].reduce(
      (history, text) => step(history, text, 'name'),
      startHistory(''),
    );
    expect(undo(typed).present).toBe('');
    const again = step(pause(typed), 'abcd', 'name');
    expect(undo(again).present).toBe('abc');
    expect(undo(step(typed, 'x', 'other')).present).toBe('abc');
  });

  it('takes no step that leads nowhere, and lets go of the oldest', () => {
    const history = startHistory('a');
    expect(step(history, 'a')).toBe(history);
    const long = Array.from({ length: MOST_STEPS + 50 }, (_, index) => index + 1).reduce(
      (grown, value) => step(grown, value),
      startHistory(0),
    );
    expect(long.past).toHaveLength(MOST_STEPS);
    expect(long.past[0]).toBe(50);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NumberSet } from '../../shared/alerts/number-set.ts';
import { EMPTY_SET, hasNumber, setSize, withNumber } from '../../shared/alerts/number-set.ts';

test('a set of runs holds what a set holds, and its runs are sorted and never touch', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 }), (numbers) => {
      const runs = numbers.reduce<NumberSet>(withNumber, EMPTY_SET);
      const plain = new Set(numbers);
      expect(setSize(runs)).toBe(plain.size);
      for (let value = -1; value <= 41; value += 1) {
        expect(hasNumber(runs, value)).toBe(plain.has(value));
      }
      for (let at = 2; at < runs.length; at += 2) {
        expect(runs[at]).toBeGreaterThan((runs[at - 1] ?? 0) + 1);
      }
    }),
  );
});

test('ten thousand numbers in a row are one run', () => {
  const runs = Array.from({ length: 10_000 }, (_, at) => at + 7).reduce<NumberSet>(
    withNumber,
    EMPTY_SET,
  );
  expect(runs).toEqual([7, 10_006]);
});

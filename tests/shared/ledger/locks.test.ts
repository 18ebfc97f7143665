import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lockList } from '../../../shared/ledger/locks.ts';

const NONE = lockList([]);
const lock = (fromMs: number | null, toMs: number) => ({ kind: 'lock', fromMs, toMs }) as const;

describe('a list of locks', () => {
  it('covers a period from inclusive, to exclusive, and from the beginning of time without a start', () => {
    const list = NONE.after(1, lock(100, 200));
    expect([99, 100, 199, 200].map((at) => list.isLocked(at))).toEqual([false, true, true, false]);
    expect(NONE.after(1, lock(null, 200)).isLocked(-5)).toBe(true);
  });

  it('forgets a lock that is reversed, and nothing for any other reversal', () => {
    const list = NONE.after(1, lock(100, 200)).after(2, lock(300, 400));
    expect(list.after(3, { kind: 'reversal', corrects: 1 }).locks.map(({ seq }) => seq)).toEqual([
      2,
    ]);
    expect(list.after(3, { kind: 'reversal', corrects: 7 })).toBe(list);
  });

  it('books what lies in it at the first open instant after it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 15 })), { maxLength: 6 }),
        fc.nat(60),
        (spans, at) => {
          const list = spans.reduce(
            (sum, [from, length], index) => sum.after(index + 1, lock(from, from + length)),
            NONE,
          );
          const open = (ms: number) =>
            spans.every(([from, length]) => ms < from || ms >= from + length);
          let expected = at;
          while (!open(expected)) expected += 1;
          expect(list.bookAt(at)).toBe(expected);
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { remembered } from '../../shared/remembered.ts';

describe('a remembered function', () => {
  it('works once for what comes again, and answers the same', () => {
    const asked: string[] = [];
    const upper = remembered((text: string) => {
      asked.push(text);
      return text.toUpperCase();
    });
    expect([upper('a'), upper('b'), upper('a')]).toEqual(['A', 'B', 'A']);
    expect(asked).toEqual(['a', 'b']);
  });

  it('begins anew when it is full, however many different things come', () => {
    const asked: number[] = [];
    const double = remembered((n: number) => {
      asked.push(n);
      return 2 * n;
    }, 2);
    expect([1, 2, 1, 3, 1, 3].map(double)).toEqual([2, 4, 2, 6, 2, 6]);
    expect(asked).toEqual([1, 2, 3, 1]);
  });
});

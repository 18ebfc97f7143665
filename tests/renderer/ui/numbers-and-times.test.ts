import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countAt } from '../../../renderer/ui/count-up.ts';
import { durationText, timeText } from '../../../renderer/ui/words.ts';

describe('a total that counts up', () => {
  it('never falls and never overshoots', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 2n ** 70n),
        fc.bigInt(0n, 2n ** 70n),
        fc.double({ min: 0, max: 1.2, noNaN: true }),
        fc.double({ min: 0, max: 1.2, noNaN: true }),
        (from, growth, a, b) => {
          const to = from + growth;
          const [earlier, later] = [
            countAt(from, to, Math.min(a, b)),
            countAt(from, to, Math.max(a, b)),
          ];
          expect(from <= earlier && earlier <= later && later <= to).toBe(true);
        },
      ),
    );
  });

  it('ends on the exact number', () => {
    expect(countAt(0n, 9_007_199_254_740_993n, 1)).toBe(9_007_199_254_740_993n);
  });
});

describe('a duration', () => {
  it('is told in two parts at most, rounded down', () => {
    expect(durationText(3 * 3_600_000 + 52 * 60_000 + 59_999)).toBe('3 h 52');
    expect(durationText(4 * 3_600_000)).toBe('4 h 00');
    expect(durationText(52 * 60_000)).toBe('52 min');
    expect(durationText(40_900)).toBe('40 s');
    expect(durationText(-5)).toBe('0 s');
  });
});

describe('a time', () => {
  it('bears its day when that is not today', () => {
    const noon = new Date(2026, 10, 23, 12, 5).getTime();
    expect(timeText(noon, noon + 60_000, 'en-GB')).toBe('12:05');
    expect(timeText(noon, noon + 86_400_000, 'en-GB')).toBe('23 Nov, 12:05');
  });
});

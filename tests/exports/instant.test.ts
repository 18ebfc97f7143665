import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoText } from '../../electron/exports/instant.ts';

/** What a Date can hold. */
const MOST_MS = 8_640_000_000_000_000;
const instant = fc.oneof(
  fc.integer({ min: -MOST_MS, max: MOST_MS }),
  fc.integer({ min: 0, max: 4_102_444_800_000 }),
  fc.constantFrom(0, -1, 86_399_999, 86_400_000, -86_400_000, MOST_MS, -MOST_MS),
);

describe('an instant as text', () => {
  it('is what a Date says, whichever day came before', () => {
    fc.assert(
      fc.property(fc.array(instant, { minLength: 1, maxLength: 20 }), (instants) => {
        for (const ms of instants) expect(isoText(ms)).toBe(new Date(ms).toISOString());
      }),
    );
  });

  it('of what is no instant throws', () => {
    expect(() => isoText(Number.NaN)).toThrow(RangeError);
    expect(() => isoText(MOST_MS + 86_400_000)).toThrow(RangeError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveRate } from '../../../shared/ledger/effective-rate.ts';
import { heldIn } from '../../../shared/ledger/held.ts';
import { postingsOf } from '../../../shared/ledger/postings.ts';
import { anyEntry } from '../../tools/any-entry.ts';
import { entryRow } from '../../tools/journal-year.ts';

describe('where something is held', () => {
  it('is read back from the postings of any entry as the entry said it', () => {
    fc.assert(
      fc.property(anyEntry('reversal', 'lock', 'erasure', 'payout'), (entry) => {
        if (!('heldAt' in entry)) return;
        const held = postingsOf(entryRow(1, entry)).flatMap((posting) => {
          const where = heldIn(posting.account, posting.commodity);
          return where === null ? [] : [where];
        });
        const platform = entry.heldAt === 'bank' ? null : entry.platform;
        expect(held).toEqual([{ platform, unit: entry.unit }]);
      }),
      { numRuns: 500 },
    );
  });

  it('is nowhere for income, expenses and equity', () => {
    for (const account of ['income:tiktok:gifts', 'expenses:general:fees', 'equity:adjustments']) {
      expect(heldIn(account, 'COIN')).toBeNull();
    }
  });
});

describe('the effective rate of a payout', () => {
  it('is exact: whole micros for one unit, and what is left of the gross amount', () => {
    const payout = { unit: 'coin', units: 3n, currency: 'USD', grossMinor: 5_000n };
    expect(effectiveRate(payout)).toEqual({ unitMicros: 16_666_666n, restMicros: 2n });
    expect(effectiveRate({ ...payout, units: 10_000n })).toEqual({
      unitMicros: 5_000n,
      restMicros: 0n,
    });
    expect(effectiveRate({ ...payout, currency: 'JPY', units: 1n })?.unitMicros).toBe(
      5_000_000_000n,
    );
  });

  it('is none for money that was money before', () => {
    const payout = { unit: 'USD', units: 5_000n, currency: 'USD', grossMinor: 5_000n };
    expect(effectiveRate(payout)).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

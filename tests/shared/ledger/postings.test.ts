import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalExportRow } from '../../../shared/export-rows.ts';
import { GIFT_KINDS } from '../../../shared/gift.ts';
import { postingsOf } from '../../../shared/ledger/postings.ts';
import type { Posting } from '../../../shared/ledger/postings.ts';
import { MAX_UNITS_PER_GIFT } from '../../../shared/units.ts';
import { anyEntry } from '../../tools/any-entry.ts';
import { YEAR_START, entryRow, journalRow, journalYear } from '../../tools/journal-year.ts';

function giftRow(parts: Partial<JournalExportRow> = {}): JournalExportRow {
  return journalRow({
    seq: 1,
    platform: 'tiktok',
    unit: 'coin',
    giftKind: 'gift',
    giftNo: 1,
    unitsEach: 1,
    delta: 34,
    countAfter: 34,
    unitsDelta: 34,
    ...parts,
  });
}

const lines = (postings: readonly Posting[]) =>
  postings.map(({ account, commodity, amount }) => `${account} ${amount} ${commodity}`);

function sums(postings: readonly Posting[]): ReadonlyMap<string, bigint> {
  const of = new Map<string, bigint>();
  for (const { commodity, amount } of postings)
    of.set(commodity, (of.get(commodity) ?? 0n) + amount);
  return of;
}

function expectZeroSum(postings: readonly Posting[]): void {
  for (const [commodity, sum] of sums(postings)) expect([commodity, sum]).toEqual([commodity, 0n]);
}

const anyGift = fc
  .record({
    of: fc.constantFrom(
      ['tiktok', 'coin'],
      ['twitch', 'prime'],
      ['myshop', 'KWD'],
      ['my_shop', 'star-'],
    ),
    giftKind: fc.constantFrom(...GIFT_KINDS, null),
    unitsDelta: fc.integer({ min: -MAX_UNITS_PER_GIFT, max: MAX_UNITS_PER_GIFT }),
  })
  .map(({ of: [platform = '', unit = ''], ...parts }) => giftRow({ ...parts, platform, unit }));

const anyRow = fc.oneof(
  anyGift,
  anyEntry('reversal').map((entry) => entryRow(1, entry)),
);

describe('postings', () => {
  it.each<[string, JournalExportRow, readonly string[]]>([
    ['a gift', giftRow(), ['assets:tiktok:coins 34 COIN', 'income:tiktok:gifts -34 COIN']],
    [
      'a cheer',
      giftRow({ platform: 'twitch', unit: 'bit', giftKind: 'bits', unitsDelta: 100 }),
      ['assets:twitch:bits 100 BIT', 'income:twitch:bits -100 BIT'],
    ],
    [
      'a bundle of subscriptions',
      giftRow({ platform: 'twitch', unit: 'sub2', giftKind: 'bundle', unitsDelta: 5 }),
      ['assets:twitch:subs 5 SUB2', 'income:twitch:subs -5 SUB2'],
    ],
    [
      'a tip',
      giftRow({ platform: 'myshop', unit: 'USD', giftKind: 'tip', unitsDelta: 500 }),
      ['assets:myshop:balance 500 USD', 'income:myshop:tips -500 USD'],
    ],
    [
      'a gift in a platform’s own unit',
      giftRow({ platform: 'myshop', unit: 'star', unitsDelta: 2 }),
      ['assets:myshop:star 2 MYSHOP-STAR', 'income:myshop:gifts -2 MYSHOP-STAR'],
    ],
    ['a gift of unknown price', giftRow({ unitsEach: null, unitsDelta: 0 }), []],
    [
      'the row that learns a price',
      giftRow({ unitsEach: 5, delta: 0, unitsDelta: 170 }),
      ['assets:tiktok:coins 170 COIN', 'income:tiktok:gifts -170 COIN'],
    ],
    ['a change of status', giftRow({ delta: 0, unitsDelta: 0 }), []],
    [
      'a platform that is called like a bank',
      giftRow({ platform: 'bank', unit: 'usd' }),
      ['assets:bank_:usd 34 BANK-USD', 'income:bank_:gifts -34 BANK-USD'],
    ],
  ])('of %s', (_, row, expected) => {
    expect(lines(postingsOf(row))).toEqual(expected);
  });

  const at = { atMs: YEAR_START, platform: 'tiktok' } as const;
  const dollars = { ...at, unit: 'USD', units: 90, heldAt: 'bank' } as const;
  const coins = { ...at, unit: 'coin', units: 90, heldAt: 'platform' } as const;
  const paid = { grossMinor: 5_000, feeMinor: 90, taxMinor: 10, netMinor: 4_900 };

  it.each<[string, Parameters<typeof entryRow>[1], readonly string[]]>([
    [
      'a payout of coins as dollars',
      { kind: 'payout', ...at, unit: 'coin', units: 10_000, currency: 'USD', ...paid },
      [
        'equity:conversion:COIN-USD 10000 COIN',
        'assets:tiktok:coins -10000 COIN',
        'assets:bank 4900 USD',
        'expenses:tiktok:fees 90 USD',
        'expenses:tiktok:taxes 10 USD',
        'equity:conversion:COIN-USD -5000 USD',
      ],
    ],
    [
      'a payout of money that the platform held',
      { kind: 'payout', ...at, unit: 'USD', units: 5_000, currency: 'USD', ...paid },
      [
        'assets:bank 4900 USD',
        'expenses:tiktok:fees 90 USD',
        'expenses:tiktok:taxes 10 USD',
        'assets:tiktok:balance -5000 USD',
      ],
    ],
    [
      'a payout that fees ate up',
      {
        kind: 'payout',
        ...at,
        unit: 'USD',
        units: 90,
        currency: 'USD',
        grossMinor: 90,
        feeMinor: 90,
        taxMinor: 0,
        netMinor: 0,
      },
      ['expenses:tiktok:fees 90 USD', 'assets:tiktok:balance -90 USD'],
    ],
    ['a fee', { kind: 'fee', ...dollars }, ['expenses:tiktok:fees 90 USD', 'assets:bank -90 USD']],
    [
      'a tax of no platform',
      { kind: 'tax', ...dollars, platform: null },
      ['expenses:general:taxes 90 USD', 'assets:bank -90 USD'],
    ],
    [
      'a refund',
      { kind: 'refund', ...coins },
      ['income:tiktok:refunds 90 COIN', 'assets:tiktok:coins -90 COIN'],
    ],
    [
      'a chargeback',
      { kind: 'chargeback', ...dollars, heldAt: 'platform' },
      ['income:tiktok:chargebacks 90 USD', 'assets:tiktok:balance -90 USD'],
    ],
    [
      'other income',
      { kind: 'income', ...dollars, platform: null, category: 'sponsors' },
      ['assets:bank 90 USD', 'income:general:sponsors -90 USD'],
    ],
    [
      'an expense',
      { kind: 'expense', ...dollars, platform: null, category: 'gear' },
      ['expenses:general:gear 90 USD', 'assets:bank -90 USD'],
    ],
    [
      'an adjustment downwards',
      { kind: 'adjustment', ...coins, units: -3 },
      ['assets:tiktok:coins -3 COIN', 'equity:adjustments 3 COIN'],
    ],
    [
      'an opening balance',
      { kind: 'opening', ...coins },
      ['assets:tiktok:coins 90 COIN', 'equity:opening-balances -90 COIN'],
    ],
    ['a lock', { kind: 'lock', fromMs: null, toMs: YEAR_START }, []],
    ['an erasure', { kind: 'erasure', personNo: 1 }, []],
  ])('of %s', (_, entry, expected) => {
    expect(lines(postingsOf(entryRow(1, entry)))).toEqual(expected);
  });

  it('sum to zero per commodity for every kind of row, and none is of zero', () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        const postings = postingsOf(row);
        expectZeroSum(postings);
        expect(postings.every(({ amount }) => amount !== 0n)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('sum to zero over many rows, past 2^53 and exactly', () => {
    const row = giftRow({ unitsDelta: MAX_UNITS_PER_GIFT - 1 });
    const all = Array.from({ length: 10_000 }, () => postingsOf(row)).flat();
    expectZeroSum(all);
    const debits = all.filter(({ amount }) => amount > 0n).reduce((sum, p) => sum + p.amount, 0n);
    expect(debits).toBe(9_999_999_999_990_000n);
    expect(debits).toBeGreaterThan(2n ** 53n);
  });

  it('of a whole year of rows sum to zero', () => {
    const rows = journalYear(5, 3_000);
    expectZeroSum(rows.flatMap((row) => postingsOf(row, (seq) => rows[seq - 1])));
  });
});

describe('a reversal', () => {
  const reversal = (corrects: number, parts: Partial<JournalExportRow> = {}) =>
    entryRow(corrects + 1, { kind: 'reversal', corrects }, parts);

  it('takes back exactly what the row it corrects moved', () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        const rows = new Map([[1, row]]);
        const both = [...postingsOf(row), ...postingsOf(reversal(1), (seq) => rows.get(seq))];
        const left = new Map<string, bigint>();
        for (const { account, commodity, amount } of both) {
          const key = `${account} ${commodity}`;
          left.set(key, (left.get(key) ?? 0n) + amount);
        }
        expect([...left.values()].every((sum) => sum === 0n)).toBe(true);
        expect(both).toHaveLength(2 * postingsOf(row).length);
      }),
      { numRuns: 500 },
    );
  });

  it('of a reversal moves again what was taken back', () => {
    const rows = [giftRow(), reversal(1), reversal(2)];
    const lookup = (seq: number) => rows[seq - 1];
    expect(postingsOf(reversal(2), lookup)).toEqual(postingsOf(giftRow()));
  });

  it('of a gift may carry the worth of all its rows', () => {
    const row = reversal(9, { giftNo: 1, platform: 'tiktok', unit: 'coin', unitsDelta: -340 });
    expect(lines(postingsOf(row))).toEqual([
      'assets:tiktok:coins -340 COIN',
      'income:tiktok:gifts 340 COIN',
    ]);
  });

  it.each<[string, JournalExportRow]>([
    ['an unknown row', reversal(1)],
    ['itself', entryRow(1, { kind: 'reversal', corrects: 1 })],
    ['two different rows', reversal(1, { corrects: 2, seq: 5 })],
  ])('of %s is a broken row and throws', (_, row) => {
    expect(() => postingsOf(row, () => undefined)).toThrow(`Row ${row.seq} of the journal`);
  });
});

describe('a broken row', () => {
  it.each<[string, JournalExportRow]>([
    ['a gift without a unit', giftRow({ unit: null })],
    ['a fee without an entry', journalRow({ seq: 1, kind: 'fee' })],
    ['a fee with an entry that is no JSON', journalRow({ seq: 1, kind: 'fee', entry: '{' })],
    [
      'a fee that says it is a lock',
      entryRow(1, { kind: 'erasure', personNo: 1 }, { kind: 'fee' }),
    ],
  ])('such as %s throws and names the row', (_, row) => {
    expect(() => postingsOf(row)).toThrow('Row 1 of the journal');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_ENTRY_AMOUNT,
  checkEntry,
  decodeEntry,
  encodeEntry,
} from '../../../shared/ledger/entries.ts';
import type { Entry, EntryOf } from '../../../shared/ledger/entries.ts';
import { JOURNAL_KINDS } from '../../../shared/ledger/journal-row.ts';
import { anyEntry } from '../../tools/any-entry.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY = 86_400_000;

const PAYOUT: EntryOf<'payout'> = {
  kind: 'payout',
  atMs: NOW,
  platform: 'tiktok',
  unit: 'coin',
  units: 10_000,
  currency: 'USD',
  grossMinor: 5_000,
  feeMinor: 90,
  taxMinor: 0,
  netMinor: 4_910,
};
const FEE: EntryOf<'fee'> = {
  kind: 'fee',
  atMs: NOW,
  platform: 'tiktok',
  unit: 'USD',
  units: 90,
  heldAt: 'bank',
};

function codeOf(input: unknown): string {
  const result = checkEntry(input, NOW);
  return result.ok ? 'ok' : result.code;
}

describe('an entry', () => {
  it('comes back from its canonical text as it was, for every kind', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(anyEntry(), (entry) => {
        kinds.add(entry.kind);
        expect(decodeEntry(encodeEntry(entry))).toEqual({ ok: true, entry });
        expect(checkEntry(entry, NOW)).toEqual({ ok: true, entry });
      }),
      { numRuns: 500 },
    );
    expect([...kinds].sort()).toEqual(JOURNAL_KINDS.filter((kind) => kind !== 'gift').sort());
  });

  it('has the same text whatever the order of its keys', () => {
    fc.assert(
      fc.property(anyEntry(), (entry) => {
        const turned = Object.fromEntries(Object.entries(entry).reverse()) as Entry;
        expect(encodeEntry(turned)).toBe(encodeEntry(entry));
      }),
    );
  });

  it('has a text that stays as it is, since the hash chain holds it', () => {
    expect(encodeEntry(PAYOUT)).toBe(
      `{"kind":"payout","atMs":${NOW},"platform":"tiktok","unit":"coin","units":10000,"currency":"USD",` +
        '"grossMinor":5000,"feeMinor":90,"taxMinor":0,"netMinor":4910}',
    );
    expect(encodeEntry(FEE)).toBe(
      `{"kind":"fee","atMs":${NOW},"platform":"tiktok","unit":"USD","units":90,"heldAt":"bank"}`,
    );
    expect(encodeEntry({ kind: 'lock', fromMs: null, toMs: NOW })).toBe(
      `{"kind":"lock","fromMs":null,"toMs":${NOW}}`,
    );
    expect(encodeEntry({ kind: 'reversal', corrects: 7 })).toBe('{"kind":"reversal","corrects":7}');
    expect(encodeEntry({ kind: 'erasure', personNo: 3 })).toBe('{"kind":"erasure","personNo":3}');
  });

  it.each<[string, object, string]>([
    ['dated 2014', { ...FEE, atMs: Date.UTC(2015, 0, 1) - 1 }, 'date_too_early'],
    ['dated 2015', { ...FEE, atMs: Date.UTC(2015, 0, 1) }, 'ok'],
    ['dated tomorrow', { ...FEE, atMs: NOW + DAY }, 'ok'],
    ['dated beyond tomorrow', { ...FEE, atMs: NOW + DAY + 1 }, 'date_in_future'],
    ['in seconds instead of milliseconds', { ...FEE, atMs: NOW / 1_000 }, 'date_too_early'],
    [
      'of a lock that lies ahead',
      { kind: 'lock', fromMs: null, toMs: NOW + 2 * DAY },
      'date_in_future',
    ],
    ['of a lock that ends as it begins', { kind: 'lock', fromMs: NOW, toMs: NOW }, 'period_empty'],
    ['in an unknown currency', { ...FEE, unit: 'XXA' }, 'unknown_currency'],
    ['paid out in an unknown currency', { ...PAYOUT, currency: 'usd' }, 'unknown_currency'],
    ['in a unit that is none', { ...FEE, unit: 'Coin!', heldAt: 'platform' }, 'unknown_unit'],
    ['in coins, misspelt', { ...PAYOUT, unit: 'coins' }, 'unknown_unit'],
    ['in a unit of the wrong platform', { ...PAYOUT, platform: 'twitch' }, 'unknown_unit'],
    ['in a shop’s own unit', { ...PAYOUT, platform: 'myshop', unit: 'star' }, 'ok'],
    ['in coins of nobody', { ...FEE, platform: null, unit: 'coin' }, 'platform_missing'],
    ['held at no platform', { ...FEE, platform: null, heldAt: 'platform' }, 'platform_missing'],
    ['of coins in a bank', { ...FEE, unit: 'coin' }, 'bank_holds_money_only'],
    ['of money without a platform', { ...FEE, platform: null }, 'ok'],
    ['whose parts do not add up', { ...PAYOUT, netMinor: 4_911 }, 'unbalanced'],
    [
      'that pays more than it deducts from',
      { ...PAYOUT, feeMinor: 5_001, netMinor: -1 },
      'malformed',
    ],
    ['of money that changed on its way', { ...PAYOUT, unit: 'USD', units: 4_999 }, 'unbalanced'],
    ['of money paid out whole', { ...PAYOUT, unit: 'USD', units: 5_000 }, 'ok'],
    ['of nothing', { ...FEE, units: 0 }, 'malformed'],
    ['of a negative fee', { ...FEE, units: -5 }, 'malformed'],
    ['of a negative adjustment', { ...FEE, kind: 'adjustment', units: -5 }, 'ok'],
    ['of an adjustment by nothing', { ...FEE, kind: 'adjustment', units: -0 }, 'malformed'],
    ['of half a cent', { ...FEE, units: 0.5 }, 'malformed'],
    ['of more than can be', { ...FEE, units: MAX_ENTRY_AMOUNT + 1 }, 'malformed'],
    ['with an amount as text', { ...FEE, units: '90' }, 'malformed'],
    ['with a key that nobody knows', { ...FEE, note: 'Ada' }, 'malformed'],
    ['of an unknown kind', { ...FEE, kind: 'gift' }, 'malformed'],
    ['with a category that is no name', { ...FEE, kind: 'expense', category: 'A:b' }, 'malformed'],
    ['of a platform that is no name', { ...FEE, platform: 'a:b' }, 'malformed'],
    ['of a reversal of nothing', { kind: 'reversal', corrects: 0 }, 'malformed'],
  ])('%s is answered by a code', (_, input, code) => {
    expect(codeOf(input)).toBe(code);
  });

  it.each([null, undefined, [], 'payout', 5])('that is %j is refused', (input) => {
    expect(codeOf(input)).toBe('malformed');
  });

  it('says in words what does not add up, and that nothing was recorded', () => {
    expect(checkEntry({ ...PAYOUT, netMinor: 5_000 }, NOW)).toMatchObject({
      message:
        'Gross 50.00 USD less fee 0.90 USD and tax 0.00 USD is 49.10 USD, not the net amount of 50.00 USD. ' +
        'Nothing was recorded.',
    });
  });
});

describe('a stored entry', () => {
  const text = encodeEntry(PAYOUT);

  it.each<[string, string, string]>([
    ['is not JSON', text.slice(1), 'not_json'],
    ['has a space too many', text.replace(':', ': '), 'not_canonical'],
    ['writes an integer another way', text.replace('10000', '1e4'), 'not_canonical'],
    ['holds a key twice', text.replace('{', '{"kind":"payout",'), 'not_canonical'],
    ['holds a fraction', text.replace('10000', '10000.5'), 'malformed'],
    ['no longer adds up', text.replace('4910', '4911'), 'unbalanced'],
    ['lacks a key', text.replace('"unit":"coin",', ''), 'malformed'],
  ])('that %s is refused', (_, damaged, code) => {
    expect(decodeEntry(damaged)).toMatchObject({ ok: false, code });
  });
});

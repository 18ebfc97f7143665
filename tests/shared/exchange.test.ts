import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkExchange,
  dayText,
  exchangeAt,
  IMPORTED_RATE_DAYS,
  parseDay,
} from '../../shared/exchange.ts';
import type { ExchangeEntry } from '../../shared/exchange.ts';
import { exchangeEntry, exchangeList } from '../tools/rates.ts';

const DAY_MS = 86_400_000;
const DAY = Date.UTC(2026, 0, 1);
const NOW = Date.UTC(2026, 5, 1);

const at = (
  entries: readonly ExchangeEntry[],
  from: string,
  to: string,
  atMs = DAY + 12 * 3_600_000,
) => exchangeAt(exchangeList(entries), { from, to, atMs });
const imported = (parts: Partial<ExchangeEntry> = {}) =>
  exchangeEntry({ origin: 'import', source: 'ECB', ...parts });

describe('the rate in force', () => {
  it('holds from its day on, through the whole day, and not before', () => {
    const entries = [exchangeEntry()];
    expect(at(entries, 'EUR', 'USD', DAY - 1)).toBeUndefined();
    expect(at(entries, 'EUR', 'USD', DAY)?.nanos).toBe(1_250_000_000n);
    expect(at(entries, 'EUR', 'USD', DAY + 4_000 * DAY_MS)?.nanos).toBe(1_250_000_000n);
  });

  it('of an import pauses over a holiday but goes stale after a week', () => {
    const entries = [imported()];
    const end = DAY + (IMPORTED_RATE_DAYS + 1) * DAY_MS;
    expect(at(entries, 'EUR', 'USD', end - 1)).toBeDefined();
    expect(at(entries, 'EUR', 'USD', end)).toBeUndefined();
  });

  it('is the newest; on one day what was typed in beats what was imported', () => {
    const typed = exchangeEntry({ nanos: 1 });
    const sameDay = imported({ nanos: 2 });
    const later = imported({ nanos: 3, dayMs: DAY + DAY_MS });
    expect(at([sameDay, typed], 'EUR', 'USD')?.nanos).toBe(1n);
    expect(at([typed, sameDay, later], 'EUR', 'USD', DAY + DAY_MS)?.nanos).toBe(3n);
    // Once the import is stale, what was typed in is in force again.
    expect(at([typed, sameDay, later], 'EUR', 'USD', DAY + 99 * DAY_MS)?.nanos).toBe(1n);
  });

  it('can be turned round, and crossed through the euro, else the dollar', () => {
    const euro = [exchangeEntry(), exchangeEntry({ quote: 'JPY', nanos: 160_000_000_000 })];
    expect(at(euro, 'USD', 'EUR')?.nanos).toBe(800_000_000n);
    expect(at(euro, 'USD', 'JPY')).toMatchObject({ nanos: 128_000_000_000n, entries: euro });
    const dollar = [
      exchangeEntry({ base: 'USD', quote: 'NZD', nanos: 1_500_000_000 }),
      exchangeEntry({ base: 'GBP', quote: 'USD', nanos: 1_250_000_000 }),
    ];
    expect(at(dollar, 'GBP', 'NZD')?.nanos).toBe(1_875_000_000n);
    expect(at(dollar, 'GBP', 'CHF')).toBeUndefined();
  });

  it('of the pair itself beats a crossed one, and as asked beats its inverse', () => {
    const entries = [
      exchangeEntry(),
      exchangeEntry({ quote: 'JPY', nanos: 160_000_000_000 }),
      exchangeEntry({ base: 'USD', quote: 'JPY', nanos: 130_000_000_000 }),
      exchangeEntry({ base: 'JPY', quote: 'USD', nanos: 9_000_000 }),
    ];
    expect(at(entries, 'USD', 'JPY')?.nanos).toBe(130_000_000_000n);
    expect(at(entries, 'JPY', 'USD')?.nanos).toBe(9_000_000n);
  });

  it('is the exact fraction, rounded once and half up to a billionth', () => {
    const nanos = fc.integer({ min: 1, max: 1_000_000_000_000_000 });
    fc.assert(
      fc.property(nanos, nanos, (first, second) => {
        const entries = [
          exchangeEntry({ nanos: first }),
          exchangeEntry({ quote: 'JPY', nanos: second }),
        ];
        const inverse = at(entries, 'USD', 'EUR')?.nanos ?? 0n;
        const crossed = at(entries, 'USD', 'JPY')?.nanos ?? 0n;
        // |rate − fraction| ≤ ½ billionth, without a division.
        const near = (rate: bigint, over: bigint, under: bigint) => {
          const off = 2n * (rate * under - over);
          return off <= under && off > -under - 1n;
        };
        expect(near(inverse, 10n ** 18n, BigInt(first))).toBe(true);
        expect(near(crossed, BigInt(second) * 10n ** 9n, BigInt(first))).toBe(true);
      }),
    );
  });

  it('of last year stays whatever is entered today', () => {
    const entry = fc.record({
      base: fc.constantFrom('EUR', 'USD', 'GBP'),
      quote: fc.constantFrom('EUR', 'USD', 'GBP'),
      dayMs: fc.integer({ min: 0, max: 400 }).map((days) => DAY + days * DAY_MS),
      nanos: fc.integer({ min: 1, max: 1_000_000_000_000 }),
      origin: fc.constantFrom('user' as const, 'import' as const),
    });
    const today = DAY + 500 * DAY_MS;
    fc.assert(
      fc.property(fc.array(entry), entry, fc.nat({ max: 499 }), (old, added, days) => {
        const before = old.map((one) => exchangeEntry(one));
        const after = [...before, exchangeEntry({ ...added, dayMs: today })];
        const ms = DAY + days * DAY_MS;
        expect(at(after, 'USD', 'GBP', ms)).toEqual(at(before, 'USD', 'GBP', ms));
      }),
    );
  });
});

describe('checkExchange', () => {
  it.each([
    ['an unknown currency', { base: 'XXX' }, 'unknown_currency'],
    ['a currency against itself', { quote: 'EUR' }, 'same_currency'],
    ['a time that is no day', { dayMs: DAY + 1 }, 'not_a_day'],
    ['a day before there was a euro', { dayMs: Date.UTC(1998, 0, 1) }, 'date_too_early'],
    ['a day beyond tomorrow', { dayMs: Date.UTC(2026, 5, 3) }, 'date_in_future'],
    ['a rate of nothing', { nanos: 0 }, 'rate_not_positive'],
    ['a rate below nothing', { nanos: -5 }, 'rate_not_positive'],
    ['a broken number', { nanos: 1.5 }, 'rate_malformed'],
    ['an unknown field', { extra: 1 }, 'rate_malformed'],
  ])('refuses %s', (_, parts, code) => {
    const entry: unknown = { ...exchangeEntry(), ...parts };
    expect(checkExchange(entry, NOW)).toMatchObject({ ok: false, code });
  });

  it('takes what is sound', () => {
    expect(checkExchange(exchangeEntry(), NOW)).toEqual({ ok: true, entry: exchangeEntry() });
  });
});

it('days are read and written the same way, and only real ones are read', () => {
  for (const text of ['2024-02-29', '1999-01-04', '2026-12-31']) {
    expect(dayText(parseDay(text) ?? 0)).toBe(text);
  }
  for (const text of ['2025-02-29', '2026-1-1', '2026-13-01', '', '20260101', '2026-01-01 ']) {
    expect(parseDay(text)).toBeUndefined();
  }
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import shippedCards from '../../resources/rate-cards.json' with { type: 'json' };
import { GIFT_KINDS } from '../../shared/gift.ts';
import { isSameQuestion } from '../../shared/rate-changes.ts';
import {
  FACE_VALUE,
  quarterHourOf,
  rateCardSchema,
  rateCardsInForce,
  regionAt,
  valueOf,
} from '../../shared/rates.ts';
import type { RateCard, RateQuestion } from '../../shared/rates.ts';
import { exchangeEntry, exchangeList, rateCard } from '../tools/rates.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const NONE = exchangeList([]);

const asked: RateQuestion = {
  platform: 'tiktok',
  kind: 'gift',
  unit: 'coin',
  region: null,
  currency: 'USD',
  atMs: START + DAY_MS,
};

/** The card that a value is read through, as its id; undefined where none covers it. */
const read = (cards: readonly RateCard[], parts: Partial<RateQuestion> = {}, exchange = NONE) =>
  valueOf(cards, exchange, { ...asked, ...parts }, 1n)?.rateCard;

describe('the card that values a gift', () => {
  it('is the one in force: from its first instant, up to but not including its last', () => {
    const first = rateCard({ id: 'first', validFromMs: START, validToMs: START + DAY_MS });
    const second = rateCard({ id: 'second', validFromMs: START + DAY_MS });
    const at = (atMs: number) => read([second, first], { atMs });
    expect(at(START - 1)).toBeUndefined();
    expect(at(START)).toBe('first');
    expect(at(START + DAY_MS - 1)).toBe('first');
    expect(at(START + DAY_MS)).toBe('second');
    expect(at(START + 9_000 * DAY_MS)).toBe('second');
  });

  it('is none of another platform, kind, unit, region or currency', () => {
    expect(read([rateCard()], { platform: 'twitch' })).toBeUndefined();
    expect(read([rateCard()], { unit: 'bit' })).toBeUndefined();
    expect(read([rateCard()], { currency: 'EUR' })).toBeUndefined();
    expect(read([rateCard({ kind: 'bits' })])).toBeUndefined();
    expect(read([rateCard({ kind: 'bits' })], { kind: null })).toBeUndefined();
    expect(read([rateCard({ region: 'NZ' })], { region: 'US' })).toBeUndefined();
  });

  it('is never one for a region while the creator has set none', () => {
    expect(read([rateCard({ region: 'US' })], { region: null })).toBeUndefined();
    expect(read([rateCard({ region: 'US' })], { region: 'US' })).toBe('tiktok-coin-usd');
  });

  it('is never one that was withdrawn', () => {
    expect(read([rateCard({ validFromMs: START, validToMs: START })])).toBeUndefined();
  });

  it('falls back to the next card where the best one’s currency cannot be converted', () => {
    const euros = rateCard({ id: 'euros', origin: 'user', currency: 'EUR' });
    expect(read([euros, rateCard()])).toBe('tiktok-coin-usd');
    expect(read([euros, rateCard()], {}, exchangeList([exchangeEntry()]))).toBe('euros');
  });

  it('is the best by origin, then kind, then region, then currency, wherever it stands', () => {
    const exchange = exchangeList([exchangeEntry({ dayMs: START })]);
    const cards = fc.array(
      fc.record({
        origin: fc.constantFrom('user' as const, 'shipped' as const),
        kind: fc.constantFrom(null, 'gift' as const, 'bits' as const),
        region: fc.constantFrom('*', 'US', 'NZ'),
        currency: fc.constantFrom('USD', 'EUR'),
        validFromMs: fc.constantFrom(START, START + 2 * DAY_MS),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(cards, fc.constantFrom(null, 'US', 'NZ'), (parts, region) => {
        const list = parts.map((part, index) => rateCard({ ...part, id: `card-${index}` }));
        const chosen = list.find(({ id }) => id === read(list, { region }, exchange));
        const applies = list.filter(
          (card) =>
            card.kind !== 'bits' &&
            (card.region === '*' || card.region === region) &&
            card.validFromMs === START,
        );
        expect(chosen === undefined).toBe(applies.length === 0);
        if (chosen === undefined) return;
        expect(applies).toContain(chosen);
        // Each wish is only given up when no card that meets the earlier ones meets it.
        let left = applies;
        for (const wish of [
          (card: RateCard) => card.origin === 'user',
          (card: RateCard) => card.kind === 'gift',
          (card: RateCard) => card.region !== '*',
          (card: RateCard) => card.currency === 'USD',
        ]) {
          const met = left.filter(wish);
          if (met.length === 0) continue;
          left = met;
          expect(met).toContain(chosen);
        }
        expect(read([...list].reverse(), { region }, exchange)).toBe(chosen.id);
      }),
    );
  });

  it('stays the same for last year whatever card begins today', () => {
    const card = fc.record({
      origin: fc.constantFrom('user' as const, 'shipped' as const),
      kind: fc.constantFrom(null, 'gift' as const),
      region: fc.constantFrom('*', 'US'),
      unitMicros: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(card), card, fc.integer({ min: 0, max: START - 1 }), (old, now, at) => {
        const list = old.map((part, index) => rateCard({ ...part, id: `card-${index}` }));
        const added = [...list, rateCard({ ...now, id: 'new', validFromMs: START })];
        const question = { ...asked, region: 'US', atMs: at };
        expect(valueOf(added, NONE, question, 7n)).toEqual(valueOf(list, NONE, question, 7n));
      }),
    );
  });
});

describe('valueOf', () => {
  it('is exact: units times the card’s micros, of any size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (units) => {
        expect(valueOf([rateCard()], NONE, asked, units)).toEqual({
          femtos: units * 5_000n * 10n ** 9n,
          currency: 'USD',
          rateCard: 'tiktok-coin-usd',
          exchange: null,
          basis: 'estimated',
        });
      }),
    );
  });

  it('is exact through an exchange rate, and adds up: units × micros × nanos', () => {
    const parts = fc.tuple(
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      fc.integer({ min: 0, max: 1_000_000_000_000 }),
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    );
    fc.assert(
      fc.property(parts, ([a, b, unitMicros, nanos]) => {
        const entry = exchangeEntry({ base: 'USD', quote: 'EUR', nanos });
        const value = (units: bigint) =>
          valueOf(
            [rateCard({ unitMicros })],
            exchangeList([entry]),
            { ...asked, currency: 'EUR' },
            units,
          )?.femtos ?? -1n;
        expect(value(a)).toBe(a * BigInt(unitMicros) * BigInt(nanos));
        expect(value(a) + value(b)).toBe(value(a + b));
      }),
    );
  });

  it('takes money at face value in its own currency', () => {
    const tip = { ...asked, platform: 'myshop', kind: 'tip' as const, unit: 'USD' };
    expect(valueOf([], NONE, tip, 250n)).toEqual({
      femtos: 2_500_000_000_000_000n,
      currency: 'USD',
      rateCard: FACE_VALUE,
      exchange: null,
      basis: 'face value',
    });
  });

  it('converts money by a rate alone, and says that this is an estimate', () => {
    const tip = { ...asked, platform: 'myshop', unit: 'JPY', currency: 'USD' };
    expect(valueOf([], NONE, tip, 250n)).toBeUndefined();
    const entry = exchangeEntry({ base: 'JPY', quote: 'USD', nanos: 6_500_000 });
    expect(valueOf([], exchangeList([entry]), tip, 1_000n)).toMatchObject({
      femtos: 6_500_000_000_000_000n,
      rateCard: FACE_VALUE,
      exchange: { from: 'JPY', to: 'USD', nanos: 6_500_000n, entries: [entry] },
      basis: 'estimated',
    });
  });

  it('is unknown, not zero, where no card applies', () => {
    expect(valueOf([], NONE, asked, 5n)).toBeUndefined();
  });
});

describe('the payout region', () => {
  it('is the last that was set before the time, none before the first, and can be unset', () => {
    const regions = [
      { validFromMs: START, region: 'US' },
      { validFromMs: START + 2 * DAY_MS, region: null },
      { validFromMs: START + DAY_MS, region: 'DE' },
      { validFromMs: START + DAY_MS, region: 'NZ' },
    ];
    expect(regionAt([], START)).toBeNull();
    expect([-1, 0, DAY_MS, 2 * DAY_MS].map((ms) => regionAt(regions, START + ms))).toEqual([
      null,
      'US',
      'NZ',
      null,
    ]);
  });
});

describe('quarter hours', () => {
  it('begin where every real time zone’s hours and days do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_640_000_000_000 }), (atMs) => {
        const quarter = quarterHourOf(atMs);
        expect(quarter % 900_000).toBe(0);
        expect(atMs - quarter).toBeGreaterThanOrEqual(0);
        expect(atMs - quarter).toBeLessThan(900_000);
      }),
    );
  });

  it('bound every card', () => {
    expect(rateCardSchema.safeParse(rateCard()).success).toBe(true);
    expect(rateCardSchema.safeParse(rateCard({ validFromMs: START + 1 })).success).toBe(false);
    expect(rateCardSchema.safeParse(rateCard({ validToMs: START + 1 })).success).toBe(false);
    expect(rateCardSchema.safeParse(rateCard({ currency: 'usd' })).success).toBe(false);
  });
});

describe('the shipped cards', () => {
  const cards = shippedCards.map((card) => rateCardSchema.parse(card));

  it('are sound, shipped, each with an id of its own and words on where it comes from', () => {
    expect(new Set(cards.map(({ id }) => id)).size).toBe(cards.length);
    for (const card of cards) {
      expect(card.origin).toBe('shipped');
      expect(card.source.length, card.id).toBeGreaterThan(30);
    }
  });

  it('never overlap for one question', () => {
    for (const [index, a] of cards.entries()) {
      for (const b of cards.slice(index + 1)) {
        if (!isSameQuestion(a, b)) continue;
        const apart =
          (a.validToMs !== null && a.validToMs <= b.validFromMs) ||
          (b.validToMs !== null && b.validToMs <= a.validFromMs);
        expect(apart, `${a.id} and ${b.id}`).toBe(true);
      }
    }
  });

  it('value a coin and a bit anywhere, and Twitch subs only where a region is set', () => {
    const ids = (question: Partial<RateQuestion>) =>
      GIFT_KINDS.flatMap((kind) =>
        rateCardsInForce(cards, { ...asked, ...question, kind }).map((card) => card.id),
      );
    expect(ids({})).toContain('tiktok-coin-convention');
    expect(ids({ platform: 'twitch', unit: 'bit' })).toContain('twitch-bit');
    expect(ids({ platform: 'twitch', unit: 'sub1' })).toEqual([]);
    expect(ids({ platform: 'twitch', unit: 'sub1', region: 'US' })).toContain(
      'twitch-sub1-us-2024',
    );
  });
});

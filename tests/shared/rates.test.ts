import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FACE_VALUE,
  findRateCard,
  quarterHourOf,
  rateCardSchema,
  valueOf,
} from '../../shared/rates.ts';
import type { RateCard } from '../../shared/rates.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);

function card(parts: Partial<RateCard> = {}): RateCard {
  return {
    id: 'tiktok-coin-usd',
    platform: 'tiktok',
    unit: 'coin',
    region: 'world',
    currency: 'USD',
    unitMicros: 5_000,
    validFromMs: START,
    validToMs: null,
    source: 'test',
    confidence: 'low',
    origin: 'shipped',
    ...parts,
  };
}

const asked = { platform: 'tiktok', unit: 'coin', currency: 'USD', atMs: START + DAY_MS };

describe('findRateCard', () => {
  it('takes the card in force: from its first instant, up to but not including its last', () => {
    const first = card({ id: 'first', validToMs: START + DAY_MS });
    const second = card({ id: 'second', validFromMs: START + DAY_MS });
    const at = (atMs: number) => findRateCard([second, first], { ...asked, atMs })?.id;
    expect(at(START - 1)).toBeUndefined();
    expect(at(START)).toBe('first');
    expect(at(START + DAY_MS - 1)).toBe('first');
    expect(at(START + DAY_MS)).toBe('second');
    expect(at(START + 9_000 * DAY_MS)).toBe('second');
  });

  it('prefers the user’s card, wherever it stands, but only while it is in force', () => {
    const user = card({ id: 'mine', origin: 'user', validFromMs: START + DAY_MS });
    for (const cards of [
      [card(), user],
      [user, card()],
    ]) {
      expect(findRateCard(cards, asked)?.id).toBe('mine');
      expect(findRateCard(cards, { ...asked, atMs: START })?.id).toBe('tiktok-coin-usd');
    }
  });

  it('finds none for another platform, unit or currency', () => {
    expect(findRateCard([card()], { ...asked, platform: 'twitch' })).toBeUndefined();
    expect(findRateCard([card()], { ...asked, unit: 'bit' })).toBeUndefined();
    expect(findRateCard([card()], { ...asked, currency: 'EUR' })).toBeUndefined();
  });
});

describe('valueOf', () => {
  it('is exact: units times the card’s micros, of any size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (units) => {
        expect(valueOf([card()], asked, units)).toEqual({
          micros: units * 5_000n,
          currency: 'USD',
          rateCard: 'tiktok-coin-usd',
        });
      }),
    );
  });

  it('takes money at face value in its own currency and never converts it', () => {
    const tip = { ...asked, platform: 'myshop', unit: 'USD' };
    expect(valueOf([], tip, 250n)).toEqual({
      micros: 2_500_000n,
      currency: 'USD',
      rateCard: FACE_VALUE,
    });
    expect(valueOf([card()], { ...tip, currency: 'EUR' }, 250n)).toBeUndefined();
  });

  it('is unknown, not zero, where no card applies', () => {
    expect(valueOf([], asked, 5n)).toBeUndefined();
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
    expect(rateCardSchema.safeParse(card()).success).toBe(true);
    expect(rateCardSchema.safeParse(card({ validFromMs: START + 1 })).success).toBe(false);
    expect(rateCardSchema.safeParse(card({ validToMs: START + 1 })).success).toBe(false);
    expect(rateCardSchema.safeParse(card({ currency: 'usd' })).success).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardFromPayout, effectiveRate, grossRate } from '../../shared/effective-rate.ts';
import type { Payout } from '../../shared/effective-rate.ts';
import { planCard } from '../../shared/rate-changes.ts';

const AT = Date.UTC(2026, 2, 31, 9, 7);

/** 10,000 coins that arrived as $49.10 after a fee of $0.90. */
function payout(parts: Partial<Payout> = {}): Payout {
  return {
    kind: 'payout',
    atMs: AT,
    platform: 'tiktok',
    unit: 'coin',
    units: 10_000,
    currency: 'USD',
    grossMinor: 5_000,
    feeMinor: 90,
    taxMinor: 0,
    netMinor: 4_910,
    ...parts,
  };
}

describe('the rate a payout came to', () => {
  it('is what the platform gave, and what arrived, for each unit', () => {
    expect(effectiveRate(payout())).toEqual({
      currency: 'USD',
      gross: { numerator: 50_000_000n, denominator: 10_000n, unitMicros: 5_000n },
      net: { numerator: 49_100_000n, denominator: 10_000n, unitMicros: 4_910n },
    });
  });

  it('is an exact fraction, rounded half up to a micro beside it', () => {
    const amount = fc.integer({ min: 1, max: 1_000_000_000_000_000 });
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.constantFrom('USD', 'JPY', 'KWD'),
        (units, gross, currency) => {
          const parts = { units, currency, grossMinor: gross, feeMinor: 0, netMinor: gross };
          const { numerator, denominator, unitMicros } = effectiveRate(payout(parts)).gross;
          expect(denominator).toBe(BigInt(units));
          const scale = { USD: 10_000n, JPY: 1_000_000n, KWD: 1_000n }[currency];
          expect(numerator).toBe(BigInt(gross) * scale);
          const off = 2n * (numerator - unitMicros * denominator);
          expect(off < denominator && off >= -denominator).toBe(true);
        },
      ),
    );
  });

  it('is none for money that was money before, and none of nothing', () => {
    const paid = { unit: 'USD', units: 5_000n, currency: 'USD', grossMinor: 5_000n };
    expect(grossRate(paid)).toBeNull();
    expect(grossRate({ ...paid, unit: 'coin', units: 0n })).toBeNull();
    expect(grossRate({ ...paid, unit: 'coin', currency: 'JPY', units: 1n })?.unitMicros).toBe(
      5_000_000_000n,
    );
  });
});

describe('the card it offers', () => {
  it('holds neither fee nor tax, says where it comes from, and can be added as it is', () => {
    const card = cardFromPayout(payout());
    expect(card).toEqual({
      platform: 'tiktok',
      kind: null,
      unit: 'coin',
      region: '*',
      currency: 'USD',
      unitMicros: 5_000,
      validFromMs: Date.UTC(2026, 2, 31, 9),
      validToMs: null,
      source: 'Payout of 2026-03-31: 10000 coin for 50.00 USD before fee and tax.',
      confidence: 'high',
    });
    expect(planCard([], card, AT)).toMatchObject({ ok: true });
  });

  it('may begin with what the payout paid for', () => {
    expect(cardFromPayout(payout(), Date.UTC(2026, 2, 1))?.validFromMs).toBe(Date.UTC(2026, 2, 1));
  });

  it('is none for money, nor for a rate beyond all measure', () => {
    expect(cardFromPayout(payout({ unit: 'USD' }))).toBeUndefined();
    expect(cardFromPayout(payout({ units: 1, grossMinor: 10 ** 15 }))).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRegion, planCard, planEnd } from '../../shared/rate-changes.ts';
import type { NewRateCard } from '../../shared/rate-changes.ts';
import { valueOf } from '../../shared/rates.ts';
import type { RateCard } from '../../shared/rates.ts';
import { exchangeList, rateCard } from '../tools/rates.ts';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const START = Date.UTC(2026, 0, 1);
const NOW = START + 100 * DAY_MS;

function wanted(parts: Partial<NewRateCard> = {}): NewRateCard {
  return {
    platform: 'tiktok',
    kind: null,
    unit: 'coin',
    region: '*',
    currency: 'USD',
    unitMicros: 4_910,
    validFromMs: START,
    validToMs: null,
    source: 'my own',
    confidence: 'medium',
    ...parts,
  };
}

/** The cards after a change, as the ledger writes it. */
function added(cards: readonly RateCard[], card: NewRateCard): readonly RateCard[] {
  const plan = planCard(cards, card, NOW);
  if (!plan.ok) throw new Error(plan.message);
  if (plan.known) return cards;
  const { closes } = plan;
  return [
    ...cards.map((one) => (one.id === closes?.id ? { ...one, validToMs: closes.atMs } : one)),
    plan.card,
  ];
}

describe('a new card of the creator’s own', () => {
  it('closes the open one where it starts, and leaves its rate alone', () => {
    const first = added([rateCard()], wanted());
    const second = added(first, wanted({ unitMicros: 5_100, validFromMs: START + DAY_MS }));
    expect(second.map((card) => [card.id, card.unitMicros, card.validToMs])).toEqual([
      ['tiktok-coin-usd', 5_000, null],
      ['user-tiktok-coin-1', 4_910, START + DAY_MS],
      ['user-tiktok-coin-2', 5_100, null],
    ]);
  });

  it('sent twice is there once', () => {
    const once = added([], wanted());
    expect(planCard(once, wanted(), NOW)).toMatchObject({ ok: true, known: true });
    expect(added(once, wanted())).toEqual(once);
  });

  it.each([
    ['at the same start', {}],
    ['before the open one', { validFromMs: START - DAY_MS }],
    ['before it, and ending within it', { validFromMs: START - DAY_MS, validToMs: START + DAY_MS }],
  ])('that overlaps another %s is refused with what to do', (_, parts) => {
    const cards = added([], wanted());
    const plan = planCard(cards, wanted({ unitMicros: 1, ...parts }), NOW);
    expect(plan).toMatchObject({ ok: false, code: 'card_overlaps' });
    expect(plan.ok ? '' : plan.message).toMatch(/user-tiktok-coin-1.*(dates|end it).*Nothing/);
  });

  it.each([
    ['kind', { kind: 'gift' as const }],
    ['region', { region: 'NZ' }],
    ['currency', { currency: 'EUR' }],
    ['unit', { platform: 'myshop', unit: 'star' }],
  ])('of another %s overlaps nothing', (_, parts) => {
    const cards = added([], wanted());
    expect(planCard(cards, wanted(parts), NOW)).toMatchObject({ ok: true, closes: null });
  });

  it('may fill a gap exactly', () => {
    const day = (n: number) => START + n * DAY_MS;
    let cards = added([], wanted({ validFromMs: day(0), validToMs: day(1) }));
    cards = added(cards, wanted({ validFromMs: day(2), validToMs: day(3) }));
    cards = added(cards, wanted({ validFromMs: day(1), validToMs: day(2) }));
    expect(cards).toHaveLength(3);
  });

  it.each([
    ['money', { unit: 'USD' }, 'money_needs_no_card'],
    ['a slip of the unit', { unit: 'coins' }, 'unknown_unit'],
    ['an unknown currency', { currency: 'XXX' }, 'unknown_currency'],
    ['a region by name', { region: 'us' }, 'region_malformed'],
    ['a start off the quarter', { validFromMs: START + 1 }, 'not_quarter_hour'],
    ['an end off the quarter', { validToMs: START + DAY_MS + 1 }, 'not_quarter_hour'],
    ['an end at its start', { validToMs: START }, 'card_empty'],
    ['a start before 2015', { validFromMs: Date.UTC(2014, 0, 1) }, 'date_too_early'],
    ['a start years ahead', { validFromMs: Date.UTC(2029, 0, 1) }, 'date_too_far'],
    ['a date beyond all calendars', { validFromMs: 9_000_000_000_000_000 }, 'date_too_far'],
    ['no source', { source: ' ' }, 'source_missing'],
    ['a platform by its name', { platform: 'My Shop' }, 'platform_malformed'],
    ['a rate below nothing', { unitMicros: -1 }, 'rate_out_of_bounds'],
    ['a rate beyond a million', { unitMicros: 1_000_000_000_001 }, 'rate_out_of_bounds'],
    ['a broken rate', { unitMicros: 0.5 }, 'card_malformed'],
    ['an unknown field', { id: 'mine' }, 'card_malformed'],
  ])('with %s is refused', (_, parts, code) => {
    expect(planCard([], { ...wanted(), ...parts }, NOW)).toMatchObject({ ok: false, code });
  });

  it('may start in the future, and in the past', () => {
    expect(planCard([], wanted({ validFromMs: NOW + 30 * DAY_MS }), NOW).ok).toBe(true);
    expect(planCard([], wanted({ validFromMs: Date.UTC(2016, 0, 1) }), NOW).ok).toBe(true);
  });
});

describe('ending a card', () => {
  const cards = added([rateCard()], wanted());
  const end = (id: string, atMs: number, list = cards) => planEnd(list, { id, atMs }, NOW);

  it.each([
    ['that there is none of', 'nobody', START, 'card_unknown'],
    ['that was shipped', 'tiktok-coin-usd', START, 'card_shipped'],
    ['before its start', 'user-tiktok-coin-1', START - QUARTER_MS, 'end_before_start'],
    ['off the quarter', 'user-tiktok-coin-1', START + 1, 'not_quarter_hour'],
    ['years ahead', 'user-tiktok-coin-1', Date.UTC(2029, 0, 1), 'date_too_far'],
  ])('%s is refused', (_, id, atMs, code) => {
    expect(end(id, atMs)).toMatchObject({ ok: false, code });
  });

  it('is possible once later, never by moving an end back into what was', () => {
    const ended = cards.map((card) => ({ ...card, validToMs: START + DAY_MS }));
    expect(end('user-tiktok-coin-1', START + 2 * DAY_MS, ended)).toMatchObject({
      code: 'card_ended',
    });
    expect(end('user-tiktok-coin-1', START + DAY_MS, ended).ok).toBe(true);
  });

  it('at its own start withdraws it, so that the right one can take its place', () => {
    expect(end('user-tiktok-coin-1', START).ok).toBe(true);
    const withdrawn = cards.map((card) =>
      card.origin === 'user' ? { ...card, validToMs: START } : card,
    );
    expect(planCard(withdrawn, wanted({ unitMicros: 5_000 }), NOW)).toMatchObject({
      ok: true,
      closes: null,
      card: { id: 'user-tiktok-coin-2' },
    });
  });
});

describe('any series of changes', () => {
  const span = fc.record({
    from: fc.nat({ max: 40 }),
    length: fc.option(fc.integer({ min: 1, max: 20 })),
    unitMicros: fc.nat({ max: 9_999 }),
    kind: fc.constantFrom(null, 'gift' as const),
  });
  const card = (part: {
    from: number;
    length: number | null;
    unitMicros: number;
    kind: 'gift' | null;
  }) =>
    wanted({
      kind: part.kind,
      unitMicros: part.unitMicros,
      validFromMs: START + part.from * QUARTER_MS,
      validToMs: part.length === null ? null : START + (part.from + part.length) * QUARTER_MS,
    });
  const value = (cards: readonly RateCard[], quarter: number) =>
    valueOf(
      cards,
      exchangeList([]),
      {
        platform: 'tiktok',
        kind: 'gift',
        unit: 'coin',
        region: null,
        currency: 'USD',
        atMs: START + quarter * QUARTER_MS,
      },
      1n,
    )?.rateCard;

  it('leaves no instant with two of the creator’s cards for one question', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 15 }), (parts) => {
        let cards: readonly RateCard[] = [];
        for (const part of parts) {
          if (planCard(cards, card(part), NOW).ok) cards = added(cards, card(part));
        }
        for (let quarter = 0; quarter < 70; quarter += 1) {
          const at = START + quarter * QUARTER_MS;
          for (const kind of [null, 'gift']) {
            const inForce = cards.filter(
              (one) =>
                one.kind === kind &&
                one.validFromMs <= at &&
                (one.validToMs === null || at < one.validToMs),
            );
            expect(inForce.length).toBeLessThan(2);
          }
        }
      }),
    );
  });

  it('changes nothing before the start of the card that is added', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 10 }), span, (parts, last) => {
        let cards: readonly RateCard[] = [rateCard()];
        for (const part of parts) {
          if (planCard(cards, card(part), NOW).ok) cards = added(cards, card(part));
        }
        if (!planCard(cards, card(last), NOW).ok) return;
        const after = added(cards, card(last));
        for (let quarter = 0; quarter < last.from; quarter += 1) {
          expect(value(after, quarter)).toBe(value(cards, quarter));
        }
      }),
    );
  });
});

it('a payout region is two letters from a quarter hour on, or none', () => {
  const check = (region: string | null, validFromMs = START) =>
    checkRegion({ region, validFromMs }, NOW);
  expect(check('US')).toEqual({ ok: true });
  expect(check(null)).toEqual({ ok: true });
  expect(check('usa')).toMatchObject({ code: 'region_malformed' });
  expect(check('US', START + 1)).toMatchObject({ code: 'not_quarter_hour' });
  expect(check('US', 0)).toMatchObject({ code: 'date_too_early' });
});

/** What was earned in a period: the buckets against a plain sum over the gifts, in zones and at edges of all kinds. */
import fc from 'fast-check';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { giftExportRows, readExportHead } from '../../electron/ledger/export-pages.ts';
import { queries } from '../../electron/ledger/queries.ts';
import type { AskedTotals, Totals } from '../../electron/ledger/totals.ts';
import type { EarningsPart } from '../../shared/contract/rates.ts';
import type { GiftExportRow } from '../../shared/export-rows.ts';
import type { PeriodStep, Span } from '../../shared/periods.ts';
import { localDay } from '../../shared/zone.ts';
import {
  fakeLedgerClock,
  gift,
  giftFrame,
  comboKey,
  recorded,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { exchangeEntry, rateCard } from '../tools/rates.ts';
import { between, seeded } from '../tools/seeded.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const ZONES = ['Pacific/Auckland', 'Asia/Kathmandu', 'Europe/London', 'America/New_York'];
const STEPS: readonly PeriodStep[] = ['day', 'week', 'month'];

/** A month that holds the clock changes of all four zones: late September to early November. */
const MONTHS = [
  { name: 'the clock changes of autumn', fromMs: Date.UTC(2026, 8, 20), days: 48 },
  { name: 'the clock changes of spring', fromMs: Date.UTC(2026, 2, 1), days: 40 },
] as const;

interface Sum {
  gifts: number;
  quantity: bigint;
  units: bigint;
}

/** Sums per platform, kind and unit over the lines of the gifts themselves. */
function bruteForce(rows: readonly GiftExportRow[], within: (row: GiftExportRow) => boolean) {
  const sums = new Map<string, Sum>();
  const counted = new Set<string>();
  for (const row of [...rows].sort((a, b) => a.effectiveAtMs - b.effectiveAtMs)) {
    const first = !counted.has(row.giftKey) && row.quantity > 0;
    if (first) counted.add(row.giftKey);
    if (!row.booked || !within(row)) continue;
    const key = `${row.platform}/${row.kind}/${row.unit}`;
    const sum = sums.get(key) ?? { gifts: 0, quantity: 0n, units: 0n };
    sums.set(key, sum);
    sum.gifts += first ? 1 : 0;
    sum.quantity += BigInt(row.quantity);
    sum.units += BigInt(row.units ?? 0);
  }
  return new Map(
    [...sums].filter(([, sum]) => sum.quantity !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function observed(part: EarningsPart): ReadonlyMap<string, Sum> {
  return new Map(
    part.observed.map(({ platform, kind, unit, gifts, quantity, units }) => [
      `${platform}/${kind}/${unit}`,
      { gifts, quantity, units },
    ]),
  );
}

const sumOf = (values: readonly bigint[]) => values.reduce((sum, value) => sum + value, 0n);

function seededMonth(seed: number, month: Span): TempLedger {
  const clock = fakeLedgerClock(month.fromMs);
  const ledger = tempLedger(clock);
  ledger.store.commit([
    { type: 'shippedRateCards', cards: [rateCard()] },
    {
      type: 'addExchangeRates',
      rates: [exchangeEntry({ dayMs: Date.UTC(2026, 0, 1) })],
      correct: false,
    },
  ]);
  const random = seeded(seed);
  const nextMs = () => between(random, 1, 3 * 60) * MINUTE_MS + between(random, 0, 59_999);
  for (let atMs = month.fromMs + nextMs(), n = 0; atMs < month.toMs; atMs += nextMs(), n += 1) {
    clock.advance(atMs - clock.now());
    const occurredAtMs = atMs;
    const each = between(random, 1, 500);
    ledger.store.commit([
      gift(
        n % 3 === 0
          ? tipFrame(each, n % 2 === 0 ? 'USD' : 'EUR', { occurredAtMs })
          : giftFrame({
              giftKey: comboKey(`${n}`),
              counter: total(between(random, 1, 20)),
              unitsEach: n % 11 === 0 ? null : each,
              final: true,
              occurredAtMs,
            }),
      ),
    ]);
  }
  return ledger;
}

describe.each(MONTHS)('a month of gifts over $name', ({ fromMs, days }) => {
  const span = { fromMs, toMs: fromMs + days * DAY_MS };
  let ledger: TempLedger;
  let rows: readonly GiftExportRow[];
  const totals = (parts: Partial<AskedTotals>): Totals =>
    queries.totals(ledger.db, { ...span, zone: 'UTC', currency: 'USD', by: 'total', ...parts });

  beforeAll(() => {
    ledger = seededMonth(7, span);
    const head = readExportHead(ledger.db, span.toMs);
    rows = [...giftExportRows(ledger.db, { fromMs: null, toMs: null }, head)];
  });
  afterAll(() => ledger[Symbol.dispose]());

  it.each(ZONES)(
    'has in %s the same total as everywhere, and days, weeks, months that make it',
    (zone) => {
      const whole = totals({}).total;
      expect(observed(whole)).toEqual(bruteForce(rows, () => true));
      expect(whole.estimate.femtos).toBeGreaterThan(0n);
      for (const by of STEPS) {
        const { parts, total: sum } = totals({ zone, by });
        expect({ ...sum, label: '' }).toEqual({ ...whole, label: '' });
        expect(sumOf(parts.map((part) => part.estimate.femtos))).toBe(whole.estimate.femtos);
        for (const [key, { gifts, quantity, units }] of observed(whole)) {
          const each = parts.map((part) => observed(part).get(key));
          expect(each.reduce((n, one) => n + (one?.gifts ?? 0), 0)).toBe(gifts);
          expect(sumOf(each.map((one) => one?.quantity ?? 0n))).toBe(quantity);
          expect(sumOf(each.map((one) => one?.units ?? 0n))).toBe(units);
        }
      }
    },
  );

  it.each(ZONES)('has in %s each day as the gifts of that calendar day add up', (zone) => {
    for (const part of totals({ zone, by: 'day' }).parts) {
      const day = bruteForce(rows, (row) => localDay(row.effectiveAtMs, zone) === part.label);
      expect(observed(part)).toEqual(day);
    }
  });

  it('is exact between any two instants, within a quarter hour too', () => {
    const instant = fc.integer({ min: span.fromMs, max: span.toMs });
    const short = fc.integer({ min: 1, max: 40 * MINUTE_MS });
    const spans = fc.oneof(
      fc.tuple(instant, instant).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
      fc.tuple(instant, short).map(([a, length]) => [a, a + length] as const),
      // Just at, before and after a gift.
      fc.tuple(fc.nat(), fc.constantFrom(-1, 0, 1), short).map(([index, off, length]) => {
        const at = (rows[index % rows.length]?.effectiveAtMs ?? 0) + off;
        return [at, at + length] as const;
      }),
    );
    fc.assert(
      fc.property(spans, ([from, to]) => {
        const part = totals({ fromMs: from, toMs: to }).total;
        const within = (row: GiftExportRow) => row.effectiveAtMs >= from && row.effectiveAtMs < to;
        expect(observed(part)).toEqual(bruteForce(rows, within));
      }),
      { numRuns: 200 },
    );
  });

  it('is worth the same last month whatever card, rate or region begins today', () => {
    const before = totals({ by: 'day', currency: 'EUR', zone: 'Asia/Kathmandu' });
    const today = Math.floor(span.toMs / DAY_MS) * DAY_MS;
    const { outcomes } = ledger.store.commit([
      {
        type: 'addRateCard',
        card: {
          platform: 'tiktok',
          kind: null,
          unit: 'coin',
          region: '*',
          currency: 'USD',
          unitMicros: 9_999,
          validFromMs: today,
          validToMs: null,
          source: 'test',
          confidence: 'low',
        },
      },
      {
        type: 'addExchangeRates',
        rates: [exchangeEntry({ dayMs: today, nanos: 5 })],
        correct: false,
      },
      { type: 'setPayoutRegion', region: { region: 'US', validFromMs: today } },
    ]);
    expect(outcomes).toMatchObject([{ ok: true }, { ok: true, added: 1 }, { ok: true }]);
    expect(totals({ by: 'day', currency: 'EUR', zone: 'Asia/Kathmandu' })).toEqual(before);
  });
});

describe('a period', () => {
  const AT = Date.UTC(2026, 5, 10, 12, 7);
  const asked = { zone: 'UTC', currency: 'USD', by: 'total' } as const;

  it('takes what came late for a locked period at the lock’s end, at cut edges too', () => {
    const clock = fakeLedgerClock(AT);
    using ledger = tempLedger(clock);
    ledger.store.commit([
      gift(giftFrame({ counter: total(3), unitsEach: 5, occurredAtMs: AT, final: true })),
    ]);
    clock.advance(DAY_MS);
    const lockEnd = AT + 3 * MINUTE_MS + 21;
    recorded(ledger, { kind: 'lock', fromMs: null, toMs: lockEnd });
    ledger.store.commit([
      gift(giftFrame({ counter: total(10), unitsEach: 5, occurredAtMs: AT, final: true })),
    ]);
    const units = (fromMs: number, toMs: number) => {
      const part = queries.totals(ledger.db, { ...asked, fromMs, toMs }).total;
      return part.observed.map((row) => [row.gifts, row.quantity, row.units]);
    };
    expect(units(AT, AT + 1)).toEqual([[1, 3n, 15n]]);
    expect(units(AT + 1, lockEnd)).toEqual([]);
    expect(units(lockEnd, lockEnd + 1)).toEqual([[0, 7n, 35n]]);
    expect(units(AT, lockEnd + 1)).toEqual([[1, 10n, 50n]]);
    expect(units(AT - DAY_MS, AT + DAY_MS)).toEqual([[1, 10n, 50n]]);
  });

  it('leaves out what was taken back, whole and at cut edges', () => {
    using ledger = tempLedger(fakeLedgerClock(AT));
    ledger.store.commit([gift(tipFrame(500, 'USD', { occurredAtMs: AT }))]);
    recorded(ledger, { kind: 'reversal', corrects: 1 });
    for (const [fromMs, toMs] of [
      [AT, AT + 1],
      [AT - DAY_MS, AT + DAY_MS],
    ] as const) {
      const part = queries.totals(ledger.db, { ...asked, fromMs, toMs }).total;
      expect(part.observed).toEqual([]);
      expect(part.estimate).toMatchObject({ femtos: 0n, basis: null, rateCards: [] });
    }
  });

  it('says of every figure whether it was observed, estimated or paid, and names its card', () => {
    using ledger = tempLedger(fakeLedgerClock(AT));
    ledger.store.commit([
      { type: 'shippedRateCards', cards: [rateCard()] },
      gift(giftFrame({ counter: total(100), occurredAtMs: AT, final: true })),
      gift(
        giftFrame({
          platform: 'twitch',
          giftKey: 'twitch|msg|9',
          kind: 'sub',
          unit: 'sub1',
          occurredAtMs: AT,
          final: true,
        }),
      ),
    ]);
    const payout = {
      kind: 'payout',
      atMs: AT,
      platform: 'tiktok',
      unit: 'coin',
      units: 100,
      currency: 'USD',
      grossMinor: 50,
      feeMinor: 5,
      taxMinor: 0,
      netMinor: 45,
    };
    recorded(ledger, payout);
    const withdrawn = recorded(ledger, payout);
    recorded(ledger, { kind: 'reversal', corrects: withdrawn });
    const { total: part } = queries.totals(ledger.db, { ...asked, fromMs: null, toMs: null });
    expect(part.observed).toMatchObject([
      {
        kind: 'gift',
        basis: 'observed',
        units: 100n,
        estimate: { basis: 'estimated', rateCards: ['tiktok-coin-usd'], uncovered: [] },
      },
      {
        kind: 'sub',
        basis: 'observed',
        units: 1n,
        estimate: { basis: null, rateCards: [], uncovered: [{ unit: 'sub1', units: 1n }] },
      },
    ]);
    expect(part.estimate).toMatchObject({
      femtos: 500_000_000_000_000n,
      uncovered: [{ platform: 'twitch', unit: 'sub1', units: 1n }],
    });
    expect(part.paid).toEqual([
      {
        platform: 'tiktok',
        unit: 'coin',
        currency: 'USD',
        basis: 'paid',
        payouts: 1,
        units: 100n,
        grossMinor: 50n,
        feeMinor: 5n,
        taxMinor: 0n,
        netMinor: 45n,
      },
    ]);
  });

  it('of an empty ledger is empty', () => {
    using ledger = tempLedger();
    const answer = queries.totals(ledger.db, { ...asked, by: 'day', fromMs: null, toMs: null });
    expect(answer).toMatchObject({ parts: [], total: { observed: [], paid: [] }, seq: 0 });
  });
});

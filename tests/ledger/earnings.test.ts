/** What the page of earnings asks of the ledger, held against the CSV export that the same filter makes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queries } from '../../electron/ledger/queries.ts';
import { openExport } from '../../electron/open-export.ts';
import type { Db } from '../../electron/ledger/open.ts';
import type { EarningsFilter, GiftsAsked, SessionRow } from '../../shared/contract/earnings.ts';
import type { FeedRow } from '../../shared/contract/states.ts';
import { GIFT_KINDS } from '../../shared/gift.ts';
import { hourOfWeek } from '../../shared/zone.ts';
import {
  comboKey,
  fakeLedgerClock,
  gift,
  giftFrame,
  recorded,
  sourceState,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { giftRows } from '../tools/csv.ts';
import type { GiftRow } from '../tools/csv.ts';
import { FACTS, PLAIN_CSV, drained } from '../tools/export-request.ts';
import { YEAR_START } from '../tools/journal-year.ts';
import { ledgerYear } from '../tools/ledger-year.ts';
import { exchangeEntry, rateCard } from '../tools/rates.ts';
import { between, seeded } from '../tools/seeded.ts';

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const FILTERS = process.env['COINFALL_NIGHTLY'] === '1' ? 200 : 40;
const ZONES = ['UTC', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Auckland', 'Europe/London'];
const PLATFORMS = [null, 'tiktok', 'twitch', 'myshop', 'nowhere'];

async function csvOf(ledger: TempLedger, filter: EarningsFilter): Promise<readonly GiftRow[]> {
  const { zone, currency, fromMs, toMs } = filter;
  const opened = openExport({
    ...{ ...FACTS, mode: 'live', format: 'csv', csv: PLAIN_CSV, view: 'gifts', head: null },
    ...{ dataDir: ledger.dir, period: { fromMs, toMs }, zone, currency },
  });
  const { bytes } = await drained(opened.pieces);
  opened.close();
  return giftRows(bytes.toString('utf8')).filter(
    (row) =>
      row.booked === 'yes' &&
      (filter.platform === null || row.platform === filter.platform) &&
      (filter.kind === null || row.kind === filter.kind),
  );
}

type Sums = Readonly<Record<string, bigint>>;
type Counted = readonly [key: string, units: bigint];

/** What is not nothing, by key. */
function sumsOf(counted: readonly Counted[]): Sums {
  const sums = new Map<string, bigint>();
  for (const [key, units] of counted) sums.set(key, (sums.get(key) ?? 0n) + units);
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).sort());
}

const unitKey = (row: { readonly platform: string; readonly unit: string }) =>
  `${row.platform}/${row.unit}`;
const csvUnits = (row: GiftRow) => BigInt(row.units === '' ? 0 : row.units);

/** All pages, each asked for where the one before left off. */
function giftsOf(db: Db, asked: Omit<GiftsAsked, 'after'>): readonly FeedRow[] {
  const rows: FeedRow[] = [];
  let after: GiftsAsked['after'] = null;
  do {
    const page = queries.earningsGifts(db, { ...asked, after });
    expect(page.rows.length).toBeLessThanOrEqual(asked.limit);
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

const ANY = { giftId: null, unit: null, sessionNo: null, hour: null } as const;
const drillUnits = (rows: readonly FeedRow[]): Sums =>
  sumsOf(
    rows
      .filter(({ status }) => status !== 'reversed')
      .map((row) => [unitKey(row), BigInt(row.units ?? 0)]),
  );

/** An exact decimal of the export as 10⁻¹⁵ of the currency. */
function femtosOf(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(`${whole}${fraction.padEnd(15, '0')}`);
}

describe(`earnings of a year of everything, for ${FILTERS} random filters (seed 20261125)`, () => {
  let ledger: TempLedger;
  beforeAll(() => {
    ledger = ledgerYear(20_261_125);
    ledger.store.commit([
      {
        type: 'shippedRateCards',
        cards: [
          rateCard({ validFromMs: YEAR_START + 100 * DAY_MS }),
          rateCard({ id: 'bit', platform: 'twitch', unit: 'bit', unitMicros: 10_000 }),
        ],
      },
      {
        type: 'addExchangeRates',
        rates: [exchangeEntry({ dayMs: YEAR_START })],
        correct: false,
      },
    ]);
  });
  afterAll(() => ledger[Symbol.dispose]());

  it(
    'are what the CSV of the same filter says, in every chart and down to the last gift',
    {
      timeout: 300_000,
    },
    async () => {
      const random = seeded(20_261_125);
      let seen = 0;
      for (let n = 0; n < FILTERS; n += 1) {
        const fromMs = YEAR_START + between(random, -10, 360 * 96) * QUARTER_MS + (n % 3);
        const filter: EarningsFilter = {
          fromMs,
          toMs: fromMs + between(random, 1, 60 * 96) * QUARTER_MS + between(random, 0, 1),
          zone: ZONES[n % ZONES.length] ?? 'UTC',
          currency: n % 2 === 0 ? 'USD' : 'EUR',
          platform: PLATFORMS[between(random, 0, PLATFORMS.length - 1)] ?? null,
          kind:
            n % 4 === 0 ? (GIFT_KINDS[between(random, 0, GIFT_KINDS.length - 1)] ?? null) : null,
        };
        const says = `filter ${n}: ${JSON.stringify(filter)}`;
        const rows = await csvOf(ledger, filter);
        const expected = sumsOf(rows.map((row) => [unitKey(row), csvUnits(row)]));
        const worth = rows.reduce((sum, row) => sum + femtosOf(row.estimate_amount), 0n);

        const { total: whole, parts } = queries.totals(ledger.db, { ...filter, by: 'day' });
        expect(sumsOf(whole.observed.map((row) => [unitKey(row), row.units])), says).toEqual(
          expected,
        );
        expect(whole.estimate.femtos, says).toBe(worth);
        const ofParts = parts.flatMap((part) => part.observed);
        expect(sumsOf(ofParts.map((row) => [unitKey(row), row.units])), says).toEqual(expected);

        const hours = queries.earningsHours(ledger.db, filter);
        const hourKey = (day: number, hour: number) => `${day} ${hour}`;
        const inHours = (key: (cell: string, row: { platform: string; unit: string }) => string) =>
          sumsOf(
            hours.flatMap(({ day, hour, units }) =>
              units.map((row): Counted => [key(hourKey(day, hour), row), row.units]),
            ),
          );
        expect(
          inHours((cell, row) => `${cell} ${unitKey(row)}`),
          says,
        ).toEqual(
          sumsOf(
            rows.map((row) => {
              const { day, hour } = hourOfWeek(Date.parse(row.effective_at), filter.zone);
              return [`${hourKey(day, hour)} ${unitKey(row)}`, csvUnits(row)];
            }),
          ),
        );
        expect(
          hours.reduce((sum, { value }) => sum + value.femtos, 0n),
          says,
        ).toBe(worth);

        const mix = queries.earningsMix(ledger.db, filter);
        expect(mix.rest).toBeNull();
        const giftKey = (
          row: { platform: string; kind: string; unit: string },
          id: string | null,
        ) => `${row.platform} ${row.kind} ${row.unit} ${id ?? ''}`;
        expect(sumsOf(mix.rows.map((row) => [giftKey(row, row.giftId), row.units])), says).toEqual(
          sumsOf(rows.map((row) => [giftKey(row, row.gift_id), csvUnits(row)])),
        );
        expect(
          mix.rows.reduce((sum, { value }) => sum + value.femtos, 0n),
          says,
        ).toBe(worth);

        const gifts = giftsOf(ledger.db, { ...filter, ...ANY, limit: between(random, 1, 200) });
        expect(drillUnits(gifts), says).toEqual(expected);
        expect(new Set(gifts.map(({ key }) => key)).size).toBe(gifts.length);
        const times = gifts.map(({ lastAtMs }) => lastAtMs);
        expect(times).toEqual(times.toSorted((a, b) => b - a));
        seen += gifts.length;

        const [cell] = hours;
        if (cell !== undefined) {
          const { day, hour } = cell;
          const asked = { ...filter, ...ANY, hour: { day, hour }, limit: 200 };
          expect(drillUnits(giftsOf(ledger.db, asked)), says).toEqual(
            sumsOf(cell.units.map((row) => [unitKey(row), row.units])),
          );
        }
        const [top] = mix.rows;
        if (top !== undefined) {
          const { platform, kind, unit, giftId } = top;
          const asked = { ...filter, ...ANY, platform, kind, unit, giftId: giftId ?? '', limit: 7 };
          expect(drillUnits(giftsOf(ledger.db, asked)), says).toEqual(
            sumsOf([[unitKey(top), top.units]]),
          );
        }
      }
      // Filters that hit nothing would prove nothing.
      expect(seen).toBeGreaterThan(20 * FILTERS);
    },
  );

  it('have sessions that add up to what is in any, and the very gifts of each', () => {
    const asked = { ...{ fromMs: null, toMs: null, platform: null, kind: null }, currency: 'USD' };
    const rows: SessionRow[] = [];
    for (let more = true; more;) {
      const beforeSessionNo = rows.at(-1)?.session.sessionNo ?? null;
      const page = { ...asked, beforeSessionNo, limit: 100, nowMs: ledger.clock.now() };
      const next = queries.earningsSessions(ledger.db, page);
      rows.push(...next.rows);
      ({ more } = next);
    }
    const held = ledger.all<{ platform: string; unit: string; units: number }>(
      'SELECT platform, unit, sum(units) AS units FROM session_bucket GROUP BY 1, 2',
    );
    expect(
      sumsOf(rows.flatMap((row) => row.observed.map((one) => [unitKey(one), one.units]))),
    ).toEqual(sumsOf(held.map((one) => [unitKey(one), BigInt(one.units)])));
    for (const { session, observed } of rows.slice(0, 20)) {
      const gifts = giftsOf(ledger.db, {
        ...{ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, platform: null, kind: null, zone: 'UTC' },
        ...{ ...ANY, sessionNo: session.sessionNo, limit: 50 },
      });
      expect(drillUnits(gifts)).toEqual(sumsOf(observed.map((one) => [unitKey(one), one.units])));
    }
  });
});

describe('the queries of the page of earnings', () => {
  /** Tables that grow with every gift. */
  const LARGE =
    /\bSCAN (?:g|l|i|p|j|r|e|a|gift|gift_late|gift_identity|person|journal|bucket|bucket_gift|session_bucket)\b/;
  /** Read to its end, an index is as long as its table. */
  const UNBOUND = /\bSCAN \w+ USING (?:COVERING )?INDEX\b/;

  /** The head of the journal: read from the end, it stops at once. */
  const ONE_ROW = /FROM journal ORDER BY seq DESC LIMIT 1$/;

  function plansOf(ledger: TempLedger, run: (db: Db) => unknown): readonly string[] {
    const asked = new Set<string>();
    const recording = new Proxy(ledger.db, {
      get(db, name) {
        const value: unknown = Reflect.get(db, name);
        if (name === 'prepare') {
          return (sql: string) => {
            asked.add(sql);
            return db.prepare(sql);
          };
        }
        return typeof value === 'function' ? (value as () => unknown).bind(db) : value;
      },
    });
    run(recording);
    return [...asked].flatMap((sql) =>
      ledger
        .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql.replaceAll(/@\w+|\?/g, '1')}`)
        .map(({ detail }) => `${detail}   -- ${sql.slice(0, 300)}`),
    );
  }

  const filter: EarningsFilter = {
    ...{ fromMs: YEAR_START + 1, toMs: YEAR_START + 20 * DAY_MS + 1, zone: 'UTC', currency: 'EUR' },
    ...{ platform: 'tiktok', kind: 'gift' },
  };
  const sessions = {
    ...{ ...filter, beforeSessionNo: null, limit: 10, nowMs: YEAR_START + 30 * DAY_MS },
  };

  it.each<[name: string, run: (db: Db) => unknown]>([
    ['totals by day', (db) => queries.totals(db, { ...filter, kind: null, by: 'day' })],
    [
      'totals without bounds',
      (db) => queries.totals(db, { ...filter, fromMs: null, toMs: null, by: 'total' }),
    ],
    ['hours of the week', (db) => queries.earningsHours(db, filter)],
    ['the mix of gifts', (db) => queries.earningsMix(db, filter)],
    ['sessions', (db) => queries.earningsSessions(db, sessions)],
    [
      'coverage',
      (db) => queries.earningsWatched(db, { spans: [filter], platform: null, nowMs: filter.toMs }),
    ],
    ['gifts', (db) => queries.earningsGifts(db, { ...filter, ...ANY, after: null, limit: 20 })],
    [
      'gifts of a session',
      (db) =>
        queries.earningsGifts(db, { ...filter, ...ANY, sessionNo: 1, after: null, limit: 20 }),
    ],
    [
      'one kind of gift',
      (db) =>
        queries.earningsGifts(db, { ...filter, ...ANY, giftId: '5655', after: null, limit: 20 }),
    ],
    [
      'gifts of an hour',
      (db) =>
        queries.earningsGifts(db, {
          ...{ ...filter, ...ANY, hour: { day: 3, hour: 0 } },
          ...{ after: { atMs: filter.toMs, giftNo: 3 }, limit: 20 },
        }),
    ],
  ])('find %s by index, however many gifts there are', (_name, run) => {
    using ledger = ledgerYear(3, 25);
    ledger.store.commit([{ type: 'shippedRateCards', cards: [rateCard()] }]);
    const plans = plansOf(ledger, run);
    expect(plans.length).toBeGreaterThan(1);
    expect(
      plans.filter((plan) => (LARGE.test(plan) || UNBOUND.test(plan)) && !ONE_ROW.test(plan)),
    ).toEqual([]);
  });
});

describe('a session among earnings', () => {
  const AT = Date.UTC(2026, 5, 10, 20, 0);

  it('begins with its first gift though it was heard of later, says what was watched and what was reported', () => {
    const clock = fakeLedgerClock(AT);
    using ledger = tempLedger(clock);
    ledger.store.commit([
      { type: 'shippedRateCards', cards: [rateCard()] },
      sourceState('connected', AT),
    ]);
    const late = 400;
    ledger.store.commit([
      gift(giftFrame({ counter: total(100), occurredAtMs: AT - late, final: true }), {
        observedAtMs: AT,
      }),
    ]);
    clock.advance(HOUR_MS);
    ledger.store.commit([sourceState('disconnected', AT + HOUR_MS)]);
    clock.advance(HOUR_MS);
    const statement = {
      ...{ platform: 'tiktok', unit: 'coin', fromMs: AT, toMs: AT + HOUR_MS, sessionNo: 1 },
      note: '',
    };
    for (const units of [90, 130]) {
      ledger.store.commit([
        { type: 'statement', statement: { ...statement, units, recordedAtMs: clock.now() } },
      ]);
    }
    const read = (platform: string | null) =>
      queries.earningsSessions(ledger.db, {
        ...{ fromMs: AT - DAY_MS, toMs: AT + DAY_MS, platform, kind: null, currency: 'USD' },
        ...{ beforeSessionNo: null, limit: 10, nowMs: clock.now() },
      });
    const { rows, more } = read(null);
    expect(more).toBe(false);
    expect(rows).toMatchObject([
      {
        session: { sessionNo: 1, openedAtMs: AT, closedAtMs: null },
        ...{ fromMs: AT - late, toMs: AT + 2 * HOUR_MS, gifts: 1 },
        watched: { sessions: 1, observedMs: HOUR_MS, liveMs: 2 * HOUR_MS },
        observed: [{ platform: 'tiktok', unit: 'coin', units: 100n }],
        estimate: { femtos: 500_000_000_000_000n, rateCards: ['tiktok-coin-usd'] },
        reported: [{ platform: 'tiktok', unit: 'coin', units: 130n, variance: 30n }],
      },
    ]);
    expect(read('myshop').rows).toMatchObject([
      { gifts: 0, observed: [], reported: [], watched: { observedMs: null } },
    ]);
    const [{ fromMs, toMs } = { fromMs: 0, toMs: 0 }] = rows;
    const { total: whole } = queries.totals(ledger.db, {
      ...{ fromMs, toMs, zone: 'UTC', currency: 'USD', by: 'total' },
    });
    expect(whole.observed).toMatchObject([{ units: 100n }]);
  });

  it('belongs to the day it began, a page at a time', () => {
    const clock = fakeLedgerClock(AT);
    using ledger = tempLedger(clock);
    for (let n = 0; n < 5; n += 1) {
      ledger.store.commit([
        { type: 'openSession', title: `Evening ${n}`, by: 'hand', atMs: clock.now() },
      ]);
      clock.advance(6 * HOUR_MS);
      ledger.store.commit([{ type: 'closeSession', by: 'hand', atMs: clock.now() }]);
      clock.advance(18 * HOUR_MS);
    }
    const page = (beforeSessionNo: number | null, fromMs: number | null = null) =>
      queries.earningsSessions(ledger.db, {
        ...{ fromMs, toMs: null, platform: null, kind: null, currency: 'USD' },
        ...{ beforeSessionNo, limit: 2, nowMs: clock.now() },
      });
    const titles = ({ rows }: ReturnType<typeof page>) => rows.map(({ session }) => session.title);
    expect(titles(page(null))).toEqual(['Evening 4', 'Evening 3']);
    expect(page(null).more).toBe(true);
    expect(titles(page(2))).toEqual(['Evening 0']);
    expect(page(2).more).toBe(false);
    // Begun before midnight, it is not of the day that it went on into.
    expect(titles(page(null, Date.UTC(2026, 5, 14)))).toEqual(['Evening 4']);
    const [day] = queries.earningsWatched(ledger.db, {
      spans: [{ fromMs: Date.UTC(2026, 5, 14), toMs: Date.UTC(2026, 5, 15) }],
      ...{ platform: null, nowMs: clock.now() },
    });
    expect(day).toEqual({ sessions: 2, observedMs: 0, liveMs: 6 * HOUR_MS });
  });
});

it('a gift that was taken back, and what came late for a locked period, are rows of their own', () => {
  const at = Date.UTC(2026, 5, 10, 12, 7);
  const clock = fakeLedgerClock(at);
  using ledger = tempLedger(clock);
  ledger.store.commit([
    gift(tipFrame(500, 'USD', { occurredAtMs: at })),
    gift(
      giftFrame({
        giftKey: comboKey('1'),
        counter: total(3),
        unitsEach: 5,
        occurredAtMs: at,
        final: true,
      }),
    ),
  ]);
  recorded(ledger, { kind: 'reversal', corrects: 1 });
  clock.advance(DAY_MS);
  const lockEnd = at + HOUR_MS;
  recorded(ledger, { kind: 'lock', fromMs: null, toMs: lockEnd });
  ledger.store.commit([
    gift(
      giftFrame({
        giftKey: comboKey('1'),
        counter: total(10),
        unitsEach: 5,
        occurredAtMs: at,
        final: true,
      }),
    ),
  ]);
  const asked = { ...ANY, platform: null, kind: null, zone: 'UTC', limit: 2 };
  const rows = giftsOf(ledger.db, { ...asked, fromMs: at - DAY_MS, toMs: at + DAY_MS });
  expect(
    rows.map(({ key, lastAtMs, quantity, units, status }) => [
      key,
      lastAtMs,
      quantity,
      units,
      status,
    ]),
  ).toEqual([
    [`g2@${lockEnd}`, lockEnd, 7, 35, 'settled'],
    ['g2', at, 3, 15, 'settled'],
    ['g1', at, 1, 500, 'reversed'],
  ]);
});

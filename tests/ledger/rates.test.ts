/** Rate cards, exchange rates and the payout region as the ledger keeps them. */
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { CommandOutcome, LedgerCommand } from '../../electron/ledger/commands.ts';
import { ledgerFile } from '../../electron/ledger/files.ts';
import { openWriter } from '../../electron/ledger/open.ts';
import { queries } from '../../electron/ledger/queries.ts';
import { readRateBook } from '../../electron/ledger/rate-cards.ts';
import { ledgerSchema } from '../../electron/ledger/schema.ts';
import { exchangeAt } from '../../shared/exchange.ts';
import type { ExchangeEntry } from '../../shared/exchange.ts';
import type { NewRateCard } from '../../shared/rate-changes.ts';
import { T0, bundleFrame, gift, tempDir, tempLedger, tipFrame } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { exchangeEntry, rateCard } from '../tools/rates.ts';

const DAY_MS = 86_400_000;
const DAY = Math.floor(T0 / DAY_MS) * DAY_MS;

function card(parts: Partial<NewRateCard> = {}): NewRateCard {
  return {
    platform: 'tiktok',
    kind: null,
    unit: 'coin',
    region: '*',
    currency: 'USD',
    unitMicros: 4_910,
    validFromMs: DAY,
    validToMs: null,
    source: 'my own',
    confidence: 'medium',
    ...parts,
  };
}

function answer(ledger: TempLedger, command: LedgerCommand): CommandOutcome | undefined {
  return ledger.store.commit([command]).outcomes[0];
}

const add = (ledger: TempLedger, parts: Partial<NewRateCard> = {}) =>
  answer(ledger, { type: 'addRateCard', card: card(parts) });
const keep = (ledger: TempLedger, rates: readonly ExchangeEntry[], correct = false) =>
  answer(ledger, { type: 'addExchangeRates', rates, correct });

describe('rate cards of the creator’s own', () => {
  it('outlive a restart, and a new one closes the open one', () => {
    using ledger = tempLedger();
    expect(add(ledger)).toMatchObject({ ok: true, id: 'user-tiktok-coin-1', closed: null });
    ledger.reopen();
    expect(add(ledger, { unitMicros: 5_100, validFromMs: DAY + DAY_MS })).toEqual({
      type: 'rates',
      ok: true,
      id: 'user-tiktok-coin-2',
      closed: { id: 'user-tiktok-coin-1', atMs: DAY + DAY_MS },
      known: false,
    });
    expect(queries.rates(ledger.db).cards.map((one) => [one.unitMicros, one.validToMs])).toEqual([
      [4_910, DAY + DAY_MS],
      [5_100, null],
    ]);
    expect(ledger.verify().ok).toBe(true);
  });

  it('that overlap or make no sense are refused and leave nothing behind', () => {
    using ledger = tempLedger();
    add(ledger);
    const before = queries.rates(ledger.db);
    expect(add(ledger, { unitMicros: 1 })).toMatchObject({ ok: false, code: 'card_overlaps' });
    expect(add(ledger, { unit: 'coins' })).toMatchObject({ ok: false, code: 'unknown_unit' });
    expect(answer(ledger, { type: 'addRateCard', card: null })).toMatchObject({
      code: 'card_malformed',
    });
    expect(queries.rates(ledger.db)).toEqual(before);
  });

  it('can be ended, and withdrawn to make room for the right one', () => {
    using ledger = tempLedger();
    add(ledger);
    const end = { id: 'user-tiktok-coin-1', atMs: DAY };
    expect(answer(ledger, { type: 'endRateCard', end })).toMatchObject({ ok: true });
    expect(add(ledger, { unitMicros: 5_000 })).toMatchObject({ ok: true, closed: null });
    expect(answer(ledger, { type: 'endRateCard', end: { ...end, id: 'x' } })).toMatchObject({
      code: 'card_unknown',
    });
  });
});

it('a newer edition of a shipped card closes the one it follows and changes no rate', () => {
  using ledger = tempLedger();
  const ship = (...cards: Parameters<typeof rateCard>[0][]) =>
    ledger.store.commit([
      { type: 'shippedRateCards', cards: cards.map((parts) => rateCard(parts)) },
    ]);
  ship({ id: 'a' });
  ship({ id: 'a', unitMicros: 1 }, { id: 'b', validFromMs: DAY, unitMicros: 6_000 });
  ship({ id: 'b', validFromMs: DAY, unitMicros: 6_000 });
  expect(
    queries.rates(ledger.db).cards.map((one) => [one.id, one.unitMicros, one.validToMs]),
  ).toEqual([
    ['a', 5_000, DAY],
    ['b', 6_000, null],
  ]);
});

describe('exchange rates', () => {
  it('imported twice are there once, and another rate for a day is told and not taken', () => {
    using ledger = tempLedger();
    const rates = [0, 1, 2].map((day) =>
      exchangeEntry({ dayMs: DAY - day * DAY_MS, origin: 'import' }),
    );
    expect(keep(ledger, rates)).toMatchObject({ ok: true, added: 3, known: 0 });
    expect(keep(ledger, rates)).toMatchObject({ ok: true, added: 0, known: 3 });
    const other = exchangeEntry({ dayMs: DAY, origin: 'import', nanos: 7 });
    expect(keep(ledger, [other])).toEqual({
      type: 'exchange',
      ok: true,
      added: 0,
      known: 0,
      conflictCount: 1,
      conflicts: [
        { base: 'EUR', quote: 'USD', day: '2027-01-15', standingNanos: 1_250_000_000, nanos: 7 },
      ],
    });
    const asked = { base: null, quote: null, limit: 10 };
    expect(queries.exchangeRates(ledger.db, asked)).toEqual(rates);
  });

  it('can be corrected: the later revision counts, the earlier stays on record', () => {
    using ledger = tempLedger();
    keep(ledger, [exchangeEntry({ dayMs: DAY })]);
    expect(keep(ledger, [exchangeEntry({ dayMs: DAY, nanos: 9 })], true)).toMatchObject({
      added: 1,
    });
    const { exchange } = readRateBook(ledger.db);
    expect(exchangeAt(exchange, { from: 'EUR', to: 'USD', atMs: T0 })?.nanos).toBe(9n);
    expect(ledger.one('SELECT count(*) FROM exchange_rate')).toBe(2);
    expect(queries.exchangeRates(ledger.db, { base: 'EUR', quote: null, limit: 10 })).toMatchObject(
      [{ nanos: 9 }],
    );
  });

  it('with one that cannot be are refused together', () => {
    using ledger = tempLedger();
    const rates = [exchangeEntry({ dayMs: DAY }), exchangeEntry({ dayMs: DAY, quote: 'XXX' })];
    expect(keep(ledger, rates)).toMatchObject({ ok: false, code: 'unknown_currency' });
    expect(ledger.one('SELECT count(*) FROM exchange_rate')).toBe(0);
  });
});

describe('the session’s estimate', () => {
  const read = (ledger: TempLedger, currency: string) =>
    queries.session(ledger.db, { nowMs: T0 + 60_000, currency }).estimate;

  it('names cards and exchange rates, and what nothing covers', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      { type: 'openSession', title: 'Friday', by: 'hand', atMs: T0 },
      gift(tipFrame(1_000, 'USD', { occurredAtMs: T0 })),
      gift(tipFrame(500, 'JPY', { occurredAtMs: T0 })),
    ]);
    expect(read(ledger, 'USD')).toMatchObject({
      femtos: 10n ** 16n,
      basis: 'face value',
      uncovered: [{ unit: 'JPY', units: 500n }],
    });
    keep(ledger, [exchangeEntry({ dayMs: DAY, source: 'my bank' })]);
    expect(read(ledger, 'EUR')).toMatchObject({
      femtos: 8n * 10n ** 15n,
      basis: 'estimated',
      exchange: [
        {
          from: 'USD',
          to: 'EUR',
          source: 'my bank',
          firstDay: '2027-01-15',
          lastDay: '2027-01-15',
        },
      ],
    });
  });

  it('takes a region’s card only while the creator is paid there', () => {
    using ledger = tempLedger();
    const sub = rateCard({ id: 'sub-us', platform: 'twitch', unit: 'sub1', region: 'US' });
    ledger.store.commit([
      { type: 'openSession', title: 'Friday', by: 'hand', atMs: T0 },
      { type: 'shippedRateCards', cards: [sub] },
      gift(bundleFrame({ type: 'announced', atLeast: 3 })),
    ]);
    expect(read(ledger, 'USD')).toMatchObject({ rateCards: [], uncovered: [{ units: 3n }] });
    const set = (region: string | null, validFromMs: number) =>
      answer(ledger, { type: 'setPayoutRegion', region: { region, validFromMs } });
    expect(set('US', T0 + DAY_MS)).toMatchObject({ ok: true });
    expect(read(ledger, 'USD').rateCards).toEqual([]);
    expect(set('US', DAY)).toMatchObject({ ok: true });
    expect(read(ledger, 'USD').rateCards).toEqual(['sub-us']);
    expect(set(null, DAY)).toMatchObject({ ok: true });
    expect(read(ledger, 'USD').rateCards).toEqual([]);
    expect(set('usa', DAY)).toMatchObject({ ok: false, code: 'region_malformed' });
  });
});

it('an older ledger’s cards come along as cards for any kind', () => {
  using folder = tempDir();
  const file = ledgerFile(folder.dir);
  const schema = ledgerSchema('live');
  const older = { ...schema, migrations: schema.migrations.filter(({ version }) => version < 30) };
  openWriter(file, older).close();
  const db = new Database(file);
  db.exec(
    `INSERT INTO rate_card VALUES ('mine', 'tiktok', 'coin', '*', 'USD', 4910, 0, 900000, 'me', 'high', 'user')`,
  );
  db.close();
  const migrated = openWriter(file, schema);
  expect(queries.rates(migrated)).toEqual({
    cards: [
      rateCard({
        id: 'mine',
        unitMicros: 4_910,
        validToMs: 900_000,
        source: 'me',
        confidence: 'high',
        origin: 'user',
      }),
    ],
    regions: [],
  });
  migrated.close();
});

import { describe, expect, it } from 'vitest';
import { createEarningsApi } from '../../electron/api/earnings.ts';
import { createExchangeApi } from '../../electron/api/exchange.ts';
import { createRatesApi } from '../../electron/api/rates.ts';
import { createBus } from '../../electron/bus.ts';
import type { LedgerClient } from '../../electron/ledger/client.ts';
import type { LedgerCommand } from '../../electron/ledger/commands.ts';
import { queries } from '../../electron/ledger/queries.ts';
import { ecbPieces } from '../../shared/ecb.ts';
import type { NewRateCard } from '../../shared/rate-changes.ts';
import { T0, recorded, tempLedger } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { exchangeEntry } from '../tools/rates.ts';

/** The handlers over a real ledger, with a count of how often they said that rates had changed. */
function stage(ledger: TempLedger) {
  const bus = createBus((error) => {
    throw error;
  });
  const heard: string[] = [];
  bus.subscribe('rates', () => heard.push('rates'));
  const named = queries as unknown as Record<string, (db: unknown, asked: unknown) => unknown>;
  const client = {
    submit: (commands: readonly LedgerCommand[]) =>
      Promise.resolve(ledger.store.commit(commands).outcomes),
    query: (name: string, asked: unknown) => Promise.resolve(named[name]?.(ledger.db, asked)),
  } as unknown as LedgerClient;
  return {
    heard,
    rates: createRatesApi(client, bus),
    exchange: createExchangeApi(client, bus),
    earnings: createEarningsApi(client, () => T0),
  };
}

const PAYOUT = {
  kind: 'payout',
  atMs: T0,
  platform: 'tiktok',
  unit: 'coin',
  units: 10_000,
  currency: 'USD',
  grossMinor: 5_000,
  feeMinor: 90,
  taxMinor: 0,
  netMinor: 4_910,
};

describe('rates', () => {
  it('offer what a payout came to as a card, which can be added as it is', async () => {
    using ledger = tempLedger();
    recorded(ledger, PAYOUT);
    const { rates, heard } = stage(ledger);
    const { payouts } = await rates.list();
    expect(payouts).toMatchObject([
      { basis: 'paid', gross: { unitMicros: 5_000n }, net: { unitMicros: 4_910n } },
    ]);
    const offered = payouts[0]?.card;
    expect(await rates.add(offered as NewRateCard)).toMatchObject({ ok: true });
    expect((await rates.list()).cards).toMatchObject([
      { unitMicros: 5_000, origin: 'user', validFromMs: T0 },
    ]);
    expect(heard).toEqual(['rates']);
  });

  it('say nothing to the house when a change was refused', async () => {
    using ledger = tempLedger();
    const { rates, heard } = stage(ledger);
    expect(await rates.end({ id: 'x', atMs: 0 })).toMatchObject({ ok: false });
    expect(await rates.setRegion({ region: 'usa', validFromMs: T0 })).toMatchObject({ ok: false });
    expect(heard).toEqual([]);
  });
});

describe('exchange rates', () => {
  const FILE = 'Date,USD,JPY,\n2026-01-30,1.0835,161.93,\n2026-01-29,1.0801,N/A,\n';

  it('come from the ECB’s file piece by piece, and twice is once', async () => {
    using ledger = tempLedger();
    const { exchange, heard } = stage(ledger);
    const pieces = [...ecbPieces(FILE, 20)];
    expect(pieces.length).toBeGreaterThan(1);
    let added = 0;
    for (const piece of [...pieces, ...pieces]) {
      const answer = await exchange.importPiece(piece);
      added += answer.ok ? answer.added : 0;
    }
    expect(added).toBe(3);
    expect(heard).toHaveLength(pieces.length);
    expect(await exchange.list({ base: 'EUR', quote: 'USD', limit: 9 })).toMatchObject([
      { nanos: 1_083_500_000 },
      { nanos: 1_080_100_000 },
    ]);
  });

  it('of a broken piece are refused with the line of the file', async () => {
    using ledger = tempLedger();
    const { exchange } = stage(ledger);
    const piece = { text: 'Date,USD,\n2026-01-30,one,', firstLine: 812 };
    expect(await exchange.importPiece(piece)).toMatchObject({
      ok: false,
      code: 'rate_malformed',
      message: expect.stringMatching(/^Line 812: .*Nothing/) as string,
    });
  });

  it('that were typed in differently for a day are refused unless it is a correction', async () => {
    using ledger = tempLedger();
    const { exchange } = stage(ledger);
    const { origin: _, ...rate } = exchangeEntry();
    expect(await exchange.add({ ...rate, correct: false })).toMatchObject({ ok: true, added: 1 });
    expect(await exchange.add({ ...rate, correct: false })).toMatchObject({ ok: true, known: 1 });
    expect(await exchange.add({ ...rate, nanos: 5, correct: false })).toMatchObject({
      ok: false,
      code: 'rate_conflict',
      message: expect.stringContaining('EUR/USD 1.250000000 already') as string,
    });
    expect(await exchange.add({ ...rate, nanos: 5, correct: true })).toMatchObject({ ok: true });
  });
});

describe('earnings', () => {
  const asked = { fromMs: 0, toMs: T0, zone: 'UTC', currency: 'USD', by: 'day' as const };

  it.each([
    ['a zone there is not', { zone: 'Mars/Base' }, 'zone_unknown'],
    ['a currency there is not', { currency: 'XXX' }, 'unknown_currency'],
    ['a period that ends before it begins', { fromMs: T0 }, 'period_empty'],
    ['more days than an answer holds', {}, 'too_many_periods'],
    ['days without bounds', { fromMs: null }, 'too_many_periods'],
  ])('refuse %s', async (_, parts, code) => {
    using ledger = tempLedger();
    const { earnings } = stage(ledger);
    expect(await earnings.totals({ ...asked, ...parts })).toMatchObject({ ok: false, code });
  });

  it('answer for a month', async () => {
    using ledger = tempLedger();
    const { earnings } = stage(ledger);
    const answer = await earnings.totals({ ...asked, fromMs: T0 - 30 * 86_400_000 });
    expect(answer.ok && answer.totals.parts.length).toBe(31);
  });
});

/** Rates, exchange rates and totals from the command line, with a companion that runs and without one. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dayText } from '../../shared/exchange.ts';
import { T0, recorded, tempLedger } from '../tools/builders.ts';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
let serving: RunningCompanion;

beforeAll(async () => {
  serving = await companions.serve();
  await serving.post([
    star('1', { count: 3, occurredAt: '2026-03-28T23:50:00Z' }),
    star('2', { count: 5, occurredAt: '2026-03-29T12:00:00Z' }),
  ]);
});

const CARD = ['rates', 'add', '--platform', 'myshop', '--unit', 'star', '--currency', 'USD'];

/** Runs a command of these areas on a folder and gives its lines. */
async function run(dataDir: string, ...args: readonly string[]) {
  const { exitCode, lines, stderr } = await coinfall(...args, '--json', '--data-dir', dataDir);
  return { exitCode, lines: lines(), stderr };
}

/** As the ECB writes it, some days of it or all. */
function ecbFile(dataDir: string, days: number): string {
  const file = path.join(dataDir, `eurofxref-${days}.csv`);
  const from = Date.UTC(2026, 2, 31);
  const lines = Array.from(
    { length: days },
    (_, index) => `${dayText(from - index * 86_400_000)},1.25,161.93,N/A,`,
  );
  writeFileSync(file, ['Date,USD,JPY,HRK,', ...lines, ''].join('\n'));
  return file;
}

/** One after the other on one folder: a card, its twin, an overlap, rates by hand and by file, totals. */
async function walkThrough(dataDir: string): Promise<void> {
  const added = await run(
    dataDir,
    ...CARD,
    '--rate',
    '0.02',
    '--from',
    '2026-01-01',
    '--zone',
    'UTC',
  );
  expect(added.stderr).toBe('');
  expect(added).toMatchObject({
    exitCode: 0,
    lines: [{ event: 'rates', ok: true, id: 'user-myshop-star-1', closed: null, known: false }],
  });
  const overlap = await run(dataDir, ...CARD, '--rate', '0.03', '--from', '2025-12-01');
  expect(overlap).toMatchObject({ exitCode: 1, lines: [{ code: 'card_overlaps' }] });
  expect(overlap.stderr).toContain('Nothing was recorded');

  const file = ecbFile(dataDir, 6_500);
  const imported = await run(dataDir, 'exchange', 'import', file);
  expect(imported).toMatchObject({
    exitCode: 0,
    lines: [{ event: 'imported', added: 13_000, known: 0, conflictCount: 0, skipped: ['HRK'] }],
  });
  expect(await run(dataDir, 'exchange', 'import', ecbFile(dataDir, 10))).toMatchObject({
    exitCode: 0,
    lines: [{ added: 0, known: 20 }],
  });
  expect(
    await run(dataDir, 'exchange', 'add', 'eur', 'usd', '1.6', '--from', '2026-03-29'),
  ).toMatchObject({
    exitCode: 0,
    lines: [{ event: 'exchange', added: 1 }],
  });
  expect(
    await run(dataDir, 'exchange', 'add', 'eur', 'usd', '1.7', '--from', '2026-03-29'),
  ).toMatchObject({
    exitCode: 1,
    lines: [{ code: 'rate_conflict' }],
  });

  const totals = await run(
    dataDir,
    'totals',
    '--currency',
    'EUR',
    '--by',
    'day',
    '--zone',
    'Europe/London',
  );
  expect(totals.exitCode).toBe(0);
  // 3 stars at 0.8 €/$, then 5 at 0.625: London is an hour ahead from March 29th, 01:00 on.
  expect(totals.lines).toMatchObject([
    { event: 'part', label: '2026-03-28', estimate: { femtos: `${48n * 10n ** 12n}` } },
    { event: 'part', label: '2026-03-29', estimate: { femtos: `${625n * 10n ** 11n}` } },
    {
      event: 'total',
      observed: [{ unit: 'star', units: '8', basis: 'observed' }],
      estimate: {
        femtos: `${1_105n * 10n ** 11n}`,
        basis: 'estimated',
        rateCards: ['user-myshop-star-1'],
        uncovered: [],
      },
    },
  ]);
}

describe('rates and totals', () => {
  it('go through the companion that runs', async () => {
    await walkThrough(serving.dataDir);
    const csv = await coinfall(
      ...['export', '--format', 'csv', '--currency', 'EUR', '--out', '-', '--data-dir'],
      serving.dataDir,
    );
    expect(csv.stdout).toContain('EUR,0.048,user-myshop-star-1; USD/EUR 0.8 of 2026-03-28');
  });

  it('take the lock where none runs', async () => {
    const other = await companions.serve();
    await other.post([
      star('1', { count: 3, occurredAt: '2026-03-28T23:50:00Z' }),
      star('2', { count: 5, occurredAt: '2026-03-29T12:00:00Z' }),
    ]);
    await other.stop();
    await walkThrough(other.dataDir);
    expect(await run(other.dataDir, 'rates', 'region', 'US')).toMatchObject({ exitCode: 0 });
    const list = await run(other.dataDir, 'rates', 'list');
    expect(list.lines).toContainEqual({
      event: 'region',
      validFromMs: Date.UTC(2015, 0, 1),
      region: 'US',
    });
    const end = await run(other.dataDir, 'rates', 'end', 'twitch-bit');
    expect(end).toMatchObject({ exitCode: 1, lines: [{ code: 'card_shipped' }] });
    expect((await coinfall('verify', '--data-dir', other.dataDir)).exitCode).toBe(0);
  });

  it('make a card of what a payout came to, once', async () => {
    using ledger = tempLedger();
    const seq = recorded(ledger, {
      kind: 'payout',
      atMs: T0,
      platform: 'tiktok',
      unit: 'coin',
      units: 10_000,
      currency: 'USD',
      grossMinor: 5_100,
      feeMinor: 90,
      taxMinor: 0,
      netMinor: 5_010,
    });
    ledger.close();
    const args = ['rates', 'from-payout', `${seq}`, '--from', '2026-11-01', '--zone', 'UTC'];
    expect(await run(ledger.dir, ...args)).toMatchObject({
      exitCode: 0,
      lines: [{ id: 'user-tiktok-coin-1', known: false }],
    });
    expect(await run(ledger.dir, ...args)).toMatchObject({ lines: [{ known: true }] });
    const { lines } = await run(ledger.dir, 'rates', 'list');
    expect(lines).toContainEqual(
      expect.objectContaining({ unitMicros: 5_100, validFromMs: Date.UTC(2026, 10, 1) }),
    );
    expect(await run(ledger.dir, 'rates', 'from-payout', '99')).toMatchObject({
      exitCode: 1,
      lines: [{ code: 'payout_unknown' }],
    });
  });

  it('speak to a person in words', async () => {
    const { stdout } = await coinfall('totals', '--data-dir', serving.dataDir);
    expect(stdout).toMatch(/observed: 8 star \(myshop gift, 2\); estimated: about \$0\.16, by/);
    const list = await coinfall('rates', 'list', '--data-dir', serving.dataDir);
    expect(list.stdout).toContain('tiktok coin = 0.005 USD');
    expect(list.stdout).toContain('No payout region is set');
  });

  it('refuse a file with a broken line, name the line and keep nothing of it', async () => {
    const file = path.join(serving.dataDir, 'broken.csv');
    writeFileSync(file, 'Date,GBP,\n2026-01-30,0.83,\n2026-01-29,oops,\n');
    const { exitCode, stderr } = await run(serving.dataDir, 'exchange', 'import', file);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Line 3');
    const list = await run(serving.dataDir, 'exchange', 'list', '--quote', 'GBP');
    expect(list.lines).toEqual([]);
  });

  it.each([
    ['a rate that is none', [...CARD, '--rate', '1e3']],
    ['a day that is none', ['exchange', 'add', 'EUR', 'USD', '1', '--from', '2026-02-30']],
    ['a step that is none', ['totals', '--by', 'year']],
    ['a period that ends first', ['totals', '--from', '2026-02-01', '--to', '2026-01-01']],
  ])('call %s bad usage', async (_, args) => {
    const { exitCode } = await run(serving.dataDir, ...args);
    expect(exitCode).toBe(2);
  });
});

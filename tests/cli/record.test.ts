import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { journalRows } from '../tools/csv.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
const PAYOUT = [
  ...['record', 'payout', '--at', '2026-11-02', '--zone', 'UTC', '--platform', 'tiktok'],
  ...['--units', '10000', '--unit', 'coin', '--currency', 'USD'],
];
const ADJUSTMENT = ['record', 'adjustment', '--currency', 'USD', '--amount'];

let companion: RunningCompanion;
beforeAll(async () => {
  companion = await companions.serve();
});

interface Answer {
  readonly exitCode: number | null;
  readonly line: Readonly<Record<string, unknown>>;
}

async function run(dataDir: string, args: readonly string[]): Promise<Answer> {
  const { exitCode, lines } = await coinfall(...args, '--json', '--data-dir', dataDir);
  const all = lines();
  expect(all).toHaveLength(1);
  return { exitCode, line: all[0] ?? {} };
}

const say = (...args: readonly string[]) => run(companion.dataDir, args);

/** Records and returns the row. */
async function recorded(...args: readonly string[]): Promise<number> {
  const { exitCode, line } = await say('record', ...args);
  expect(exitCode, JSON.stringify(line)).toBe(0);
  return line['seq'] as number;
}

async function unlocked(seq: number): Promise<void> {
  await recorded('reversal', '--row', String(seq));
}

describe('record', () => {
  it('answers with one line for a machine, and words for a person', async () => {
    const { exitCode, line } = await say(...PAYOUT, '--gross', '50.00', '--fee', '0.90');
    expect(exitCode).toBe(0);
    expect(line).toEqual({
      ...{ event: 'recorded', seq: line['seq'], effectiveAt: '2026-11-02T00:00:00.000Z' },
      ...{ moved: false, known: false },
    });
    const words = await coinfall(
      ...['record', 'fee', '--amount', '1', '--currency', 'eur', '--data-dir', companion.dataDir],
    );
    expect(words).toMatchObject({ exitCode: 0, stderr: '' });
    expect(words.stdout).toBe(`Recorded as row ${(line['seq'] as number) + 1}.\n`);
  });

  it.each([
    ['the net amount', ['--gross', '50', '--fee', '0.9']],
    ['the gross amount', ['--net', '49.10', '--fee', '0.90']],
    ['neither of them', ['--gross', '50.00', '--net', '49.1', '--fee', '0.90']],
  ])('works out %s of a payout when it is left out', async (_, args) => {
    const seq = await recorded(...PAYOUT.slice(1), ...args);
    const row = (await companion.journal()).find((one) => one.seq === String(seq));
    expect(row).toMatchObject({ kind: 'payout', unit: 'coin', units: '10000' });
    await unlocked(seq);
  });

  it('records every kind, in the bank, at the platform and in native units', async () => {
    const rows = [
      await recorded('tax', '--amount', '120', '--currency', 'EUR', '--note', 'for 2025'),
      await recorded('refund', '--amount', '5.00', '--currency', 'USD', '--platform', 'myshop'),
      await recorded('chargeback', '--platform', 'tiktok', '--units', '500', '--unit', 'coin'),
      await recorded('income', '--amount', '300', '--currency', 'USD', '--category', 'sponsors'),
      await recorded('expense', '--amount', '129.00', '--currency', 'EUR'),
      await recorded('adjustment', '--platform', 'tiktok', '--units', '-34', '--unit', 'coin'),
      await recorded(
        ...['opening', '--amount', '-12.50', '--currency', 'USD', '--platform', 'myshop'],
        ...['--at-platform', '--at', '2026-01-01'],
      ),
    ];
    const journal = await companion.journal();
    const found = rows.map((seq) => journal.find((row) => row.seq === String(seq)));
    expect(found.map((row) => [row?.kind, row?.units, row?.unit, row?.note])).toEqual([
      ['tax', '12000', 'EUR', 'for 2025'],
      ['refund', '500', 'USD', ''],
      ['chargeback', '500', 'coin', ''],
      ['income', '30000', 'USD', ''],
      ['expense', '12900', 'EUR', ''],
      ['adjustment', '-34', 'coin', ''],
      ['opening', '-1250', 'USD', ''],
    ]);
  });

  it('takes the same id twice as one entry, and refuses it for another', async () => {
    const args = ['record', 'fee', '--at', '2026-05-01', '--currency', 'USD', '--id', 'bank-7'];
    const first = await say(...args, '--amount', '7');
    const again = await say(...args, '--amount', '7.00');
    expect(again.line).toEqual({ ...first.line, known: true });
    const words = await coinfall(...args, '--amount', '7', '--data-dir', companion.dataDir);
    expect(words.stdout).toMatch(/^Recorded before as row \d+, under the same id/);
    const other = await say(...args, '--amount', '8');
    expect(other).toMatchObject({ exitCode: 1, line: { code: 'id_taken' } });
    expect(other.line['message']).toMatch(/“bank-7” is recorded already .* Nothing was recorded/);
  });

  it('takes back a gift by its key, and a row by its number', async () => {
    await companion.post(star('to-reverse', { count: 3 }));
    await recorded('reversal', '--gift', 'myshop|msg|to-reverse');
    const gift = (await companion.gifts()).find((row) => row.gift_key.endsWith('to-reverse'));
    expect(gift).toMatchObject({ status: 'reversed', quantity: '0', units: '0' });
  });

  it('sends what comes for a locked period to its end, and says so', async () => {
    const lock = await recorded(
      ...['lock', '--from', '2025-01-01', '--to', '2025-02-01', '--zone', 'UTC'],
    );
    const args = ['record', 'fee', '--at', '2025-01-10', '--amount', '1', '--currency', 'USD'];
    const { line } = await say(...args, '--id', 'late');
    expect(line).toMatchObject({ moved: true, effectiveAt: '2025-02-01T00:00:00.000Z' });
    expect((await say(...args, '--id', 'late')).line).toEqual({ ...line, known: true });
    const words = await coinfall(...args, '--data-dir', companion.dataDir);
    expect(words.stdout).toContain('a locked period, so it counts for 2025-02-01T00:00:00.000Z');
    await unlocked(lock);
    expect((await say(...args)).line).toMatchObject({ moved: false });
  });
});

const FEE = ['record', 'fee', '--currency', 'USD'];
const LOCK = ['record', 'lock', '--zone', 'UTC'];
const COINS = ['record', 'fee', '--unit', 'coin', '--units'];

describe('what is not right in itself is refused with exit 2', () => {
  let head: string;
  beforeAll(async () => {
    head = await companion.head();
  });

  it.each<[code: string, args: readonly string[], words: RegExp]>([
    [
      'unbalanced',
      [...PAYOUT, '--gross', '50', '--net', '49'],
      /50\.00 USD, not the net amount of 49/,
    ],
    ['amount_missing', PAYOUT, /--gross or --net/],
    [
      'units_missing',
      [...PAYOUT.filter((arg) => !['--units', '10000'].includes(arg)), '--net', '1'],
      /--units how many coin/,
    ],
    ['amount_missing', FEE, /either --amount with --currency, or --units/],
    ['amount_missing', [...FEE, '--amount', '1', '--units', '1'], /either --amount/],
    ['currency_missing', ['record', 'fee', '--amount', '1'], /--currency what money/],
    ['unit_missing', ['record', 'fee', '--units', '1'], /--unit what --units counts/],
    ['amount_malformed', [...FEE, '--amount', '12,50'], /“12,50” is not an amount of USD.*12/],
    ['amount_malformed', [...FEE, '--amount', '1.005'], /no more decimals than USD has/],
    ['amount_malformed', [...COINS, '1.5', '--platform', 'tiktok'], /Write a whole number/],
    ['amount_negative', [...FEE, '--amount', '-5'], /is negative. Leave out the sign/],
    ['malformed', [...FEE, '--amount', '0'], /“units” of the entry is not valid/],
    ['malformed', [...ADJUSTMENT, '0'], /must not be zero/],
    ['malformed', [...FEE, '--amount', '1', '--platform', 'A:b'], /“platform” of the entry/],
    ['time_malformed', [...FEE, '--amount', '1', '--at', 'yesterday'], /“yesterday” is not a time/],
    ['time_malformed', [...FEE, '--amount', '1', '--at', '2026-02-30'], /is not a time/],
    ['date_too_early', [...FEE, '--amount', '1', '--at', '2014-12-30'], /before 2015/],
    ['date_in_future', [...FEE, '--amount', '1', '--at', '2199-01-01'], /beyond tomorrow/],
    [
      'unknown_currency',
      ['record', 'fee', '--amount', '1', '--currency', 'xxa'],
      /“XXA” is not a currency/,
    ],
    ['unknown_currency', ['record', 'fee', '--units', '1', '--unit', 'XXA'], /ISO 4217/],
    [
      'unknown_unit',
      [...COINS.slice(0, 3), 'coins', '--units', '1', '--platform', 'tiktok'],
      /Use coin, or a currency/,
    ],
    ['platform_missing', [...COINS, '5'], /which platform “coin” belongs to/],
    ['platform_missing', [...FEE, '--amount', '1', '--at-platform'], /at which platform/],
    [
      'period_empty',
      [...LOCK, '--from', '2025-02-01', '--to', '2025-01-01'],
      /must begin before it ends/,
    ],
    [
      'row_malformed',
      ['record', 'reversal', '--row', 'twelve'],
      /“twelve” is not the number of a row/,
    ],
    ['row_or_gift', ['record', 'reversal'], /either --row or --gift/],
    ['row_or_gift', ['record', 'reversal', '--row', '1', '--gift', 'x'], /either --row or --gift/],
    ['note_length', [...FEE, '--amount', '1', '--note', 'n'.repeat(2_001)], /1 to 2000 characters/],
    ['id_length', [...FEE, '--amount', '1', '--id', ''], /1 to 200 characters/],
    ['usage', ['record', 'payout', '--gross', '5'], /required option/],
    ['usage', ['record', 'donation'], /unknown command/],
    ['usage', [...FEE, '--amount', '1', '--zone', 'Mars/Base'], /IANA time zone/],
  ])('%s (case %#)', async (code, args, words) => {
    const { exitCode, line } = await say(...args);
    expect([exitCode, line['event'], line['code']]).toEqual([2, 'error', code]);
    expect(line['message']).toMatch(words);
  });

  it('and of all that nothing was recorded', async () => {
    expect(await companion.head()).toBe(head);
  });
});

describe('what the ledger does not allow as it stands is refused with exit 1', () => {
  it.each<[code: string, args: readonly string[], words: RegExp]>([
    ['row_unknown', ['record', 'reversal', '--row', '999999'], /no row 999999. Check the number/],
    ['gift_unknown', ['record', 'reversal', '--gift', 'nobody|msg|1'], /no gift with the key/],
    [
      'period_not_over',
      [...LOCK, '--to', new Date(Date.now() + 3_600_000).toISOString()],
      /not over yet/,
    ],
  ])('%s', async (code, args, words) => {
    const { exitCode, line } = await say(...args);
    expect([exitCode, line['code']]).toEqual([1, code]);
    expect(line['message']).toMatch(words);
    expect(line['message']).toMatch(/Nothing was recorded/);
  });

  async function refusedRow(seq: number | undefined, code: string, words: RegExp): Promise<void> {
    const { exitCode, line } = await say('record', 'reversal', '--row', String(seq));
    expect([exitCode, line['code']]).toEqual([1, code]);
    expect(line['message']).toMatch(words);
  }

  it('a row that was taken back, and the reversal itself', async () => {
    const fee = await recorded('fee', '--amount', '3', '--currency', 'USD');
    const reversal = await recorded('reversal', '--row', String(fee));
    await refusedRow(fee, 'already_reversed', new RegExp(`taken back already .by row ${reversal}`));
    await refusedRow(reversal, 'reversal_final', /Record anew what it took back/);
  });

  it('a row of a locked period, and the same period once more', async () => {
    const at = ['--at', '2024-03-05', '--zone', 'UTC'];
    const fee = await recorded('fee', '--amount', '3', '--currency', 'USD', ...at);
    const period = ['lock', '--from', '2024-03-01', '--to', '2024-04-01', '--zone', 'UTC'];
    const lock = await recorded(...period);
    await refusedRow(fee, 'row_locked', new RegExp(`Unlock it by reversing row ${lock}`));
    const twice = await say('record', ...period);
    expect(twice).toMatchObject({ exitCode: 1, line: { code: 'already_locked' } });
    expect(twice.line['message']).toMatch(new RegExp(`locked already .by row ${lock}`));
    await unlocked(lock);
    await unlocked(fee);
  });

  it('a period with a gift that still grows', async () => {
    const occurredAt = '2023-06-01T12:00:00.000Z';
    const open = { ...star('growing', { occurredAt }), streak: 's1', final: false };
    await companion.post(open);
    const { exitCode, line } = await say(...LOCK, '--from', '2023-06-01', '--to', '2023-07-01');
    expect([exitCode, line['code']]).toEqual([1, 'gift_open']);
    expect(line['message']).toMatch(/still growing. Try again in a minute/);
    await companion.post({ ...open, id: 'grown', final: true });
  });

  it('an erasure', async () => {
    await companion.post(star('theirs', { sender: { id: 'gone', name: 'Gone Girl' } }));
    const { exitCode, line } = await say('erase', '--person', 'Gone Girl', '--yes');
    expect([exitCode, line['event']]).toEqual([0, 'erased']);
    await refusedRow(line['seq'] as number, 'erasure_final', /what it removed is gone/);
  });
});

describe('the way to the ledger', () => {
  async function folderWithLedger(): Promise<string> {
    const served = await companions.serve();
    await served.stop();
    return served.dataDir;
  }

  it('is the same without a companion: same entries, same answers, a sound ledger', async () => {
    const dataDir = await folderWithLedger();
    const alone = await run(dataDir, [...PAYOUT, '--gross', '50', '--id', 'p1']);
    expect(alone).toMatchObject({
      ...{ exitCode: 0, line: { event: 'recorded', seq: 1, moved: false, known: false } },
    });
    const refused = await run(dataDir, ['record', 'reversal', '--row', '9']);
    expect(refused).toMatchObject({ exitCode: 1, line: { code: 'row_unknown' } });
    const served = await companions.serve({ dataDir });
    const through = await run(dataDir, [...PAYOUT, '--gross', '50', '--id', 'p1']);
    expect(through.line).toEqual({ ...alone.line, known: true });
    expect((await served.verify()).exitCode).toBe(0);
    await served.stop();
  });

  it('is taken in turn by commands that come at once', async () => {
    const dataDir = await folderWithLedger();
    const answers = await Promise.all(
      ['1', '2', '3'].map((amount) => run(dataDir, [...ADJUSTMENT, amount])),
    );
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(answers.map(({ line }) => line['seq']).toSorted()).toEqual([1, 2, 3]);
  });

  it('is refused with exit 3 where there is no ledger, and none is made', async () => {
    const dataDir = companions.folder();
    const { exitCode, line } = await run(dataDir, [...ADJUSTMENT, '1']);
    expect([exitCode, line['code']]).toEqual([3, 'no_ledger']);
    expect(line['message']).toMatch(
      /no ledger in .* yet. Start Coinfall once, or check --data-dir/,
    );
    const exported = await coinfall('balance', '--data-dir', dataDir);
    expect(exported.exitCode).toBe(3);
  });

  it('is refused with exit 3 while something holds the folder and does not say where it is', async () => {
    const dataDir = await folderWithLedger();
    const db = new Database(path.join(dataDir, 'lock.sqlite'));
    db.exec('BEGIN EXCLUSIVE');
    const { exitCode, line } = await run(dataDir, [...ADJUSTMENT, '1']);
    expect([exitCode, line['code']]).toEqual([3, 'locked']);
    expect(line['message']).toMatch(/already runs on .*Nothing was changed/);

    const dashboardUrl = 'http://127.0.0.1:9/dashboard#token=x';
    writeFileSync(
      path.join(dataDir, 'instance.json'),
      JSON.stringify({ pid: 1, port: 9, dashboardUrl }),
    );
    const gone = await run(dataDir, [...ADJUSTMENT, '1']);
    expect([gone.exitCode, gone.line['code']]).toEqual([3, 'companion_unreachable']);
    expect(gone.line['message']).toMatch(/cannot be reached .* before you try again/);

    const wrong = companion.ready.dashboardUrl.replace(/token=.*/, 'token=wrong');
    writeFileSync(
      path.join(dataDir, 'instance.json'),
      JSON.stringify({ pid: 1, port: companion.ready.port, dashboardUrl: wrong }),
    );
    const stranger = await run(dataDir, [...ADJUSTMENT, '1']);
    expect(stranger).toMatchObject({ exitCode: 3, line: { code: 'companion_unreachable' } });
    expect(stranger.line['message']).toContain('4401');

    const { overlayUrl, port } = companion.ready;
    writeFileSync(
      path.join(dataDir, 'instance.json'),
      JSON.stringify({ pid: 1, port, dashboardUrl: overlayUrl }),
    );
    const forbidden = await run(dataDir, [...ADJUSTMENT, '1']);
    expect(forbidden).toMatchObject({ exitCode: 3, line: { code: 'companion_refused' } });
    expect(forbidden.line['message']).toMatch(/did not take this .* of the same version/);
    db.close();
  });

  it('is refused with exit 3 when the lock is of no use', async () => {
    const dataDir = await folderWithLedger();
    rmSync(path.join(dataDir, 'lock.sqlite'));
    mkdirSync(path.join(dataDir, 'lock.sqlite'));
    const { exitCode, line } = await run(dataDir, [...ADJUSTMENT, '1']);
    expect([exitCode, line['code']]).toEqual([3, 'lock_unusable']);
    expect(line['message']).toMatch(/remove it, then start again/);
  });
});

describe('the examples in the help', () => {
  const kinds = 'payout fee tax refund chargeback income expense adjustment opening lock';

  it.each(kinds.split(' '))('of record %s work when they are pasted', async (kind) => {
    const { stdout } = await coinfall('record', kind, '--help');
    const example = stdout.slice(stdout.indexOf('Example:\n') + 9).replaceAll('\\\n', ' ');
    const args = (example.trim().match(/"[^"]*"|\S+/g) ?? []).slice(1);
    expect(args.slice(0, 2)).toEqual(['record', kind]);
    const dataDir = path.join(companion.dataDir);
    const { exitCode, line } = await run(dataDir, args);
    expect([exitCode, line['event']], JSON.stringify(line)).toEqual([0, 'recorded']);
    await unlocked(line['seq'] as number);
  });

  it('of record itself work too', async () => {
    const { stdout } = await coinfall('record', '--help');
    const examples = stdout
      .slice(stdout.indexOf('Examples:\n') + 10, stdout.indexOf('What was recorded'))
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((line) => line.includes('coinfall') && !line.includes('reversal'));
    expect(examples).toHaveLength(4);
    for (const example of examples) {
      const args = (example.trim().match(/"[^"]*"|\S+/g) ?? []).slice(1);
      const { line } = await say(...args.map((arg) => arg.replaceAll('"', '')));
      expect(line['event'], example).toBe('recorded');
      await unlocked(line['seq'] as number);
    }
  });
});

it('all that was recorded here makes a sound ledger', async () => {
  const { exitCode, stdout } = await companion.verify();
  expect(exitCode, stdout).toBe(0);
  const csv = await coinfall(
    ...['export', '--format', 'csv', '--view', 'journal', '--out', '-'],
    ...['--data-dir', companion.dataDir],
  );
  expect(journalRows(csv.stdout).length).toBeGreaterThan(30);
});

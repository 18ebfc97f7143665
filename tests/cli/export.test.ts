import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { coinfall, spawnCoinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import {
  GIFT_COLUMNS,
  JOURNAL_COLUMNS,
  bookedUnits,
  csvRecords,
  giftRows,
  journalRows,
} from '../tools/csv.ts';
import { until } from '../tools/poll.ts';
import { overwriteTable } from './damage.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** What a spreadsheet would run, or what would tear a careless CSV apart. */
const HOSTILE_NAMES = [
  '=1+1',
  '+A1',
  '-2+3',
  '@SUM(A1)',
  '\tTab',
  '\rReturn',
  '\nLine',
  '＝1+1',
  "'=1+1",
  '=HYPERLINK("http://x","y")',
  'a,b;"c"\r\nd',
  'Ann\u202Efdp.exe',
  '"',
  '👩‍👩‍👧‍👦'.repeat(3),
];

const DAYS = ['2026-03-28T23:30:00Z', '2026-03-29T00:30:00Z', '2026-03-29T12:00:00+02:00'] as const;

let serving: RunningCompanion;

beforeAll(async () => {
  serving = await companions.serve();
  await serving.post(
    HOSTILE_NAMES.map((name, at) =>
      star(`hostile-${at}`, {
        sender: { id: name, name, handle: name },
        gift: { id: name, name },
        count: at + 1,
        unitsEach: 3,
      }),
    ),
  );
  await serving.post(
    DAYS.map((occurredAt, at) => star(`day-${at}`, { platform: 'calendar', occurredAt })),
  );
});

function exportTo(out: string, ...args: readonly string[]) {
  const command = ['export', '--format', 'csv', '--data-dir', serving.dataDir];
  return coinfall(...command, '--out', out, ...args);
}

async function exportText(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await exportTo('-', ...args);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toBe('');
  return stdout;
}

describe('an exported CSV', () => {
  it('has the promised columns, CRLF after every row, and no byte order mark', async () => {
    const gifts = await exportText();
    expect(csvRecords(gifts)[0]).toEqual(GIFT_COLUMNS);
    expect(gifts.startsWith(`${GIFT_COLUMNS.join(',')}\r\n`)).toBe(true);
    expect(gifts.endsWith('\r\n')).toBe(true);
    const journal = await exportText('--view', 'journal');
    expect(csvRecords(journal)[0]).toEqual(JOURNAL_COLUMNS);
    // Outside of quotes, a line feed stands only behind a carriage return.
    for (const text of [gifts, journal]) {
      expect(text.replace(/"(?:[^"]|"")*"/g, '').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    }
  });

  it('gives back every hostile name, as text that no spreadsheet runs', async () => {
    const rows = giftRows(await exportText()).filter((row) => row.platform === 'myshop');
    expect(rows).toHaveLength(HOSTILE_NAMES.length);
    for (const [at, row] of rows.entries()) {
      const cells = [row.sender_id, row.sender_handle, row.sender_name, row.gift_id, row.gift_name];
      for (const cell of cells) {
        expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
        // Exactly one apostrophe is put before what would be run, and before apostrophes of that kind.
        const original = /^'+[=+\-@\t\r\n＝＋－＠]/u.test(cell) ? cell.slice(1) : cell;
        expect(original).toBe(HOSTILE_NAMES[at]);
      }
    }
  });

  it('holds whole numbers, UTC times and exact decimals', async () => {
    await serving.post([
      {
        ...{ id: 'tip-1', platform: 'coffee', kind: 'tip' },
        sender: { id: 'u9', name: 'Bea' },
        money: { currency: 'JPY', amount: '500' },
      },
      {
        ...{ id: 'bits', platform: 'twitch', kind: 'gift', count: 17, unit: 'bit', unitsEach: 1 },
        sender: { id: 'u9', name: 'Bea' },
        gift: { id: 'cheer', name: 'Cheer' },
      },
    ]);
    const rows = giftRows(await exportText());
    for (const row of rows) {
      for (const time of [row.effective_at, row.first_at, row.last_at]) expect(time).toMatch(ISO);
      for (const number of [row.quantity, row.units, row.seq]) expect(number).toMatch(/^\d+$/);
      expect(row.estimate_amount).toMatch(/^(?:\d+(?:\.\d+)?)?$/);
      expect(row.status).toBe('settled');
      expect(row.booked).toBe('yes');
    }
    const bySource = new Map(rows.map((row) => [row.gift_key, row]));
    expect(bySource.get('coffee|msg|tip-1')).toMatchObject({
      ...{ kind: 'tip', unit: 'JPY', units: '500', quantity: '1' },
    });
    expect(bySource.get('twitch|msg|bits')).toMatchObject({
      ...{ unit: 'bit', units: '17', estimate_currency: 'USD', estimate_amount: '0.17' },
    });
  });

  it('of the journal adds up to the gifts, row by row', async () => {
    const gifts = giftRows(await exportText());
    const journal = journalRows(await exportText('--view', 'journal'));
    expect(journal.map((row) => row.seq)).toEqual(journal.map((_, at) => `${at + 1}`));
    const sums = new Map<string, bigint>();
    for (const row of journal) {
      const key = `${row.unit} ${row.gift_key}`;
      sums.set(key, (sums.get(key) ?? 0n) + BigInt(row.units));
    }
    expect([...sums].sort()).toEqual(
      gifts
        .map((row): [string, bigint] => [`${row.unit} ${row.gift_key}`, BigInt(row.units)])
        .sort(),
    );
    expect(new Set(journal.map((row) => row.hash)).size).toBe(journal.length);
  });
});

describe('the file of an export', () => {
  it('comes with a sidecar that proves it', async () => {
    const out = path.join(companions.folder(), 'gifts.csv');
    const result = await exportTo(out, '--json');
    expect(result.exitCode).toBe(0);
    const bytes = readFileSync(out);
    const rows = giftRows(bytes.toString('utf8'));
    const sidecar = JSON.parse(readFileSync(`${out}.sha256.json`, 'utf8')) as {
      readonly units: readonly { platform: string; unit: string; units: string }[];
    };
    expect(sidecar).toMatchObject({
      file: 'gifts.csv',
      format: 'csv',
      view: 'gifts',
      rows: rows.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const stars = rows.filter((row) => row.platform === 'myshop');
    expect(sidecar.units.find(({ platform }) => platform === 'myshop')).toEqual({
      ...{ platform: 'myshop', unit: 'star', units: bookedUnits(stars, 'star').toString() },
    });
    expect(result.lines()).toEqual([{ event: 'exported', ...sidecar, file: out }]);
    expect(readdirSync(path.dirname(out)).sort()).toEqual(['gifts.csv', 'gifts.csv.sha256.json']);
  });

  it('replaces an earlier export, but never a file of somebody else', async () => {
    const folder = companions.folder();
    const out = path.join(folder, 'gifts.csv');
    expect((await exportTo(out)).exitCode).toBe(0);
    expect((await exportTo(out)).exitCode).toBe(0);

    writeFileSync(out, `${readFileSync(out, 'utf8')}my own note\r\n`);
    const edited = readFileSync(out, 'utf8');
    const refused = await exportTo(out, '--json');
    expect(refused.exitCode).toBe(3);
    expect(refused.lines()[0]).toMatchObject({ event: 'error', code: 'file_exists' });
    expect(readFileSync(out, 'utf8')).toBe(edited);

    const mine = path.join(folder, 'mine.csv');
    writeFileSync(mine, 'taxes');
    expect((await exportTo(mine)).exitCode).toBe(3);
    expect(readFileSync(mine, 'utf8')).toBe('taxes');
    expect((await exportTo(mine, '--force')).exitCode).toBe(0);
    expect(giftRows(readFileSync(mine, 'utf8')).length).toBeGreaterThan(0);
  });

  it('that cannot be written leaves nothing behind and exits 3', async () => {
    const folder = companions.folder();
    for (const out of [path.join(folder, 'none', 'gifts.csv'), folder]) {
      const { exitCode, stderr } = await exportTo(out);
      expect(exitCode, stderr).toBe(3);
      expect(stderr).not.toBe('');
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the period of an export', () => {
  const keys = async (...args: readonly string[]): Promise<readonly string[]> =>
    giftRows(await exportText(...args))
      .filter((row) => row.platform === 'calendar')
      .map((row) => row.gift_key.replace('calendar|msg|', ''));

  it.each([
    ['takes the first instant in and leaves the last one out', DAYS[0], DAYS[1], 'UTC', ['day-0']],
    ['is a day of UTC', '2026-03-29', '2026-03-30', 'UTC', ['day-1', 'day-2']],
    [
      'is a day of the zone, the hour of its clock change included',
      ...['2026-03-29', '2026-03-30', 'Europe/Berlin'],
      ['day-0', 'day-1', 'day-2'],
    ],
    [
      'begins at midnight of the zone',
      '2026-03-29',
      '2026-03-30',
      'Asia/Tokyo',
      ['day-0', 'day-1', 'day-2'],
    ],
    [
      'ends at midnight of the zone',
      '2026-03-28',
      '2026-03-29',
      'America/New_York',
      ['day-0', 'day-1'],
    ],
  ] as const)('%s', async (_, from, to, zone, expected) => {
    expect(await keys('--from', from, '--to', to, '--zone', zone)).toEqual(expected);
  });

  it('has rows before and after a cut that together are all rows', async () => {
    const cut = '2026-03-29T00:30';
    const before = await keys('--to', cut, '--zone', 'UTC');
    const after = await keys('--from', cut, '--zone', 'UTC');
    expect([...before, ...after]).toEqual(['day-0', 'day-1', 'day-2']);
  });

  it.each([
    ['that ends before it begins', ['--from', '2026-03-30', '--to', '2026-03-29']],
    ['of a time that is none', ['--from', '2026-02-30']],
    ['of a zone that is none', ['--from', '2026-03-30', '--zone', 'Mars/Olympus']],
  ])('%s exits 2 and writes nothing', async (_, args) => {
    const out = path.join(companions.folder(), 'gifts.csv');
    const { exitCode, stderr } = await exportTo(out, ...args);
    expect(exitCode).toBe(2);
    expect(stderr).not.toBe('');
    expect(existsSync(out)).toBe(false);
  });
});

describe('an export of nothing', () => {
  it('from a folder without a ledger exits 3 and makes none', async () => {
    const dataDir = companions.folder();
    const args = ['export', '--format', 'csv', '--out', '-', '--data-dir', dataDir];
    const { exitCode, stdout, stderr } = await coinfall(...args);
    expect(exitCode).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain(dataDir);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('from a damaged ledger exits 3, says so in words, and leaves no file', async () => {
    const companion = await companions.serve();
    await companion.post(star('1'));
    await companion.stop();
    const { dataDir } = companion;
    overwriteTable(path.join(dataDir, 'ledger.sqlite'), 'gift');
    const out = path.join(companions.folder(), 'gifts.csv');
    for (const place of [out, '-']) {
      const args = ['export', '--format', 'csv', '--out', place, '--data-dir', dataDir];
      const { exitCode, stdout, stderr } = await coinfall(...args);
      expect(exitCode).toBe(3);
      expect(stderr).toContain('damaged');
      expect(stderr).not.toContain('    at ');
      expect(giftRows(stdout === '' ? `${GIFT_COLUMNS.join(',')}\r\n` : stdout)).toEqual([]);
    }
    expect(readdirSync(path.dirname(out))).toEqual([]);
  });

  it('from an empty ledger is a header', async () => {
    const empty = await companions.serve();
    expect(await empty.gifts()).toEqual([]);
    expect(await empty.journal()).toEqual([]);
  });
});

describe('an export of any kind', () => {
  it.each([
    ['jsonl', 'supporters'],
    ['xlsx', 'all'],
    ['parquet', 'payouts'],
    ['pdf', 'all'],
  ])('as %s of view %s comes with a sidecar that proves it', async (format, view) => {
    const out = path.join(companions.folder(), `file.${format}`);
    const { exitCode, stderr } = await coinfall(
      ...['export', '--format', format, '--view', view, '--out', out],
      ...['--data-dir', serving.dataDir],
    );
    expect(exitCode, stderr).toBe(0);
    const sidecar = JSON.parse(readFileSync(`${out}.sha256.json`, 'utf8')) as object;
    const sha256 = createHash('sha256').update(readFileSync(out)).digest('hex');
    expect(sidecar).toMatchObject({ format, view, sha256, people: 'names', from: null });
  });

  it('refuses what its format does not have, with exit 2 and no file', async () => {
    const folder = companions.folder();
    const out = path.join(folder, 'file');
    for (const args of [
      ['--format', 'hledger', '--view', 'gifts'],
      ['--format', 'csv', '--view', 'all'],
      ['--format', 'jsonl', '--bom'],
      ['--format', 'xlsx', '--name', 'Mina'],
      ['--format', 'pdf', '--paper', 'a5'],
      ['--format', 'csv', '--people', 'nobody'],
    ]) {
      const command = ['export', ...args, '--out', out, '--data-dir', serving.dataDir];
      expect((await coinfall(...command)).exitCode, args.join(' ')).toBe(2);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is cancelled by Ctrl-C half-way and leaves nothing behind', async () => {
    const busy = await companions.serve();
    for (let batch = 0; batch < 10; batch += 1) {
      await busy.post(Array.from({ length: 500 }, (_, at) => star(`${batch}-${at}`)));
    }
    const folder = companions.folder();
    const out = path.join(folder, 'gifts.xlsx');
    const command = ['export', '--format', 'xlsx', '--out', out, '--data-dir', busy.dataDir];
    const { child, ended } = spawnCoinfall(command);
    await until('the export begins', () => readdirSync(folder).includes('gifts.xlsx.part'), {
      everyMs: 2,
    });
    child.kill('SIGINT');
    const { exitCode, stderr } = await ended;
    expect(exitCode, stderr).toBe(3);
    expect(stderr).toContain('cancelled');
    expect(readdirSync(folder)).toEqual([]);
  });
});

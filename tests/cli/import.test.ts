import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempDir } from '../tools/builders.ts';
import { coinfall, spawnCoinfall } from '../tools/coinfall.ts';
import type { CommandResult } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { until } from '../tools/poll.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
const folder = tempDir();
let companion: RunningCompanion;
beforeAll(async () => {
  companion = await companions.serve();
  await companion.post([star('a'), star('b', { count: 3 })]);
});
afterAll(() => folder[Symbol.dispose]());

let files = 0;
function fileOf(text: string): string {
  const file = path.join(folder.dir, `file-${(files += 1)}.csv`);
  writeFileSync(file, text);
  return file;
}

/** A folder with a ledger that no companion runs on. */
async function emptyLedger(): Promise<string> {
  const other = await companions.serve();
  await other.stop();
  return other.dataDir;
}

const run = (dataDir: string, ...args: readonly string[]) =>
  coinfall('import', ...args, '--json', '--data-dir', dataDir);
const events = ({ lines }: CommandResult) => lines().map((line) => line['event']);

function rows<Row>(dataDir: string, sql: string): Row[] {
  const db = new Database(path.join(dataDir, 'ledger.sqlite'), { readonly: true });
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}
const runs = (dataDir: string) =>
  rows<{ state: string; lines: number; through: number; added: number }>(
    dataDir,
    'SELECT * FROM import_run',
  );
const booked = (dataDir: string) =>
  rows<{ n: number; units: number }>(
    dataDir,
    "SELECT count(*) AS n, sum(units) AS units FROM gift WHERE status <> 'reversed'",
  )[0];

const TIPS = 'donation_id,created_at,name,amount,currency\n';
const tips = (count: number) =>
  TIPS +
  Array.from(
    { length: count },
    (_, no) => `${no},2026-04-03T10:00:00Z,Ada ${no % 50},1.00,USD\n`,
  ).join('');

async function exported(dataDir: string): Promise<string> {
  const file = path.join(folder.dir, `gifts-${(files += 1)}.csv`);
  const { exitCode } = await coinfall(
    'export',
    '--format',
    'csv',
    '--out',
    file,
    '--data-dir',
    dataDir,
  );
  expect(exitCode).toBe(0);
  return file;
}

describe('import', () => {
  it('tells what would change, changes it, and does so once', async () => {
    const dataDir = await emptyLedger();
    const file = await exported(companion.dataDir);
    const dry = await run(dataDir, file, '--dry-run');
    expect(dry.exitCode).toBe(0);
    expect(dry.lines()).toMatchObject([
      { event: 'plan', format: 'coinfall-gifts', added: 2, known: 0 },
    ]);
    expect(runs(dataDir)).toEqual([]);
    const first = await run(dataDir, file);
    expect([first.exitCode, events(first)]).toEqual([0, ['plan', 'imported']]);
    const again = await run(dataDir, file);
    expect(again.lines()).toMatchObject([{ event: 'plan', added: 0, known: 2 }]);
    expect(booked(dataDir)).toEqual({ n: 2, units: 4 });
    expect(readdirSync(path.join(dataDir, 'imports'))).toEqual([]);
    expect((await coinfall('verify', '--data-dir', dataDir)).exitCode).toBe(0);
  });

  it('goes through the companion that runs, which had it all already', async () => {
    const result = await run(companion.dataDir, await exported(companion.dataDir));
    expect(result.exitCode).toBe(0);
    expect(result.lines()).toMatchObject([{ event: 'plan', added: 0, known: 2 }]);
    const other = await run(companion.dataDir, fileOf(tips(3)));
    expect(events(other)).toEqual(['plan', 'imported']);
    const list = await run(companion.dataDir, '--list');
    expect(list.lines()).toMatchObject([{ event: 'import', importNo: 1, state: 'done', added: 3 }]);
    const undone = await run(companion.dataDir, '--undo', '1');
    expect(undone.lines()).toEqual([{ event: 'undone', importNo: 1, kept: 0 }]);
    expect(booked(companion.dataDir)).toEqual({ n: 2, units: 4 });
  });

  it('answers a changed export, a rejected line, a question and no file by its exit code', async () => {
    const { dataDir } = companion;
    const file = await exported(dataDir);
    writeFileSync(file, tips(1));
    const changed = await run(dataDir, file);
    expect([changed.exitCode, changed.lines()[0]?.['code']]).toEqual([1, 'file_changed']);
    const rejected = await run(dataDir, fileOf(`${TIPS}x,soon,Ada,1.00,USD\n`));
    expect(rejected.exitCode).toBe(1);
    expect(rejected.lines()[0]).toMatchObject({
      rejected: 1,
      refusals: [{ line: 2, code: 'date_malformed' }],
    });
    const unclear = fileOf(`${TIPS}x,03/04/2026,Ada,1.00,USD\n`);
    const question = await run(dataDir, unclear, '--dry-run');
    expect([question.exitCode, question.lines()[0]?.['code']]).toEqual([2, 'date_format_unknown']);
    expect((await run(dataDir, unclear, '--date-format', 'dmy', '--dry-run')).exitCode).toBe(0);
    expect((await run(dataDir, path.join(folder.dir, 'none.csv'))).exitCode).toBe(2);
    expect((await run(path.join(folder.dir, 'nowhere'), file)).exitCode).toBe(3);
  });

  it('reads any other table by a mapping, and remembers it', async () => {
    const { dataDir } = companion;
    const file = fileOf('Datum;Von;Betrag\r\n13.04.2026;Ada;1.234,50 €\r\n');
    const mapped = [
      '--platform',
      'myshop',
      '--map',
      'date=Datum',
      '--map',
      'amount=Betrag',
      '--map',
      'name=Von',
    ];
    const first = await run(
      dataDir,
      file,
      ...mapped,
      '--zone',
      'UTC',
      '--dry-run',
      '--save-mapping',
      'shop',
    );
    expect(first.lines()).toMatchObject([
      { event: 'plan', added: 1, dateFormat: 'dmy', decimal: 'comma', zone: 'UTC' },
    ]);
    const saved = await run(dataDir, file, '--mapping', 'shop', '--dry-run');
    expect(saved.lines()).toMatchObject([{ event: 'plan', format: 'csv', added: 1 }]);
  });
});

const MANY = 20_000;

describe('an import that is cut off', () => {
  async function halfWay(dataDir: string) {
    const started = spawnCoinfall(['import', fileOf(tips(MANY)), '--json', '--data-dir', dataDir]);
    await until('the import is under way', () => (runs(dataDir)[0]?.through ?? 0) > 0);
    return started;
  }

  it('by a crash is finished at the next start, with every line once', async () => {
    const dataDir = await emptyLedger();
    const { child, ended } = await halfWay(dataDir);
    child.kill('SIGKILL');
    await ended;
    expect(runs(dataDir)[0]?.state).toBe('applying');
    const list = await run(dataDir, '--list');
    expect(list.lines()).toMatchObject([{ state: 'done', added: MANY, through: MANY }]);
    expect(booked(dataDir)).toEqual({ n: MANY, units: MANY * 100 });
    expect((await coinfall('verify', '--data-dir', dataDir)).exitCode).toBe(0);
  });

  it('by Ctrl-C leaves nothing booked', async () => {
    const dataDir = await emptyLedger();
    const { child, ended } = await halfWay(dataDir);
    child.kill('SIGINT');
    const { exitCode, lines } = await ended;
    expect([exitCode, lines().at(-1)?.['code']]).toEqual([3, 'cancelled']);
    expect(runs(dataDir)[0]?.state).toBe('undone');
    expect(booked(dataDir)?.n).toBe(0);
    expect(readdirSync(path.join(dataDir, 'imports'))).toEqual([]);
    expect((await coinfall('verify', '--data-dir', dataDir)).exitCode).toBe(0);
  });

  it('does not keep gifts waiting meanwhile', async () => {
    const other = await companions.serve();
    const { ended } = await halfWay(other.dataDir);
    const waits: number[] = [];
    for (let no = 0; no < 40; no += 1) {
      const from = performance.now();
      await other.post([star(`live-${no}`)]);
      waits.push(performance.now() - from);
    }
    expect((await ended).exitCode).toBe(0);
    waits.sort((a, b) => a - b);
    process.stdout.write(
      `a gift during an import waits ${Math.round(waits[20] ?? 0)} ms (p50), ${Math.round(waits.at(-1) ?? 0)} ms at most\n`,
    );
    expect(waits.at(-1)).toBeLessThan(2_000);
    expect(booked(other.dataDir)?.n).toBe(MANY + 40);
  });
});

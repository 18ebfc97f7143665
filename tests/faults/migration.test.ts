/** Migrations: killed at any point they have happened or not, and a file that is not for us is left as it was. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { appFile, ledgerFile } from '../../electron/ledger/files.ts';
import { latestVersion, OpenError, openWriter } from '../../electron/ledger/open.ts';
import { appSchema, ledgerSchema } from '../../electron/ledger/schema.ts';
import { verifyLedger } from '../../electron/ledger/verify.ts';
import { tempDir } from '../tools/builders.ts';
import { dumpTables } from '../tools/ledger-dump.ts';
import { makeLedgerV10 } from '../tools/ledger-v10.ts';
import { between, seeded } from '../tools/seeded.ts';

const KILLS = process.env['COINFALL_NIGHTLY'] === '1' ? 100 : 20;
const ROWS = 6_000;
const SEED = 20_261_125;
const schema = ledgerSchema('live');
const EARLIER = schema.migrations.map(({ version }) => version).slice(0, -1);
const PROGRAM = fileURLToPath(new URL('../tools/migrating-run.ts', import.meta.url));
/** The schema that has the tables of today's totals. */
const TOTALS_SINCE = 40;
/** What a migration must never touch. */
const KEPT = ['journal', 'person', 'gift_identity', 'message', 'session'] as const;

function makeAt(version: number, file: string): void {
  makeLedgerV10(file, schema, ROWS);
  const migrations = schema.migrations.filter((migration) => migration.version <= version);
  // Today's totals do not fit the tables before; the migration to them makes them anew.
  const before = version < TOTALS_SINCE ? { rebuild: () => undefined } : {};
  openWriter(file, { ...schema, ...before, migrations }).close();
}

/** Runs the migration and kills it `afterMs` after it began; true when it had ended before. */
async function migrateAndKill(file: string, afterMs: number | 'inside'): Promise<boolean> {
  const child = spawn(process.execPath, [PROGRAM, file, String(afterMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (said === '' && afterMs !== 'inside') setTimeout(() => child.kill('SIGKILL'), afterMs);
    said += text;
  });
  await once(child, 'close');
  return said.includes('done');
}

function stateOf(file: string): { readonly version: number; readonly kept: string } {
  const db = new Database(file);
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    return {
      version: Number(db.pragma('user_version', { simple: true })),
      kept: dumpTables(file, KEPT),
    };
  } finally {
    db.close();
  }
}

describe.each(EARLIER)(`a migration from schema %i (seed ${SEED})`, (version) => {
  it(
    `that is killed at ${KILLS} points has happened whole or not at all, and goes through afterwards`,
    { timeout: 600_000 },
    async () => {
      using folder = tempDir();
      const random = seeded(SEED + version);
      const original = join(folder.dir, 'original.sqlite');
      makeAt(version, original);
      const before = stateOf(original);
      const file = ledgerFile(folder.dir);
      const reset = () => {
        copyFileSync(original, file);
        for (const side of ['-wal', '-shm']) rmSync(`${file}${side}`, { force: true });
      };
      reset();
      const startedMs = performance.now();
      expect(await migrateAndKill(file, 60_000)).toBe(true);
      const wholeMs = performance.now() - startedMs;
      reset();
      // All done but the commit: were this kill survived, the others would prove nothing.
      expect(await migrateAndKill(file, 'inside')).toBe(false);
      expect(stateOf(file)).toEqual(before);
      for (let kill = 0; kill < KILLS; kill += 1) {
        reset();
        await migrateAndKill(file, between(random, 0, Math.ceil(wholeMs)));
        const after = stateOf(file);
        expect([version, latestVersion(schema)]).toContain(after.version);
        expect(after.kept).toBe(before.kept);
      }
      openWriter(file, schema).close();
      expect(stateOf(file)).toEqual({ version: latestVersion(schema), kept: before.kept });
      const report = verifyLedger(folder.dir, 'live');
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ rows: ROWS, gifts: ROWS });
    },
  );
});

describe('a file that is not for this Coinfall', () => {
  const files = [
    ['ledger', ledgerFile, schema],
    ['app file', appFile, appSchema],
  ] as const;

  it.each(
    files.flatMap(([name, fileIn, of]) =>
      ['newer', 'foreign'].map((kind) => [kind, name, fileIn, of] as const),
    ),
  )('(%s %s) is refused, and not a byte of it is touched', (kind, _, fileIn, of) => {
    using folder = tempDir();
    const file = fileIn(folder.dir);
    openWriter(file, of).close();
    const db = new Database(file);
    db.pragma(
      kind === 'newer' ? `user_version = ${latestVersion(of) + 10}` : 'application_id = 1234',
    );
    // Left open: what it wrote last stands in the WAL alone.
    const bytes = () =>
      ['', '-wal'].map((side) => readFileSync(`${file}${side}`).toString('base64'));
    const before = bytes();
    expect(() => openWriter(file, of)).toThrow(OpenError);
    expect(bytes()).toEqual(before);
    db.close();
  });
});

import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { readAside, unsettledDamage } from '../../electron/ledger/aside.ts';
import { openDamage, takeAway } from '../../electron/ledger/damage.ts';
import { appFile, headsFile, ledgerFile } from '../../electron/ledger/files.ts';
import { noteFound, readFound } from '../../electron/ledger/found.ts';
import { inspectFiles } from '../../electron/ledger/inspect.ts';
import { OpenError } from '../../electron/ledger/open.ts';
import { restore } from '../../electron/ledger/restore.ts';
import { T0, tempDir } from '../tools/builders.ts';
import { addGifts, copyOfFolder, filledLedger, madeBackup } from './backed-up.ts';

/** What an inspection says of a ledger of 400 gifts after `spoil` has had its way with a copy. */
function verdict(spoil: (dir: string) => void): string {
  using ledger = filledLedger(400);
  ledger.close();
  using copy = copyOfFolder(ledger.dir);
  spoil(copy.dir);
  const before = bytesOf(copy.dir);
  try {
    const damage = inspectFiles(copy.dir, 'live');
    return damage === null ? 'sound' : damage.what;
  } catch (error) {
    if (error instanceof OpenError) return error.code;
    throw error;
  } finally {
    expect(bytesOf(copy.dir)).toEqual(before);
  }
}

/** Databases and WALs; a -shm is an index that any reader may make anew. */
function bytesOf(dir: string): ReadonlyMap<string, string> {
  const names = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('-shm'))
    .map(({ name }) => name);
  return new Map(
    names
      .map((name) => [name, readFileSync(join(dir, name), 'hex')] as const)
      .filter(([name, hex]) => !name.endsWith('-wal') || hex !== ''),
  );
}

function overwrite(file: string, from: number, to: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xff, from, to);
  writeFileSync(file, bytes);
}

function retouched(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

describe('a look at the files before they are opened', () => {
  it.each<[string, (dir: string) => void, string]>([
    ['nothing wrong', () => undefined, 'sound'],
    ['a header that is none', (dir) => overwrite(ledgerFile(dir), 0, 100), 'ledger'],
    [
      'a page overwritten in the middle',
      (dir) => overwrite(ledgerFile(dir), 81_920, 86_016),
      'ledger',
    ],
    ['half of the file', (dir) => truncateSync(ledgerFile(dir), 65_536), 'ledger'],
    ['no content at all', (dir) => truncateSync(ledgerFile(dir), 0), 'ledger'],
    ['no ledger any more', (dir) => rmSync(ledgerFile(dir)), 'ledger'],
    [
      'a tail cut off behind a recorded head',
      (dir) =>
        retouched(
          ledgerFile(dir),
          'DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq > 9',
        ),
      'ledger',
    ],
    ['settings that are no database', (dir) => overwrite(appFile(dir), 0, 200), 'settings'],
    ['settings overwritten', (dir) => overwrite(appFile(dir), 4_096, 28_672), 'settings'],
    [
      'a newer ledger',
      (dir) => retouched(ledgerFile(dir), 'PRAGMA user_version = 9999'),
      'newer_schema',
    ],
    [
      'a ledger of another program',
      (dir) => {
        rmSync(ledgerFile(dir));
        retouched(ledgerFile(dir), 'CREATE TABLE recipe (name TEXT)');
      },
      'foreign_file',
    ],
    [
      'newer settings',
      (dir) => retouched(appFile(dir), 'PRAGMA user_version = 9999'),
      'newer_schema',
    ],
  ])('finds %s, and writes nothing', (_, spoil, what) => {
    expect(verdict(spoil)).toBe(what);
  });

  it('finds the WAL of another ledger, and of another program, beside the file', () => {
    using other = filledLedger(30);
    expect(
      verdict((dir) => copyFileSync(`${ledgerFile(other.dir)}-wal`, `${ledgerFile(dir)}-wal`)),
    ).toBe('ledger');
    using kitchen = tempDir();
    const file = join(kitchen.dir, 'recipes.sqlite');
    const recipes = new Database(file);
    recipes.pragma('journal_mode = WAL');
    recipes.exec('CREATE TABLE recipe (name TEXT)');
    expect(verdict((dir) => copyFileSync(`${file}-wal`, `${ledgerFile(dir)}-wal`))).toBe('ledger');
    recipes.close();
  });

  it('finds a WAL that outlived its ledger', () => {
    using ledger = filledLedger(3);
    using place = tempDir();
    copyFileSync(`${ledgerFile(ledger.dir)}-wal`, `${ledgerFile(place.dir)}-wal`);
    expect(inspectFiles(place.dir, 'live')).toMatchObject({ what: 'ledger' });
  });

  it('leaves a file alone that was never ours, whatever it is', () => {
    using place = tempDir();
    writeFileSync(ledgerFile(place.dir), 'my diary\n'.repeat(1_000));
    expect(() => inspectFiles(place.dir, 'live')).toThrow(OpenError);
  });

  it('finds nothing in an empty folder, and in a ledger that a crash left unfolded', () => {
    using place = tempDir();
    expect(inspectFiles(place.dir, 'live')).toBeNull();
    using ledger = filledLedger(3);
    using crashed = copyOfFolder(ledger.dir);
    expect(inspectFiles(crashed.dir, 'live')).toBeNull();
  });

  it('believes what a check of the last run has found', () => {
    using ledger = filledLedger(3);
    noteFound(ledger.dir, { what: 'ledger', words: 'page 7' });
    expect(inspectFiles(ledger.dir, 'live')).toEqual({ what: 'ledger', words: 'page 7' });
  });
});

describe('damage that is taken away', () => {
  it('goes aside whole, with its heads, and the newest sound backup is offered until a restore', async () => {
    using ledger = filledLedger(30);
    const first = await madeBackup(ledger.dir, T0);
    addGifts(ledger, 1);
    const second = await madeBackup(ledger.dir, T0 + 1);
    overwrite(ledgerFile(second.folder), 8_192, 9_000);
    using crashed = copyOfFolder(ledger.dir);
    const { dir } = crashed;
    overwrite(ledgerFile(dir), 0, 100);
    noteFound(dir, { what: 'ledger', words: 'seen before' });
    const before = bytesOf(dir);
    const damage = inspectFiles(dir, 'live');
    takeAway(dir, 'live', damage ?? { what: 'ledger', words: '' }, T0 + 2);

    const state = openDamage(dir, 'live');
    const folder = state?.movedTo ?? '';
    const good = first.folder.replace(ledger.dir, dir);
    expect(state).toMatchObject({
      what: 'ledger',
      words: 'seen before',
      newestBackup: { folder: good, atMs: T0 },
      command: `coinfall restore "${good}" --data-dir "${dir}"`,
    });
    for (const name of ['ledger.sqlite', 'ledger.sqlite-wal', 'heads.log']) {
      expect(readFileSync(join(folder, name), 'hex'), name).toBe(before.get(name));
      expect(readdirSync(dir)).not.toContain(name);
    }
    expect(readFileSync(appFile(dir), 'hex')).toBe(before.get('app.sqlite'));
    expect(readFound(dir)).toBeNull();
    expect(inspectFiles(dir, 'live')).toBeNull();

    restore(dir, 'live', good, T0 + 3);
    expect(openDamage(dir, 'live')).toBeNull();
    expect(unsettledDamage(dir)).toEqual([]);
    expect(readAside(folder)).toMatchObject({ why: 'damage', settled: true });
  });

  it('of the settings leaves the ledger in its place', () => {
    using ledger = filledLedger(3);
    ledger.close();
    const { dir } = ledger;
    takeAway(dir, 'live', { what: 'settings', words: 'x' }, T0);
    expect(readdirSync(dir).sort()).toEqual([
      expect.stringMatching(/^damaged-/),
      'heads.log',
      'ledger.sqlite',
    ]);
    expect(openDamage(dir, 'live')).toMatchObject({ what: 'settings', newestBackup: null });
    expect(readFileSync(headsFile(dir), 'utf8')).not.toBe('');
  });
});

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { packArchive } from '../../electron/ledger/backup-archive.ts';
import { BACKUP_FILES, BackupError, MANIFEST } from '../../electron/ledger/backup-manifest.ts';
import { appFile, headsFile, ledgerFile } from '../../electron/ledger/files.ts';
import { inspectFiles } from '../../electron/ledger/inspect.ts';
import { OpenError } from '../../electron/ledger/open.ts';
import { restore } from '../../electron/ledger/restore.ts';
import type { Mode } from '../../electron/ledger/schema.ts';
import { verifyLedger } from '../../electron/ledger/verify.ts';
import { T0, tempDir } from '../tools/builders.ts';
import { addGifts, copyOfFolder, filledLedger, madeBackup } from './backed-up.ts';

function restored(dir: string, path: string, atMs = T0) {
  return restore(dir, 'live', path, atMs);
}

function refusalOf(dir: string, path: string, mode: Mode = 'live'): string {
  try {
    restore(dir, mode, path, T0);
    return 'restored';
  } catch (error) {
    if (error instanceof BackupError || error instanceof OpenError) return error.code;
    throw error;
  }
}

function rowsIn(dir: string): number {
  const report = verifyLedger(dir, 'live');
  expect(report.findings).toEqual([]);
  return report.rows;
}

function markIn(dir: string): unknown {
  const db = new Database(appFile(dir), { readonly: true });
  try {
    return db.prepare("SELECT value FROM setting WHERE key = 'mark'").pluck().get();
  } finally {
    db.close();
  }
}

/** Every file below a folder with its content. */
function contentOf(dir: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file, 'hex')]),
  );
}

describe('a restore', () => {
  it('brings back ledger, settings and heads of a folder or of a file', async () => {
    using ledger = filledLedger(3, 'of the backup');
    const { folder } = await madeBackup(ledger.dir);
    using place = tempDir();
    const archive = join(place.dir, 'one.tar');
    packArchive(folder, [MANIFEST, ...BACKUP_FILES], archive, T0);
    for (const path of [folder, archive]) {
      using fresh = tempDir();
      const { facts, replaced } = restored(fresh.dir, path);
      expect(facts?.head).toEqual(ledger.store.head());
      expect(replaced).toBeNull();
      expect(rowsIn(fresh.dir)).toBe(3);
      expect(markIn(fresh.dir)).toBe('of the backup');
      expect(existsSync(headsFile(fresh.dir))).toBe(true);
    }
  });

  it('moves the present files aside, says what is in them, and can be undone', async () => {
    using ledger = filledLedger(3, 'present');
    const { folder } = await madeBackup(ledger.dir);
    addGifts(ledger, 4);
    ledger.close();
    const first = restored(ledger.dir, folder);
    expect(rowsIn(ledger.dir)).toBe(3);
    expect(first.replacedFacts).toMatchObject({
      head: { seq: 7 },
      totals: [{ platform: 'tiktok', unit: 'coin', units: '7' }],
    });
    const back = restored(ledger.dir, first.replaced ?? '');
    expect(back).toMatchObject({ from: 'aside', facts: { head: { seq: 7 } }, lostRow: null });
    expect(back.replaced).not.toBe(first.replaced);
    expect(rowsIn(ledger.dir)).toBe(7);
    expect(existsSync(join(first.replaced ?? '', 'ledger.sqlite'))).toBe(true);
  });

  it('is not disturbed by -wal, -shm and -journal of another database in its place', async () => {
    using ledger = filledLedger(3);
    using other = filledLedger(40);
    const { folder } = await madeBackup(ledger.dir);
    using place = tempDir();
    // The other one is still open, so its WAL holds all of it.
    for (const side of ['-wal', '-shm']) {
      copyFileSync(ledgerFile(other.dir) + side, ledgerFile(place.dir) + side);
    }
    writeFileSync(`${appFile(place.dir)}-journal`, 'of yesterday');
    const { replaced } = restored(place.dir, folder);
    expect(rowsIn(place.dir)).toBe(3);
    expect(readdirSync(replaced ?? '').sort()).toEqual(
      ['aside.json', 'app.sqlite-journal', 'ledger.sqlite-shm', 'ledger.sqlite-wal'].sort(),
    );
  });

  it('takes a ledger that is open and was never folded, with its WAL', () => {
    using ledger = filledLedger(5);
    using place = tempDir();
    using present = filledLedger(2);
    present.close();
    const aside = join(place.dir, 'replaced-earlier');
    cpSync(ledger.dir, aside, { recursive: true });
    const note = { mode: 'live', atMs: T0, why: 'restore', what: 'ledger', words: '' };
    writeFileSync(
      join(aside, 'aside.json'),
      JSON.stringify({ ...note, backup: null, settled: true }),
    );
    restored(present.dir, aside);
    expect(rowsIn(present.dir)).toBe(5);
  });

  it('leaves the ledger where it is when only settings come back', () => {
    using ledger = filledLedger(4, 'now');
    using earlier = filledLedger(1, 'earlier');
    ledger.close();
    const aside = join(ledger.dir, 'damaged-earlier');
    mkdirSync(aside);
    copyFileSync(appFile(earlier.dir), appFile(aside));
    const note = { mode: 'live', atMs: T0, why: 'damage', what: 'settings', words: '' };
    writeFileSync(
      join(aside, 'aside.json'),
      JSON.stringify({ ...note, backup: null, settled: false }),
    );
    expect(restored(ledger.dir, aside)).toMatchObject({ parts: ['settings'], facts: null });
    expect(markIn(ledger.dir)).toBe('earlier');
    expect(rowsIn(ledger.dir)).toBe(4);
  });

  it('accepts a ledger with a cut tail when asked for it by name, and says so', () => {
    using ledger = filledLedger(6);
    ledger.close();
    const db = new Database(ledgerFile(ledger.dir));
    db.exec('DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq > 4');
    db.close();
    expect(inspectFiles(ledger.dir, 'live')).toMatchObject({ what: 'ledger' });
    using place = tempDir();
    const aside = join(place.dir, 'damaged-then');
    cpSync(ledger.dir, aside, { recursive: true });
    const note = { mode: 'live', atMs: T0, why: 'damage', what: 'ledger', words: '' };
    writeFileSync(
      join(aside, 'aside.json'),
      JSON.stringify({ ...note, backup: null, settled: false }),
    );
    expect(restored(place.dir, aside)).toMatchObject({ lostRow: 6, facts: { head: { seq: 4 } } });
    expect(inspectFiles(place.dir, 'live')).toBeNull();
  });
});

describe('a restore that is refused', () => {
  it.each<[string, (folder: string) => void, string]>([
    ['a changed ledger', (f) => flip(ledgerFile(f), 9_000), 'backup_damaged'],
    ['changed settings', (f) => flip(appFile(f), 100), 'backup_damaged'],
    ['a cut ledger', (f) => cut(ledgerFile(f)), 'backup_damaged'],
    ['no ledger', (f) => rmSync(ledgerFile(f)), 'backup_damaged'],
    ['no manifest', (f) => rmSync(join(f, MANIFEST)), 'not_a_backup'],
    ['a manifest cut off', (f) => cut(join(f, MANIFEST)), 'backup_damaged'],
    ['other sums', (f) => edit(f, (m) => ({ ...m, totals: [] })), 'backup_damaged'],
    ['a note written into its history', (f) => forge(f), 'backup_damaged'],
    ['another mode', (f) => edit(f, (m) => ({ ...m, mode: 'sandbox' })), 'other_mode'],
    [
      'a newer schema',
      (f) => edit(f, (m) => ({ ...m, schema: { ledger: 9_999, app: 10 } })),
      'newer_schema',
    ],
  ])('because the backup has %s changes no byte', async (_, spoil, code) => {
    using ledger = filledLedger(3);
    const { folder } = await madeBackup(ledger.dir);
    using bad = copyOfFolder(folder);
    spoil(bad.dir);
    ledger.close();
    const before = contentOf(ledger.dir);
    expect(refusalOf(ledger.dir, bad.dir)).toBe(code);
    expect(contentOf(ledger.dir)).toEqual(before);
  });

  it('says of a real backup that it does not belong in the sandbox', async () => {
    using ledger = filledLedger(1);
    using place = tempDir();
    const { folder } = await madeBackup(ledger.dir);
    expect(refusalOf(place.dir, folder, 'sandbox')).toBe('other_mode');
    expect(readdirSync(place.dir)).toEqual([]);
  });

  it('because nothing is there says so', () => {
    using place = tempDir();
    expect(refusalOf(place.dir, join(place.dir, 'nowhere.tar'))).toBe('not_found');
    expect(refusalOf(place.dir, place.dir)).toBe('not_a_backup');
  });

  it('because the files that were moved aside cannot be read through leaves them there', () => {
    using ledger = filledLedger(400);
    ledger.close();
    using place = tempDir();
    const aside = join(place.dir, 'damaged-then');
    cpSync(ledger.dir, aside, { recursive: true });
    const note = { mode: 'live', atMs: T0, why: 'damage', what: 'ledger', words: '' };
    writeFileSync(
      join(aside, 'aside.json'),
      JSON.stringify({ ...note, backup: null, settled: false }),
    );
    const bytes = readFileSync(ledgerFile(aside));
    bytes.fill(0xff, 4_096);
    writeFileSync(ledgerFile(aside), bytes);
    expect(refusalOf(place.dir, aside)).toBe('damaged');
    expect(readdirSync(place.dir)).toEqual(['damaged-then']);
  });
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
}

function cut(file: string): void {
  writeFileSync(file, readFileSync(file).subarray(0, -100));
}

/** Changes the history and makes the file sums fit again. */
function forge(folder: string): void {
  const file = ledgerFile(folder);
  const db = new Database(file);
  db.exec("DROP TRIGGER journal_no_update; UPDATE journal SET note = 'x' WHERE seq = 2");
  db.close();
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  edit(folder, (manifest) => {
    const { files } = manifest as { readonly files: readonly { readonly name: string }[] };
    const sums = (each: { readonly name: string }) =>
      each.name === 'ledger.sqlite' ? { ...each, sha256, bytes: statSync(file).size } : each;
    return { ...manifest, files: files.map(sums) };
  });
}

function edit(folder: string, change: (manifest: object) => object): void {
  const file = join(folder, MANIFEST);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify(change(manifest)));
}

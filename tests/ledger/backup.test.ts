import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { packArchive } from '../../electron/ledger/backup-archive.ts';
import { fillBackup, isMigrationDue, keepBackup } from '../../electron/ledger/backup.ts';
import { listBackups, makingFolder } from '../../electron/ledger/backup-folders.ts';
import { BACKUP_FILES, BackupError, MANIFEST } from '../../electron/ledger/backup-manifest.ts';
import { openBackup } from '../../electron/ledger/backup-source.ts';
import { appFile, backupsFolder, headsFile, ledgerFile } from '../../electron/ledger/files.ts';
import { readHeads, recordHead } from '../../electron/ledger/heads.ts';
import { latestVersion } from '../../electron/ledger/open.ts';
import { appSchema } from '../../electron/ledger/schema.ts';
import { verifyLedger } from '../../electron/ledger/verify.ts';
import { T0, tempDir } from '../tools/builders.ts';
import { addGifts, filledLedger, madeBackup } from './backed-up.ts';

const order = (dataDir: string) => ({ dataDir, mode: 'live', reason: 'asked', atMs: T0 }) as const;

async function codeOfRefusal(dir: string): Promise<string> {
  const result = await keepBackup(order(dir), makingFolder(dir));
  return result.ok ? 'made' : result.code;
}

describe('a backup', () => {
  it('holds ledger and settings as single files that say what the ledger says', async () => {
    using ledger = filledLedger(3);
    const { folder, manifest } = await madeBackup(ledger.dir);
    expect(readdirSync(folder).sort()).toEqual([...BACKUP_FILES, MANIFEST].sort());
    expect(manifest).toMatchObject({
      head: ledger.store.head(),
      history: ledger.one('SELECT hash FROM journal WHERE seq = 1'),
      totals: [{ platform: 'tiktok', unit: 'coin', units: '3' }],
    });
    expect(verifyLedger(folder, 'live')).toMatchObject({ ok: true, rows: 3 });
  });

  it('records the head outside the database', async () => {
    using ledger = filledLedger(0);
    addGifts(ledger, 2);
    await madeBackup(ledger.dir, T0 + 1);
    expect(readHeads(ledger.dir)).toEqual([{ ...ledger.store.head(), atMs: T0 + 1 }]);
  });

  it('is one instant of a ledger that is written to all the while, and the writer never waits', async () => {
    using ledger = filledLedger(0);
    const frame = Buffer.alloc(1_500, 'x').toString('base64');
    for (let at = 0; at < 10; at += 1) {
      addGifts(ledger, 600, `${at}${frame}${Math.random()}`);
      ledger.db.exec(
        "INSERT INTO evidence (source, at, codec, frame) SELECT 'x', 1, 0, randomblob(900000)",
      );
    }
    const before = ledger.store.head().seq;
    const made = { yet: false };
    const making = madeBackup(ledger.dir).finally(() => (made.yet = true));
    let commits = 0;
    while (!made.yet) {
      addGifts(ledger, 5);
      commits += 1;
      await breath();
    }
    const { folder, manifest } = await making;
    expect(commits).toBeGreaterThan(2);
    expect(manifest.head.seq).toBeGreaterThanOrEqual(before);
    expect(manifest.head.seq).toBeLessThan(ledger.store.head().seq);
    expect(verifyLedger(folder, 'live')).toMatchObject({ ok: true, rows: manifest.head.seq });
    expect(manifest.totals).toEqual([
      { platform: 'tiktok', unit: 'coin', units: String(manifest.head.seq) },
    ]);
    expect(ledger.verify().ok).toBe(true);
  });

  it('is refused, and earlier ones stay, when the history is not what was recorded', async () => {
    using ledger = filledLedger(3);
    const { folder } = await madeBackup(ledger.dir);
    recordHead(ledger.dir, { seq: 2, hash: 'another' }, T0);
    expect(await codeOfRefusal(ledger.dir)).toBe('history_changed');
    expect(listBackups(ledger.dir).map((backup) => backup.folder)).toEqual([folder]);
    expect(readdirSync(backupsFolder(ledger.dir))).toHaveLength(1);
  });

  it.each([
    ['ledger.sqlite', 'damaged'],
    ['app.sqlite', 'settings_damaged'],
  ])('is refused, and earlier ones stay, when %s is damaged', async (name, code) => {
    using ledger = filledLedger(200);
    const { folder } = await madeBackup(ledger.dir);
    ledger.close();
    const file = join(ledger.dir, name);
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096, bytes.length);
    writeFileSync(file, bytes);
    expect(await codeOfRefusal(ledger.dir)).toBe(code);
    expect(listBackups(ledger.dir).map((backup) => backup.folder)).toEqual([folder]);
  });

  it('begins new settings in the copy when there are none', async () => {
    using ledger = filledLedger(1);
    rmSync(appFile(ledger.dir));
    const { folder, manifest } = await madeBackup(ledger.dir);
    expect(manifest.schema.app).toBe(latestVersion(appSchema));
    expect(existsSync(appFile(folder))).toBe(true);
    expect(existsSync(appFile(ledger.dir))).toBe(false);
  });

  it('lets go of old ones only once it is made: four of one day leave three', async () => {
    using ledger = filledLedger(1);
    for (const at of [1, 2, 3, 4]) await madeBackup(ledger.dir, T0 + at);
    expect(listBackups(ledger.dir).map(({ manifest }) => manifest.atMs - T0)).toEqual([4, 3, 2]);
  });
});

describe('a backup as one file', () => {
  it('is read back byte by byte, and any cut or changed byte is refused', async () => {
    using ledger = filledLedger(5);
    using place = tempDir();
    const { folder } = await madeBackup(ledger.dir);
    const archive = join(place.dir, 'coinfall.tar');
    packArchive(folder, [MANIFEST, ...BACKUP_FILES], archive, T0);
    const back = mkdtempSync(join(place.dir, 'back-'));
    const source = openBackup(archive, 'live');
    source.read(back);
    source.close();
    for (const name of BACKUP_FILES) {
      expect(readFileSync(join(back, name)).equals(readFileSync(join(folder, name)))).toBe(true);
    }

    const whole = readFileSync(archive);
    const refused = (bytes: Buffer): string => {
      writeFileSync(archive, bytes);
      try {
        const opened = openBackup(archive, 'live');
        try {
          opened.read(null);
        } finally {
          opened.close();
        }
        return 'accepted';
      } catch (error) {
        return error instanceof BackupError ? error.code : String(error);
      }
    };
    expect(refused(whole)).toBe('accepted');
    const cuts = Array.from({ length: 60 }, (_, at) => Math.floor((at * whole.length) / 61));
    expect(new Set(cuts.map((at) => refused(whole.subarray(0, at))))).toEqual(
      new Set(['not_a_backup', 'backup_damaged']),
    );
    let from = 0;
    for (const name of [MANIFEST, ...BACKUP_FILES]) {
      const { size } = statSync(join(folder, name));
      const data = from + 512;
      for (let at = name === MANIFEST ? size : data; at < data + size; at += 9_973) {
        const changed = Buffer.from(whole);
        changed.writeUInt8((whole[at] ?? 0) ^ 1, at);
        expect(['backup_damaged', 'not_a_backup'], `byte ${at}`).toContain(refused(changed));
      }
      from = data + Math.ceil(size / 512) * 512;
    }
  });

  it('is nothing else that happens to be a file', () => {
    using place = tempDir();
    const file = join(place.dir, 'cat.jpg');
    writeFileSync(file, Buffer.alloc(5_000, 7));
    expect(() => openBackup(file, 'live')).toThrow('not a backup of Coinfall');
  });
});

describe('a change of schema', () => {
  it('is due for an older file, and neither for a new one nor for one of today', () => {
    using ledger = filledLedger(1);
    using empty = tempDir();
    expect(isMigrationDue(empty.dir, 'live')).toBe(false);
    expect(isMigrationDue(ledger.dir, 'live')).toBe(false);
    ledger.close();
    const db = new Database(ledgerFile(ledger.dir));
    db.pragma('user_version = 5');
    db.close();
    expect(isMigrationDue(ledger.dir, 'live')).toBe(true);
  });

  it('does not keep the older ledger from being saved first', async () => {
    using ledger = filledLedger(2);
    ledger.close();
    const db = new Database(ledgerFile(ledger.dir));
    db.pragma('user_version = 5');
    db.close();
    const { manifest } = await madeBackup(ledger.dir, T0, 'migration');
    expect(manifest.schema.ledger).toBe(5);
    expect(existsSync(headsFile(ledger.dir))).toBe(true);
  });

  it('is saved under no name while it is being made', async () => {
    using ledger = filledLedger(1);
    const part = makingFolder(ledger.dir);
    await fillBackup(order(ledger.dir), part);
    expect(listBackups(ledger.dir)).toEqual([]);
  });
});

/** A backup of yesterday's schema, with a schema of tomorrow that this file invents. */
import { describe, expect, it, vi } from 'vitest';
import Database from 'better-sqlite3';
import { isMigrationDue } from '../../electron/ledger/backup.ts';
import { ledgerFile } from '../../electron/ledger/files.ts';
import { openReader } from '../../electron/ledger/open.ts';
import type { Schema } from '../../electron/ledger/open.ts';
import { restore } from '../../electron/ledger/restore.ts';
import { ledgerSchema } from '../../electron/ledger/schema.ts';
import type * as schemas from '../../electron/ledger/schema.ts';
import { T0, tempDir } from '../tools/builders.ts';
import { filledLedger, madeBackup } from './backed-up.ts';

const NEXT = 90_000;
const time = vi.hoisted(() => ({ tomorrow: false }));

vi.mock('../../electron/ledger/schema.ts', async (original) => {
  const today = await original<typeof schemas>();
  return {
    ...today,
    ledgerSchema: (mode: 'live' | 'sandbox'): Schema => {
      const schema = today.ledgerSchema(mode);
      const next = { version: NEXT, sql: 'CREATE TABLE wish (what TEXT) STRICT' };
      return time.tomorrow ? { ...schema, migrations: [...schema.migrations, next] } : schema;
    },
  };
});

describe('a backup of an older schema', () => {
  it('is brought up to date in the copy, and its own files stay as they were', async () => {
    time.tomorrow = false;
    using ledger = filledLedger(3);
    const { folder, manifest } = await madeBackup(ledger.dir);
    time.tomorrow = true;
    using place = tempDir();
    expect(restore(place.dir, 'live', folder, T0).facts?.head).toEqual(manifest.head);
    const db = openReader(ledgerFile(place.dir), ledgerSchema('live'));
    expect(db.prepare('SELECT count(*) FROM wish').pluck().get()).toBe(0);
    db.close();
    const kept = new Database(ledgerFile(folder), { readonly: true });
    expect(kept.pragma('user_version', { simple: true })).toBe(manifest.schema.ledger);
    kept.close();
  });

  it('is made before the ledger is brought up to date', async () => {
    time.tomorrow = false;
    using ledger = filledLedger(3);
    ledger.close();
    time.tomorrow = true;
    expect(isMigrationDue(ledger.dir, 'live')).toBe(true);
    const { manifest } = await madeBackup(ledger.dir, T0, 'migration');
    expect(manifest.schema.ledger).toBeLessThan(NEXT);
    expect(manifest.head.seq).toBe(3);
  });

  it('is refused by a Coinfall that is older than it', async () => {
    time.tomorrow = true;
    using ledger = filledLedger(3);
    const { folder } = await madeBackup(ledger.dir);
    time.tomorrow = false;
    using place = tempDir();
    expect(() => restore(place.dir, 'live', folder, T0)).toThrow('made by a newer Coinfall');
  });
});

import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { OpenError, latestVersion, openReader, openWriter } from '../../electron/ledger/open.ts';
import type { Migration, Schema } from '../../electron/ledger/open.ts';
import { appSchema, ledgerSchema } from '../../electron/ledger/schema.ts';
import { tempDir } from '../tools/builders.ts';

const schema = ledgerSchema('live');
const pragma = (db: Database.Database, name: string) => db.pragma(name, { simple: true });

/** The code with which opening is refused. */
function refusal(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    if (error instanceof OpenError) return error.code;
    throw error;
  }
  return 'opened';
}

function withMigrations(...migrations: readonly Migration[]): Schema {
  return { ...schema, migrations };
}

describe('a ledger that is opened for writing', () => {
  it('writes durably, new and reopened: FULL is in force after a write', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'ledger.sqlite');
    for (const title of ['new', 'reopened']) {
      const db = openWriter(file, schema);
      db.prepare("INSERT INTO session (title, opened_at, opened_by) VALUES (?, 1, 'hand')").run(
        title,
      );
      expect(pragma(db, 'synchronous')).toBe(2);
      expect(pragma(db, 'journal_mode')).toBe('wal');
      db.close();
    }
  });

  it('has the pragmas that its promises rest on', () => {
    using folder = tempDir();
    const db = openWriter(join(folder.dir, 'ledger.sqlite'), schema);
    expect(
      [
        'fullfsync',
        'checkpoint_fullfsync',
        'trusted_schema',
        'foreign_keys',
        'recursive_triggers',
        'secure_delete',
      ].map((name) => pragma(db, name)),
    ).toEqual([1, 1, 0, 1, 1, 1]);
    expect(pragma(db, 'application_id')).toBe(schema.applicationId);
    expect(pragma(db, 'user_version')).toBe(latestVersion(schema));
    db.close();
  });

  it('is of a SQLite without the WAL-reset bug', () => {
    const [major = 0, minor = 0, patch = 0] = String(
      new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get(),
    )
      .split('.')
      .map(Number);
    expect(major * 1_000_000 + minor * 1_000 + patch).toBeGreaterThanOrEqual(3_051_003);
  });
});

describe('a file that is not ours', () => {
  function refusedUntouched(
    make: (db: Database.Database) => void,
    expected: string,
    wanted: Schema = schema,
  ): void {
    using folder = tempDir();
    const made = join(folder.dir, 'made.sqlite');
    const db = new Database(made);
    make(db);
    // A copy while it is open is what a crash leaves: with a WAL that was not folded in.
    const file = join(folder.dir, 'ledger.sqlite');
    copyFileSync(made, file);
    if (existsSync(`${made}-wal`)) copyFileSync(`${made}-wal`, `${file}-wal`);
    db.close();
    const before = readFileSync(file);
    expect(refusal(() => openWriter(file, wanted))).toBe(expected);
    expect(refusal(() => openReader(file, wanted))).toBe(expected);
    expect(readFileSync(file).equals(before)).toBe(true);
  }

  it('is refused and left as it is, byte for byte', () => {
    refusedUntouched((db) => db.exec('CREATE TABLE recipes (name TEXT)'), 'foreign_file');
    refusedUntouched((db) => {
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES (1)');
    }, 'foreign_file');
  });

  it('is refused when a newer Coinfall wrote it, and left as it is, byte for byte', () => {
    for (const mode of ['DELETE', 'WAL']) {
      refusedUntouched((db) => {
        db.pragma(`journal_mode = ${mode}`);
        db.pragma(`application_id = ${schema.applicationId}`);
        db.pragma('user_version = 990');
        db.exec('CREATE TABLE journal (of_the_future TEXT); INSERT INTO journal VALUES (1)');
      }, 'newer_schema');
    }
  });

  it('is the sandbox’s ledger for the real one, and the other way round', () => {
    const mark = (of: Schema) => (db: Database.Database) => {
      db.pragma(`application_id = ${of.applicationId}`);
      db.exec('CREATE TABLE journal (x)');
    };
    refusedUntouched(mark(ledgerSchema('sandbox')), 'foreign_file');
    refusedUntouched(mark(schema), 'foreign_file', ledgerSchema('sandbox'));
    refusedUntouched(mark(appSchema), 'foreign_file');
  });

  it('is a text under our name, and left as it is', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'ledger.sqlite');
    writeFileSync(file, 'Dear diary, '.repeat(500));
    const before = readFileSync(file);
    expect(refusal(() => openWriter(file, schema))).toBe('damaged');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is a folder', () => {
    using folder = tempDir();
    expect(refusal(() => openWriter(folder.dir, schema))).toBe('unwritable');
    expect(refusal(() => openWriter(join(folder.dir, 'no', 'such', 'folder.sqlite'), schema))).toBe(
      'unwritable',
    );
  });
});

describe('a migration', () => {
  const first: Migration = { version: 10, sql: 'CREATE TABLE one (x INTEGER) STRICT;' };
  const broken: Migration = {
    version: 20,
    sql: 'CREATE TABLE two (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);',
  };

  it('that fails in the middle leaves nothing behind', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'ledger.sqlite');
    expect(() => openWriter(file, withMigrations(first, broken))).toThrow('nowhere');
    const db = new Database(file);
    expect(pragma(db, 'user_version')).toBe(0);
    expect(pragma(db, 'application_id')).toBe(0);
    expect(db.prepare('SELECT name FROM sqlite_schema').all()).toEqual([]);
    db.close();
    openWriter(file, withMigrations(first)).close();
  });

  it('that fails on a ledger in use leaves it at its version', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'ledger.sqlite');
    const old = openWriter(file, withMigrations(first));
    old.exec('INSERT INTO one VALUES (7)');
    old.close();
    expect(() => openWriter(file, withMigrations(first, broken))).toThrow('nowhere');
    const again = openWriter(file, withMigrations(first));
    expect(pragma(again, 'user_version')).toBe(10);
    expect(again.prepare('SELECT x FROM one').pluck().all()).toEqual([7]);
    again.close();
  });

  it('is applied once, in order, on top of what is there', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'ledger.sqlite');
    const second: Migration = { version: 20, sql: 'ALTER TABLE one ADD COLUMN y INTEGER;' };
    openWriter(file, withMigrations(first)).close();
    openWriter(file, withMigrations(first, second)).close();
    const db = openWriter(file, withMigrations(first, second));
    expect(pragma(db, 'user_version')).toBe(20);
    expect(db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all('one')).toEqual([
      'x',
      'y',
    ]);
    db.close();
  });

  it.each([
    ['ledger', schema],
    ['app', appSchema],
  ])('of the %s is numbered by tens, strictly increasing', (_, { migrations }) => {
    const versions = migrations.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    expect(versions.every((version) => version > 0 && version % 10 === 0)).toBe(true);
  });
});

describe('a ledger that is opened read-only', () => {
  it('cannot be written to', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'ledger.sqlite');
    openWriter(file, schema).close();
    const db = openReader(file, schema);
    expect(() =>
      db.exec("INSERT INTO session (title, opened_at, opened_by) VALUES ('', 1, 'hand')"),
    ).toThrow(/readonly/);
    db.close();
  });

  it('sees what a running writer has committed', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'ledger.sqlite');
    const writer = openWriter(file, schema);
    const reader = openReader(file, schema);
    writer.exec("INSERT INTO session (title, opened_at, opened_by) VALUES ('now', 1, 'hand')");
    expect(reader.prepare('SELECT title FROM session').pluck().all()).toEqual(['now']);
    reader.close();
    writer.close();
  });

  it('must exist, and is not created', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'ledger.sqlite');
    expect(refusal(() => openReader(file, schema))).toBe('unwritable');
    expect(existsSync(file)).toBe(false);
  });

  it('is not migrated: an older one is refused with the way out', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'ledger.sqlite');
    openWriter(file, schema).close();
    const next = withMigrations(...schema.migrations, {
      version: latestVersion(schema) + 10,
      sql: 'CREATE TABLE more (x);',
    });
    expect(() => openReader(file, next)).toThrow(/Start Coinfall once/);
  });
});

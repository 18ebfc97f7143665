/**
 * The schema of a ledger against the one that our migrations make: a trigger that was dropped leaves the journal open
 * to changes that nothing would notice, and an altered table or index may answer otherwise than what was written.
 */
import Database from 'better-sqlite3';
import type { Db, Schema } from './open.ts';
import type { Findings } from './replay.ts';

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly tbl: string;
  readonly sql: string | null;
}

/** What the migrations of a schema make of an empty file, by type and name. */
function schemaByMigrations(schema: Schema): ReadonlyMap<string, SchemaObject> {
  const scratch = new Database(':memory:');
  try {
    for (const { sql } of schema.migrations) scratch.exec(sql);
    return schemaIn(scratch);
  } finally {
    scratch.close();
  }
}

function schemaIn(db: Db): ReadonlyMap<string, SchemaObject> {
  const objects = db
    .prepare('SELECT type, name, tbl_name AS tbl, sql FROM sqlite_schema')
    .all() as SchemaObject[];
  return new Map(
    objects
      // Statistics for the query planner; SQLite keeps them, and no figure rests on them.
      .filter(({ name }) => !name.startsWith('sqlite_stat'))
      .map((object) => [`${object.type} ${object.name}`, object]),
  );
}

function isSame(a: SchemaObject, b: SchemaObject): boolean {
  return a.tbl === b.tbl && normalised(a.sql) === normalised(b.sql);
}

/** Only the space around a statement: within it, a line break can end a comment. */
function normalised(sql: string | null): string {
  return (sql ?? '').trim();
}

/** Adds a finding for whatever is missing from the schema, was altered or does not belong there. */
export function checkSchema(db: Db, schema: Schema, findings: Findings): void {
  const ours = schemaByMigrations(schema);
  const found = schemaIn(db);
  for (const [name, object] of ours) {
    const there = found.get(name);
    if (there === undefined) findings.add('schema', `The ${name} is missing.`);
    else if (!isSame(there, object)) findings.add('schema', `The ${name} was altered.`);
  }
  for (const name of found.keys()) {
    if (!ours.has(name)) findings.add('schema', `The ${name} is none of Coinfall's.`);
  }
}

/** The statements that make these tables, by the migrations: the file's own may have been altered. */
export function tableStatements(schema: Schema, names: readonly string[]): string {
  const ours = schemaByMigrations(schema);
  return names.map((name) => ours.get(`table ${name}`)?.sql ?? '').join(';\n');
}

/** What the tables themselves forbid: a value of another type than its column's, and any column that could hold a float. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openWriter } from '../../electron/ledger/open.ts';
import type { Schema } from '../../electron/ledger/open.ts';
import { appSchema, ledgerSchema } from '../../electron/ledger/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'coinfall-schema-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a question about its tables over a new file of a schema. */
function ask(schema: Schema, sql: string): readonly unknown[] {
  const db = openWriter(join(folder, `${schema.name}.sqlite`), schema);
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

const TABLES = `FROM pragma_table_list t WHERE t.schema = 'main' AND t.type <> 'view' AND t.name NOT LIKE 'sqlite_%'`;

describe.each([ledgerSchema('live'), ledgerSchema('sandbox'), appSchema])(
  'the schema of the $name',
  (schema) => {
    it('has strict tables only', () => {
      const tables = ask(schema, `SELECT t.name, t.strict ${TABLES}`) as readonly {
        name: string;
        strict: number;
      }[];
      expect(tables.length).toBeGreaterThan(2);
      expect(tables.filter(({ strict }) => strict !== 1)).toEqual([]);
    });

    it('has no column that could hold a float', () => {
      const types = ask(
        schema,
        `SELECT DISTINCT c.type ${TABLES.replace('t WHERE', 't, pragma_table_xinfo(t.name) c WHERE')} ORDER BY 1`,
      ) as readonly { type: string }[];
      // ANY, too, would take a float.
      expect(['BLOB', 'INTEGER', 'TEXT']).toEqual(
        expect.arrayContaining(types.map(({ type }) => type)),
      );
    });
  },
);

/** Damages a ledger on purpose. */
import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Overwrites the page with which a table begins, as a bad sector would. Nobody may have the file open. */
export function overwriteTable(file: string, table: string): void {
  const db = new Database(file, { readonly: true });
  const pageBytes = db.pragma('page_size', { simple: true }) as number;
  const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table);
  db.close();
  const bytes = readFileSync(file);
  const from = (Number(page) - 1) * pageBytes;
  bytes.fill(0xff, from, from + pageBytes / 2);
  writeFileSync(file, bytes);
}

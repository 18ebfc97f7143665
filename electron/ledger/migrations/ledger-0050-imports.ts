/** Imports: which there were, how far each has come, and which rows are of which, so that it can be taken back whole. */
import type { Migration } from '../open.ts';

export const ledger0050Imports: Migration = {
  version: 50,
  sql: `
CREATE TABLE import_run (
  import_no INTEGER PRIMARY KEY,
  -- Name of the file, for a person to know it again.
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  -- Name of the file of read lines that waits in the data folder; of no use once the import is over.
  staged TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('applying','done','undoing','undone')),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  lines INTEGER NOT NULL,
  -- Read lines that are in the ledger; written with them.
  through INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0,
  known INTEGER NOT NULL DEFAULT 0,
  conflicts INTEGER NOT NULL DEFAULT 0,
  -- Rows that taking back left standing, since something else was booked on them.
  kept INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE import_row (
  import_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (import_no, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_figure (
  import_no INTEGER NOT NULL,
  statement_no INTEGER NOT NULL,
  PRIMARY KEY (import_no, statement_no)
) STRICT, WITHOUT ROWID;
`,
};

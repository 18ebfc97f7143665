/** app.sqlite's first schema: settings, the alert queue with its receipts, and the engine's cursor. */
import type { Migration } from '../open.ts';

export const app0010Alerts: Migration = {
  version: 10,
  sql: `
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE alert (
  alert_id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('queued','playing','done','missed')),
  body TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  -- Order of arrival, so that a restart resumes the queue as it was.
  queue_no INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX alert_order ON alert(queue_no);
CREATE INDEX alert_waiting ON alert(queue_no) WHERE state IN ('queued','playing');
CREATE TABLE alert_cursor (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL
) STRICT;
`,
};

/** Receipts with their times and reasons; alerts that wait for approval, and alerts that a rule hides. */
import type { Migration } from '../open.ts';

export const app0020AlertReceipts: Migration = {
  version: 20,
  sql: `
-- SQLite cannot widen a CHECK in place: the table is made anew and takes over every row.
CREATE TABLE alert_20 (
  alert_id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('queued','held','playing','done','missed','hidden')),
  reason TEXT,
  body TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  -- When an overlay showed it; null when none did.
  shown_at INTEGER,
  -- When it got its receipt; null until then.
  ended_at INTEGER,
  -- Order of arrival, so that a restart resumes the queue as it was.
  queue_no INTEGER NOT NULL
) STRICT;
INSERT INTO alert_20 (alert_id, state, reason, body, queued_at, shown_at, ended_at, queue_no)
SELECT alert_id, state, NULL, body,
  CASE WHEN json_valid(body) THEN coalesce(json_extract(body, '$.alert.queuedAtMs'), updated_at)
    ELSE updated_at END,
  CASE WHEN json_valid(body) AND json_extract(body, '$.alert.air.painted')
    THEN json_extract(body, '$.alert.air.startedAtMs') END,
  CASE WHEN state IN ('done','missed') THEN updated_at END,
  queue_no
FROM alert;
DROP TABLE alert;
ALTER TABLE alert_20 RENAME TO alert;
CREATE UNIQUE INDEX alert_order ON alert(queue_no);
CREATE INDEX alert_waiting ON alert(queue_no) WHERE state IN ('queued','held','playing');
CREATE INDEX alert_finished ON alert(queue_no) WHERE state IN ('done','missed','hidden');
`,
};

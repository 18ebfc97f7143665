/** The ledger's first schema: journal, registers, projections, coverage, problems. */
import type { Migration } from '../open.ts';

export const ledger0010Journal: Migration = {
  version: 10,
  sql: `
-- The journal: append-only, one writer. Everything else in this file can be rebuilt or is a register.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  format INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('gift','payout','fee','tax','refund','chargeback','income','expense',
    'adjustment','opening','reversal','lock','erasure')),
  occurred_at INTEGER,
  observed_at INTEGER NOT NULL,
  effective_at INTEGER NOT NULL,
  session_no INTEGER,
  source TEXT NOT NULL,
  platform TEXT,
  gift_kind TEXT,
  gift_id TEXT,
  gift_no INTEGER,
  person_no INTEGER,
  gift_commitment TEXT,
  person_commitment TEXT,
  unit TEXT,
  units_each INTEGER,
  delta INTEGER CHECK (delta >= 0),
  count_after INTEGER,
  units_delta INTEGER,
  status_after TEXT CHECK (status_after IN ('open','settled','unconfirmed','reversed')),
  corrects INTEGER REFERENCES journal(seq),
  -- What a row of another kind than gift says (payout, fee, lock …), as canonical JSON; null for gifts.
  entry TEXT,
  note TEXT,
  hash TEXT NOT NULL,
  CHECK (kind <> 'gift' OR (gift_no IS NOT NULL AND delta IS NOT NULL AND count_after IS NOT NULL
    AND units_delta IS NOT NULL AND status_after IS NOT NULL AND unit IS NOT NULL))
) STRICT;
CREATE INDEX journal_gift ON journal(gift_no);
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Registers: who and what, kept apart from the chain so that people can be forgotten.
CREATE TABLE person (
  person_no INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,
  platform_id TEXT,
  handle TEXT,
  name TEXT,
  salt BLOB,
  UNIQUE (platform, platform_id)
) STRICT;
CREATE TABLE gift_identity (
  gift_no INTEGER PRIMARY KEY,
  gift_key TEXT UNIQUE,
  salt BLOB,
  gift_name TEXT,
  receiver_id TEXT,
  sources TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  announced INTEGER NOT NULL DEFAULT 0,
  children INTEGER NOT NULL DEFAULT 0,
  child_months INTEGER NOT NULL DEFAULT 0,
  clock_off INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Message ids, for ever. seq is the journal row a message led to, 0 when it led to none.
CREATE TABLE message (
  platform TEXT NOT NULL,
  message_id TEXT NOT NULL,
  facts_hash BLOB NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (platform, message_id)
) STRICT, WITHOUT ROWID;

-- Raw frames, compressed where that saves anything (codec: 0 plain, 1 deflate); may be thinned out later without touching any figure.
CREATE TABLE evidence (
  evidence_no INTEGER PRIMARY KEY,
  gift_no INTEGER,
  observed_no INTEGER,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  codec INTEGER NOT NULL CHECK (codec IN (0, 1)),
  frame BLOB NOT NULL
) STRICT;
CREATE INDEX evidence_gift ON evidence(gift_no);

-- Seen, but not income.
CREATE TABLE observed_gift (
  observed_no INTEGER PRIMARY KEY,
  at_seq INTEGER NOT NULL,
  platform TEXT NOT NULL,
  message_id TEXT NOT NULL,
  gift_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  gift_id TEXT,
  gift_name TEXT,
  person_no INTEGER,
  receiver_id TEXT,
  quantity INTEGER NOT NULL,
  unit TEXT NOT NULL,
  units INTEGER,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  session_no INTEGER
) STRICT;

CREATE UNIQUE INDEX observed_gift_key ON observed_gift(gift_key);
CREATE INDEX observed_gift_seq ON observed_gift(at_seq);

CREATE TABLE session (
  session_no INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  opened_by TEXT NOT NULL CHECK (opened_by IN ('hand','obs','gift'))
) STRICT;

-- When each source was connected and when not. to_at is pushed on while the interval lasts.
CREATE TABLE coverage (
  coverage_no INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  live INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('connected','disconnected')),
  reason TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  closed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX coverage_to ON coverage(to_at);

-- What was refused or contradicted itself.
CREATE TABLE problem (
  problem_no INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('rejected','conflict')),
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  excerpt TEXT NOT NULL
) STRICT;
CREATE TABLE problem_count (
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  code TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (kind, source, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE rate_card (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  unit TEXT NOT NULL,
  region TEXT NOT NULL,
  currency TEXT NOT NULL,
  unit_micros INTEGER NOT NULL CHECK (unit_micros >= 0),
  valid_from INTEGER NOT NULL CHECK (valid_from % 900000 = 0),
  valid_to INTEGER CHECK (valid_to % 900000 = 0),
  source TEXT NOT NULL,
  confidence TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('shipped','user'))
) STRICT, WITHOUT ROWID;

-- Projections: written in the journal's own transaction, comparable and rebuildable from it.
CREATE TABLE gift (
  gift_no INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,
  kind TEXT NOT NULL,
  gift_id TEXT,
  person_no INTEGER,
  unit TEXT NOT NULL,
  units_each INTEGER,
  quantity INTEGER NOT NULL,
  units INTEGER NOT NULL,
  status TEXT NOT NULL,
  effective_at INTEGER NOT NULL,
  session_no INTEGER,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX gift_last ON gift(last_seq);
CREATE INDEX gift_effective ON gift(effective_at);
CREATE INDEX gift_session ON gift(session_no, effective_at);
CREATE INDEX gift_open ON gift(status) WHERE status = 'open';
CREATE INDEX gift_suspense ON gift(session_no) WHERE units_each IS NULL;
CREATE INDEX gift_unconfirmed ON gift(session_no) WHERE status = 'unconfirmed';

CREATE TABLE bucket (
  quarter_at INTEGER NOT NULL,
  platform TEXT NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  gifts INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (quarter_at, platform, kind, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE bucket_gift (
  quarter_at INTEGER NOT NULL,
  platform TEXT NOT NULL,
  gift_id TEXT NOT NULL,
  unit TEXT NOT NULL,
  gifts INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (quarter_at, platform, gift_id, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE session_bucket (
  session_no INTEGER NOT NULL,
  quarter_at INTEGER NOT NULL,
  platform TEXT NOT NULL,
  unit TEXT NOT NULL,
  gifts INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (session_no, quarter_at, platform, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE session_supporter (
  session_no INTEGER NOT NULL,
  person_no INTEGER NOT NULL,
  unit TEXT NOT NULL,
  gifts INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (session_no, person_no, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_supporter_top ON session_supporter(session_no, unit, units);
CREATE TABLE supporter (
  person_no INTEGER NOT NULL,
  unit TEXT NOT NULL,
  gifts INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (person_no, unit)
) STRICT, WITHOUT ROWID;
`,
};

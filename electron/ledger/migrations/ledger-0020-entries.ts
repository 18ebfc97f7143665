/**
 * The journal's other kinds come into use: locks, reversals, late parts of gifts, balances, notes, reported
 * figures. Projections are dropped and made anew from the journal (see `Migration.rebuild`), so that what a row
 * means is written down in one place only.
 */
import type { Migration } from '../open.ts';

export const ledger0020Entries: Migration = {
  version: 20,
  rebuild: true,
  sql: `
-- Rows of another kind than gift are few and asked for by kind; what took a row back is asked for by that row.
CREATE INDEX journal_entry ON journal(kind, seq) WHERE kind <> 'gift';
CREATE INDEX journal_corrects ON journal(corrects) WHERE corrects IS NOT NULL;
CREATE INDEX evidence_at ON evidence(at);
CREATE INDEX evidence_observed ON evidence(observed_no) WHERE observed_no IS NOT NULL;
CREATE INDEX observed_gift_person ON observed_gift(person_no) WHERE person_no IS NOT NULL;

-- What the creator wrote about an entry. A register: a note may name a person, and a chained row cannot forget.
CREATE TABLE entry_note (
  seq INTEGER PRIMARY KEY REFERENCES journal(seq),
  note TEXT NOT NULL
) STRICT;

-- What a platform said was earned, to be compared with what was seen. Never changed: a later figure for the same
-- span supersedes an earlier one.
CREATE TABLE statement (
  statement_no INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,
  unit TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL CHECK (to_at > from_at),
  session_no INTEGER,
  units INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX statement_span ON statement(from_at, to_at);

CREATE INDEX gift_person ON gift(person_no) WHERE person_no IS NOT NULL;

-- What came of a gift when its own period was locked already, by the time it was booked for instead.
CREATE TABLE gift_late (
  gift_no INTEGER NOT NULL,
  effective_at INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  units INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  PRIMARY KEY (gift_no, effective_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX gift_late_effective ON gift_late(effective_at);

-- The kind decides which rate card values it.
DROP TABLE session_bucket;
CREATE TABLE session_bucket (
  session_no INTEGER NOT NULL,
  quarter_at INTEGER NOT NULL,
  platform TEXT NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  gifts INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (session_no, quarter_at, platform, kind, unit)
) STRICT, WITHOUT ROWID;

-- What the postings of all rows add up to.
CREATE TABLE balance (
  account TEXT NOT NULL,
  commodity TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (account, commodity)
) STRICT, WITHOUT ROWID;

-- Locked periods, from inclusive, to exclusive; from_at is null for the beginning of time.
CREATE TABLE period_lock (
  seq INTEGER PRIMARY KEY,
  from_at INTEGER,
  to_at INTEGER NOT NULL,
  released_seq INTEGER
) STRICT;
`,
};

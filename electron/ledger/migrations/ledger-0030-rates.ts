/**
 * Money is read through more than a rate per unit: cards may be for one kind of gift, exchange rates are dated
 * entries, and so is the creator's payout region. All three are registers, only ever added to (a card's end apart).
 */
import type { Migration } from '../open.ts';

export const ledger0030Rates: Migration = {
  version: 30,
  sql: `
CREATE TABLE rate_card_of_kind (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  kind TEXT,
  unit TEXT NOT NULL,
  region TEXT NOT NULL,
  currency TEXT NOT NULL,
  unit_micros INTEGER NOT NULL CHECK (unit_micros >= 0),
  valid_from INTEGER NOT NULL CHECK (valid_from % 900000 = 0),
  -- Where a card ends as it starts, it was withdrawn.
  valid_to INTEGER CHECK (valid_to % 900000 = 0 AND valid_to >= valid_from),
  source TEXT NOT NULL,
  confidence TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('shipped','user'))
) STRICT, WITHOUT ROWID;
INSERT INTO rate_card_of_kind
  SELECT id, platform, NULL, unit, region, currency,
    unit_micros, valid_from, valid_to, source, confidence, origin FROM rate_card;
DROP TABLE rate_card;
ALTER TABLE rate_card_of_kind RENAME TO rate_card;

-- Of two revisions of one day the later counts: a correction is a row more, and what was corrected stays on record.
CREATE TABLE exchange_rate (
  base TEXT NOT NULL,
  quote TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('user','import')),
  valid_from INTEGER NOT NULL CHECK (valid_from % 86400000 = 0),
  revision INTEGER NOT NULL,
  rate_nanos INTEGER NOT NULL CHECK (rate_nanos > 0),
  source TEXT NOT NULL,
  PRIMARY KEY (base, quote, origin, valid_from, revision)
) STRICT, WITHOUT ROWID;

-- Of two rows for one instant the later counts. Null is none.
CREATE TABLE payout_region (
  region_no INTEGER PRIMARY KEY,
  valid_from INTEGER NOT NULL CHECK (valid_from % 900000 = 0),
  region TEXT
) STRICT;
`,
};

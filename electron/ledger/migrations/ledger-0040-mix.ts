/** Sums by gift get the kind as well: it decides which rate card values them, and earnings can be asked for by kind. */
import type { Migration } from '../open.ts';

export const ledger0040Mix: Migration = {
  version: 40,
  rebuild: true,
  sql: `
DROP TABLE bucket_gift;
CREATE TABLE bucket_gift (
  quarter_at INTEGER NOT NULL,
  platform TEXT NOT NULL,
  kind TEXT NOT NULL,
  gift_id TEXT NOT NULL,
  unit TEXT NOT NULL,
  gifts INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (quarter_at, platform, kind, gift_id, unit)
) STRICT, WITHOUT ROWID;
`,
};

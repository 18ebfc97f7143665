/** What is known of the creator's own pictures, videos and sounds; the files lie in the data folder. */
import type { Migration } from '../open.ts';

export const app0040Media: Migration = {
  version: 40,
  sql: `
CREATE TABLE media (
  -- Its file's name: random, and what its content is.
  media_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  width INTEGER,
  height INTEGER,
  -- Of the content, hex: the same file twice is one.
  sha256 TEXT NOT NULL UNIQUE,
  added_at INTEGER NOT NULL,
  -- When it was removed; its file goes at the next start, so that it can be brought back until then.
  removed_at INTEGER
) STRICT;
`,
};

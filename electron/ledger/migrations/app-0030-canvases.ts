/** Canvases: overlays that the creator has arranged. */
import type { Migration } from '../open.ts';

export const app0030Canvases: Migration = {
  version: 30,
  sql: `
CREATE TABLE canvas (
  canvas_id TEXT PRIMARY KEY,
  -- Counts its changes: who saves says which one the change was made from.
  revision INTEGER NOT NULL CHECK (revision > 0),
  body TEXT NOT NULL,
  -- What its overlay may read, as a JSON array.
  feeds TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  -- When it was removed; such a canvas can still be brought back.
  removed_at INTEGER
) STRICT;
`,
};

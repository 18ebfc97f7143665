/** The media part of app.sqlite. */
import type { Db } from './open.ts';

/** A row of `media`; times are Unix ms. */
export interface MediaRow {
  readonly mediaId: string;
  readonly name: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly sha256: string;
  readonly addedAtMs: number;
  readonly removedAtMs: number | null;
}

export function openMediaRows(db: Db) {
  const all = db.prepare(
    `SELECT media_id AS mediaId, name, bytes, width, height, sha256, added_at AS addedAtMs,
       removed_at AS removedAtMs FROM media ORDER BY added_at, media_id`,
  );
  const save = db.prepare(
    `INSERT INTO media (media_id, name, bytes, width, height, sha256, added_at, removed_at)
     VALUES (@mediaId, @name, @bytes, @width, @height, @sha256, @addedAtMs, @removedAtMs)
     ON CONFLICT (media_id) DO UPDATE SET name = excluded.name, removed_at = excluded.removed_at`,
  );
  const drop = db.prepare('DELETE FROM media WHERE media_id = ?');
  return {
    loadMedia(): MediaRow[] {
      return all.all() as MediaRow[];
    },
    /** Adds a file, or changes its name or whether it is removed. */
    saveMedia(row: MediaRow): void {
      save.run(row);
    },
    dropMedia(mediaId: string): void {
      drop.run(mediaId);
    },
  };
}

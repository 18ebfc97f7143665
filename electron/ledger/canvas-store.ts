/** Canvases in app.sqlite. Their bodies are the dashboard's own JSON: nothing of it is read here. */
import { MOST_CANVASES } from '../../shared/overlay/canvas-limits.ts';
import type { Db } from './open.ts';

export interface StoredCanvas {
  readonly canvasId: string;
  readonly revision: number;
  readonly body: string;
  /** JSON array of feed names. */
  readonly feeds: string;
  readonly updatedAtMs: number;
}

export type CanvasWrite =
  | { readonly ok: true; readonly stored: StoredCanvas }
  | { readonly ok: false; readonly code: 'canvas_changed' | 'canvas_gone' | 'too_many_canvases' };

const COLUMNS = 'canvas_id AS canvasId, revision, body, feeds, updated_at AS updatedAtMs';
/** Removed canvases that are kept, so that a removal can be taken back. */
const MOST_REMOVED = 20;

/** Prepares the statements of canvases. */
export function openCanvasStore(db: Db) {
  const list = db.prepare(
    `SELECT ${COLUMNS} FROM canvas WHERE removed_at IS NULL ORDER BY canvas_id`,
  );
  const find = db.prepare(
    `SELECT ${COLUMNS}, removed_at AS removedAtMs FROM canvas WHERE canvas_id = ?`,
  );
  const count = db.prepare('SELECT count(*) FROM canvas WHERE removed_at IS NULL').pluck();
  const write = db.prepare(
    `INSERT INTO canvas (canvas_id, revision, body, feeds, updated_at)
     VALUES (@canvasId, @revision, @body, @feeds, @updatedAtMs)
     ON CONFLICT (canvas_id) DO UPDATE SET revision = excluded.revision, body = excluded.body,
       feeds = excluded.feeds, updated_at = excluded.updated_at`,
  );
  const remove = db.prepare(
    'UPDATE canvas SET removed_at = ? WHERE canvas_id = ? AND removed_at IS NULL',
  );
  const restore = db.prepare('UPDATE canvas SET removed_at = NULL WHERE canvas_id = ?');
  const prune = db.prepare(
    `DELETE FROM canvas WHERE removed_at IS NOT NULL AND canvas_id NOT IN (
       SELECT canvas_id FROM canvas WHERE removed_at IS NOT NULL
       ORDER BY removed_at DESC, canvas_id LIMIT ${MOST_REMOVED})`,
  );

  type Found = (StoredCanvas & { readonly removedAtMs: number | null }) | undefined;
  const isFull = (): boolean => (count.get() as number) >= MOST_CANVASES;

  const save = db.transaction(
    (change: Omit<StoredCanvas, 'revision'> & { readonly from: number | null }): CanvasWrite => {
      const { from, ...canvas } = change;
      const before = find.get(canvas.canvasId) as Found;
      if (before === undefined) {
        if (from !== null) return { ok: false, code: 'canvas_gone' };
        if (isFull()) return { ok: false, code: 'too_many_canvases' };
      } else {
        if (before.removedAtMs !== null) return { ok: false, code: 'canvas_gone' };
        if (before.revision !== from) return { ok: false, code: 'canvas_changed' };
      }
      const stored = { ...canvas, revision: (before?.revision ?? 0) + 1 };
      write.run(stored);
      return { ok: true, stored };
    },
  );
  const bringBack = db.transaction((canvasId: string): CanvasWrite => {
    const found = find.get(canvasId) as Found;
    if (found === undefined) return { ok: false, code: 'canvas_gone' };
    const { removedAtMs, ...stored } = found;
    if (removedAtMs === null) return { ok: true, stored };
    if (isFull()) return { ok: false, code: 'too_many_canvases' };
    restore.run(canvasId);
    return { ok: true, stored };
  });

  return {
    canvases(): StoredCanvas[] {
      return list.all() as StoredCanvas[];
    },
    /** Writes a canvas that was changed `from` a revision; null for a new one. */
    saveCanvas(
      change: Omit<StoredCanvas, 'revision'> & { readonly from: number | null },
    ): CanvasWrite {
      return save.immediate(change);
    },
    /** False when there is no such canvas. */
    removeCanvas(canvasId: string, atMs: number): boolean {
      const { changes } = remove.run(atMs, canvasId);
      prune.run();
      return changes > 0;
    },
    restoreCanvas(canvasId: string): CanvasWrite {
      return bringBack.immediate(canvasId);
    },
  };
}

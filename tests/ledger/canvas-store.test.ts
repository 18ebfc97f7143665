/** Canvases in app.sqlite: revisions, removal that can be taken back, bounds. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCanvasStore } from '../../electron/ledger/canvas-store.ts';
import { openWriter } from '../../electron/ledger/open.ts';
import { appSchema } from '../../electron/ledger/schema.ts';
import { MOST_CANVASES } from '../../shared/overlay/canvas-limits.ts';
import { tempDir } from '../tools/builders.ts';

const row = (canvasId: string, from: number | null = null, body = '{}') => ({
  ...{ canvasId, from, body, feeds: '[]', updatedAtMs: 1 },
});

function opened(dir: string) {
  const db = openWriter(join(dir, 'app.sqlite'), appSchema);
  return { db, store: openCanvasStore(db) };
}

describe('canvases in app.sqlite', () => {
  it('are still there after a restart, also in a file that was made before there were any', () => {
    using folder = tempDir();
    const versions = appSchema.migrations.filter(({ version }) => version < 30);
    openWriter(join(folder.dir, 'app.sqlite'), { ...appSchema, migrations: versions }).close();
    const first = opened(folder.dir);
    expect(first.store.canvases()).toEqual([]);
    first.store.saveCanvas(row('canvas-1', null, '{"a":1}'));
    first.db.close();
    const again = opened(folder.dir);
    expect(again.store.canvases()).toEqual([
      { canvasId: 'canvas-1', revision: 1, body: '{"a":1}', feeds: '[]', updatedAtMs: 1 },
    ]);
    again.db.close();
  });

  it('take a change of the newest revision only, and keep what they have otherwise', () => {
    using folder = tempDir();
    const { db, store } = opened(folder.dir);
    store.saveCanvas(row('canvas-1'));
    expect(store.saveCanvas(row('canvas-1', 1, '{"b":2}'))).toMatchObject({
      ok: true,
      stored: { revision: 2 },
    });
    for (const from of [null, 1, 3]) {
      expect(store.saveCanvas(row('canvas-1', from, '{"c":3}'))).toEqual({
        ok: false,
        code: 'canvas_changed',
      });
    }
    expect(store.canvases()).toMatchObject([{ revision: 2, body: '{"b":2}' }]);
    expect(store.saveCanvas(row('canvas-2', 4))).toEqual({ ok: false, code: 'canvas_gone' });
    db.close();
  });

  it('are removed, cannot be saved then, and come back as they were', () => {
    using folder = tempDir();
    const { db, store } = opened(folder.dir);
    store.saveCanvas(row('canvas-1', null, '{"a":1}'));
    expect(store.removeCanvas('canvas-1', 5)).toBe(true);
    expect(store.removeCanvas('canvas-1', 6)).toBe(false);
    expect(store.canvases()).toEqual([]);
    expect(store.saveCanvas(row('canvas-1', 1))).toEqual({ ok: false, code: 'canvas_gone' });
    expect(store.restoreCanvas('canvas-1')).toMatchObject({
      ok: true,
      stored: { revision: 1, body: '{"a":1}' },
    });
    expect(store.canvases()).toHaveLength(1);
    db.close();
  });

  it('are bounded in number, and so are the removed ones', () => {
    using folder = tempDir();
    const { db, store } = opened(folder.dir);
    for (let no = 0; no < MOST_CANVASES; no += 1) store.saveCanvas(row(`canvas-${no}`));
    expect(store.saveCanvas(row('canvas-more'))).toEqual({ ok: false, code: 'too_many_canvases' });
    for (let no = 0; no < 30; no += 1) store.removeCanvas(`canvas-${no}`, no);
    expect(store.restoreCanvas('canvas-0')).toEqual({ ok: false, code: 'canvas_gone' });
    expect(store.restoreCanvas('canvas-29')).toMatchObject({ ok: true });
    for (let no = 0; no < 29; no += 1) store.saveCanvas(row(`canvas-new-${no}`));
    expect(store.restoreCanvas('canvas-28')).toEqual({ ok: false, code: 'too_many_canvases' });
    db.close();
  });
});

/** Canvases as the contract offers them, over a real app.sqlite. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCanvases } from '../../electron/api/canvases.ts';
import type { CanvasesApi } from '../../electron/api/canvases.ts';
import { openAppStore } from '../../electron/ledger/app-store.ts';
import type { LedgerClient } from '../../electron/ledger/client.ts';
import { openWriter } from '../../electron/ledger/open.ts';
import type { Db } from '../../electron/ledger/open.ts';
import { appSchema } from '../../electron/ledger/schema.ts';
import { tempDir } from '../tools/builders.ts';
import { CANVAS_ID, canvasOf, itemOf } from '../tools/canvases.ts';

let folder: ReturnType<typeof tempDir>;
let db: Db;
let errors: unknown[];

beforeEach(() => {
  folder = tempDir();
  errors = [];
});
afterEach(() => {
  db.close();
  folder[Symbol.dispose]();
});

function open(): Promise<CanvasesApi> {
  db = openWriter(join(folder.dir, 'app.sqlite'), appSchema);
  const store = openAppStore(db) as unknown as Record<string, (...args: unknown[]) => unknown>;
  const ledger = {
    app: (method: string, ...args: unknown[]) => Promise.resolve(store[method]?.(...args)),
  } as unknown as LedgerClient;
  return openCanvases({
    ledger,
    generation: 'gen-1',
    tokenOf: (canvasId) => `token of ${canvasId}`,
    onError: (error) => errors.push(error),
  });
}

describe('a canvas', () => {
  it('is kept, listed with its address, and still so after a restart', async () => {
    const canvases = await open();
    const canvas = canvasOf({
      items: [itemOf('a'), itemOf('b', { hidden: true, settings: { money: 'show' } })],
    });
    expect(await canvases.save({ canvas, feeds: ['session'], from: null })).toEqual({
      ok: true,
      revision: 1,
    });
    expect(canvases.list()).toMatchObject([
      {
        ...{ id: CANVAS_ID, name: 'Evening', revision: 1, token: `token of ${CANVAS_ID}` },
        boxes: [{ x: 100, y: 200, width: 400, height: 220 }],
      },
    ]);
    db.close();
    const again = await open();
    expect(again.get(CANVAS_ID)).toEqual({ canvas, revision: 1 });
    expect(again.feedsOf(CANVAS_ID)).toEqual(['session']);
    expect(errors).toEqual([]);
  });

  it('is not overwritten by who has not seen the newest change', async () => {
    const canvases = await open();
    await canvases.save({ canvas: canvasOf(), feeds: [], from: null });
    await canvases.save({ canvas: canvasOf({ name: 'Theirs' }), feeds: [], from: 1 });
    const mine = await canvases.save({ canvas: canvasOf({ name: 'Mine' }), feeds: [], from: 1 });
    expect(mine).toMatchObject({ ok: false, code: 'canvas_changed' });
    expect(canvases.get(CANVAS_ID)?.canvas.name).toBe('Theirs');
  });

  it('is told to its overlay when it is opened, and at every save', async () => {
    const canvases = await open();
    await canvases.save({ canvas: canvasOf(), feeds: [], from: null });
    const gone = new AbortController();
    const states = canvases.watch(CANVAS_ID, gone.signal);
    expect((await states.next()).value).toMatchObject({ generation: 'gen-1', rev: 1 });
    const next = states.next();
    await canvases.save({ canvas: canvasOf({ name: 'Later' }), feeds: [], from: 1 });
    expect((await next).value).toMatchObject({ rev: 2, canvas: { name: 'Later' } });
    gone.abort();
    expect((await states.next()).done).toBe(true);
  });

  it('is removed, grants nothing then, and comes back as it was', async () => {
    const canvases = await open();
    const changes: string[] = [];
    canvases.onChanged((id) => changes.push(`${id} ${String(canvases.feedsOf(id))}`));
    await canvases.save({ canvas: canvasOf(), feeds: ['goal'], from: null });
    await canvases.remove(CANVAS_ID);
    expect([canvases.get(CANVAS_ID), canvases.list(), canvases.ids()]).toEqual([null, [], []]);
    expect(await canvases.restore(CANVAS_ID)).toEqual({ ok: true });
    expect(canvases.get(CANVAS_ID)).toEqual({ canvas: canvasOf(), revision: 1 });
    expect(changes).toEqual([`${CANVAS_ID} goal`, `${CANVAS_ID} null`, `${CANVAS_ID} goal`]);
    expect(await canvases.restore('canvas-neverwas')).toMatchObject({ code: 'canvas_gone' });
  });

  it('is copied under a name and an address of its own', async () => {
    const canvases = await open();
    const canvas = canvasOf({ items: [itemOf('a')] });
    await canvases.save({ canvas, feeds: ['session'], from: null });
    const copied = await canvases.duplicate(CANVAS_ID, 'Evening 2');
    if (!copied.ok) throw new Error(copied.message);
    expect(copied.id).not.toBe(CANVAS_ID);
    expect(canvases.get(copied.id)).toEqual({
      canvas: { ...canvas, id: copied.id, name: 'Evening 2' },
      revision: 1,
    });
    expect(canvases.feedsOf(copied.id)).toEqual(['session']);
  });

  it('that cannot be read is left as it is, and keeps nobody from the others', async () => {
    const first = await open();
    await first.save({ canvas: canvasOf(), feeds: [], from: null });
    await first.duplicate(CANVAS_ID, 'Sound');
    db.prepare("UPDATE canvas SET body = '{' WHERE canvas_id = ?").run(CANVAS_ID);
    db.close();
    const canvases = await open();
    expect(canvases.list().map(({ name }) => name)).toEqual(['Sound']);
    expect(errors).toHaveLength(1);
    expect(db.prepare('SELECT count(*) FROM canvas').pluck().get()).toBe(2);
  });
});

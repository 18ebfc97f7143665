/** Canvases on the page stage: kept in memory, told to whoever watches. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import type { Canvas } from '../../shared/overlay/canvas.ts';
import { boxOf } from '../../shared/overlay/edit.ts';

interface Kept {
  readonly canvas: Canvas;
  readonly revision: number;
}

const GONE = { ok: false, code: 'canvas_gone', message: 'There is no such canvas.' } as const;

export function stageCanvases(first: readonly Canvas[], token: string) {
  const os = implement(contract).canvases;
  const kept = new Map<string, Kept>(
    first.map((canvas) => [canvas.id, { canvas, revision: 1 }] as const),
  );
  const removed = new Map<string, Kept>();
  const wakers = new Set<() => void>();

  function keep(canvas: Canvas): Kept {
    const next = { canvas, revision: (kept.get(canvas.id)?.revision ?? 0) + 1 };
    kept.set(canvas.id, next);
    for (const wake of [...wakers]) wake();
    return next;
  }

  return {
    /** Saves a canvas as another window would. */
    saveElsewhere: keep,
    router: {
      list: os.list.handler(() =>
        [...kept.values()].map(({ canvas: { id, name, width, height, items }, revision }) => ({
          ...{ id, name, width, height, revision, token, updatedAtMs: 0 },
          boxes: items.filter(({ hidden }) => !hidden).map(boxOf),
        })),
      ),
      get: os.get.handler(({ input }) => kept.get(input.id) ?? null),
      save: os.save.handler(({ input }) => {
        const revision = kept.get(input.canvas.id)?.revision ?? null;
        if (revision !== input.from) {
          return {
            ok: false,
            code: revision === null ? 'canvas_gone' : 'canvas_changed',
            message: 'This canvas was saved in another window meanwhile.',
          } as const;
        }
        return { ok: true as const, revision: keep(input.canvas).revision };
      }),
      remove: os.remove.handler(({ input }) => {
        const found = kept.get(input.id);
        if (found !== undefined) removed.set(input.id, found);
        kept.delete(input.id);
        return { ok: true as const };
      }),
      restore: os.restore.handler(({ input }) => {
        const found = removed.get(input.id);
        if (found === undefined) return GONE;
        kept.set(input.id, found);
        return { ok: true as const };
      }),
      duplicate: os.duplicate.handler(({ input }) => {
        const found = kept.get(input.id);
        if (found === undefined) return GONE;
        const id = `${input.id}c`;
        keep({ ...found.canvas, id, name: input.name });
        return { ok: true as const, id };
      }),
      watch: os.watch.handler(async function* ({ input, signal }) {
        let told = 0;
        while (signal?.aborted !== true) {
          const now = kept.get(input.id);
          if (now !== undefined && now.revision !== told) {
            told = now.revision;
            yield {
              ...{ generation: 'stage', rev: told, serverNowMs: Date.now() },
              canvas: now.canvas,
            };
          } else {
            await new Promise<void>((resolve) => {
              wakers.add(resolve);
              signal?.addEventListener('abort', () => resolve(), { once: true });
            });
          }
        }
      }),
    },
  };
}

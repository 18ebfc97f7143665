/** Canvases: what the editor keeps, and what overlays are told of it at once. */
import { randomUUID } from 'node:crypto';
import { ORPCError, implement } from '@orpc/server';
import { z } from 'zod';
import { FEEDS } from '../../shared/contract/feeds.ts';
import type { Feed } from '../../shared/contract/feeds.ts';
import type {
  CanvasKept,
  CanvasSaveOutcome,
  CanvasState,
  CanvasSummary,
} from '../../shared/contract/canvases.ts';
import { contract } from '../../shared/contract/index.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import { boxOf } from '../../shared/overlay/edit.ts';
import { canvasSchema } from '../../shared/overlay/canvas.ts';
import type { Canvas } from '../../shared/overlay/canvas.ts';
import { MOST_CANVASES } from '../../shared/overlay/canvas-limits.ts';
import type { LedgerClient } from '../ledger/client.ts';
import type { Caller } from './caller.ts';
import { createLatest, toldNow } from './latest.ts';
import type { Latest } from './latest.ts';

export interface CanvasesApi {
  ids(): readonly string[];
  /** What the overlay of a canvas may read; null when there is no such canvas. */
  feedsOf(canvasId: string): readonly Feed[] | null;
  /** A canvas was saved, removed or brought back. Returns the function that unsubscribes. */
  onChanged(listener: (canvasId: string) => void): () => void;
  list(): readonly CanvasSummary[];
  get(canvasId: string): CanvasKept | null;
  save(asked: {
    readonly canvas: Canvas;
    readonly feeds: readonly Feed[];
    readonly from: number | null;
  }): Promise<CanvasSaveOutcome>;
  remove(canvasId: string): Promise<Outcome>;
  restore(canvasId: string): Promise<Outcome>;
  duplicate(
    canvasId: string,
    name: string,
  ): Promise<{ ok: true; id: string } | Extract<CanvasSaveOutcome, { ok: false }>>;
  watch(
    canvasId: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<CanvasState, void, undefined>;
}

type Stored = Awaited<ReturnType<typeof storedCanvases>>[number];
type Refusal = Extract<CanvasSaveOutcome, { ok: false }>;

interface Kept extends CanvasKept {
  readonly feeds: readonly Feed[];
  readonly updatedAtMs: number;
}

const REFUSALS: Readonly<Record<Refusal['code'], string>> = {
  canvas_changed:
    'This canvas was saved in another window meanwhile. Yours was not saved; nothing is lost.',
  canvas_gone: 'This canvas was removed. Bring it back first, then save again.',
  too_many_canvases: `There are ${MOST_CANVASES} canvases. Remove one that you no longer need, then try again.`,
};
const feedsSchema = z.array(z.enum(FEEDS));

/** Reads what is kept. A canvas that cannot be read is left as it is and not offered. */
export async function openCanvases(parts: {
  readonly ledger: LedgerClient;
  readonly generation: string;
  /** Of a canvas's overlay. */
  readonly tokenOf: (canvasId: string) => string;
  readonly onError: (error: unknown) => void;
}): Promise<CanvasesApi> {
  const { ledger, generation } = parts;
  const all = new Map<string, Kept>();
  const told = new Map<string, Latest<CanvasState>>();
  const listeners = new Set<(canvasId: string) => void>();
  for (const stored of await storedCanvases(ledger)) {
    try {
      all.set(stored.canvasId, keptOf(stored));
    } catch (error) {
      parts.onError(error);
    }
  }

  function latest(canvasId: string): Latest<CanvasState> {
    const known = told.get(canvasId);
    if (known !== undefined) return known;
    const made = createLatest<CanvasState>(toldNow);
    told.set(canvasId, made);
    return made;
  }

  function changed(canvasId: string, kept: Kept | null): void {
    if (kept === null) all.delete(canvasId);
    else {
      all.set(canvasId, kept);
      latest(canvasId).set(stateOf(kept));
    }
    for (const listener of listeners) listener(canvasId);
  }

  function stateOf({ canvas, revision }: Kept): CanvasState {
    return { generation, rev: revision, serverNowMs: Date.now(), canvas };
  }

  const save: CanvasesApi['save'] = async ({ canvas, feeds, from }) => {
    const written = await ledger.app('saveCanvas', {
      canvasId: canvas.id,
      body: JSON.stringify(canvas),
      feeds: JSON.stringify(feeds),
      updatedAtMs: Date.now(),
      from,
    });
    if (!written.ok) return { ...written, message: REFUSALS[written.code] };
    const kept = keptOf(written.stored);
    changed(canvas.id, kept);
    return { ok: true, revision: kept.revision };
  };

  return {
    ids: () => [...all.keys()],
    feedsOf: (canvasId) => all.get(canvasId)?.feeds ?? null,
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    list: () =>
      [...all.values()]
        .map((kept) => summaryOf(kept, parts.tokenOf(kept.canvas.id)))
        .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1)),
    get(canvasId) {
      const kept = all.get(canvasId);
      return kept === undefined ? null : { canvas: kept.canvas, revision: kept.revision };
    },
    save,
    async remove(canvasId) {
      await ledger.app('removeCanvas', canvasId, Date.now());
      changed(canvasId, null);
      return { ok: true };
    },
    async restore(canvasId) {
      const written = await ledger.app('restoreCanvas', canvasId);
      if (!written.ok) return { ...written, message: REFUSALS[written.code] };
      changed(canvasId, keptOf(written.stored));
      return { ok: true };
    },
    async duplicate(canvasId, name) {
      const kept = all.get(canvasId);
      if (kept === undefined) {
        return { ok: false, code: 'canvas_gone', message: REFUSALS.canvas_gone };
      }
      const id = `canvas-${randomUUID().replaceAll('-', '').slice(0, 12)}`;
      const saved = await save({ ...kept, canvas: { ...kept.canvas, id, name }, from: null });
      return saved.ok ? { ok: true, id } : saved;
    },
    watch(canvasId, signal) {
      const kept = all.get(canvasId);
      const state = latest(canvasId);
      if (kept !== undefined && state.get() === undefined) state.set(stateOf(kept));
      return state.watch(signal);
    },
  };
}

/** The contract's handlers of canvases. */
export function createCanvasesRouter(canvases: CanvasesApi) {
  const os = implement(contract).$context<Caller>().canvases;
  return {
    list: os.list.handler(() => [...canvases.list()]),
    get: os.get.handler(({ input }) => canvases.get(input.id)),
    save: os.save.handler(({ input }) => canvases.save(input)),
    remove: os.remove.handler(({ input }) => canvases.remove(input.id)),
    restore: os.restore.handler(({ input }) => canvases.restore(input.id)),
    duplicate: os.duplicate.handler(({ input }) => canvases.duplicate(input.id, input.name)),
    watch: os.watch.handler(({ input, context, signal }) => {
      if (context.scope === 'overlay' && context.canvasId !== input.id) {
        throw new ORPCError('FORBIDDEN', { message: 'This link may not do that.' });
      }
      return canvases.watch(input.id, signal);
    }),
  };
}

function storedCanvases(ledger: LedgerClient) {
  return ledger.app('canvases');
}

function keptOf({ body, feeds, revision, updatedAtMs }: Stored): Kept {
  return {
    canvas: canvasSchema.parse(JSON.parse(body)),
    feeds: feedsSchema.parse(JSON.parse(feeds)),
    revision,
    updatedAtMs,
  };
}

function summaryOf({ canvas, revision, updatedAtMs }: Kept, token: string): CanvasSummary {
  const { id, name, width, height, items } = canvas;
  const boxes = items.filter(({ hidden }) => !hidden).map(boxOf);
  return { id, name, width, height, boxes, revision, updatedAtMs, token };
}

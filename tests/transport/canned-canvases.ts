/** Canned answers about canvases, for `cannedRouter`, and the grants of one canvas. */
import { implement } from '@orpc/server';
import type { Caller } from '../../electron/api/caller.ts';
import type { CanvasGrants } from '../../electron/transport/canvas-tokens.ts';
import { contract } from '../../shared/contract/index.ts';
import type { Feed } from '../../shared/contract/feeds.ts';
import { CANVAS_ID, canvasOf } from '../tools/canvases.ts';

/** `note` hears of every call that reaches a handler; streams run until `aborted`. */
export function cannedCanvases(
  note: (path: string, caller: Caller) => void,
  aborted: (signal: AbortSignal | undefined) => Promise<void>,
) {
  const os = implement(contract).$context<Caller>().canvases;
  const done =
    (path: string) =>
    ({ context }: { context: Caller }) => {
      note(path, context);
      return { ok: true } as const;
    };
  return {
    list: os.list.handler(({ context }) => {
      note('canvases.list', context);
      return [];
    }),
    get: os.get.handler(({ context }) => {
      note('canvases.get', context);
      return null;
    }),
    save: os.save.handler(({ context }) => {
      note('canvases.save', context);
      return { ok: true, revision: 1 };
    }),
    remove: os.remove.handler(done('canvases.remove')),
    restore: os.restore.handler(done('canvases.restore')),
    duplicate: os.duplicate.handler(({ context }) => {
      note('canvases.duplicate', context);
      return { ok: true, id: CANVAS_ID };
    }),
    watch: os.watch.handler(async function* ({ context, signal }) {
      note('canvases.watch', context);
      yield { generation: '', rev: 1, serverNowMs: 0, canvas: canvasOf() };
      await aborted(signal);
    }),
  };
}

/** Grants of one canvas that a test changes by hand. */
export function cannedGrants(first: readonly Feed[] | null = null): CanvasGrants & {
  grant(feeds: readonly Feed[] | null): void;
} {
  let granted = first;
  const listeners = new Set<(canvasId: string) => void>();
  return {
    ids: () => (granted === null ? [] : [CANVAS_ID]),
    feedsOf: (canvasId) => (canvasId === CANVAS_ID ? granted : null),
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    grant(feeds) {
      granted = feeds;
      for (const listener of listeners) listener(CANVAS_ID);
    },
  };
}

/**
 * What is being edited: it outlives the editor, so that going to another page and back loses nothing. Only closing the
 * window would, and then the browser asks first.
 */
import type { Canvas } from '../../../shared/overlay/canvas.ts';
import type { CanvasKept } from '../../../shared/contract/canvases.ts';
import { startHistory } from '../../../shared/overlay/history.ts';
import type { History } from '../../../shared/overlay/history.ts';
import { createStore, useStore } from '../store.ts';

export interface Draft {
  readonly history: History<Canvas>;
  /** As it was last kept by the companion. */
  readonly kept: CanvasKept;
}

const drafts = createStore<ReadonlyMap<string, Draft>>(new Map());

/** Begins to edit what is kept; what is already being edited goes on. */
export function openDraft(kept: CanvasKept): void {
  const draft = drafts.get().get(kept.canvas.id);
  if (draft !== undefined && isUnsaved(draft)) return;
  if (draft?.kept.revision === kept.revision) return;
  setDraft(kept.canvas.id, { history: startHistory(kept.canvas), kept });
}

export function setDraft(canvasId: string, draft: Draft): void {
  drafts.set(new Map(drafts.get()).set(canvasId, draft));
}

export function changeDraft(canvasId: string, change: (draft: Draft) => Draft): void {
  const draft = drafts.get().get(canvasId);
  if (draft !== undefined) setDraft(canvasId, change(draft));
}

/** Lets go of a draft, for example of a canvas that was removed. */
export function dropDraft(canvasId: string): void {
  const rest = new Map(drafts.get());
  if (rest.delete(canvasId)) drafts.set(rest);
}

export function isUnsaved({ history, kept }: Draft): boolean {
  return history.present !== kept.canvas;
}

export function useDraft(canvasId: string): Draft | null {
  return useStore(drafts).get(canvasId) ?? null;
}

/** Ids of the canvases with changes that are not saved. */
export function useUnsaved(): readonly string[] {
  return unsavedOf(useStore(drafts));
}

function unsavedOf(all: ReadonlyMap<string, Draft>): readonly string[] {
  return [...all].flatMap(([id, draft]) => (isUnsaved(draft) ? [id] : []));
}

window.addEventListener('beforeunload', (event) => {
  if (unsavedOf(drafts.get()).length > 0) event.preventDefault();
});

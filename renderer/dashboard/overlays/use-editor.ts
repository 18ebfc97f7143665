/** The editor's hands: what is chosen, and every change as a step that can be undone. */
import { useMemo, useState } from 'react';
import type { Canvas } from '../../../shared/overlay/canvas.ts';
import { pause, redo, step, undo } from '../../../shared/overlay/history.ts';
import { changeDraft, isUnsaved } from './drafts.ts';
import type { Draft } from './drafts.ts';

export interface Editor {
  readonly canvas: Canvas;
  /** Ids of the chosen items; they are all on the canvas. */
  readonly selected: readonly string[];
  readonly unsaved: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly select: (ids: readonly string[]) => void;
  /** Steps of one `run` that follow each other are undone together. */
  readonly edit: (change: (canvas: Canvas) => Canvas, run?: string) => void;
  readonly endRun: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

export function useEditor(draft: Draft): Editor {
  const { history } = draft;
  const canvas = history.present;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  return useMemo(() => {
    const change = (next: (before: Draft['history']) => Draft['history']): void =>
      changeDraft(canvas.id, (now) => ({ ...now, history: next(now.history) }));
    return {
      canvas,
      selected: chosen.filter((id) => canvas.items.some((item) => item.id === id)),
      unsaved: isUnsaved(draft),
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      select: setChosen,
      edit: (made, run) => change((now) => step(now, made(now.present), run ?? null)),
      endRun: () => change(pause),
      undo: () => change(undo),
      redo: () => change(redo),
    };
  }, [canvas, chosen, draft, history]);
}

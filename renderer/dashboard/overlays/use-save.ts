/** Saving a canvas. Who was overtaken by another window decides; nobody's work is lost by it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Canvas } from '../../../shared/overlay/canvas.ts';
import type { CanvasSaveOutcome } from '../../../shared/contract/canvases.ts';
import type { Outcome } from '../../../shared/contract/index.ts';
import { step } from '../../../shared/overlay/history.ts';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';
import { changeDraft } from './drafts.ts';
import type { Draft } from './drafts.ts';
import { useRefreshList } from './use-canvases.ts';
import { canvasFeeds } from './widget-feeds.ts';

export interface Saving {
  readonly save: () => void;
  readonly pending: boolean;
  /** Why it was refused; null when it was not. */
  readonly conflict: 'changed' | 'gone' | null;
  /** Saves over what the other window saved, or brings the canvas back. */
  readonly keepMine: () => void;
  /** Takes what the other window saved; one step back is one's own again. */
  readonly takeTheirs: () => void;
  readonly decideLater: () => void;
}

const DONE: Outcome = { ok: true };

export function useSave(draft: Draft): Saving {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const refresh = useRefreshList();
  const [conflict, setConflict] = useState<Saving['conflict']>(null);
  const canvas = draft.history.present;

  async function keep(mine: Canvas, from: number): Promise<Outcome> {
    const saved = await client.canvases.save({ canvas: mine, feeds: canvasFeeds(mine), from });
    return settle(mine, saved);
  }

  function settle(mine: Canvas, saved: CanvasSaveOutcome): Outcome {
    if (saved.ok) {
      setConflict(null);
      changeDraft(mine.id, (now) => ({ ...now, kept: { canvas: mine, revision: saved.revision } }));
      return DONE;
    }
    if (saved.code === 'too_many_canvases') return saved;
    setConflict(saved.code === 'canvas_gone' ? 'gone' : 'changed');
    return DONE;
  }

  const saving = useAction({ call: () => keep(canvas, draft.kept.revision), onDone: refresh });
  const mine = useAction({
    call: async () => {
      if (conflict === 'gone') {
        const restored = await client.canvases.restore({ id: canvas.id });
        if (!restored.ok) return restored;
      }
      const theirs = await client.canvases.get({ id: canvas.id });
      return keep(canvas, theirs?.revision ?? draft.kept.revision);
    },
    onDone: refresh,
  });
  const theirs = useAction({
    call: async () => {
      const kept = await client.canvases.get({ id: canvas.id });
      if (kept === null) return { ok: false, code: 'canvas_gone', message: t('editor.goneNow') };
      changeDraft(canvas.id, (now) => ({ kept, history: step(now.history, kept.canvas) }));
      setConflict(null);
      return DONE;
    },
  });

  return {
    save: () => saving.run(),
    pending: saving.pending || mine.pending || theirs.pending,
    conflict,
    keepMine: () => mine.run(),
    takeTheirs: () => theirs.run(),
    decideLater: () => setConflict(null),
  };
}

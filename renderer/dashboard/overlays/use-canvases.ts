/** Canvases as the companion keeps them: the list, one of them, and what can be done with one. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CanvasSummary } from '../../../shared/contract/canvases.ts';
import type { Canvas, CanvasItem } from '../../../shared/overlay/canvas.ts';
import { CANVAS_SIZES } from '../../../shared/overlay/canvas-limits.ts';
import { PLAIN_TOKENS } from '../../../shared/overlay/theme.ts';
import { useLiveData } from '../live-data.ts';
import { goTo } from '../route.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';
import type { Action } from '../use-action.ts';
import { dropDraft } from './drafts.ts';
import { ALL_CARDS } from '../live/widget-list.ts';
import { canvasFeeds, newItem } from './widget-feeds.ts';

const LIST = ['canvases'] as const;

/** All canvases; asked again whenever the window is looked at, and after every link. */
export function useCanvasList() {
  const { client, status } = useLiveData();
  const { state } = useStore(status);
  return useQuery({
    queryKey: [...LIST, state],
    queryFn: () => client.canvases.list(),
    enabled: state === 'ready',
    placeholderData: (before) => before,
  });
}

/** One canvas as it is kept; null when there is none of that id. */
export function useKeptCanvas(canvasId: string) {
  const { client, status } = useLiveData();
  const { state } = useStore(status);
  return useQuery({
    queryKey: ['canvas', canvasId, state],
    queryFn: () => client.canvases.get({ id: canvasId }),
    enabled: state === 'ready',
    placeholderData: (before) => before,
    staleTime: 0,
    gcTime: 0,
  });
}

/** Has the list read again. */
export function useRefreshList(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: LIST });
}

export type Beginning = 'blank' | 'first';

/** A new canvas in one of the two shapes, empty or with a few widgets in good places; it is opened then. */
export function useNewCanvas(): Action<{ readonly upright: boolean; readonly with: Beginning }> {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const refresh = useRefreshList();
  return useAction({
    call: async (asked) => {
      const canvas = newCanvas(asked, t('canvases.untitled'), t('theme.preset.ticket.name'));
      const saved = await client.canvases.save({ canvas, feeds: canvasFeeds(canvas), from: null });
      if (saved.ok) goTo({ page: 'overlays', canvasId: canvas.id });
      return saved;
    },
    onDone: refresh,
  });
}

/** Takes a canvas away; for a while it can be brought back. */
export function useRemoveCanvas({ id, name }: CanvasSummary): Action<void> {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const refresh = useRefreshList();
  const restore = useAction({
    call: () => client.canvases.restore({ id }),
    done: t('canvases.restored', { name }),
    onDone: refresh,
  });
  return useAction({
    call: async () => {
      const removed = await client.canvases.remove({ id });
      if (removed.ok) dropDraft(id);
      return removed;
    },
    done: t('canvases.removed', { name }),
    undo: () => restore.run(),
    onDone: refresh,
  });
}

export function useCopyCanvas({ id, name }: CanvasSummary): Action<void> {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const refresh = useRefreshList();
  return useAction({
    call: () =>
      client.canvases.duplicate({ id, name: t('canvases.copyName', { name }).slice(0, 60) }),
    done: t('canvases.copied', { name }),
    onDone: refresh,
  });
}

function newCanvas(
  asked: { readonly upright: boolean; readonly with: Beginning },
  name: string,
  themeName: string,
): Canvas {
  const { width, height } = CANVAS_SIZES[asked.upright ? 1 : 0];
  const canvas: Canvas = {
    id: `canvas-${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`,
    name,
    width,
    height,
    theme: { name: themeName, preset: 'ticket', tokens: PLAIN_TOKENS, css: '' },
    items: [],
  };
  return asked.with === 'blank' ? canvas : { ...canvas, items: firstItems(canvas) };
}

/** Alerts low on the left, the goal at the top, the total on the right: nothing covers a face in the middle. */
function firstItems(canvas: Canvas): CanvasItem[] {
  const at = (id: string, place: (item: CanvasItem) => Partial<CanvasItem>): CanvasItem[] => {
    const card = ALL_CARDS.find((one) => one.id === id);
    if (card === undefined) return [];
    const item = newItem(card, canvas);
    return [{ ...item, ...place(item) }];
  };
  return [
    ...at('goal-bar', () => ({ y: 24 })),
    ...at('session-total', ({ width }) => ({
      x: canvas.width - width - 24,
      y: canvas.width > canvas.height ? 24 : 220,
      settings: { align: 'right' },
    })),
    ...at('gift-alert', ({ height }) => ({ x: 24, y: canvas.height - height - 24 })),
  ];
}

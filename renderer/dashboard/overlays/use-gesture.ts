/** Dragging on the stage: what is dragged is shown at once, and becomes one step when it is let go. */
import { useState } from 'react';
import type { PointerEvent as ReactPointerEvent } from 'react';
import type { Box, Handle } from '../../../shared/overlay/boxes.ts';
import { boxAround, resized } from '../../../shared/overlay/boxes.ts';
import type { Canvas } from '../../../shared/overlay/canvas.ts';
import { boxOf, moveItems, placeItem } from '../../../shared/overlay/edit.ts';
import { snapMoved, snapResized } from '../../../shared/overlay/snap.ts';
import type { Guide, SnapOptions } from '../../../shared/overlay/snap.ts';
import type { Editor } from './use-editor.ts';

/** On the screen: nearer than this is meant to be there; less than this was a click. */
const SNAP_PX = 7;
const CLICK_PX = 3;

interface Gesture {
  readonly pointerId: number;
  readonly fromX: number;
  readonly fromY: number;
  readonly before: Canvas;
  readonly ids: readonly string[];
  /** Null while items are moved as they are. */
  readonly handle: Handle | null;
  readonly canvas: Canvas;
  readonly guides: readonly Guide[];
  readonly moved: boolean;
}

export interface GestureHandlers {
  /** What to draw: the canvas with what is being dragged where it is now. */
  readonly canvas: Canvas;
  readonly guides: readonly Guide[];
  readonly active: boolean;
  readonly startMove: (event: ReactPointerEvent, id: string) => void;
  readonly startResize: (event: ReactPointerEvent, id: string, handle: Handle) => void;
  readonly onPointerMove: (event: ReactPointerEvent) => void;
  readonly onPointerUp: (event: ReactPointerEvent) => void;
  readonly cancel: () => void;
}

/** `scale` is screen pixels per pixel of the canvas. */
export function useGesture(editor: Editor, scale: number, grid: number | null): GestureHandlers {
  const [gesture, setGesture] = useState<Gesture | null>(null);

  function start(event: ReactPointerEvent, ids: readonly string[], handle: Handle | null): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    const { canvas } = editor;
    setGesture({
      pointerId: event.pointerId,
      fromX: event.clientX,
      fromY: event.clientY,
      before: canvas,
      ids,
      handle,
      canvas,
      guides: [],
      moved: false,
    });
  }

  function optionsFor({ before, ids }: Gesture, free: boolean): SnapOptions {
    const others = before.items.filter(({ id, hidden }) => !hidden && !ids.includes(id));
    return {
      canvas: before,
      others: others.map(boxOf),
      tolerance: free ? 0 : Math.round(SNAP_PX / scale),
      grid: free ? null : grid,
    };
  }

  return {
    canvas: gesture?.canvas ?? editor.canvas,
    guides: gesture?.guides ?? [],
    active: gesture?.moved === true,
    startMove(event, id) {
      if (event.button !== 0) return;
      const { selected, select } = editor;
      if (event.shiftKey) {
        select(selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id]);
        return;
      }
      const ids = selected.includes(id) ? selected : [id];
      if (ids !== selected) select(ids);
      start(event, ids, null);
    },
    startResize(event, id, handle) {
      if (event.button !== 0) return;
      event.stopPropagation();
      start(event, [id], handle);
    },
    onPointerMove(event) {
      if (gesture?.pointerId !== event.pointerId) return;
      const onScreen = { x: event.clientX - gesture.fromX, y: event.clientY - gesture.fromY };
      if (!gesture.moved && Math.hypot(onScreen.x, onScreen.y) < CLICK_PX) return;
      const dx = Math.round(onScreen.x / scale);
      const dy = Math.round(onScreen.y / scale);
      const options = optionsFor(gesture, event.ctrlKey || event.metaKey);
      const next = dragged(gesture, dx, dy, event.shiftKey, options);
      setGesture({ ...gesture, ...next, moved: true });
    },
    onPointerUp(event) {
      if (gesture?.pointerId !== event.pointerId) return;
      const { canvas } = gesture;
      setGesture(null);
      if (gesture.moved) editor.edit(() => canvas);
    },
    cancel: () => setGesture(null),
  };
}

function dragged(
  { before, ids, handle }: Gesture,
  dx: number,
  dy: number,
  keepShape: boolean,
  options: SnapOptions,
): Pick<Gesture, 'canvas' | 'guides'> {
  const chosen = before.items.filter(({ id, locked }) => ids.includes(id) && !locked);
  const around = boxAround(chosen.map(boxOf));
  const [id] = ids;
  if (around === null || id === undefined) return { canvas: before, guides: [] };
  if (handle === null) {
    const wanted = { ...around, x: around.x + dx, y: around.y + dy };
    const { box, guides } = snapMoved(wanted, options);
    return { canvas: moveItems(before, ids, box.x - around.x, box.y - around.y), guides };
  }
  if (keepShape && handle.x !== 0 && handle.y !== 0) {
    return { canvas: placeItem(before, id, inShape(around, handle, dx)), guides: [] };
  }
  const { box, guides } = snapResized(resized(around, handle, dx, dy), handle, options);
  return { canvas: placeItem(before, id, box), guides };
}

/** A box whose sides keep their relation while a corner is dragged. */
function inShape(box: Box, handle: Handle, dx: number): Box {
  const width = Math.max(1, box.width + handle.x * dx);
  const height = box.height * (width / box.width);
  return resized(box, handle, dx, handle.y * (height - box.height));
}

/**
 * What can be done to a canvas. Pure: each gives the canvas after it, or the very same one when nothing came of it, so
 * that nothing needs to be undone. Locked items stay as they are until they are unlocked.
 */
import type { Box, Size } from './boxes.ts';
import { boxAround, clamp, keptInSight } from './boxes.ts';
import { FARTHEST, LEAST_SIDE, MOST_ITEMS } from './canvas-limits.ts';
import type { Canvas, CanvasItem } from './canvas.ts';
import type { Feed } from '../contract/feeds.ts';

/** How a copy lies beside what it was made of, CSS pixels. */
const COPY_OFFSET = 24;

export type Alignment = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom';
export type LayerStep = 'up' | 'down' | 'top' | 'bottom';

/** Changes the items of these ids. */
export function changeItems(
  canvas: Canvas,
  ids: readonly string[],
  change: (item: CanvasItem) => CanvasItem,
): Canvas {
  const items = canvas.items.map((item) => {
    if (!ids.includes(item.id)) return item;
    const next = change(item);
    return same(item, next) ? item : next;
  });
  return items.every((item, at) => item === canvas.items[at]) ? canvas : { ...canvas, items };
}

/** Moves items together; none is moved out of sight. */
export function moveItems(canvas: Canvas, ids: readonly string[], dx: number, dy: number): Canvas {
  return changeItems(canvas, ids, (item) =>
    item.locked ? item : placed(item, { ...boxOf(item), x: item.x + dx, y: item.y + dy }, canvas),
  );
}

/** Puts one item into a box. */
export function placeItem(canvas: Canvas, id: string, box: Box): Canvas {
  return changeItems(canvas, [id], (item) => (item.locked ? item : placed(item, box, canvas)));
}

/** One item stands at the canvas, several at the box around them. */
export function alignItems(canvas: Canvas, ids: readonly string[], how: Alignment): Canvas {
  const chosen = canvas.items.filter(({ id }) => ids.includes(id));
  const frame =
    chosen.length > 1
      ? boxAround(chosen)
      : { x: 0, y: 0, width: canvas.width, height: canvas.height };
  if (frame === null) return canvas;
  return changeItems(canvas, ids, (item) =>
    item.locked ? item : placed(item, aligned(boxOf(item), frame, how), canvas),
  );
}

/** Moves an item through the layers. */
export function moveLayer(canvas: Canvas, id: string, step: LayerStep): Canvas {
  const from = canvas.items.findIndex((item) => item.id === id);
  const item = canvas.items[from];
  if (item === undefined) return canvas;
  const top = canvas.items.length - 1;
  const to = { up: from + 1, down: from - 1, top, bottom: 0 }[step];
  if (clamp(to, 0, top) === from) return canvas;
  const rest = canvas.items.filter((other) => other !== item);
  return { ...canvas, items: rest.toSpliced(clamp(to, 0, top), 0, item) };
}

/** Adds an item on top; a full canvas takes no more. */
export function addItem(canvas: Canvas, item: CanvasItem): Canvas {
  if (canvas.items.length >= MOST_ITEMS) return canvas;
  return { ...canvas, items: [...canvas.items, placed(item, boxOf(item), canvas)] };
}

/** Copies of items, on top, a little to the side; `newIds` names them in order. */
export function duplicateItems(
  canvas: Canvas,
  ids: readonly string[],
  newIds: readonly string[],
): Canvas {
  const copies = canvas.items
    .filter(({ id }) => ids.includes(id))
    .flatMap((item, index) => {
      const id = newIds[index];
      return id === undefined ? [] : [{ ...item, id, locked: false }];
    });
  return copies.reduce(
    (grown, copy) => addItem(grown, { ...copy, x: copy.x + COPY_OFFSET, y: copy.y + COPY_OFFSET }),
    canvas,
  );
}

/** Takes items away, locked ones excepted. */
export function removeItems(canvas: Canvas, ids: readonly string[]): Canvas {
  const items = canvas.items.filter(({ id, locked }) => locked || !ids.includes(id));
  return items.length === canvas.items.length ? canvas : { ...canvas, items };
}

/** Turns a canvas to the other shape; what would be out of sight comes back in. */
export function turnCanvas(canvas: Canvas, size: Size): Canvas {
  if (canvas.width === size.width && canvas.height === size.height) return canvas;
  const turned = { ...canvas, width: size.width, height: size.height };
  return { ...turned, items: canvas.items.map((item) => placed(item, boxOf(item), turned)) };
}

/** The feeds that the shown items need: what the canvas's token opens, and no more. */
export function feedsOf(
  canvas: Pick<Canvas, 'items'>,
  feedOfWidget: (widget: string) => Feed | undefined,
): readonly Feed[] {
  const feeds = canvas.items.flatMap(({ hidden, widget }) =>
    hidden ? [] : (feedOfWidget(widget) ?? []),
  );
  return [...new Set(feeds)].sort();
}

export function boxOf({ x, y, width, height }: Box): Box {
  return { x, y, width, height };
}

function placed(item: CanvasItem, box: Box, canvas: Size): CanvasItem {
  const sized = {
    x: clamp(Math.round(box.x), -FARTHEST, FARTHEST),
    y: clamp(Math.round(box.y), -FARTHEST, FARTHEST),
    width: clamp(Math.round(box.width), LEAST_SIDE, FARTHEST),
    height: clamp(Math.round(box.height), LEAST_SIDE, FARTHEST),
  };
  return { ...item, ...keptInSight(sized, canvas) };
}

function aligned(box: Box, frame: Box, how: Alignment): Box {
  switch (how) {
    case 'left':
      return { ...box, x: frame.x };
    case 'center':
      return { ...box, x: frame.x + (frame.width - box.width) / 2 };
    case 'right':
      return { ...box, x: frame.x + frame.width - box.width };
    case 'top':
      return { ...box, y: frame.y };
    case 'middle':
      return { ...box, y: frame.y + (frame.height - box.height) / 2 };
    case 'bottom':
      return { ...box, y: frame.y + frame.height - box.height };
  }
}

function same(a: CanvasItem, b: CanvasItem): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

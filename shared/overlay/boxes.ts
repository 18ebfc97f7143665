/** Boxes on a canvas: how they are moved and resized by a hand. Whole CSS pixels. */
import { LEAST_SIDE } from './canvas-limits.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Which edges a handle takes along: −1 the left or upper, 1 the right or lower, 0 none. */
export interface Handle {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

/** How much of an item always stays on its canvas, so that it can be taken hold of again. */
export const LEAST_IN_SIGHT = LEAST_SIDE;

/** The box at its place, or as far that way as some of it is still on the canvas. */
export function keptInSight(box: Box, canvas: Size): Box {
  return {
    ...box,
    x: clamp(box.x, LEAST_IN_SIGHT - box.width, canvas.width - LEAST_IN_SIGHT),
    y: clamp(box.y, LEAST_IN_SIGHT - box.height, canvas.height - LEAST_IN_SIGHT),
  };
}

/** The box after its handle was dragged so far; the edges across from it stay where they are. */
export function resized(box: Box, handle: Handle, dx: number, dy: number): Box {
  const [x, width] = stretched(box.x, box.width, handle.x, Math.round(dx));
  const [y, height] = stretched(box.y, box.height, handle.y, Math.round(dy));
  return { x, y, width, height };
}

/** The smallest box around all of them; null around none. */
export function boxAround(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function stretched(start: number, length: number, side: -1 | 0 | 1, by: number): [number, number] {
  if (side === 0) return [start, length];
  const next = Math.max(LEAST_SIDE, length + side * by);
  return [side === 1 ? start : start + length - next, next];
}

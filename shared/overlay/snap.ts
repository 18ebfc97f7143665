/**
 * Where a box that is being dragged comes to rest: at the edges and the middle of the canvas and of the other items,
 * else on the grid. Pure; tolerances are CSS pixels of the canvas.
 */
import type { Box, Handle, Size } from './boxes.ts';
import { resized } from './boxes.ts';

/** A line on which something came to rest. */
export interface Guide {
  readonly axis: 'x' | 'y';
  readonly at: number;
}

export interface SnapOptions {
  readonly canvas: Size;
  /** Boxes of the items that stay. */
  readonly others: readonly Box[];
  /** How near is near enough. */
  readonly tolerance: number;
  /** Distance of the grid's lines; null for none. */
  readonly grid: number | null;
}

export interface Snapped {
  readonly box: Box;
  readonly guides: readonly Guide[];
}

/** A box that is moved as a whole. */
export function snapMoved(box: Box, options: SnapOptions): Snapped {
  const x = shift(thirds(box.x, box.width), linesOf('x', options), options);
  const y = shift(thirds(box.y, box.height), linesOf('y', options), options);
  return {
    box: { ...box, x: box.x + x.by, y: box.y + y.by },
    guides: [...guidesAt('x', x.lines), ...guidesAt('y', y.lines)],
  };
}

/** A box of which one handle is dragged: only the edges that move are looked at. */
export function snapResized(box: Box, handle: Handle, options: SnapOptions): Snapped {
  const x = shift(edge(box.x, box.width, handle.x), linesOf('x', options), options);
  const y = shift(edge(box.y, box.height, handle.y), linesOf('y', options), options);
  const snapped = resized(box, handle, x.by, y.by);
  // A box that may not become that small did not come to rest there.
  const reached = (axis: 'x' | 'y', line: number): boolean => {
    const [start, length, side] =
      axis === 'x' ? [snapped.x, snapped.width, handle.x] : [snapped.y, snapped.height, handle.y];
    return edge(start, length, side).includes(line);
  };
  return {
    box: snapped,
    guides: [...guidesAt('x', x.lines), ...guidesAt('y', y.lines)].filter(({ axis, at }) =>
      reached(axis, at),
    ),
  };
}

interface Shift {
  readonly by: number;
  /** Lines that are touched after it; none for the grid. */
  readonly lines: readonly number[];
}

/** The least shift that brings one of the points onto a line. */
function shift(
  points: readonly number[],
  lines: readonly number[],
  { tolerance, grid }: SnapOptions,
): Shift {
  const shifts = points
    .flatMap((point) => lines.map((line) => line - point))
    .filter((by) => Math.abs(by) <= tolerance)
    .sort((a, b) => Math.abs(a) - Math.abs(b));
  const [least] = shifts;
  if (least !== undefined) {
    return { by: least, lines: lines.filter((line) => points.includes(line - least)) };
  }
  const [first] = points;
  if (grid === null || first === undefined) return { by: 0, lines: [] };
  return { by: Math.round(first / grid) * grid - first, lines: [] };
}

function linesOf(axis: 'x' | 'y', { canvas, others }: SnapOptions): readonly number[] {
  const lines =
    axis === 'x'
      ? [thirds(0, canvas.width), ...others.map((box) => thirds(box.x, box.width))]
      : [thirds(0, canvas.height), ...others.map((box) => thirds(box.y, box.height))];
  return [...new Set(lines.flat())];
}

/** Both ends and the middle; the middle of an odd length lies on the pixel before it. */
function thirds(start: number, length: number): readonly number[] {
  return [start, start + Math.floor(length / 2), start + length];
}

function edge(start: number, length: number, side: -1 | 0 | 1): readonly number[] {
  if (side === 0) return [];
  return [side === -1 ? start : start + length];
}

function guidesAt(axis: 'x' | 'y', lines: readonly number[]): readonly Guide[] {
  return lines.map((at) => ({ axis, at }));
}

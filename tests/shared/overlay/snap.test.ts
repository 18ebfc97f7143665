import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resized } from '../../../shared/overlay/boxes.ts';
import type { Box, Handle } from '../../../shared/overlay/boxes.ts';
import { LEAST_SIDE } from '../../../shared/overlay/canvas-limits.ts';
import { snapMoved, snapResized } from '../../../shared/overlay/snap.ts';
import type { SnapOptions } from '../../../shared/overlay/snap.ts';

const CANVAS = { width: 1920, height: 1080 };
const free: SnapOptions = { canvas: CANVAS, others: [], tolerance: 8, grid: null };
const box: fc.Arbitrary<Box> = fc.record({
  x: fc.integer({ min: -200, max: 2_000 }),
  y: fc.integer({ min: -200, max: 1_200 }),
  width: fc.integer({ min: LEAST_SIDE, max: 900 }),
  height: fc.integer({ min: LEAST_SIDE, max: 900 }),
});
const handle: fc.Arbitrary<Handle> = fc.record({
  x: fc.constantFrom<Handle['x']>(-1, 0, 1),
  y: fc.constantFrom<Handle['y']>(-1, 0, 1),
});

describe('a box that is moved', () => {
  it('comes to rest at edges and the middle of the canvas, and says on which lines', () => {
    const { box: left, guides } = snapMoved({ x: 5, y: 437, width: 400, height: 220 }, free);
    expect(left).toEqual({ x: 0, y: 430, width: 400, height: 220 });
    expect(guides).toEqual([
      { axis: 'x', at: 0 },
      { axis: 'y', at: 540 },
    ]);
    const right = snapMoved({ x: 1_517, y: 100, width: 400, height: 220 }, free);
    expect(right.box.x).toBe(1_520);
    expect(right.guides).toEqual([{ axis: 'x', at: 1_920 }]);
  });

  it('comes to rest beside another box', () => {
    const other = { x: 300, y: 300, width: 200, height: 100 };
    const beside = snapMoved(
      { x: 504, y: 297, width: 150, height: 100 },
      { ...free, others: [other] },
    );
    expect(beside.box).toEqual({ x: 500, y: 300, width: 150, height: 100 });
  });

  it('lies on the grid where nothing else is near', () => {
    const on = snapMoved({ x: 211, y: 333, width: 150, height: 100 }, { ...free, grid: 20 });
    expect(on).toEqual({ box: { x: 220, y: 340, width: 150, height: 100 }, guides: [] });
  });

  it('never goes farther than the tolerance, keeps its size, and stays once it lies there', () => {
    fc.assert(
      fc.property(box, fc.array(box, { maxLength: 6 }), (moved, others) => {
        const options = { ...free, others };
        const { box: at, guides } = snapMoved(moved, options);
        expect(Math.abs(at.x - moved.x)).toBeLessThanOrEqual(free.tolerance);
        expect(Math.abs(at.y - moved.y)).toBeLessThanOrEqual(free.tolerance);
        expect([at.width, at.height]).toEqual([moved.width, moved.height]);
        expect(snapMoved(at, options).box).toEqual(at);
        for (const { axis, at: line } of guides) {
          const [start, length] = axis === 'x' ? [at.x, at.width] : [at.y, at.height];
          expect([start, start + Math.floor(length / 2), start + length]).toContain(line);
        }
      }),
    );
  });
});

describe('a box that is resized', () => {
  it('keeps the edges that are not dragged, and never becomes too small', () => {
    fc.assert(
      fc.property(box, handle, fc.nat(3_000), fc.nat(3_000), (first, by, dx, dy) => {
        const after = resized(first, by, dx - 1_500, dy - 1_500);
        expect(Math.min(after.width, after.height)).toBeGreaterThanOrEqual(LEAST_SIDE);
        if (by.x !== -1) expect(after.x).toBe(first.x);
        if (by.x !== 1) expect(after.x + after.width).toBe(first.x + first.width);
        if (by.y !== -1) expect(after.y).toBe(first.y);
        if (by.y !== 1) expect(after.y + after.height).toBe(first.y + first.height);
      }),
    );
  });

  it('brings the dragged edges to rest and no other', () => {
    const wide = { x: 100, y: 100, width: 856, height: 300 };
    const { box: at, guides } = snapResized(wide, { x: 1, y: 0 }, free);
    expect(at).toEqual({ ...wide, width: 860 });
    expect(guides).toEqual([{ axis: 'x', at: 960 }]);
    const tall = snapResized({ x: 3, y: 100, width: 400, height: 437 }, { x: 0, y: 1 }, free);
    expect(tall.box).toEqual({ x: 3, y: 100, width: 400, height: 440 });
  });

  it('shows no line that a box too small could not reach', () => {
    const least = { x: 20, y: 100, width: LEAST_SIDE, height: 100 };
    const line = { x: 37, y: 400, width: 100, height: 100 };
    const at = snapResized(least, { x: 1, y: 0 }, { ...free, others: [line] });
    expect(at).toEqual({ box: least, guides: [] });
  });
});

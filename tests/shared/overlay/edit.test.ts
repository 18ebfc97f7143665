import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_IN_SIGHT } from '../../../shared/overlay/boxes.ts';
import { canvasSchema, utf8Bytes } from '../../../shared/overlay/canvas.ts';
import type { Canvas, CanvasItem } from '../../../shared/overlay/canvas.ts';
import {
  CANVAS_SIZES,
  LEAST_SIDE,
  MOST_CANVAS_BYTES,
  MOST_ITEMS,
} from '../../../shared/overlay/canvas-limits.ts';
import {
  addItem,
  alignItems,
  changeItems,
  duplicateItems,
  feedsOf,
  moveItems,
  moveLayer,
  placeItem,
  removeItems,
  turnCanvas,
} from '../../../shared/overlay/edit.ts';
import type { Alignment, LayerStep } from '../../../shared/overlay/edit.ts';
import { canvasOf, itemOf } from '../../tools/canvases.ts';

const IDS = ['a', 'b', 'c', 'd'];
const reach = fc.integer({ min: -9_000, max: 9_000 });
const someIds = fc.subarray(IDS);

const item = (id: string): fc.Arbitrary<CanvasItem> =>
  fc
    .record({
      x: fc.integer({ min: -300, max: 1_000 }),
      y: fc.integer({ min: -180, max: 1_000 }),
      width: fc.integer({ min: 324, max: 1_200 }),
      height: fc.integer({ min: 204, max: 900 }),
      hidden: fc.boolean(),
      locked: fc.boolean(),
    })
    .map((parts) => itemOf(id, parts));

const canvas: fc.Arbitrary<Canvas> = fc
  .record({
    size: fc.constantFrom(...CANVAS_SIZES),
    items: fc.tuple(...IDS.map(item)),
  })
  .map(({ size, items }) => canvasOf({ ...size, items }));

type Edit = (canvas: Canvas) => Canvas;

/** Anything that a hand can do. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(someIds, reach, reach).map(
    ([ids, dx, dy]) =>
      (on: Canvas) =>
        moveItems(on, ids, dx, dy),
  ),
  fc.tuple(fc.constantFrom(...IDS), reach, reach, reach, reach).map(
    ([id, x, y, width, height]) =>
      (on: Canvas) =>
        placeItem(on, id, { x, y, width, height }),
  ),
  fc
    .tuple(
      someIds,
      fc.constantFrom<Alignment>('left', 'center', 'right', 'top', 'middle', 'bottom'),
    )
    .map(
      ([ids, how]) =>
        (on: Canvas) =>
          alignItems(on, ids, how),
    ),
  fc.tuple(fc.constantFrom(...IDS), fc.constantFrom<LayerStep>('up', 'down', 'top', 'bottom')).map(
    ([id, step]) =>
      (on: Canvas) =>
        moveLayer(on, id, step),
  ),
  someIds.map((ids) => (on: Canvas) => {
    const free = ids.map((_, index) => `n${on.items.length}x${index}`);
    return duplicateItems(on, ids, free);
  }),
  someIds.map((ids) => (on: Canvas) => removeItems(on, ids)),
  fc.constantFrom(...CANVAS_SIZES).map((size) => (on: Canvas) => turnCanvas(on, size)),
);

const partInSight = (start: number, length: number, whole: number): number =>
  Math.min(start + length, whole) - Math.max(start, 0);

describe('any row of edits', () => {
  it('gives a canvas that can be kept, with every item still in sight', () => {
    fc.assert(
      fc.property(canvas, fc.array(edit, { maxLength: 20 }), (first, edits) => {
        const after = edits.reduce((on, change) => change(on), first);
        // Ids of copies may collide in this random row; everything else must hold.
        const renamed = {
          ...after,
          items: after.items.map((one, at) => ({ ...one, id: `i${at}` })),
        };
        expect(canvasSchema.safeParse(renamed).error).toBeUndefined();
        expect(after.items.length).toBeLessThanOrEqual(MOST_ITEMS);
        for (const { x, y, width, height } of after.items) {
          expect(partInSight(x, width, after.width)).toBeGreaterThanOrEqual(
            Math.min(LEAST_IN_SIGHT, width),
          );
          expect(partInSight(y, height, after.height)).toBeGreaterThanOrEqual(
            Math.min(LEAST_IN_SIGHT, height),
          );
          expect(Math.min(width, height)).toBeGreaterThanOrEqual(LEAST_SIDE);
        }
      }),
    );
  });

  it('leaves the canvas before it as it was, and locked items where they are', () => {
    fc.assert(
      fc.property(canvas, fc.array(edit, { maxLength: 12 }), (first, edits) => {
        const before = JSON.stringify(first);
        let on = first;
        for (const change of edits) {
          const after = change(on);
          // Who turns the canvas itself wants everything on it.
          for (const { id, locked, x, y, width, height } of after.width === on.width
            ? on.items
            : []) {
            if (!locked || !IDS.includes(id)) continue;
            const now = after.items.find((one) => one.id === id);
            expect(now).toMatchObject({ x, y, width, height });
          }
          on = after;
        }
        expect(JSON.stringify(first)).toBe(before);
      }),
    );
  });
});

describe('one edit', () => {
  const three = canvasOf({
    items: [itemOf('a'), itemOf('b', { x: 600, width: 200 }), itemOf('c', { locked: true })],
  });
  const at = (on: Canvas, id: string): CanvasItem | undefined =>
    on.items.find((one) => one.id === id);

  it('is the very same canvas when nothing came of it', () => {
    for (const same of [
      moveItems(three, ['a'], 0, 0),
      moveItems(three, ['c'], 5, 5),
      moveItems(three, ['nobody'], 5, 5),
      moveLayer(three, 'c', 'up'),
      moveLayer(three, 'a', 'bottom'),
      removeItems(three, ['c']),
      changeItems(three, ['a'], (one) => ({ ...one, hidden: false })),
      turnCanvas(three, { width: 1920, height: 1080 }),
    ]) {
      expect(same).toBe(three);
    }
  });

  it('moves what is chosen, together, and rounds to whole pixels', () => {
    const moved = moveItems(three, ['a', 'b', 'c'], 10.4, -3);
    expect([at(moved, 'a')?.x, at(moved, 'b')?.x, at(moved, 'c')?.x]).toEqual([110, 610, 100]);
    expect(at(moved, 'a')?.y).toBe(197);
  });

  it('aligns one item with the canvas, several with each other', () => {
    expect(at(alignItems(three, ['a'], 'center'), 'a')?.x).toBe(760);
    expect(at(alignItems(three, ['a'], 'bottom'), 'a')?.y).toBe(860);
    const both = alignItems(three, ['a', 'b'], 'right');
    expect([at(both, 'a')?.x, at(both, 'b')?.x]).toEqual([400, 600]);
  });

  it('moves an item through the layers, to the top and to the bottom', () => {
    const order = (on: Canvas): string => on.items.map(({ id }) => id).join('');
    expect(order(moveLayer(three, 'a', 'up'))).toBe('bac');
    expect(order(moveLayer(three, 'a', 'top'))).toBe('bca');
    expect(order(moveLayer(three, 'c', 'bottom'))).toBe('cab');
    expect(order(moveLayer(three, 'b', 'down'))).toBe('bac');
  });

  it('copies to the side, unlocked, and never beyond what a canvas holds', () => {
    const copied = duplicateItems(three, ['c'], ['z']);
    expect(copied.items.at(-1)).toMatchObject({ id: 'z', x: 124, y: 224, locked: false });
    const full = canvasOf({
      items: Array.from({ length: MOST_ITEMS }, (_, index) => itemOf(`i${index}`)),
    });
    expect(duplicateItems(full, ['i1'], ['z'])).toBe(full);
    expect(addItem(full, itemOf('z'))).toBe(full);
  });

  it('needs the feeds of what is shown, each once', () => {
    const feeds = new Map([
      ['session-total', 'session'],
      ['gift-jar', 'session'],
      ['gift-alert', 'alerts'],
    ] as const);
    const of = canvasOf({
      items: [
        itemOf('a'),
        itemOf('b', { widget: 'gift-jar' }),
        itemOf('c', { widget: 'gift-alert', hidden: true }),
        itemOf('d', { widget: 'of-another-version' }),
      ],
    });
    expect(feedsOf(of, (widget) => feeds.get(widget as 'gift-jar'))).toEqual(['session']);
  });
});

describe('what can be kept', () => {
  it('is bounded in bytes, as UTF-8 counts them', () => {
    expect(utf8Bytes('aé€🌙')).toBe(Buffer.byteLength('aé€🌙'));
    const heavy = (value: string): Canvas =>
      canvasOf({
        items: Array.from({ length: 25 }, (_, index) =>
          itemOf(`i${index}`, {
            settings: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((key) => [key, value])),
          }),
        ),
      });
    expect(canvasSchema.safeParse(heavy('x'.repeat(200))).success).toBe(true);
    const tooHeavy = heavy('月'.repeat(200));
    expect(JSON.stringify(tooHeavy).length).toBeLessThan(MOST_CANVAS_BYTES);
    expect(canvasSchema.safeParse(tooHeavy).success).toBe(false);
  });

  it.each([
    ['a size that no stream has', canvasOf({ width: 1280 })],
    ['two items of one id', canvasOf({ items: [itemOf('a'), itemOf('a')] })],
    ['an item between pixels', canvasOf({ items: [itemOf('a', { x: 0.5 })] })],
    ['an item too small to be taken hold of', canvasOf({ items: [itemOf('a', { width: 4 })] })],
    ['a widget that is an address', canvasOf({ items: [itemOf('a', { widget: '../x' })] })],
    ['no name', canvasOf({ name: ' ' })],
    ['the id of a widget', canvasOf({ id: 'gift-alert' })],
  ])('refuses %s', (_what, refused) => {
    expect(canvasSchema.safeParse(refused).success).toBe(false);
  });
});

/**
 * A canvas: widgets at their places on one browser source, under one theme. The server keeps it as it is and knows
 * nothing of what its widgets' settings mean.
 */
import { z } from 'zod';
import {
  CANVAS_SIZES,
  FARTHEST,
  LEAST_SIDE,
  MAX_CANVAS_NAME,
  MOST_CANVAS_BYTES,
  MOST_ITEMS,
  isCanvasId,
} from './canvas-limits.ts';
import { themeSchema } from './theme.ts';

const place = z.int().min(-FARTHEST).max(FARTHEST);
const side = z.int().min(LEAST_SIDE).max(FARTHEST);

export const canvasItemSchema = z.strictObject({
  /** Unique on its canvas. */
  id: z.string().regex(/^[a-z0-9]{1,32}$/),
  /** Last part of the widget's own overlay address. */
  widget: z.string().regex(/^[a-z0-9-]{1,64}$/),
  /** Of the left upper corner, and of the sides: CSS pixels of the canvas. */
  x: place,
  y: place,
  width: side,
  height: side,
  /** What is not here is the widget's default. */
  settings: z.record(z.string().max(40), z.string().max(200)),
  hidden: z.boolean(),
  /** Does not move in the editor. */
  locked: z.boolean(),
});
export type CanvasItem = z.infer<typeof canvasItemSchema>;

export const canvasIdSchema = z.string().refine(isCanvasId);

export const canvasSchema = z
  .strictObject({
    id: canvasIdSchema,
    name: z.string().trim().min(1).max(MAX_CANVAS_NAME),
    width: z.int(),
    height: z.int(),
    /** Its own, so that a canvas is whole by itself; a file carries it to another. */
    theme: themeSchema,
    /** The last one lies on top. */
    items: z.array(canvasItemSchema).max(MOST_ITEMS),
  })
  .refine(
    ({ width, height }) =>
      CANVAS_SIZES.some((size) => size.width === width && size.height === height),
    'A canvas is 1920 × 1080 or 1080 × 1920.',
  )
  .refine(
    ({ items }) => new Set(items.map(({ id }) => id)).size === items.length,
    'Two items of one id.',
  )
  .refine(
    (canvas) => utf8Bytes(JSON.stringify(canvas)) <= MOST_CANVAS_BYTES,
    'A canvas holds at most 64 KiB.',
  );
export type Canvas = z.infer<typeof canvasSchema>;

/** How many bytes a text is in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

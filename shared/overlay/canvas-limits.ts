/** Bounds of a canvas. Apart from its schema, so that pages need no zod for them. */

/** The two shapes of a stream: lying and standing. */
export const CANVAS_SIZES = [
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
] as const;

export const MOST_CANVASES = 50;
export const MOST_ITEMS = 30;
/** Of a canvas as JSON, UTF-8. */
export const MOST_CANVAS_BYTES = 64 * 1024;
/** Smallest side of an item, CSS pixels: still large enough to be taken hold of. */
export const LEAST_SIDE = 24;
/** Farthest that an item reaches or lies, CSS pixels. */
export const FARTHEST = 4_000;
/** Of a canvas's name, in characters. */
export const MAX_CANVAS_NAME = 60;

/** Canvases are named so in addresses; no widget is. */
const CANVAS_ID = /^canvas-[a-z0-9]{8,32}$/;

/** Whether the last part of an overlay's address names a canvas and no widget. */
export function isCanvasId(addressId: string): boolean {
  return CANVAS_ID.test(addressId);
}

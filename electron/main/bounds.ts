/** Where a remembered window may open: on a screen that is still there, and not larger than it. Pure. */

/** In device-independent pixels. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const MIN_WIDTH = 360;
export const MIN_HEIGHT = 400;
/** This much of the window's top edge must be on a screen, so that it can be taken hold of. */
const GRIP_WIDTH = 120;
const GRIP_HEIGHT = 32;

/**
 * The remembered bounds made fit for the screens of today, or undefined when no screen shows enough of
 * the window's top edge.
 *
 * @param workAreas - the screens without task bars and docks
 */
export function fitBounds(saved: Bounds, workAreas: readonly Bounds[]): Bounds | undefined {
  const area = workAreas.find((one) => showsGrip(saved, one));
  if (area === undefined) return undefined;
  const width = Math.min(Math.max(saved.width, MIN_WIDTH), Math.max(area.width, MIN_WIDTH));
  const height = Math.min(Math.max(saved.height, MIN_HEIGHT), Math.max(area.height, MIN_HEIGHT));
  return { x: saved.x, y: Math.max(saved.y, area.y), width, height };
}

function showsGrip(bounds: Bounds, area: Bounds): boolean {
  const across =
    Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const below = area.y + area.height - bounds.y;
  const above = bounds.y - area.y;
  return across >= GRIP_WIDTH && below >= GRIP_HEIGHT && above >= -GRIP_HEIGHT;
}

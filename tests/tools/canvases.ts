/** Canvases as tests need them. */
import { PLAIN_TOKENS } from '../../shared/overlay/theme.ts';
import type { Canvas, CanvasItem } from '../../shared/overlay/canvas.ts';

export const CANVAS_ID = 'canvas-evening01';

/** A canvas without items unless `parts` says so. */
export function canvasOf(parts: Partial<Canvas> = {}): Canvas {
  return {
    id: CANVAS_ID,
    name: 'Evening',
    width: 1920,
    height: 1080,
    theme: { name: 'Ticket', preset: 'ticket', tokens: PLAIN_TOKENS, css: '' },
    items: [],
    ...parts,
  };
}

/** A session total at 100, 200 unless `parts` says so. */
export function itemOf(id: string, parts: Partial<CanvasItem> = {}): CanvasItem {
  return {
    id,
    widget: 'session-total',
    x: 100,
    y: 200,
    width: 400,
    height: 220,
    settings: {},
    hidden: false,
    locked: false,
    ...parts,
  };
}

/** Canvases as they cross the contract. */
import { z } from 'zod';
import { canvasIdSchema, canvasSchema } from '../overlay/canvas.ts';
import { MAX_CANVAS_NAME } from '../overlay/canvas-limits.ts';
import { FEEDS } from './feeds.ts';

export const canvasSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  width: z.int(),
  height: z.int(),
  /** Where its shown items lie, the lowest first: enough to draw it small. */
  boxes: z.array(z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })),
  revision: z.int(),
  updatedAtMs: z.int(),
  /** Of its overlay's address. */
  token: z.string(),
});
export type CanvasSummary = z.infer<typeof canvasSummarySchema>;

export const canvasNamed = z.object({ id: canvasIdSchema });

export const canvasKeptSchema = z.object({ canvas: canvasSchema, revision: z.int() });
export type CanvasKept = z.infer<typeof canvasKeptSchema>;

export const canvasSaveInput = z.object({
  canvas: canvasSchema,
  /** What its shown widgets need: exactly these its overlay may read. */
  feeds: z.array(z.enum(FEEDS)).max(FEEDS.length),
  /** The revision that was changed; null for a new canvas. */
  from: z.int().nullable(),
});

export const canvasSaveOutcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), revision: z.int() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(['canvas_changed', 'canvas_gone', 'too_many_canvases']),
    message: z.string(),
  }),
]);
export type CanvasSaveOutcome = z.infer<typeof canvasSaveOutcome>;

export const canvasCopyInput = canvasNamed.extend({
  name: z.string().trim().min(1).max(MAX_CANVAS_NAME),
});
export const canvasCopyOutcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), id: z.string() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

/** What an overlay is told of its canvas: the whole of it, at every save. */
export const canvasStateSchema = z.object({
  generation: z.string(),
  /** The canvas's revision. */
  rev: z.int(),
  serverNowMs: z.int(),
  canvas: canvasSchema,
});
export type CanvasState = z.infer<typeof canvasStateSchema>;

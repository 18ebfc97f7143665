/**
 * Tokens of canvases. Each is derived from one key and the canvas's id, so that there is nothing to keep per canvas: a
 * canvas that was removed and brought back has the address it had. The key itself opens nothing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Feed } from '../../shared/contract/feeds.ts';

/** Which canvases there are, and what their overlays may read. */
export interface CanvasGrants {
  ids(): readonly string[];
  /** Null when there is no such canvas. */
  feedsOf(canvasId: string): readonly Feed[] | null;
  /** Called when a canvas was changed, removed or brought back. Returns the function that unsubscribes. */
  onChanged(listener: (canvasId: string) => void): () => void;
}

/** The token of a canvas's overlay: 256 bits as base64url. */
export function canvasToken(key: string, canvasId: string): string {
  return digestOf(key, canvasId).toString('base64url');
}

/** Whose token was presented; takes the same time whichever it is, or if none is. */
export function canvasOf(
  presented: string,
  key: string,
  canvasIds: readonly string[],
): string | undefined {
  const shown = Buffer.from(presented, 'base64url');
  let match: string | undefined;
  for (const canvasId of canvasIds) {
    const known = digestOf(key, canvasId);
    if (known.length === shown.length && timingSafeEqual(known, shown)) match = canvasId;
  }
  return match;
}

function digestOf(key: string, canvasId: string): Buffer {
  return createHmac('sha256', key).update(`canvas overlay ${canvasId}`).digest();
}

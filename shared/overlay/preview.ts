/** What the editor and its preview say to each other: two pages of one origin, one in the other's frame. */
import type { Canvas } from './canvas.ts';

/** From the editor to the preview. */
export type PreviewAsk =
  | { readonly type: 'preview.show'; readonly canvas: Canvas }
  | { readonly type: 'preview.play' }
  | { readonly type: 'preview.stop' };

/** From the preview to the editor. */
export type PreviewTold = { readonly type: 'preview.ready' } | { readonly type: 'preview.played' };

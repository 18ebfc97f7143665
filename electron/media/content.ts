/**
 * What a file is, by its content alone: neither its name nor what a browser said of it counts. Each format is read
 * as far as its own structure says where it ends, so that nothing else can hide behind it, and no picture claims
 * more pixels than a graphics card can hold.
 */
import type { MediaExtension } from '../../shared/alerts/media-ref.ts';
import { readGif, readJpeg, readPng, readWebp } from './pictures.ts';
import type { Size } from './pictures.ts';
import { isMp3, isOgg, isWav } from './sounds.ts';
import { isWebm } from './webm.ts';

export interface Content {
  readonly extension: MediaExtension;
  /** Pixels; null where the format does not say so at its beginning. */
  readonly size: Size | null;
}

export type ReadContent =
  | ({ readonly ok: true } & Content)
  | { readonly ok: false; readonly code: string; readonly message: string };

/** A decoded picture takes four bytes for each. */
const MAX_SIDE = 4_096;

const READERS: readonly (readonly [MediaExtension, (bytes: Buffer) => Size | boolean | null])[] = [
  ['png', readPng],
  ['jpg', readJpeg],
  ['gif', readGif],
  ['webp', readWebp],
  ['webm', isWebm],
  ['wav', isWav],
  ['ogg', isOgg],
  // Last: it has the weakest mark of them all.
  ['mp3', isMp3],
];

/** Reads what a file is; codes `not_media` and `too_many_pixels`. */
export function readContent(bytes: Buffer): ReadContent {
  for (const [extension, read] of READERS) {
    const found = read(bytes);
    if (found === null || found === false) continue;
    const size = found === true ? null : found;
    if (size !== null && !isBearable(size)) {
      return {
        ok: false,
        code: 'too_many_pixels',
        message: `This picture is ${size.width} × ${size.height} pixels. Up to ${MAX_SIDE} × ${MAX_SIDE} is taken; make it smaller, then add it again.`,
      };
    }
    return { ok: true, extension, size };
  }
  return {
    ok: false,
    code: 'not_media',
    message:
      'This is no picture, video or sound that Coinfall can show, or it is damaged. PNG, JPEG, WebP, GIF, WebM, MP3, OGG and WAV are taken.',
  };
}

function isBearable({ width, height }: Size): boolean {
  return width > 0 && height > 0 && width <= MAX_SIDE && height <= MAX_SIDE;
}

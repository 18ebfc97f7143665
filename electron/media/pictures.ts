/** Reads PNG, JPEG, GIF and WebP to their end: their size, or null when they are not that, or not whole. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const PNG_CHUNK_OVERHEAD = 12;

/** PNG, animated ones included (https://www.w3.org/TR/png-3/). Nothing may follow IEND. */
export function readPng(bytes: Buffer): Size | null {
  if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return null;
  let size: Size | null = null;
  for (let at = 8; at + PNG_CHUNK_OVERHEAD <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + PNG_CHUNK_OVERHEAD + length;
    if (end > bytes.length) return null;
    if (at === 8) {
      if (type !== 'IHDR' || length !== 13) return null;
      size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) };
    }
    if (type === 'IEND') return end === bytes.length ? size : null;
    at = end;
  }
  return null;
}

const GIF_TRAILER = 0x3b;
const GIF_EXTENSION = 0x21;
const GIF_IMAGE = 0x2c;

/** GIF87a and GIF89a (https://www.w3.org/Graphics/GIF/spec-gif89a.txt). Nothing may follow the trailer. */
export function readGif(bytes: Buffer): Size | null {
  const version = bytes.toString('latin1', 0, 6);
  if ((version !== 'GIF89a' && version !== 'GIF87a') || bytes.length < 14) return null;
  const screen = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  let at = 13 + colourTableBytes(bytes[10] ?? 0);
  let size: Size | null = null;
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === GIF_TRAILER) return at === bytes.length - 1 ? size : null;
    if (block === GIF_EXTENSION) {
      at += 2;
    } else if (block === GIF_IMAGE) {
      if (at + 10 > bytes.length) return null;
      // A frame may be larger than the screen that it is drawn on.
      const { width, height }: Size = size ?? screen;
      size = {
        width: Math.max(width, bytes.readUInt16LE(at + 1) + bytes.readUInt16LE(at + 5)),
        height: Math.max(height, bytes.readUInt16LE(at + 3) + bytes.readUInt16LE(at + 7)),
      };
      at += 11 + colourTableBytes(bytes[at + 9] ?? 0);
    } else {
      return null;
    }
    at = afterSubBlocks(bytes, at);
  }
  return null;
}

function colourTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1);
}

function afterSubBlocks(bytes: Buffer, start: number): number {
  let at = start;
  for (let length = bytes[at]; length !== undefined && length !== 0; length = bytes[at]) {
    at += 1 + length;
  }
  return at + 1;
}

/** WebP, animated ones included (https://developers.google.com/speed/webp/docs/riff_container). */
export function readWebp(bytes: Buffer): Size | null {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP')
    return null;
  if (bytes.length < 30 || bytes.readUInt32LE(4) + 8 !== bytes.length) return null;
  const first = bytes.toString('latin1', 12, 16);
  if (first === 'VP8X') {
    return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  }
  if (first === 'VP8L' && bytes[20] === 0x2f) {
    const packed = bytes.readUInt32LE(21);
    return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
  }
  if (first === 'VP8 ' && bytes.readUIntBE(23, 3) === 0x9d012a) {
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  }
  return null;
}

const JPEG_END = 0xd9;
const JPEG_SCAN = 0xda;
/** Start-of-frame markers: C0 to CF without the tables among them (ITU-T T.81, table B.1). */
const isJpegFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * JPEG, up to its first scan, and with an end marker behind. Cameras append more pictures after it, so what follows
 * the end is not refused; it is only ever served as a picture.
 */
export function readJpeg(bytes: Buffer): Size | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let size: Size | null = null;
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return null;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return null;
    if (marker === JPEG_SCAN) {
      return bytes.includes(Buffer.from([0xff, JPEG_END]), at + 2 + length) ? size : null;
    }
    if (isJpegFrame(marker)) {
      if (at + 9 > bytes.length) return null;
      size = { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    }
    at += 2 + length;
  }
  return null;
}

/** Small files of every kind that is taken, made byte by byte. */
import { crc32, deflateSync } from 'node:zlib';

export const PNG = png(2, 3);
export const GIF = gif(2, 3);
export const JPEG = jpeg(4, 5);
export const WEBP = webp(6, 7);
export const WEBM = webm('webm');
export const WAV = wav(Buffer.alloc(64));
export const OGG = ogg('OpusHead');
export const MP3 = Buffer.concat([id3(Buffer.alloc(20)), mp3Frame(), mp3Frame(), mp3Frame()]);

export const SAMPLES = {
  png: PNG,
  gif: GIF,
  jpg: JPEG,
  webp: WEBP,
  webm: WEBM,
  wav: WAV,
  ogg: OGG,
  mp3: MP3,
} as const;

/** A real PNG; `claims` puts other measures into its head than its pixels have. */
export function png(width: number, height: number, claims = { width, height }): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(claims.width, 0);
  head.writeUInt32BE(claims.height, 4);
  head.set([8, 6], 8);
  const rows = Buffer.alloc(height * (1 + width * 4), 0x7f);
  for (let row = 0; row < height; row += 1) rows[row * (1 + width * 4)] = 0;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', head),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), out.length - 4);
  return out;
}

export function gif(width: number, height: number, frame = { width, height }): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const frameSize = Buffer.alloc(4);
  frameSize.writeUInt16LE(frame.width, 0);
  frameSize.writeUInt16LE(frame.height, 2);
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    size,
    // A table of two colours.
    Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
    Buffer.from([0x21, 0xf9, 4, 0, 0, 0, 0, 0]),
    Buffer.from([0x2c, 0, 0, 0, 0]),
    frameSize,
    Buffer.from([0, 2, 2, 0x4c, 1, 0, 0x3b]),
  ]);
}

export function jpeg(width: number, height: number): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    Buffer.from([0xff, 0xe0, 0, 4, 0, 0]),
    frame,
    Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]),
    Buffer.from([0x12, 0x34, 0xff, 0xd9]),
  ]);
}

export function webp(width: number, height: number): Buffer {
  const body = Buffer.alloc(22);
  body.write('WEBPVP8X', 0, 'latin1');
  body.writeUInt32LE(10, 8);
  body.writeUIntLE(width - 1, 16, 3);
  body.writeUIntLE(height - 1, 19, 3);
  return riff(body);
}

export function wav(samples: Buffer): Buffer {
  const head = Buffer.alloc(28);
  head.write('WAVEfmt ', 0, 'latin1');
  head.writeUInt32LE(16, 8);
  head.writeUInt16LE(1, 12);
  head.writeUInt16LE(1, 14);
  head.writeUInt32LE(24_000, 16);
  head.writeUInt32LE(48_000, 20);
  head.writeUInt16LE(2, 24);
  head.writeUInt16LE(16, 26);
  const data = Buffer.alloc(8);
  data.write('data', 0, 'latin1');
  data.writeUInt32LE(samples.length, 4);
  return riff(Buffer.concat([head, data, samples]));
}

function riff(body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

export function ogg(packet: string): Buffer {
  const page = Buffer.alloc(28);
  page.write('OggS', 0, 'latin1');
  page[26] = 1;
  page[27] = packet.length;
  return Buffer.concat([page, Buffer.from(packet, 'latin1')]);
}

/** An EBML head of that type, and the beginning of a segment of unknown length. */
export function webm(type: string): Buffer {
  const docType = Buffer.concat([
    Buffer.from([0x42, 0x82, 0x80 | type.length]),
    Buffer.from(type, 'latin1'),
  ]);
  return Buffer.concat([
    Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80 | (docType.length + 4)]),
    Buffer.from([0x42, 0x86, 0x81, 1]),
    docType,
    Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
  ]);
}

function id3(body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('ID3\u0004\0\0', 'latin1'),
    Buffer.from([0, 0, 0, body.length]),
    body,
  ]);
}

/** 128 kbit/s at 44.1 kHz, MPEG 1, Layer III: 417 bytes. */
export function mp3Frame(): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  return frame;
}

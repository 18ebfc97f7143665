/** Reads WAV, Ogg and MP3 as far as to be sure of them. */

const PCM_FORMATS = [1, 3, 0xfffe];

/** RIFF/WAVE with a `fmt ` and a `data` chunk; the file ends where RIFF says. */
export function isWav(bytes: Buffer): boolean {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    return false;
  // Some programs leave out the byte that pads an odd length.
  const declared = bytes.readUInt32LE(4) + 8;
  if (declared !== bytes.length && declared !== bytes.length + 1) return false;
  let hasFormat = false;
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    if (id === 'data') return hasFormat && length > 0;
    if (id === 'fmt ' && length >= 16 && at + 10 <= bytes.length) {
      hasFormat = PCM_FORMATS.includes(bytes.readUInt16LE(at + 8));
    }
    at += 8 + length + (length % 2);
  }
  return false;
}

const OGG_HEADER_BYTES = 27;

/** Ogg whose first page begins an Opus or a Vorbis stream (RFC 3533, RFC 7845). */
export function isOgg(bytes: Buffer): boolean {
  if (bytes.toString('latin1', 0, 4) !== 'OggS' || bytes.length < OGG_HEADER_BYTES + 1)
    return false;
  const packet = OGG_HEADER_BYTES + (bytes[26] ?? 0);
  return (
    bytes.toString('latin1', packet, packet + 8) === 'OpusHead' ||
    bytes.toString('latin1', packet, packet + 7) === '\u0001vorbis'
  );
}

const ID3_HEADER_BYTES = 10;
/** Padding between the tags and the first frame that is put up with. */
const MAX_PADDING = 4_096;
/** kbit/s of Layer III by index, MPEG 1 and MPEG 2 (ISO/IEC 11172-3, 13818-3). */
const RATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES = [44_100, 48_000, 32_000];

/** MP3: two frames that follow each other, behind an ID3 tag if there is one. */
export function isMp3(bytes: Buffer): boolean {
  let at = bytes.toString('latin1', 0, 3) === 'ID3' ? afterId3(bytes) : 0;
  const last = Math.min(bytes.length, at + (at === 0 ? 1 : MAX_PADDING));
  for (; at < last; at += 1) {
    const length = frameBytes(bytes, at);
    if (length !== null && frameBytes(bytes, at + length) !== null) return true;
  }
  return false;
}

function afterId3(bytes: Buffer): number {
  // Seven bits of each byte, so that no length looks like a frame.
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((bytes[at] ?? 0) & 0x7f), 0);
  return ID3_HEADER_BYTES + size;
}

/** Length of the Layer III frame at a place; null when there is none. */
function frameBytes(bytes: Buffer, at: number): number | null {
  if (at + 4 > bytes.length || bytes.readUInt16BE(at) < 0xffe0) return null;
  const version = ((bytes[at + 1] ?? 0) >> 3) & 3;
  const layer = ((bytes[at + 1] ?? 0) >> 1) & 3;
  const isMpeg1 = version === 3;
  const kbits = (isMpeg1 ? RATES_1 : RATES_2)[(bytes[at + 2] ?? 0) >> 4];
  const rate = SAMPLE_RATES[((bytes[at + 2] ?? 0) >> 2) & 3];
  if (version === 1 || layer !== 1 || kbits === undefined || kbits === 0 || rate === undefined)
    return null;
  const hertz = isMpeg1 ? rate : version === 2 ? rate / 2 : rate / 4;
  const padding = ((bytes[at + 2] ?? 0) >> 1) & 1;
  return Math.floor(((isMpeg1 ? 144_000 : 72_000) * kbits) / hertz) + padding;
}

/** How the text of a file is encoded, found by its bytes, and the text in pieces. */
import { isUtf8 } from 'node:buffer';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Text of UTF-16 is half zeros where it is Latin, text of one byte a letter has none: a fifth of the pairs tells. */
const PAIRS_PER_ZERO = 5;
/** Bytes of a letter that a piece of UTF-8 may end in the middle of. */
const LONGEST_LETTER = 4;

/** Takes the bytes of a file one piece after another, then says how they are encoded. */
export function encodingFinder() {
  let head: Uint8Array | null = null;
  let rest: Uint8Array = new Uint8Array(0);
  let utf8 = true;
  return {
    add(bytes: Uint8Array): void {
      head ??= bytes.slice(0, 65_536);
      if (!utf8) return;
      const whole = Buffer.concat([rest, bytes]);
      const end = endOfLetters(whole);
      utf8 = isUtf8(whole.subarray(0, end));
      rest = whole.subarray(end);
    },
    result(): Encoding {
      const found = head === null ? null : utf16Of(head);
      return found ?? (utf8 && isUtf8(rest) ? 'utf-8' : 'windows-1252');
    },
  };
}

/** Where the last whole letter ends, so that a letter that two pieces share is judged once it is whole. */
function endOfLetters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(LONGEST_LETTER, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return bytes.length - back;
    if (byte < 0x80) return bytes.length;
  }
  return bytes.length;
}

function utf16Of(head: Uint8Array): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const pairs = Math.floor(head.length / 2);
  if (pairs === 0) return null;
  const zeros = [0, 0];
  for (let at = 0; at < pairs * 2; at += 1) {
    if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  if (odd * PAIRS_PER_ZERO > pairs && odd > even * 2) return 'utf-16le';
  if (even * PAIRS_PER_ZERO > pairs && even > odd * 2) return 'utf-16be';
  return null;
}

/** The text of pieces of bytes, without a byte order mark. */
export async function* decoded(
  pieces: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of pieces) {
    const text = decoder.decode(bytes, { stream: true });
    if (text !== '') yield text;
  }
  const last = decoder.decode();
  if (last !== '') yield last;
}

/**
 * The typefaces of a statement (`resources/fonts`), read when a text first needs one. Inter for everything that it has;
 * Noto for what names bring along.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { create } from 'fontkit';

export type Weight = 400 | 600;

/** Name of a file without its ending. */
export type FaceName = string;

export interface Typefaces {
  /** TrueType or OpenType, as an embedding wants it. */
  bytes(face: FaceName): Buffer;
  has(face: FaceName, codePoint: number): boolean;
}

const FOLDER = ['resources', 'fonts'];
const INTER = [
  'latin',
  'latin-ext',
  'cyrillic',
  'cyrillic-ext',
  'greek',
  'greek-ext',
  'vietnamese',
];

/** Scripts that have a face of their own. Han is drawn as the other letters of the text say: see `han`. */
const SCRIPTS: readonly (readonly [RegExp, FaceName])[] = [
  [/\p{Script_Extensions=Arabic}/u, 'noto-arabic'],
  [/\p{Script_Extensions=Hebrew}/u, 'noto-hebrew'],
  [/\p{Script_Extensions=Thai}/u, 'noto-thai'],
  [/\p{Script_Extensions=Devanagari}/u, 'noto-devanagari'],
  [/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u, 'noto-emoji'],
];
/** Mathematical letters, which names like to be written in; stars, hearts and boxes. */
const SIGNS: readonly FaceName[] = ['noto-math', 'noto-symbols'];
const KANA = /\p{Script=Hiragana}|\p{Script=Katakana}/u;
const HANGUL = /\p{Script=Hangul}/u;

/** Faces in the order in which they are tried for a part of `text`. */
export function facesFor(cluster: string, text: string, weight: Weight): readonly FaceName[] {
  const own = SCRIPTS.flatMap(([script, face]) => (script.test(cluster) ? [face] : []));
  return [...INTER.map((part) => `inter-${part}-${weight}`), ...own, ...SIGNS, ...han(text)];
}

/** One Han character is drawn in four ways; a text with kana is Japanese, one with hangul Korean. */
function han(text: string): readonly FaceName[] {
  if (KANA.test(text)) return ['noto-jp', 'noto-sc', 'noto-tc', 'noto-kr'];
  if (HANGUL.test(text)) return ['noto-kr', 'noto-sc', 'noto-tc', 'noto-jp'];
  return ['noto-sc', 'noto-tc', 'noto-jp', 'noto-kr'];
}

export function openTypefaces(): Typefaces {
  const folder = fontFolder();
  const opened = new Map<FaceName, { bytes: Buffer; has: (codePoint: number) => boolean }>();
  const face = (name: FaceName) => {
    let found = opened.get(name);
    if (found === undefined) {
      const bytes = unpackWoff(readFileSync(join(folder, `${name}.woff`)));
      const font = create(bytes);
      if (!('hasGlyphForCodePoint' in font)) throw new Error(`${name}.woff is a collection`);
      found = { bytes, has: (codePoint) => font.hasGlyphForCodePoint(codePoint) };
      opened.set(name, found);
    }
    return found;
  };
  return {
    bytes: (name) => face(name).bytes,
    has: (name, codePoint) => face(name).has(codePoint),
  };
}

/** The folder lies beside the code in a checkout, and further up from a build of it. */
function fontFolder(): string {
  for (let at = import.meta.dirname; at !== dirname(at); at = dirname(at)) {
    const folder = join(at, ...FOLDER);
    if (existsSync(folder)) return folder;
  }
  throw new Error('The typefaces of the statement are missing: resources/fonts.');
}

const WOFF_HEAD = 44;
const WOFF_ENTRY = 20;
const SFNT_HEAD = 12;
const SFNT_ENTRY = 16;

/** Takes a font out of its WOFF 1.0 wrapping (W3C), whose tables are deflated one by one. */
function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(SFNT_HEAD + SFNT_ENTRY * count);
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  // Search hints, which no reader needs any more.
  const power = 31 - Math.clz32(count);
  head.writeUInt16BE(16 << power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * count - (16 << power), 10);
  const parts = [head];
  let offset = head.length;
  for (let at = 0; at < count; at += 1) {
    const from = WOFF_HEAD + WOFF_ENTRY * at;
    const [start, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(from + field));
    if (start === undefined || packed === undefined || length === undefined) break;
    const stored = woff.subarray(start, start + packed);
    const table = Buffer.alloc((length + 3) & ~3);
    (packed < length ? inflateSync(stored) : stored).copy(table);
    const to = SFNT_HEAD + SFNT_ENTRY * at;
    woff.copy(head, to, from, from + 4);
    woff.copy(head, to + 4, from + 16, from + 20);
    head.writeUInt32BE(offset, to + 8);
    head.writeUInt32BE(length, to + 12);
    parts.push(table);
    offset += table.length;
  }
  return Buffer.concat(parts);
}

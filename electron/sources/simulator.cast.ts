/**
 * Who gives what in the simulator: invented regulars in many scripts, strangers who come once, names made to break
 * a page or a spreadsheet, and gifts with their real ids and prices.
 */
import { oneOf } from './random.ts';

export interface Person {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
}

const NAMES: readonly (readonly [handle: string, name: string])[] = [
  ['maple_finch', 'Maple Finch'],
  ['tidepool.tess', 'Tess of the Tidepool'],
  ['northern_otter', 'northern otter 🦦'],
  ['layla.nujum', 'ليلى النجوم'],
  ['omar_qahwa', 'عمر والقهوة'],
  ['sakura_denki', 'さくら電気'],
  ['yoru_no_neko', '夜のねこ'],
  ['kimchi_comet', '김치혜성'],
  ['bamboo_radio', '竹子电台'],
  ['sonnenblume88', 'Sönnenblume'],
  ['zorza_polarna', 'Zorza Polarna'],
  ['kedi_bulutu', 'Kedi Bulutu'],
  ['ola_sereia', 'Olá Sereia 🌊'],
  ['pan_dulce_mx', 'Pan Dulce ✨'],
  ['lune_de_miel', 'Lune de Miel'],
  ['mango_lassi', 'आम की लस्सी'],
  ['hoa_sen_nho', 'Hoa Sen Nhỏ'],
  ['som_tam_fan', 'ส้มตำแฟนคลับ'],
  ['zvezda_utra', 'Звезда Утра'],
  ['galaxy.granny', 'Galaxy Granny 👵🚀'],
  ['quietkeyboard', 'quiet keyboard'],
  ['biscuit_knight', 'Sir Biscuit'],
  ['emoji_only', '🍓🐸🎈'],
  ['olive_lantern', 'Ελιά & Φανάρι'],
];

const REGULARS: readonly Person[] = NAMES.map(([handle, name], index) => ({
  id: idOf(index),
  handle,
  name,
}));

const HOSTILE_NAMES: readonly string[] = [
  '\u202Etxt.exe\u202C',
  '\u2066\u2067مرحبا\u2069 abc\u200F',
  'Z\u0336\u0321\u0301\u0300\u034Aa\u0335\u0322\u0301l\u0337\u0308\u0300g\u0336\u0327o\u0334\u0328'.repeat(
    4,
  ),
  '👩‍👩‍👧‍👦🏳️‍🌈👨🏾‍🚀'.repeat(12),
  'W'.repeat(300),
  '=HYPERLINK("http://127.0.0.1/","win")',
  '+1+1',
  '@SUM(A1:A9)',
  '-2+3\tcmd',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"); DROP TABLE gift; --',
  '\u200B\u2060\u3164',
  'line\nbreak; and\\slash',
];

const HOSTILE: readonly Person[] = HOSTILE_NAMES.map((name, index) => ({
  id: idOf(1_000 + index),
  handle: `odd_name_${index}`,
  name,
}));

const STRANGER_SHARE = 0.25;
const HOSTILE_SHARE = 0.05;
const STRANGERS = 1_000_000;

function idOf(index: number): string {
  return String(6_800_000_000_000_000_000n + BigInt(index) * 104_729n);
}

/** Somebody to give: mostly a regular, and one of the first of them far more often than one of the last. */
export function personFor(random: () => number, hostile: boolean): Person {
  const draw = random();
  if (draw < STRANGER_SHARE) {
    const index = Math.floor(random() * STRANGERS);
    return { id: idOf(10_000 + index), handle: `viewer_${index}`, name: `Viewer ${index}` };
  }
  if (hostile && draw < STRANGER_SHARE + HOSTILE_SHARE) return oneOf(HOSTILE, random);
  return REGULARS[Math.floor(random() ** 2 * REGULARS.length)] ?? oneOf(REGULARS, random);
}

export interface CastGift {
  readonly id: number;
  readonly name: string;
  readonly coins: number;
  /** TikTok's type: 1 can be tapped into a combo, 2 and 4 come alone. */
  readonly type: 1 | 2 | 4;
}

export const SMALL_GIFTS: readonly CastGift[] = [
  { id: 5655, name: 'Rose', coins: 1, type: 1 },
  { id: 5655, name: 'Rose', coins: 1, type: 1 },
  { id: 5269, name: 'TikTok', coins: 1, type: 1 },
  { id: 6064, name: 'GG', coins: 1, type: 1 },
  { id: 5827, name: 'Ice Cream Cone', coins: 1, type: 1 },
  { id: 5487, name: 'Finger Heart', coins: 5, type: 1 },
  { id: 8913, name: 'Rosa', coins: 10, type: 1 },
  { id: 5658, name: 'Perfume', coins: 20, type: 1 },
  { id: 5879, name: 'Doughnut', coins: 30, type: 1 },
];

export const MIDDLE_GIFTS: readonly CastGift[] = [
  { id: 7934, name: 'Heart Me', coins: 1, type: 4 },
  { id: 5659, name: 'Paper Crane', coins: 99, type: 1 },
  { id: 6427, name: 'Hat and Mustache', coins: 99, type: 1 },
  { id: 5660, name: 'Hand Hearts', coins: 100, type: 1 },
  { id: 5585, name: 'Confetti', coins: 100, type: 2 },
  { id: 5509, name: 'Sunglasses', coins: 199, type: 1 },
  { id: 6267, name: 'Corgi', coins: 299, type: 2 },
  { id: 5731, name: 'Coral', coins: 499, type: 2 },
  { id: 5897, name: 'Swan', coins: 699, type: 2 },
];

export const BIG_GIFTS: readonly CastGift[] = [
  { id: 11046, name: 'Galaxy', coins: 1_000, type: 2 },
  { id: 11046, name: 'Galaxy', coins: 1_000, type: 2 },
  { id: 6090, name: 'Fireworks', coins: 1_088, type: 2 },
  { id: 6820, name: 'Whale diving', coins: 2_150, type: 2 },
  { id: 6149, name: 'Interstellar', coins: 10_000, type: 2 },
  { id: 6369, name: 'Lion', coins: 29_999, type: 2 },
];

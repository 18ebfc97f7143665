/** Who gives what in the simulator: invented regulars in many scripts, and gifts with their real ids and prices. */

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

export const PEOPLE: readonly Person[] = NAMES.map(([handle, name], index) => ({
  id: String(6_800_000_000_000_000_000n + BigInt(index) * 104_729n),
  handle,
  name,
}));

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

/** Rows for the page stage: gifts of an evening, and names that try to break the page. */
import type { FeedRow } from '../../shared/contract/states.ts';
import { SAMPLE_NAMES } from '../../shared/overlay/samples.ts';

/** Names that real viewers (and some who are no friends) bear. */
export const HOSTILE_NAMES = [
  'Xx_'.repeat(100),
  'מלכת הלילה של תל אביב והגליל העליון 🌙',
  'مشاهد من الدار البيضاء يحب الموسيقى الهادئة جدا',
  'e\u0301\u0302a\u0303\u0304 z\u0335\u0336o\u0335\u0336',
  '👩‍👩‍👧‍👦'.repeat(40),
  '=HYPERLINK("http://x")<img onerror=alert(1)>',
] as const;

/** Names that nobody minds. */
export const NAMES = SAMPLE_NAMES.slice(0, 12);
const GIFTS = [
  ['5655', 'Rose', 1],
  ['5269', 'TikTok', 1],
  ['6064', 'GG', 1],
  ['6369', 'Lion', 29_999],
  ['5879', 'Doughnut', 30],
  ['6784', 'Cake Slice', 1],
  ['5487', 'Finger Heart', 5],
] as const;

function at<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('An empty list has no items.');
  return item;
}

function tiktokRow(seq: number, atMs: number, names: readonly string[]): FeedRow {
  const [giftId, giftName, price] = at(GIFTS, (seq * 5) % 17);
  const quantity = price > 1_000 ? 1 : 1 + ((seq * 7) % 23);
  const name = at(names, seq * 5);
  return {
    key: `g${seq}`,
    seq,
    platform: 'tiktok',
    kind: 'gift',
    giftId,
    giftName,
    senderName: name,
    senderHandle: `viewer${seq % 40}`,
    quantity,
    unit: 'coin',
    units: quantity * price,
    status: 'settled',
    observed: null,
    sources: ['tikfinity://127.0.0.1:21213'],
    firstAtMs: atMs,
    lastAtMs: atMs,
    receiverUnchecked: false,
    sessionNo: 7,
  };
}

/** One row; every kind of row turns up within a dozen. */
export function feedRow(seq: number, atMs: number, names: readonly string[] = NAMES): FeedRow {
  const row = tiktokRow(seq, atMs, names);
  switch (seq % 12) {
    case 3:
      return {
        ...row,
        platform: 'twitch',
        kind: 'bits',
        giftId: null,
        giftName: null,
        unit: 'bit',
        quantity: 500,
        units: 500,
      };
    case 5:
      return { ...row, key: `o${seq}`, observed: 'mirrored' };
    case 7:
      return {
        ...row,
        platform: 'twitch',
        kind: 'bundle',
        giftId: null,
        giftName: null,
        unit: 'sub1',
        quantity: 5,
        units: 5,
      };
    case 8:
      return { ...row, status: 'unconfirmed' };
    case 10:
      return {
        ...row,
        platform: 'myshop',
        kind: 'tip',
        giftId: null,
        giftName: null,
        unit: 'USD',
        quantity: 1,
        units: 1_500,
      };
    case 11:
      return { ...row, units: null, giftName: 'Moonlit Garden', giftId: '99120' };
    default:
      return row;
  }
}

/** `count` rows, newest first, 13 s apart; the newest is a combo that still grows. */
export function feedRows(
  newestSeq: number,
  count: number,
  newestAtMs: number,
  names: readonly string[],
): readonly FeedRow[] {
  return Array.from({ length: count }, (_, index) => {
    const row = feedRow(newestSeq - index, newestAtMs - index * 13_000, names);
    return index === 0 ? { ...row, status: 'open' as const } : row;
  });
}

/**
 * One TikTok gift message → a frame of its counter, the same by whichever way it came: the rules that
 * `tiktok.normalise.ts` (TikTok itself) and `tikfinity.normalise.ts` share, so that both together count once.
 */
import type { GiftFrame } from '../../shared/gift.ts';
import { tiktokKey } from '../../shared/ledger/gift-key.ts';
import {
  type Fields,
  clockOf,
  firstOf,
  flagOf,
  idOf,
  integerOf,
  labelOf,
  shown,
} from './fields.ts';
import { checked, rejected } from './outcome.ts';
import type { Normalised } from './source.ts';

/** TikTok's own number for gifts that can be tapped into a combo. */
const COMBO_TYPE = 1;

/** Where a sender of TikTok gifts puts each part, best place first. */
export type GiftPlaces = Readonly<
  Record<
    | 'messageId'
    | 'giftId'
    | 'giftName'
    | 'giftType'
    | 'price'
    | 'total'
    | 'count'
    | 'end'
    | 'groupId'
    | 'senderId'
    | 'handle'
    | 'name'
    | 'receiverId'
    | 'time',
    readonly string[]
  >
>;

/** Pure. `observed`: why it is known not to be income, else null. */
export function normaliseTiktokGift(
  data: Fields,
  places: GiftPlaces,
  observed: GiftFrame['observed'],
): Normalised {
  const messageId = tiktokId(firstOf(data, places.messageId));
  if (typeof messageId !== 'string') {
    return rejected(
      'message_id_missing',
      'A gift without a message id could be counted twice, so it is not booked.',
    );
  }
  const giftId = firstId(data, places.giftId);
  if (typeof giftId !== 'string') {
    return rejected('gift_id_missing', `A gift without a usable gift id (message ${messageId}).`);
  }
  const numbers = readNumbers(data, places);
  if ('code' in numbers) return rejected(numbers.code, numbers.message);

  const senderId = firstId(data, places.senderId);
  const groupId = tiktokId(firstOf(data, places.groupId));
  const inGroup = typeof groupId === 'string';
  if (senderId === undefined || (inGroup && senderId === null)) {
    return rejected(
      'sender_id_missing',
      'A combo without its sender’s id cannot be told from another one.',
    );
  }
  if (groupId === undefined || (!inGroup && numbers.combo && !numbers.ended)) {
    // Without a group each frame would count for itself: 1 + 2 + 3 for three roses. Its end frame is whole.
    return rejected('group_id_missing', 'A frame of a running combo does not say which combo.');
  }
  return checked({
    platform: 'tiktok',
    giftKey: tiktokKey({ senderId: senderId ?? '', giftId, groupId, messageId }),
    messageId,
    kind: 'gift',
    counter: { type: 'total', atLeast: numbers.count },
    unit: 'coin',
    unitsEach: numbers.price,
    final: numbers.ended || !numbers.combo,
    sender: {
      id: senderId,
      handle: labelOf(firstOf(data, places.handle)),
      name: labelOf(firstOf(data, places.name)),
    },
    gift: { id: giftId, name: labelOf(firstOf(data, places.giftName)) },
    receiverId: firstId(data, places.receiverId) ?? null,
    occurredAtMs: clockOf(firstOf(data, places.time)),
    observed,
  });
}

/** An id of TikTok's, which writes "0" where it has none. Null: absent. Undefined: unusable. */
export function tiktokId(value: unknown): string | null | undefined {
  const id = idOf(value);
  return id === '0' ? null : id;
}

/** The first of the places that names somebody: an "0" there does not hide the next place. */
export function firstId(data: Fields, places: readonly string[]): string | null | undefined {
  for (const place of places) {
    const id = tiktokId(firstOf(data, [place]));
    if (id !== null) return id;
  }
  return null;
}

interface Numbers {
  readonly count: number;
  /** Coins for one; null when the frame does not say. */
  readonly price: number | null;
  readonly combo: boolean;
  readonly ended: boolean;
}

function readNumbers(
  data: Fields,
  places: GiftPlaces,
): Numbers | { readonly code: string; readonly message: string } {
  const rawCount = firstOf(data, places.count);
  const count = integerOf(rawCount);
  if (typeof count !== 'number' || count < 1) {
    return { code: 'count_invalid', message: `A gift cannot be given ${shown(rawCount)} times.` };
  }
  const rawPrice = firstOf(data, places.price);
  const price = integerOf(rawPrice);
  if (price === undefined) {
    return { code: 'price_invalid', message: `A gift cannot cost ${shown(rawPrice)} coins.` };
  }
  const rawType = firstOf(data, places.giftType);
  const type = integerOf(rawType);
  if (type === undefined) {
    return { code: 'type_invalid', message: `${shown(rawType)} is not a type of gift.` };
  }
  const rawEnd = firstOf(data, places.end);
  const ended = flagOf(rawEnd);
  if (ended === undefined) {
    return { code: 'end_invalid', message: `${shown(rawEnd)} does not say whether a combo ended.` };
  }
  // A sender that leaves the type out (or 0) still gives combos a group; TikTok gives "0" to everything else.
  const combo =
    type === null || type === 0
      ? typeof tiktokId(firstOf(data, places.groupId)) === 'string'
      : type === COMBO_TYPE;
  return {
    count,
    price: price === null || price === 0 ? priceFrom(data, places, count) : price,
    combo,
    ended: ended ?? false,
  };
}

/** The price by a total that is said instead of it; null when it does not divide. No gift of TikTok's is free. */
function priceFrom(data: Fields, places: GiftPlaces, count: number): number | null {
  const total = integerOf(firstOf(data, places.total));
  return typeof total === 'number' && total > 0 && total % count === 0 ? total / count : null;
}

/**
 * TikFinity's JSON → gift frames. There is no official schema, so every shape that has been seen is read:
 * numbers as text, `gift{}` and `user{}` nested, snake case, arrays of events, a payload without envelope.
 * Only `gift` is money. Beside it: `tikfinity.source.ts` (the connection) and the simulator, which speaks it.
 */
import { type Fields, firstOf, isFields, parseJson } from './fields.ts';
import { NOTHING, merged, rejected } from './outcome.ts';
import type { Normalised } from './source.ts';
import { type GiftPlaces, normaliseTiktokGift } from './tiktok.gift.ts';

/** Envelopes nest in practice once; deeper than this is not TikFinity. */
const MAX_DEPTH = 3;
const PLACES = {
  messageId: ['msgId', 'msg_id', 'common.msgId', 'common.msg_id'],
  giftId: ['giftId', 'gift_id', 'gift.gift_id', 'gift.giftId', 'gift.id'],
  giftName: [
    'giftName',
    'gift_name',
    'gift.name',
    'gift.giftName',
    'gift.gift_name',
    'giftDetails.giftName',
  ],
  giftType: [
    'giftType',
    'gift_type',
    'gift.gift_type',
    'gift.giftType',
    'gift.type',
    'giftDetails.giftType',
  ],
  price: [
    'diamondCount',
    'diamond_count',
    'gift.diamondCount',
    'gift.diamond_count',
    'giftDetails.diamondCount',
    'extendedGiftInfo.diamond_count',
  ],
  // Of the whole combo, unlike a price.
  total: ['coins', 'totalCoins', 'total_coins', 'gift.coins'],
  count: ['repeatCount', 'repeat_count', 'gift.repeat_count', 'gift.repeatCount'],
  end: ['repeatEnd', 'repeat_end', 'gift.repeat_end', 'gift.repeatEnd'],
  groupId: ['groupId', 'group_id', 'gift.group_id', 'gift.groupId'],
  senderId: ['userId', 'user_id', 'user.userId', 'user.user_id', 'user.idStr', 'user.id'],
  handle: [
    'uniqueId',
    'unique_id',
    'user.uniqueId',
    'user.unique_id',
    'user.displayId',
    'user.display_id',
  ],
  name: ['nickname', 'user.nickname', 'user.nick_name'],
  receiverId: ['receiverUserId', 'receiver_user_id', 'receiver.userId', 'receiver.user_id'],
  time: ['createTime', 'create_time', 'common.createTime', 'timestamp'],
} as const satisfies GiftPlaces;

interface Happening {
  readonly name: string | null;
  readonly data: unknown;
}

/** Pure: one TikFinity message (text, or JSON already parsed) → what it came to. */
export function normaliseTikfinity(raw: unknown): Normalised {
  const json = typeof raw === 'string' ? parseJson(raw) : raw;
  if (typeof json !== 'object' || json === null) {
    return rejected('malformed', 'TikFinity sent something that is not a JSON event.');
  }
  return merged(happenings(json, 0).map(normaliseHappening));
}

function happenings(json: unknown, depth: number): readonly Happening[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(json)) {
    const [name, data] = json as readonly unknown[];
    return typeof name === 'string'
      ? [{ name, data }]
      : json.flatMap((part: unknown) => happenings(part, depth + 1));
  }
  if (!isFields(json)) return [];
  const name = firstOf(json, ['event', 'type', 'eventName', 'event_name']);
  const data = Object.hasOwn(json, 'data') ? opened(json['data']) : json;
  if (typeof name === 'string') {
    return Array.isArray(data)
      ? data.map((part: unknown) => ({ name, data: part }))
      : [{ name, data }];
  }
  if (data !== json) return happenings(data, depth + 1);
  return [{ name: looksLikeGift(json) ? 'gift' : null, data: json }];
}

/** Some relays send the payload as JSON inside JSON. */
function opened(data: unknown): unknown {
  return typeof data === 'string' ? parseJson(data) : data;
}

function looksLikeGift(data: Fields): boolean {
  return firstOf(data, PLACES.giftId) !== null && firstOf(data, PLACES.count) !== null;
}

function normaliseHappening({ name, data }: Happening): Normalised {
  const event = name?.toLowerCase();
  if (event === 'streamend') return { ...NOTHING, streamEnded: true };
  if (event !== 'gift') return NOTHING;
  return isFields(data)
    ? normaliseTiktokGift(data, PLACES, null)
    : rejected('malformed', 'TikFinity announced a gift without saying which.');
}

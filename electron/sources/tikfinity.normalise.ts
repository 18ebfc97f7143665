/**
 * TikFinity's JSON → gift frames. There is no official schema, so every shape that has been seen is read:
 * numbers as text, `gift{}` and `user{}` nested, snake case, arrays of events, a payload without envelope.
 * Only `gift` is money. Beside it: `tikfinity.source.ts` (the connection) and the simulator, which speaks it.
 */
import { tiktokKey } from '../../shared/ledger/gift-key.ts';
import {
  type Fields,
  clockOf,
  firstOf,
  flagOf,
  idOf,
  integerOf,
  isFields,
  labelOf,
  parseJson,
  shown,
} from './fields.ts';
import { NOTHING, checked, merged, rejected } from './outcome.ts';
import type { Normalised } from './source.ts';

/** Envelopes nest in practice once; deeper than this is not TikFinity. */
const MAX_DEPTH = 3;
/** TikTok's own number for gifts that can be tapped into a combo. */
const COMBO_TYPE = 1;
const PLACES = {
  messageId: ['msgId', 'msg_id', 'common.msgId', 'common.msg_id'],
  giftId: ['giftId', 'gift_id', 'gift.gift_id', 'gift.giftId', 'gift.id'],
  giftName: ['giftName', 'gift_name', 'gift.name', 'gift.giftName', 'gift.gift_name'],
  giftType: ['giftType', 'gift_type', 'gift.gift_type', 'gift.giftType', 'gift.type'],
  price: ['diamondCount', 'diamond_count', 'gift.diamondCount', 'gift.diamond_count'],
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
  name: ['nickname', 'user.nickname'],
  receiverId: ['receiverUserId', 'receiver_user_id'],
  time: ['createTime', 'create_time', 'common.createTime', 'timestamp'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

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
    ? normaliseGift(data)
    : rejected('malformed', 'TikFinity announced a gift without saying which.');
}

function normaliseGift(data: Fields): Normalised {
  const messageId = idOf(firstOf(data, PLACES.messageId));
  if (typeof messageId !== 'string') {
    return rejected(
      'message_id_missing',
      'A gift without a message id could be counted twice, so it is not booked.',
    );
  }
  const giftId = idOf(firstOf(data, PLACES.giftId));
  if (typeof giftId !== 'string') {
    return rejected('gift_id_missing', `A gift without a usable gift id (message ${messageId}).`);
  }
  const numbers = readNumbers(data);
  if ('code' in numbers) return rejected(numbers.code, numbers.message);

  const senderId = idOf(firstOf(data, PLACES.senderId));
  const groupId = idOf(firstOf(data, PLACES.groupId));
  const inGroup = typeof groupId === 'string' && groupId !== '0';
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
  const receiverId = idOf(firstOf(data, PLACES.receiverId)) ?? null;
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
      handle: labelOf(firstOf(data, PLACES.handle)),
      name: labelOf(firstOf(data, PLACES.name)),
    },
    gift: { id: giftId, name: labelOf(firstOf(data, PLACES.giftName)) },
    receiverId: receiverId === '0' ? null : receiverId,
    occurredAtMs: clockOf(firstOf(data, PLACES.time)),
    observed: null,
  });
}

interface Numbers {
  readonly count: number;
  /** Coins for one; null when the frame does not say. */
  readonly price: number | null;
  readonly combo: boolean;
  readonly ended: boolean;
}

function readNumbers(data: Fields): Numbers | { readonly code: string; readonly message: string } {
  const rawCount = firstOf(data, PLACES.count);
  const count = integerOf(rawCount);
  if (typeof count !== 'number' || count < 1) {
    return { code: 'count_invalid', message: `A gift cannot be given ${shown(rawCount)} times.` };
  }
  const rawPrice = firstOf(data, PLACES.price);
  const price = integerOf(rawPrice);
  if (price === undefined) {
    return { code: 'price_invalid', message: `A gift cannot cost ${shown(rawPrice)} coins.` };
  }
  const rawType = firstOf(data, PLACES.giftType);
  const type = integerOf(rawType);
  if (type === undefined) {
    return { code: 'type_invalid', message: `${shown(rawType)} is not a type of gift.` };
  }
  const rawEnd = firstOf(data, PLACES.end);
  const ended = flagOf(rawEnd);
  if (ended === undefined) {
    return { code: 'end_invalid', message: `${shown(rawEnd)} does not say whether a combo ended.` };
  }
  const groupId = idOf(firstOf(data, PLACES.groupId));
  // A sender that leaves the type out still gives combos a group; TikTok gives "0" to everything else.
  const combo =
    type === null ? typeof groupId === 'string' && groupId !== '0' : type === COMBO_TYPE;
  return { count, price, combo, ended: ended ?? false };
}

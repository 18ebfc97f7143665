/**
 * TikTok's own messages, as tiktok-live-connector 2.4.0 decodes them (schema v3) → gift frames. Beside it:
 * `tiktok.connect.ts`, which hands them over without their empty fields, and `tiktok.gift.ts`, the rules.
 *
 * Only a gift message is money. A battle's multiplier (`matchInfo`) scales points, never coins; it stays in the
 * evidence. Treasure boxes (`WebcastEnvelopeMessage`) pass coins between viewers.
 */
import { type Fields, isFields } from './fields.ts';
import { NOTHING, rejected } from './outcome.ts';
import type { Normalised } from './source.ts';
import { type GiftPlaces, firstId, normaliseTiktokGift } from './tiktok.gift.ts';

export const GIFT_MESSAGE = 'WebcastGiftMessage';
export const CONTROL_MESSAGE = 'WebcastControlMessage';

/** What the connection hands over: a message of TikTok's, or what could not be one. */
export type TiktokRaw =
  | { readonly method: string; readonly data?: unknown }
  | { readonly fault: TiktokFault; readonly excerpt: string };

/** `frame`: unreadable; `inflated`: more than a frame may hold; `gift`: a gift message that breaks its schema. */
export type TiktokFault = 'frame' | 'inflated' | 'gift';

const PLACES = {
  messageId: ['common.msgId'],
  giftId: ['giftId', 'gift.id'],
  giftName: ['gift.name'],
  giftType: ['gift.type'],
  price: ['gift.diamondCount'],
  total: [],
  count: ['repeatCount'],
  end: ['repeatEnd'],
  groupId: ['groupId'],
  senderId: ['user.id', 'user.idStr'],
  handle: ['user.displayId'],
  name: ['user.nickname'],
  receiverId: ['monitorInfo.toUserId', 'toUser.id', 'toUser.idStr', 'monitorInfo.anchorId'],
  time: ['common.createTime'],
} as const satisfies GiftPlaces;

const ANCHOR = ['monitorInfo.anchorId'];
/** STREAM_ENDED and STREAM_SUSPENDED of the schema. */
const ENDING_ACTIONS: ReadonlySet<unknown> = new Set([3, 4]);

const FAULTS: Readonly<Record<TiktokFault, readonly [code: string, message: string]>> = {
  frame: ['malformed', 'TikTok sent something that is not one of its messages.'],
  inflated: ['too_large', 'A packed message of TikTok would unfold to far more than one may hold.'],
  gift: ['gift_undecodable', 'TikTok sent a gift message that cannot be read.'],
};

/** Pure: one message → what it came to. Takes anything. */
export function normaliseTiktok(raw: unknown): Normalised {
  if (!isFields(raw)) return rejected(...FAULTS.frame);
  const { fault, method } = raw;
  if (isFault(fault)) return rejected(...FAULTS[fault]);
  const data = isFields(raw['data']) ? raw['data'] : null;
  switch (method) {
    case GIFT_MESSAGE:
      return data === null
        ? rejected(...FAULTS.gift)
        : normaliseTiktokGift(data, PLACES, observedReason(data));
    case CONTROL_MESSAGE:
      return endsStream(data) ? { ...NOTHING, streamEnded: true } : NOTHING;
    default:
      return typeof method === 'string' ? NOTHING : rejected(...FAULTS.frame);
  }
}

/** Whether a control message says that the stream is over. */
export function endsStream(data: unknown): boolean {
  return isFields(data) && ENDING_ACTIONS.has(data['action']);
}

function isFault(value: unknown): value is TiktokFault {
  return typeof value === 'string' && Object.hasOwn(FAULTS, value);
}

/** A gift to a guest of the stream is the guest's. Who is unknown on either side stays income. */
function observedReason(data: Fields): 'other_receiver' | null {
  const anchorId = firstId(data, ANCHOR);
  const receiverId = firstId(data, PLACES.receiverId);
  return typeof anchorId === 'string' && typeof receiverId === 'string' && anchorId !== receiverId
    ? 'other_receiver'
    : null;
}

/** A decoded message without what protobuf writes for "nothing"; bytes as base64. Pure. */
export function withoutEmpty(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return value.length === 0 ? undefined : Buffer.from(value).toString('base64');
  }
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(keptItem);
  if (!isFields(value)) return isDefault(value) ? undefined : value;
  const kept = Object.entries(value).flatMap(([name, part]) => {
    const rest = withoutEmpty(part);
    return rest === undefined ? [] : [[name, rest] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Items keep their place. */
function keptItem(item: unknown): unknown {
  return withoutEmpty(item) ?? (typeof item === 'object' ? {} : item);
}

function isDefault(value: unknown): boolean {
  return value === 0 || value === '' || value === '0' || value === false || value == null;
}

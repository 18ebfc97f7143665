/**
 * Twitch's IRC lines → gift frames: cheers, subscriptions and gifted subscriptions, in months. Tags are read
 * raw; the docs call undocumented tags unsupported, so those of bundles are optional throughout.
 * Beside it: `irc.ts` (the line), `twitch.source.ts` (the connection), the simulator, which speaks it.
 */
import type { GiftFrame, GiftKind, ObservedReason } from '../../shared/gift.ts';
import { messageKey, twitchBundleKey } from '../../shared/ledger/gift-key.ts';
import { MAX_RAID_VIEWERS } from '../../shared/raid.ts';
import { clockOf, integerOf, isFields, labelOf, shown } from './fields.ts';
import { type IrcMessage, parseIrc } from './irc.ts';
import { NOTHING, checked, merged, rejected } from './outcome.ts';
import type { Normalised } from './source.ts';

/** SHA-1 of nothing: until 2022 Twitch sent it as the origin of every single gift. */
const CONSTANT_ORIGIN = 'da 39 a3 ee 5e 6b 4b 0d 32 55 bf ef 95 60 18 90 af d8 07 09';
const UNITS: ReadonlyMap<string, string> = new Map([
  ['1000', 'sub1'],
  ['2000', 'sub2'],
  ['3000', 'sub3'],
  ['Prime', 'prime'],
]);

/** The account in whose name Twitch sends what an anonymous viewer gives. */
const ANONYMOUS_GIFTER: GiftFrame['sender'] = {
  id: '274598607',
  handle: 'ananonymousgifter',
  name: 'AnAnonymousGifter',
};
/** Never seen in the wild. Whoever their tags name, often the channel itself, has not given anything. */
const ANONYMOUS_NOTICES: ReadonlySet<string> = new Set(['anonsubgift', 'anonsubmysterygift']);

type Tags = ReadonlyMap<string, string>;

/** What differs between the kinds of event; the rest of a frame is the same for all. */
type Claim = Pick<GiftFrame, 'kind' | 'counter' | 'unit' | 'final' | 'giftKey'> & {
  readonly observed: ObservedReason | null;
};
/** A claim, or why there is none. */
type Reading = Claim | { readonly code: string; readonly message: string };

/** Pure: what Twitch sent, as text of one or more lines or as `{ line }` → what it came to. */
export function normaliseTwitch(raw: unknown): Normalised {
  const text = isFields(raw) ? raw['line'] : raw;
  if (typeof text !== 'string') return rejected('malformed', 'This is not a line of Twitch chat.');
  return merged(text.split(/\r?\n/).filter(Boolean).map(normaliseLine));
}

function normaliseLine(line: string): Normalised {
  const message = parseIrc(line);
  if (message === undefined) {
    return rejected('malformed', `Twitch sent a line that is not IRC: ${shown(line)}`);
  }
  const { command, tags } = message;
  if (command === 'PRIVMSG') {
    return tags.has('bits') ? normaliseGift(message, cheer) : NOTHING;
  }
  if (command !== 'USERNOTICE') return NOTHING;
  if (tags.get('msg-id') === 'raid') return raided(tags);
  const read = READERS.get(noticeOf(tags));
  return read === undefined ? NOTHING : normaliseGift(message, read);
}

/** The kind of notice; for one mirrored by Shared Chat, the kind it has in its own channel. */
function noticeOf(tags: Tags): string {
  const notice = tags.get('msg-id') ?? '';
  return notice === 'sharedchatnotice' ? (tags.get('source-msg-id') ?? '') : notice;
}

type Reader = (tags: Tags, messageId: string) => Reading;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['sub', (tags, id) => subscription('sub', tags, id)],
  ['resub', (tags, id) => subscription('resub', tags, id)],
  ['subgift', giftedSubscription],
  ['anonsubgift', giftedSubscription],
  ['submysterygift', bundle],
  ['anonsubmysterygift', bundle],
  ['giftpaidupgrade', upgrade],
  ['anongiftpaidupgrade', upgrade],
  ['primepaidupgrade', upgrade],
]);

function normaliseGift(message: IrcMessage, read: Reader): Normalised {
  const { tags } = message;
  const id = tags.get('id') ?? '';
  if (id === '') {
    return rejected(
      'message_id_missing',
      'A gift without a message id could be counted twice, so it is not booked.',
    );
  }
  const claim = read(tags, id);
  if ('code' in claim) return rejected(claim.code, claim.message);

  const room = tags.get('room-id') ?? '';
  const source = tags.get('source-room-id') ?? '';
  if (source !== '' && room === '') {
    return rejected('room_id_missing', 'A shared gift does not say which channel it was seen in.');
  }
  const mirrored = source !== '' && source !== room;
  const namesNobody = ANONYMOUS_NOTICES.has(noticeOf(tags));
  return checked({
    ...claim,
    platform: 'twitch',
    messageId: mirrored ? mirroredId(id, room, tags) : id,
    observed: mirrored ? 'mirrored' : claim.observed,
    unitsEach: 1,
    sender: namesNobody ? ANONYMOUS_GIFTER : senderOf(message),
    gift: { id: null, name: labelOf(tags.get('msg-param-sub-plan-name')) },
    receiverId: (mirrored ? source : room) || null,
    occurredAtMs: clockOf(tags.get('tmi-sent-ts')),
  });
}

function senderOf({ tags, nick }: IrcMessage): GiftFrame['sender'] {
  return {
    id: tags.get('user-id') || null,
    handle: labelOf(tags.get('login') ?? nick),
    name: labelOf(tags.get('display-name')),
  };
}

/**
 * A mirrored notice may carry the very id that the gift has in its own channel. Somebody who watches both
 * channels must not have the real one dropped as a duplicate of its mirror image.
 */
function mirroredId(id: string, room: string, tags: Tags): string {
  return tags.get('source-id') === id ? `${id}@${room}` : id;
}

function cheer(tags: Tags, messageId: string): Reading {
  const bits = countOf(tags, 'bits', null);
  if (typeof bits !== 'number') return bits;
  return whole('bits', messageKey('twitch', messageId), bits, 'bit', null);
}

/** A subscription bought with tenure 0 is all the months bought; a later month of it is only shown. */
function subscription(kind: 'sub' | 'resub', tags: Tags, messageId: string): Reading {
  const unit = unitOf(tags, null);
  if (typeof unit !== 'string') return unit;
  const key = messageKey('twitch', messageId);
  if (tags.get('msg-param-was-gifted') === 'true') return whole(kind, key, 1, unit, 'redeemed');

  const tenure = integerOf(tags.get('msg-param-multimonth-tenure') ?? null);
  const duration = integerOf(tags.get('msg-param-multimonth-duration') ?? null);
  if (tenure === undefined || duration === undefined) {
    return { code: 'count_invalid', message: 'A subscription’s months are not a number.' };
  }
  if (tenure !== null && tenure > 0) return whole(kind, key, 1, unit, 'prepaid');
  // Twitch writes duration 0 for a subscription that is not of several months.
  return whole(
    kind,
    key,
    tenure === 0 && duration !== null ? Math.max(1, duration) : 1,
    unit,
    null,
  );
}

/**
 * Identity of a gifted subscription. Since 2024 a child of a bundle names its community gift. Before, child
 * and announcement shared an origin only, while a single gift has an origin of its own: indistinguishable
 * when seen alone. Keyed by that origin as a bundle of one it is worth exactly its months either way, and
 * joins its announcement if there was one. It is final, since a single gift has nothing to wait for; an old
 * bundle still grows after it.
 */
function giftedSubscription(tags: Tags, messageId: string): Reading {
  const unit = unitOf(tags, null);
  if (typeof unit !== 'string') return unit;
  const months = countOf(tags, 'msg-param-gift-months', 1);
  if (typeof months !== 'number') return months;

  const id = bundleIdOf(tags);
  if (id === null) return whole('subgift', messageKey('twitch', messageId), months, unit, null);
  return {
    kind: 'subgift',
    giftKey: twitchBundleKey(id),
    counter: { type: 'child', atLeast: months },
    unit,
    final: !tags.get('msg-param-community-gift-id'),
    observed: null,
  };
}

function bundle(tags: Tags, messageId: string): Reading {
  const unit = unitOf(tags, null);
  if (typeof unit !== 'string') return unit;
  const announced = countOf(tags, 'msg-param-mass-gift-count', null);
  if (typeof announced !== 'number') return announced;
  return {
    kind: 'bundle',
    giftKey: twitchBundleKey(bundleIdOf(tags) ?? messageId),
    counter: { type: 'announced', atLeast: announced },
    unit,
    final: false,
    observed: null,
  };
}

/** Somebody goes on paying after a gift or Prime: the payment itself comes as a subscription later. */
function upgrade(tags: Tags, messageId: string): Reading {
  const unit = unitOf(tags, 'sub1');
  if (typeof unit !== 'string') return unit;
  return whole('sub', messageKey('twitch', messageId), 1, unit, 'announcement');
}

/** Whoever came over, and how many of them. A raid of another channel, mirrored by Shared Chat, is not ours. */
function raided(tags: Tags): Normalised {
  const viewers = integerOf(tags.get('msg-param-viewerCount')) ?? 0;
  const source = tags.get('source-room-id') ?? '';
  const isOurs = source === '' || source === tags.get('room-id');
  if (!isOurs || viewers < 1 || viewers > MAX_RAID_VIEWERS) return NOTHING;
  const senderName = labelOf(tags.get('msg-param-displayName') ?? tags.get('msg-param-login'));
  return { ...NOTHING, raids: [{ platform: 'twitch', senderName, viewers }] };
}

function bundleIdOf(tags: Tags): string | null {
  const community = tags.get('msg-param-community-gift-id') ?? '';
  if (community !== '') return community;
  const origin = tags.get('msg-param-origin-id') ?? '';
  return origin === '' || origin === CONSTANT_ORIGIN ? null : origin;
}

/** A gift of one message. */
function whole(
  kind: GiftKind,
  giftKey: string,
  atLeast: number,
  unit: string,
  observed: ObservedReason | null,
): Claim {
  return { kind, giftKey, counter: { type: 'total', atLeast }, unit, final: true, observed };
}

function countOf(
  tags: Tags,
  tag: string,
  whenAbsent: number | null,
): number | { readonly code: string; readonly message: string } {
  const text = tags.get(tag);
  const count = text === undefined && whenAbsent !== null ? whenAbsent : integerOf(text);
  return typeof count === 'number' && count >= 1
    ? count
    : { code: 'count_invalid', message: `${tag} cannot be ${shown(text)}.` };
}

function unitOf(
  tags: Tags,
  whenAbsent: string | null,
): string | { readonly code: string; readonly message: string } {
  const plan = tags.get('msg-param-sub-plan') ?? '';
  const unit = plan === '' ? whenAbsent : UNITS.get(plan);
  return (
    unit ?? { code: 'plan_unknown', message: `${shown(plan)} is not a subscription plan we know.` }
  );
}

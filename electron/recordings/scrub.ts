/**
 * A recording without people: names, handles, ids, pictures and words are replaced or left out, so that it can be
 * shown to a stranger. What the counters need stays: which frames belong together, prices, counts and times.
 *
 * Only what is listed here is kept. Whatever a platform may add tomorrow is left out until somebody has looked.
 */
import { type Fields, isFields, parseJson } from '../sources/fields.ts';
import { type RecordedLine, recordedLine } from '../sources/recording.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** A line that may leave the house, or what kept it from that. */
export type Scrubbed =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: 'scheme_unknown'; readonly scheme: string };

const ENDED = 'The connection ended.';

/** One line that is neither a header nor broken. */
export function scrubLine(
  line: Exclude<RecordedLine, { type: 'header' | 'broken' }>,
  names: Pseudonyms,
): Scrubbed {
  const source = names.source(line.source);
  if (line.type !== 'frame') {
    const reason = line.type === 'ended' ? { reason: ENDED } : {};
    return { ok: true, text: recordedLine({ ...line, ...reason, source }) };
  }
  const scrub = SCRUBBERS.get(line.scheme);
  if (scrub === undefined) return { ok: false, code: 'scheme_unknown', scheme: line.scheme };
  return { ok: true, text: recordedLine({ ...line, source, raw: scrub(line.raw, names) }) };
}

type Scrub = (raw: unknown, names: Pseudonyms) => unknown;

/** How each source's raw frames are read; one that is not here is refused. */
const SCRUBBERS: ReadonlyMap<string, Scrub> = new Map<string, Scrub>([
  ['tiktok', scrubJson],
  ['tikfinity', scrubJson],
  ['webhook', scrubJson],
  ['streamlabs', scrubJson],
  ['streamelements', scrubJson],
  ['twitch', scrubTwitch],
  ['simulator', scrubSimulated],
  ['replay', scrubReplayed],
]);

function scrubSimulated(raw: unknown, names: Pseudonyms): unknown {
  if (!isFields(raw)) return null;
  const platform = raw['platform'];
  if (platform === 'tikfinity') return { platform, data: scrubJson(raw['data'], names) };
  if (platform === 'webhook') return { platform, item: scrubJson(raw['item'], names) };
  return platform === 'twitch' ? { platform, line: scrubTwitch(raw['line'], names) } : null;
}

function scrubReplayed(raw: unknown, names: Pseudonyms): unknown {
  if (!isFields(raw) || typeof raw['scheme'] !== 'string') return null;
  const scrub = SCRUBBERS.get(raw['scheme']);
  return scrub === undefined ? null : { scheme: raw['scheme'], raw: scrub(raw['raw'], names) };
}

/** By the last two names of its place, in lower case without underscores: `user.id`, `gift.name`. */
const KEPT: ReadonlySet<string> = new Set(
  [
    // What it is.
    ...[
      'topic',
      'for',
      'status',
      'event',
      'type',
      'eventname',
      'method',
      'action',
      'platform',
      'kind',
      'fault',
    ],
    // What was given.
    ...['giftid', 'giftname', 'gifttype', 'diamondcount', 'combo', 'gift.id', 'gift.name'],
    ...[
      'giftdetails.id',
      'giftdetails.name',
      'gift.type',
      'unit',
      'unitseach',
      'currency',
      'amount',
    ],
    // How often.
    ...['repeatcount', 'repeatend', 'combocount', 'groupcount', 'fanticketcount', 'count', 'final'],
    ...['coins', 'totalcoins', 'sendtype', 'groupid', 'multipliertype', 'multipliervalue'],
    // When.
    ...['createtime', 'timestamp', 'occurredat', 'createdat', 'test'],
  ].map((place) => place.toLowerCase()),
);

/** Ends of names whose values are ids, handles or names; asked in this order. */
const IDS = /(?:id|idstr|uid|streak)$/;
const HANDLES = /(?:uniqueid|displayid|username|login|handle)$/;
const NAMES = /(?:nickname|name)$/;

function scrubJson(raw: unknown, names: Pseudonyms): unknown {
  if (typeof raw !== 'string') return scrubValue(raw, ['', ''], names);
  const value = parseJson(raw);
  // Text that is no JSON: its reader refuses it, and will refuse this too.
  return value === undefined ? '' : JSON.stringify(scrubValue(value, ['', ''], names));
}

type Place = readonly [parent: string, name: string];

function scrubValue(value: unknown, place: Place, names: Pseudonyms): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => scrubItem(item, place, names));
  if (isFields(value)) return scrubFields(value, place, names);
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  const [parent, name] = place;
  if (KEPT.has(name) || KEPT.has(`${parent}.${name}`)) return value;
  return typeof value === 'number' || typeof value === 'string'
    ? replaced(value, place, names)
    : null;
}

/** An array may be an envelope: the name of an event and its content. */
function scrubItem(item: unknown, place: Place, names: Pseudonyms): unknown {
  const isEvent = place[1] === '' && typeof item === 'string' && /^[a-z]{1,20}$/i.test(item);
  return isEvent ? item : scrubValue(item, place, names);
}

function scrubFields(fields: Fields, [, parent]: Place, names: Pseudonyms): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => {
      // A name that is data, as where people are listed by their ids.
      if (!/^[A-Za-z_]\w*$/.test(key)) return [];
      const name = key.toLowerCase().replaceAll('_', '');
      return [[key, scrubValue(value, [parent, name], names)] as const];
    }),
  );
}

function replaced(value: string | number, [, name]: Place, names: Pseudonyms): unknown {
  const text = String(value);
  if (HANDLES.test(name)) return names.handle(text);
  if (IDS.test(name)) return names.id(text);
  if (NAMES.test(name)) return names.name(text);
  if (typeof value === 'number') return 0;
  // JSON inside JSON, as some relays send it.
  const inner = name === 'data' ? parseJson(value) : undefined;
  return isFields(inner) || Array.isArray(inner)
    ? JSON.stringify(scrubValue(inner, ['', ''], names))
    : '';
}

const TAGS_KEPT: ReadonlySet<string> = new Set([
  ...['bits', 'msg-id', 'source-msg-id', 'tmi-sent-ts'],
  ...['msg-param-sub-plan', 'msg-param-was-gifted', 'msg-param-gift-months', 'msg-param-months'],
  ...[
    'msg-param-cumulative-months',
    'msg-param-multimonth-tenure',
    'msg-param-multimonth-duration',
  ],
  ...['msg-param-mass-gift-count', 'msg-param-sender-count', 'msg-param-viewerCount'],
]);
/** The value that stood for "no origin" until 2022; `twitch.normalise.ts` knows it. */
const CONSTANT_ORIGIN = /^da\\s39\\sa3\\see/;
const SERVER = 'tmi.twitch.tv';
const TWITCH_LINE =
  /^(?:@(?<tags>[^ ]*) +)?(?::(?<prefix>[^ ]*) +)?(?<command>[A-Za-z]+|\d{3})(?: +(?<channel>#[^ ]*))?/;

function scrubTwitch(raw: unknown, names: Pseudonyms): unknown {
  if (isFields(raw)) return { line: scrubTwitch(raw['line'], names) };
  if (typeof raw !== 'string') return null;
  return raw
    .split(/\r?\n/)
    .map((line) => scrubTwitchLine(line, names))
    .join('\r\n');
}

/** Tags, who, what, where; the words of the chat are left out. */
function scrubTwitchLine(line: string, names: Pseudonyms): string {
  const { tags, prefix, command, channel } = TWITCH_LINE.exec(line)?.groups ?? {};
  if (command === undefined) return '';
  const nick = prefix?.split('!', 1)[0] ?? '';
  const from = nick === SERVER ? nick : names.handle(nick);
  return [
    tags === undefined ? '' : `@${scrubTags(tags, names)} `,
    prefix === undefined ? '' : `:${from}${nick === prefix ? '' : `!${from}@${from}.${SERVER}`} `,
    command,
    channel === undefined ? '' : ` #${names.handle(channel.slice(1))}`,
  ].join('');
}

function scrubTags(tags: string, names: Pseudonyms): string {
  return tags
    .split(';')
    .flatMap((tag) => {
      const equals = tag.indexOf('=');
      const key = equals === -1 ? tag : tag.slice(0, equals);
      return /^[\w-]{1,60}$/.test(key)
        ? [`${key}=${scrubTag(key, equals === -1 ? '' : tag.slice(equals + 1), names)}`]
        : [];
    })
    .join(';');
}

function scrubTag(key: string, value: string, names: Pseudonyms): string {
  if (TAGS_KEPT.has(key) || value === '' || CONSTANT_ORIGIN.test(value)) return value;
  if (/(?:^|-)id$/.test(key)) return names.id(value);
  if (/(?:login|user-?name)$/i.test(key)) return names.handle(value);
  return /display-?name$/i.test(key) ? names.name(value).replaceAll(' ', '\\s') : '';
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giftFrameSchema, type GiftFrame } from '../../shared/gift.ts';
import { parseIrc } from '../../electron/sources/irc.ts';
import { normaliseTwitch } from '../../electron/sources/twitch.normalise.ts';
import { FIXTURES_ABSENT, recordedTwitchLines, twitchLinesOfOneRoom } from '../tools/fixtures.ts';
import { booked } from './booked.ts';

type Tags = Readonly<Record<string, string>>;

const BASE: Tags = {
  'display-name': 'User1',
  id: 'aaaa-1',
  'room-id': '900',
  'tmi-sent-ts': '1594571566672',
  'user-id': '901',
};

function tagged(tags: Tags): string {
  return Object.entries({ ...BASE, ...tags })
    .map(([key, value]) => `${key}=${value}`)
    .join(';');
}

function notice(msgId: string, tags: Tags = {}): string {
  return `@${tagged({ login: 'user1', 'msg-id': msgId, 'msg-param-sub-plan': '1000', ...tags })} :tmi.twitch.tv USERNOTICE #c`;
}

function cheer(bits: string, tags: Tags = {}): string {
  return `@${tagged({ bits, ...tags })} :user1!user1@user1.tmi.twitch.tv PRIVMSG #c :Cheer1`;
}

function only(line: string): GiftFrame {
  const { frames, rejections } = normaliseTwitch(line);
  expect(rejections).toEqual([]);
  expect(frames).toHaveLength(1);
  const [frame] = frames;
  if (frame === undefined) throw new Error('no frame');
  return frame;
}

describe('a cheer', () => {
  it('is its bits, from one message', () => {
    expect(only(cheer('100'))).toEqual({
      platform: 'twitch',
      giftKey: 'twitch|msg|aaaa-1',
      messageId: 'aaaa-1',
      kind: 'bits',
      counter: { type: 'total', atLeast: 100 },
      unit: 'bit',
      unitsEach: 1,
      final: true,
      sender: { id: '901', handle: 'user1', name: 'User1' },
      gift: { id: null, name: null },
      receiverId: '900',
      occurredAtMs: 1_594_571_566_672,
      observed: null,
    });
  });

  it('of another channel, mirrored by Shared Chat, is not income', () => {
    expect(only(cheer('1', { 'source-room-id': '777', 'source-id': 'zz' }))).toMatchObject({
      observed: 'mirrored',
      receiverId: '777',
      messageId: 'aaaa-1',
    });
    expect(only(cheer('1', { 'source-room-id': '900' })).observed).toBeNull();
  });

  it('without a name is the account that Twitch uses for such cheers', () => {
    const line = cheer('7', { 'user-id': '407665396', 'display-name': 'AnAnonymousCheerer' });
    const frame = only(line.replaceAll('user1', 'ananonymouscheerer'));
    expect(frame).toMatchObject({
      counter: { atLeast: 7 },
      sender: { id: '407665396', handle: 'ananonymouscheerer', name: 'AnAnonymousCheerer' },
    });
  });

  it('of exactly one bit is one bit, though tmi.js would make its other tags true', () => {
    expect(only(cheer('1', { mod: '1' })).counter.atLeast).toBe(1);
    expect(only(notice('subgift', { 'msg-param-gift-months': '1' })).counter.atLeast).toBe(1);
  });

  it('and its mirror image with the same id do not hide one another', () => {
    const mirrored = only(cheer('1', { 'source-room-id': '777', 'source-id': 'aaaa-1' }));
    expect(mirrored.messageId).not.toBe('aaaa-1');
  });
});

describe('a subscription counts its months', () => {
  it.each([
    ['sub', {}, 'sub1', 1, null],
    ['sub', { 'msg-param-sub-plan': 'Prime' }, 'prime', 1, null],
    [
      'resub',
      { 'msg-param-sub-plan': '2000', 'msg-param-cumulative-months': '23' },
      'sub2',
      1,
      null,
    ],
    ['resub', { 'msg-param-sub-plan': '3000', 'msg-param-months': '9' }, 'sub3', 1, null],
    [
      'sub',
      { 'msg-param-multimonth-duration': '6', 'msg-param-multimonth-tenure': '0' },
      'sub1',
      6,
      null,
    ],
    [
      'resub',
      { 'msg-param-multimonth-duration': '0', 'msg-param-multimonth-tenure': '0' },
      'sub1',
      1,
      null,
    ],
    [
      'resub',
      { 'msg-param-multimonth-duration': '6', 'msg-param-multimonth-tenure': '2' },
      'sub1',
      1,
      'prepaid',
    ],
    [
      'resub',
      { 'msg-param-was-gifted': 'true', 'msg-param-gift-months': '3' },
      'sub1',
      1,
      'redeemed',
    ],
    ['giftpaidupgrade', { 'msg-param-sub-plan': '' }, 'sub1', 1, 'announcement'],
    ['anongiftpaidupgrade', { 'msg-param-sub-plan': '' }, 'sub1', 1, 'announcement'],
    ['primepaidupgrade', { 'msg-param-sub-plan': '2000' }, 'sub2', 1, 'announcement'],
  ] as const)('%s %o', (msgId, tags, unit, atLeast, observed) => {
    expect(only(notice(msgId, tags))).toMatchObject({
      unit,
      counter: { type: 'total', atLeast },
      observed,
      final: true,
      giftKey: 'twitch|msg|aaaa-1',
    });
  });
});

describe('gifted subscriptions', () => {
  const announcement = (count: string, tags: Tags = {}) =>
    notice('submysterygift', { 'msg-param-mass-gift-count': count, ...tags });
  const child = (id: string, tags: Tags) => notice('subgift', { id, ...tags });

  it('a single one is worth its months', () => {
    expect(only(child('one', { 'msg-param-gift-months': '12' }))).toMatchObject({
      kind: 'subgift',
      giftKey: 'twitch|msg|one',
      counter: { type: 'total', atLeast: 12 },
      final: true,
    });
  });

  it('the constant origin of old gifts is no bundle', () => {
    const origin =
      'da\\s39\\sa3\\see\\s5e\\s6b\\s4b\\s0d\\s32\\s55\\sbf\\sef\\s95\\s60\\s18\\s90\\saf\\sd8\\s07\\s09';
    expect(only(child('one', { 'msg-param-origin-id': origin })).giftKey).toBe('twitch|msg|one');
  });

  it('a bundle and its children are one gift, waiting for the rest', () => {
    const bundle = { 'msg-param-community-gift-id': '994', 'msg-param-origin-id': '994' };
    expect(only(announcement('3', bundle))).toMatchObject({
      kind: 'bundle',
      giftKey: 'twitch|bundle|994',
      counter: { type: 'announced', atLeast: 3 },
      final: false,
    });
    expect(only(child('one', bundle))).toMatchObject({
      giftKey: 'twitch|bundle|994',
      counter: { type: 'child', atLeast: 1 },
      final: false,
    });
  });

  it('a bundle of before 2024, told by its origin only, is not counted twice', () => {
    const bundle = { 'msg-param-origin-id': '1f\\sbe' };
    const lines = [announcement('3', bundle), ...['c1', 'c2', 'c3'].map((id) => child(id, bundle))];
    const frames = lines.map(only);
    expect(booked(frames).income).toEqual({ sub1: 3 });
    expect(booked(frames.toReversed()).income).toEqual({ sub1: 3 });
  });

  it('a single one with an origin of its own is worth its months, and settled', () => {
    const frame = only(
      child('one', { 'msg-param-origin-id': '286', 'msg-param-gift-months': '12' }),
    );
    expect(booked([frame]).income).toEqual({ sub1: 12 });
    expect(frame.final).toBe(true);
  });

  it('an announcement without any bundle id stands for itself', () => {
    expect(only(announcement('5')).giftKey).toBe('twitch|bundle|aaaa-1');
  });

  it('an anonymous giver is the account that Twitch uses for them', () => {
    const tags = { 'user-id': '274598607', login: 'ananonymousgifter' };
    expect(only(notice('subgift', tags)).sender).toMatchObject({ id: '274598607' });
    // Whoever these name, it is not who gave: in the one recording it is the channel itself.
    const anonymous = { id: '274598607', handle: 'ananonymousgifter', name: 'AnAnonymousGifter' };
    const channel = { 'user-id': '900', login: 'streamer' };
    expect(only(notice('anonsubgift', channel))).toMatchObject({
      kind: 'subgift',
      sender: anonymous,
    });
    const mass = { ...channel, 'msg-param-mass-gift-count': '3' };
    expect(only(notice('anonsubmysterygift', mass))).toMatchObject({
      kind: 'bundle',
      sender: anonymous,
    });
  });

  it('of another channel are mirrored, also in the wrapping of Shared Chat', () => {
    const tags = { 'source-room-id': '777', 'source-id': 's', 'source-msg-id': 'submysterygift' };
    const line = notice('sharedchatnotice', { ...tags, 'msg-param-mass-gift-count': '5' });
    expect(only(line)).toMatchObject({ kind: 'bundle', observed: 'mirrored' });
  });
});

describe('a raid', () => {
  const raid = (tags: Record<string, string>) => normaliseTwitch(notice('raid', tags));
  const nothing = { frames: [], rejections: [] };

  it('is who came and how many, and no gift', () => {
    const tags = { 'msg-param-viewerCount': '430', 'msg-param-displayName': 'Ann' };
    const raids = [{ platform: 'twitch', senderName: 'Ann', viewers: 430 }];
    expect(raid(tags)).toEqual({ ...nothing, raids });
  });

  it.each(['', '0', '-4', 'many', '10000001', '99999999999999999'])(
    'of “%s” viewers is none',
    (viewers) => expect(raid({ 'msg-param-viewerCount': viewers })).toEqual(nothing),
  );

  it('of another channel in a shared chat is theirs', () => {
    const tags = { 'msg-param-viewerCount': '430', 'source-room-id': '777' };
    expect(raid(tags)).toEqual(nothing);
  });
});

describe('what is no gift', () => {
  it.each([
    ':a!a@a.tmi.twitch.tv PRIVMSG #c :hello',
    notice('sharedchatnotice', { 'source-msg-id': 'raid', 'source-room-id': '7' }),
    notice('bitsbadgetier', { 'msg-param-threshold': '1000' }),
    notice('rewardgift'),
    notice('ritual'),
    notice('sharedchatnotice', { 'source-msg-id': 'announcement', 'source-room-id': '7' }),
    'PING :tmi.twitch.tv',
    ':tmi.twitch.tv 001 justinfan1 :Welcome, GLHF!',
  ])('%s', (line) => {
    expect(normaliseTwitch(line)).toEqual({ frames: [], rejections: [] });
  });
});

describe('a line that cannot be trusted', () => {
  it.each([
    ['no id', cheer('5', { id: '' }), 'message_id_missing'],
    ['bits 0', cheer('0'), 'count_invalid'],
    ['bits −1', cheer('-1'), 'count_invalid'],
    ['bits 1.5', cheer('1.5'), 'count_invalid'],
    ['bits "12abc"', cheer('12abc'), 'count_invalid'],
    ['bits NaN', cheer('NaN'), 'count_invalid'],
    ['bits 2^53', cheer('9007199254740992'), 'count_invalid'],
    ['no bits', cheer(''), 'count_invalid'],
    ['bits beyond all plausibility', cheer('9007199254740991'), 'frame_invalid'],
    ['an unknown plan', notice('sub', { 'msg-param-sub-plan': '4000' }), 'plan_unknown'],
    ['no plan', notice('sub', { 'msg-param-sub-plan': '' }), 'plan_unknown'],
    ['a bundle of none', notice('submysterygift'), 'count_invalid'],
    ['gift months 0', notice('subgift', { 'msg-param-gift-months': '0' }), 'count_invalid'],
    ['tenure "x"', notice('sub', { 'msg-param-multimonth-tenure': 'x' }), 'count_invalid'],
    [
      'a source but no room',
      cheer('1', { 'room-id': '', 'source-room-id': '7' }),
      'room_id_missing',
    ],
    ['half a line', '@bits=5;id=a', 'malformed'],
    ['garbage', '\u0000\u0001{}', 'malformed'],
    ['an object', {}, 'malformed'],
    ['nothing at all', undefined, 'malformed'],
  ])('with %s is refused, with a code', (_, raw, code) => {
    const { frames, rejections } = normaliseTwitch(raw);
    expect(frames).toEqual([]);
    expect(rejections.map((rejection) => rejection.code)).toEqual([code]);
  });

  it.each(['wide\u3000space', 'hard\u00A0space', 'tab\tbed', 'line\u2028break'])(
    'survives blanks that are no plain space: %j',
    (name) => {
      expect(only(cheer('1', { 'display-name': name })).sender.name).toBe(name);
      expect(only(notice('sub', { 'msg-param-sub-plan-name': name })).gift.name).toBe(name);
    },
  );

  it('survives names of any length', () => {
    const name = 'n'.repeat(10_000);
    expect(only(cheer('1', { 'display-name': name })).sender.name).toBe(name);
  });

  it('never throws and never lets anything invalid through', () => {
    const tag = fc.tuple(
      fc.constantFrom('id', 'bits', 'msg-id', 'msg-param-sub-plan', 'user-id', 'room-id', 'x'),
      fc.string(),
    );
    const line = fc
      .tuple(fc.array(tag), fc.constantFrom('PRIVMSG', 'USERNOTICE', ''), fc.string())
      .map(([tags, command, rest]) => {
        const text = tags.map(([key, value]) => `${key}=${value}`).join(';');
        return `@${text} :a ${command} ${rest}`;
      });
    fc.assert(
      fc.property(fc.oneof(line, fc.string(), fc.anything()), (raw) => {
        for (const frame of normaliseTwitch(raw).frames) giftFrameSchema.parse(frame);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a line of IRC', () => {
  it('has tags with their escapes resolved, a nick, a command and parameters', () => {
    const message = parseIrc('@a=x\\sy\\:\\\\z\\q\\;b;c= :nick!n@h PRIVMSG #c :one : two');
    expect(message).toEqual({
      tags: new Map([
        ['a', 'x y;\\zq'],
        ['b', ''],
        ['c', ''],
      ]),
      nick: 'nick',
      command: 'PRIVMSG',
      params: ['#c', 'one : two'],
    });
  });
});

describe.skipIf(FIXTURES_ABSENT !== null)(`the recorded lines ${FIXTURES_ABSENT ?? ''}`, () => {
  it('of one channel book 3,142 bits and mirror exactly one', () => {
    const frames = twitchLinesOfOneRoom().flatMap((line) => normaliseTwitch(line).frames);
    const { income, observed } = booked(frames);
    expect(income['bit']).toBe(3_142);
    expect(observed['mirrored bit']).toBe(1);
  });

  it('are all taken or no gifts', () => {
    expect(recordedTwitchLines()).toHaveLength(56);
    const rejections = recordedTwitchLines().flatMap((line) => normaliseTwitch(line).rejections);
    expect(rejections).toEqual([]);
  });
});

/** Scrubbed frames tell of nobody, and book as before. */
import { describe, expect, it } from 'vitest';
import { createPseudonyms } from '../../electron/recordings/pseudonyms.ts';
import { scrubLine } from '../../electron/recordings/scrub.ts';
import { readRecordedLine } from '../../electron/sources/recording.ts';
import { allSources } from '../../electron/sources/registry.ts';
import replay from '../../electron/sources/replay.source.ts';
import { sceneOf } from '../../electron/sources/simulator.scene.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import { FIXTURES_ABSENT, recordedTwitchLines } from '../tools/fixtures.ts';
import { fixtureFrames } from '../tools/fake-tikfinity.ts';
import { booked } from '../sources/booked.ts';

type Frame = readonly [scheme: string, raw: unknown];

function line(scheme: string, raw: unknown) {
  return { type: 'frame', t: 1, source: `${scheme}://the_creator`, scheme, raw } as const;
}

function scrubbed(frames: readonly Frame[]): { text: string; played: readonly Frame[] } {
  const names = createPseudonyms();
  const texts = frames.map(([scheme, raw]) => {
    const result = scrubLine(line(scheme, raw), names);
    if (!result.ok) throw new Error(result.code);
    return result.text;
  });
  const played = texts.map((text): Frame => {
    const read = readRecordedLine(text);
    if (read.type !== 'frame') throw new Error(text);
    return [read.scheme, read.raw];
  });
  return { text: texts.join(''), played };
}

function read(frames: readonly Frame[]): readonly GiftFrame[] {
  return frames.flatMap(([scheme, raw]) => replay.normalise({ scheme, raw }).frames);
}

/** What must not be changed by other names: which frames belong together, and what they are worth. */
function shape(frames: readonly GiftFrame[]) {
  const numbers = new Map<string, number>();
  const no = (kind: string, value: string | null) => {
    if (value === null) return null;
    const key = `${kind} ${value}`;
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  };
  return frames.map((frame) => ({
    ...frame,
    giftKey: no('gift', frame.giftKey),
    messageId: no('message', frame.messageId),
    receiverId: no('person', frame.receiverId),
    sender: no('person', frame.sender.id),
    gift: frame.gift.id,
  }));
}

function expectSame(frames: readonly Frame[]): string {
  const { text, played } = scrubbed(frames);
  const before = read(frames);
  const after = read(played);
  expect(before.length).toBeGreaterThan(0);
  expect(booked(after)).toEqual(booked(before));
  expect(shape(after)).toEqual(shape(before));
  return text;
}

function tellsOf(text: string, frames: readonly GiftFrame[]): readonly string[] {
  const words = frames.flatMap(({ sender, receiverId }) => [
    ...[sender.id, sender.handle, sender.name, receiverId],
  ]);
  const own = new Set(['274598607', 'ananonymousgifter', 'AnAnonymousGifter', 'twitch']);
  return [...new Set(words)]
    .filter((word) => word !== null)
    .filter((word) => word.length > 2 && !own.has(word) && !/^viewer.\d+$/i.test(word))
    .filter((word) => text.includes(JSON.stringify(word).slice(1, -1)));
}

describe('a scrubbed recording', () => {
  it.skipIf(FIXTURES_ABSENT !== null)(
    `of real TikTok gifts through TikFinity books the same and names nobody ${FIXTURES_ABSENT ?? ''}`,
    () => {
      const frames = fixtureFrames().map((frame): Frame => [
        'tikfinity',
        JSON.stringify({
          ...frame,
          data: {
            ...frame.data,
            uniqueId: `h.${frame.data.uniqueId}`,
            nickname: `n ${frame.data.nickname}`,
          },
        }),
      ]);
      expect(tellsOf(expectSame(frames), read(frames))).toEqual([]);
    },
  );

  it.skipIf(FIXTURES_ABSENT !== null)(
    `of real Twitch lines books the same and names nobody ${FIXTURES_ABSENT ?? ''}`,
    () => {
      const frames = recordedTwitchLines().map((text): Frame => ['twitch', text]);
      const text = expectSame(frames);
      expect(tellsOf(text, read(frames))).toEqual([]);
      expect(text).not.toContain('hello');
      expect(text).not.toContain('#streamer');
    },
  );

  it('of TikTok itself keeps receivers apart, and leaves pictures and words out', () => {
    const gift = (msgId: string, toUserId: string) => ({
      method: 'WebcastGiftMessage',
      data: {
        common: {
          msgId,
          roomId: '7300000000000000009',
          createTime: '1700000000000',
          displayText: 'Ann sent',
        },
        giftId: '5655',
        groupId: '1700000000001',
        repeatCount: 3,
        gift: { id: '5655', name: 'Rose', type: 1, diamondCount: 1 },
        user: {
          id: '71',
          displayId: 'ann.b',
          nickname: 'Ann',
          avatarThumb: { urls: ['https://p16/ann.jpeg'] },
          bioDescription: 'hi, Ann',
        },
        monitorInfo: { anchorId: '72', toUserId },
      },
    });
    const text = expectSame([
      ['tiktok', gift('1', '72')],
      ['tiktok', gift('2', '73')],
      ['tiktok', { method: 'WebcastChatMessage' }],
    ]);
    expect(text).not.toMatch(/Ann|ann\.b|jpeg|the_creator|7300000000000000009/);
    expect(scrubbed([['tiktok', { fault: 'gift', excerpt: 'QW5u' }]]).text).not.toContain('QW5u');
  });

  it('of the simulator with hostile names books the same and names nobody', () => {
    const frames = Array.from({ length: 500 }, (_, step) =>
      sceneOf({
        seed: 3,
        step,
        startedAtMs: 1_780_000_000_000,
        atMs: 1_780_000_000_000 + step,
        hostile: true,
      }),
    ).flatMap((scene) => scene.frames.map(({ frame }): Frame => ['simulator', frame]));
    expect(tellsOf(expectSame(frames), read(frames))).toEqual([]);
  });

  it('of the webhook books the same, and keeps no note', () => {
    const item = (id: string, count: number) => ({
      ...{
        id,
        platform: 'myshop',
        kind: 'gift',
        sender: { id: 'u-1', name: 'Zoë', email: 'zoe@example.com' },
      },
      ...{
        gift: { id: 'g1', name: 'Star' },
        count,
        unit: 'star',
        unitsEach: 5,
        streak: 'zoe-1',
        note: 'for Zoë',
      },
    });
    const text = expectSame([
      ['webhook', item('order-1', 1)],
      ['webhook', item('order-2', 4)],
    ]);
    expect(text).not.toMatch(/Zo|zoe|order/);
  });

  it('of the services that pay tips books the same, and names nobody', () => {
    const donation = (id: string, name: string) => ({
      type: 'message',
      topic: 'channel.tips',
      data: {
        _id: id,
        status: 'success',
        createdAt: '2026-11-20T20:00:00.000Z',
        donation: { amount: 5, currency: 'EUR', user: { username: name } },
      },
    });
    const tip = (id: string, name: string) => ({
      type: 'donation',
      for: 'streamlabs',
      message: [{ id, name, from: name, amount: '3.50', currency: 'USD' }],
    });
    const text = expectSame([
      ['streamelements', donation('tip-1', 'Zoë')],
      ['streamelements', donation('tip-2', 'zoltan')],
      ['streamlabs', tip('96164121', 'Zoë')],
    ]);
    expect(text).not.toMatch(/Zo|zo|tip-|9616/);
  });

  it('says the same name for the same person throughout', () => {
    const gift = {
      event: 'gift',
      data: { userId: 7_000, uniqueId: 'Ann', user: { userId: '7000', uniqueId: 'ann' } },
    };
    const { played } = scrubbed([['tikfinity', gift]]);
    const { data } = played[0]?.[1] as { data: { userId: string; uniqueId: string; user: object } };
    expect(data.user).toEqual({ userId: data.userId, uniqueId: data.uniqueId });
  });

  it.each(['{"broken', 'not json', '\u0000'])(
    'keeps nothing of text that is no JSON: %j',
    (raw) => {
      expect(scrubbed([['tikfinity', raw]]).played).toEqual([['tikfinity', '']]);
    },
  );

  it('is refused for a source that nobody has looked at', () => {
    expect(scrubLine(line('newcomer', {}), createPseudonyms())).toEqual({
      ok: false,
      code: 'scheme_unknown',
      scheme: 'newcomer',
    });
  });

  it('can be had of every source', () => {
    for (const { scheme } of allSources()) {
      expect(scrubLine(line(scheme, {}), createPseudonyms()).ok, scheme).toBe(true);
    }
  });

  it('says neither where it came from nor why a connection ended', () => {
    const ended = {
      ...line('twitch', ''),
      type: 'ended',
      reason: 'the_creator is offline',
    } as const;
    const result = scrubLine(ended, createPseudonyms());
    expect(result.ok && result.text).toContain('twitch://source-1');
    expect(result.ok && result.text).not.toContain('the_creator');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giftFrameSchema } from '../../shared/gift.ts';
import { normaliseTikfinity } from '../../electron/sources/tikfinity.normalise.ts';
import { fixtureFrames, tikfinityFrame } from '../tools/fake-tikfinity.ts';
import { FIXTURES_ABSENT, recordedGifts } from '../tools/fixtures.ts';
import { booked } from './booked.ts';

const ROSE = {
  giftId: 5655,
  giftName: 'Rose',
  giftType: 1,
  diamondCount: 1,
  repeatCount: 3,
  repeatEnd: false,
  groupId: '1696447170769',
  userId: '7000000000000000001',
  uniqueId: 'viewer_0001',
  nickname: 'Viewer',
  msgId: '7286184974634765062',
  createTime: '1696447176790',
};

function rose(change: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ event: 'gift', data: { ...ROSE, ...change } });
}

function codesOf(raw: unknown): readonly string[] {
  return normaliseTikfinity(raw).rejections.map(({ code }) => code);
}

describe('a TikFinity gift', () => {
  it('becomes one frame of a counter', () => {
    expect(normaliseTikfinity(rose())).toEqual({
      frames: [
        {
          platform: 'tiktok',
          giftKey: 'tiktok|combo|7000000000000000001|5655|1696447170769',
          messageId: '7286184974634765062',
          kind: 'gift',
          counter: { type: 'total', atLeast: 3 },
          unit: 'coin',
          unitsEach: 1,
          final: false,
          sender: { id: '7000000000000000001', handle: 'viewer_0001', name: 'Viewer' },
          gift: { id: '5655', name: 'Rose' },
          receiverId: null,
          occurredAtMs: 1_696_447_176_790,
          observed: null,
        },
      ],
      rejections: [],
    });
  });

  it.each([
    ['numbers as text', { giftId: '5655', giftType: '1', diamondCount: '1', repeatCount: '3' }],
    ['the end as a number', { repeatEnd: 0 }],
    ['the end as text', { repeatEnd: 'false' }],
    ['no end at all', { repeatEnd: undefined }],
    ['the clock in seconds', { createTime: 1_696_447_176.0 }],
    ['fields nobody knows', { brandNew: { deep: [1, 2, 3] }, coins: 99 }],
  ])('is the same gift with %s', (_, change) => {
    const [frame] = normaliseTikfinity(rose(change)).frames;
    expect(frame).toMatchObject({
      giftKey: 'tiktok|combo|7000000000000000001|5655|1696447170769',
      counter: { atLeast: 3 },
      unitsEach: 1,
      final: false,
    });
    expect(Math.trunc((frame?.occurredAtMs ?? 0) / 1_000)).toBe(1_696_447_176);
  });

  const nested = {
    msg_id: ROSE.msgId,
    group_id: ROSE.groupId,
    user: { user_id: ROSE.userId, unique_id: 'viewer_0001', nickname: 'Viewer' },
    gift: {
      gift_id: 5655,
      name: 'Rose',
      gift_type: 1,
      diamond_count: 1,
      repeat_count: 3,
      repeat_end: 0,
    },
    createTime: ROSE.createTime,
  };
  it.each([
    ['nested, in snake case', { event: 'gift', data: nested }],
    ['in an array', [{ event: 'gift', data: ROSE }]],
    ['as a pair of name and payload', ['gift', ROSE]],
    ['with an array as data', { event: 'gift', data: [ROSE] }],
    ['with JSON inside JSON', { event: 'gift', data: JSON.stringify(ROSE) }],
    ['with its name in "type"', { type: 'gift', data: ROSE }],
    ['wrapped in data alone', { data: ROSE }],
    ['without an envelope', ROSE],
  ])('is the same gift %s', (_, message) => {
    expect(normaliseTikfinity(JSON.stringify(message))).toEqual(normaliseTikfinity(rose()));
    expect(normaliseTikfinity(message)).toEqual(normaliseTikfinity(rose()));
  });

  it('keeps every digit of an id that was sent as a number', () => {
    const text = rose().replace('"7286184974634765062"', '7286184974634765063');
    expect(normaliseTikfinity(text).frames[0]?.messageId).toBe('7286184974634765063');
    const fraction = rose().replace('"giftType"', '"share":0.12345678901234567,"giftType"');
    expect(normaliseTikfinity(fraction).frames).toHaveLength(1);
    const name = rose({ nickname: 'call 12345678901234567890 now' });
    expect(normaliseTikfinity(name).frames[0]?.sender.name).toBe('call 12345678901234567890 now');
  });

  it('is final at its end frame, and at once when it cannot be tapped', () => {
    expect(normaliseTikfinity(rose({ repeatEnd: true })).frames[0]?.final).toBe(true);
    const alone = normaliseTikfinity(rose({ giftType: 2, groupId: '0' })).frames[0];
    expect(alone).toMatchObject({ final: true, giftKey: 'tiktok|msg|7286184974634765062' });
  });

  it.each([
    ['its total of coins', { diamondCount: undefined, coins: 15 }, 5],
    ['a total beside no price', { diamondCount: 0, coins: '15' }, 5],
    ['both', { diamondCount: 7, coins: 15 }, 7],
    ['a total that does not divide', { diamondCount: undefined, coins: 16 }, null],
    ['a total that is no number', { diamondCount: undefined, coins: 'many' }, null],
    ['a price of 0: no gift is free', { diamondCount: 0 }, null],
    ['details of an older schema', { diamondCount: null, giftDetails: { diamondCount: 9 } }, 9],
  ])('has its price from %s', (_, change, unitsEach) => {
    expect(normaliseTikfinity(rose(change)).frames[0]?.unitsEach).toBe(unitsEach);
  });

  it('says what is not known instead of guessing it', () => {
    const [frame] = normaliseTikfinity(
      rose({ diamondCount: null, createTime: 'soon', receiverUserId: '0', nickname: '' }),
    ).frames;
    expect(frame).toMatchObject({ unitsEach: null, occurredAtMs: null, receiverId: null });
    expect(frame?.sender.name).toBeNull();
    expect(normaliseTikfinity(rose({ receiverUserId: 42 })).frames[0]?.receiverId).toBe('42');
  });

  it('survives names of any length and script', () => {
    for (const nickname of ['x'.repeat(10_000), '‮evil', '<img src=x onerror=alert(1)>', '=1+1']) {
      expect(normaliseTikfinity(rose({ nickname })).frames[0]?.sender.name).toBe(nickname);
    }
    const longest = normaliseTikfinity(rose({ nickname: '🌹'.repeat(30_000) })).frames[0];
    expect(longest?.sender.name).toHaveLength(20_000);
  });
});

describe('what TikFinity sends beside gifts', () => {
  it.each(['chat', 'like', 'follow', 'share', 'subscribe', 'member', 'roomUser', 'brandNew'])(
    '"%s" is no gift and no fault',
    (event) => {
      expect(normaliseTikfinity(JSON.stringify({ event, data: { comment: 'hi' } }))).toEqual({
        frames: [],
        rejections: [],
      });
    },
  );

  it('hears that the stream ended', () => {
    expect(normaliseTikfinity('{"event":"streamEnd","data":{}}').streamEnded).toBe(true);
  });
});

describe('a frame that cannot be trusted', () => {
  it.each([
    ['half a frame', rose().slice(0, 60), 'malformed'],
    ['no JSON', 'hello', 'malformed'],
    ['nothing', '', 'malformed'],
    ['a bare number', '42', 'malformed'],
    ['a gift without data', '{"event":"gift","data":null}', 'malformed'],
    ['no message id', rose({ msgId: undefined }), 'message_id_missing'],
    ['a message id that is an object', rose({ msgId: {} }), 'message_id_missing'],
    ['no gift id', rose({ giftId: undefined }), 'gift_id_missing'],
    ['a combo without its sender', rose({ userId: undefined }), 'sender_id_missing'],
    ['a running combo without its group', rose({ groupId: undefined }), 'group_id_missing'],
    ['no count', rose({ repeatCount: undefined }), 'count_invalid'],
    ['count 0', rose({ repeatCount: 0 }), 'count_invalid'],
    ['count −1', rose({ repeatCount: -1 }), 'count_invalid'],
    ['count 1.5', rose({ repeatCount: 1.5 }), 'count_invalid'],
    ['count 2^53', rose({ repeatCount: 2 ** 53 }), 'count_invalid'],
    ['count 1e300', rose().replace('"repeatCount":3', '"repeatCount":1e300'), 'count_invalid'],
    ['count "12abc"', rose({ repeatCount: '12abc' }), 'count_invalid'],
    ['count "NaN"', rose({ repeatCount: 'NaN' }), 'count_invalid'],
    ['count as a list', rose({ repeatCount: [3] }), 'count_invalid'],
    ['count true', rose({ repeatCount: true }), 'count_invalid'],
    ['count of 16 digits', rose({ repeatCount: 2 ** 53 - 1 }), 'frame_invalid'],
    ['a negative price', rose({ diamondCount: -5 }), 'price_invalid'],
    ['an unknown type', rose({ giftType: 'huge' }), 'type_invalid'],
    ['an unreadable end', rose({ repeatEnd: 'maybe' }), 'end_invalid'],
    ['an id of 300 characters', rose({ msgId: 'm'.repeat(300) }), 'frame_invalid'],
  ])('with %s is refused, with a code', (_, raw, code) => {
    const { frames, rejections } = normaliseTikfinity(raw);
    expect(frames).toEqual([]);
    expect(rejections.map((rejection) => rejection.code)).toEqual([code]);
    expect(rejections[0]?.message).toMatch(/\w+ \w+/);
  });

  it('refuses a NaN in an object that never was JSON', () => {
    expect(codesOf({ event: 'gift', data: { ...ROSE, repeatCount: Number.NaN } })).toEqual([
      'count_invalid',
    ]);
  });

  it('costs no time, however it is broken', () => {
    for (const text of ['"1234567890123456', '\\"'.repeat(400_000), '['.repeat(400_000)]) {
      expect(codesOf(`:1234567890123456${text}`)).toEqual(['malformed']);
    }
    const comment = '\\"'.repeat(200_000);
    const started = performance.now();
    const valid = rose({ nickname: comment }).replace(
      '"7286184974634765062"',
      '7286184974634765063',
    );
    expect(normaliseTikfinity(valid).frames[0]?.messageId).toBe('7286184974634765063');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('is refused alone: the rest of its envelope is taken', () => {
    const message = { event: 'gift', data: [{ ...ROSE, repeatCount: 0 }, ROSE] };
    expect(normaliseTikfinity(message)).toMatchObject({
      frames: [{ messageId: ROSE.msgId }],
      rejections: [{ code: 'count_invalid' }],
    });
  });

  it('never throws and never lets anything invalid through', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const gift = fc.record(
      Object.fromEntries(Object.keys(ROSE).map((key) => [key, fc.oneof(value, fc.constant(1))])),
      { requiredKeys: [] },
    );
    const message = fc.oneof(
      value,
      gift.map((data) => ({ event: 'gift', data: { ...ROSE, ...data } })),
      fc.string(),
      fc.anything(),
    );
    fc.assert(
      fc.property(message, (raw) => {
        for (const frame of normaliseTikfinity(raw).frames) giftFrameSchema.parse(frame);
      }),
      { numRuns: 500 },
    );
  });
});

describe.skipIf(FIXTURES_ABSENT !== null)(`the recorded gifts ${FIXTURES_ABSENT ?? ''}`, () => {
  it('add up to 287 coins, in any order and however often they are sent', () => {
    const captures = Map.groupBy(recordedGifts(), ({ capture }) => capture);
    const totals = [...captures.values()].map((gifts) => {
      const frames = gifts.flatMap((gift) => normaliseTikfinity(tikfinityFrame(gift)).frames);
      const shuffled = [...frames.toReversed(), ...frames];
      expect(booked(shuffled)).toEqual(booked(frames));
      return booked(frames).income['coin'] ?? 0;
    });
    expect(totals.reduce((sum, total) => sum + total, 0)).toBe(287);
  });

  it('are all taken', () => {
    const results = fixtureFrames().map((frame) => normaliseTikfinity(JSON.stringify(frame)));
    expect(results.flatMap(({ rejections }) => rejections)).toEqual([]);
    expect(results.every(({ frames }) => frames.length === 1)).toBe(true);
  });
});

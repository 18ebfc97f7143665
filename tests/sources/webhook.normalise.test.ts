import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giftFrameSchema } from '../../shared/gift.ts';
import { normaliseWebhook } from '../../electron/sources/webhook.normalise.ts';

const GIFT = {
  id: 'order-1',
  platform: 'myshop',
  kind: 'gift',
  sender: { id: 's1', name: 'Ann' },
  gift: { id: 'g1', name: 'Star' },
  count: 3,
  unit: 'star',
  unitsEach: 2,
  occurredAt: '2026-11-23T18:30:00Z',
};
const TIP = {
  id: 'tip-1',
  platform: 'myshop',
  kind: 'tip',
  sender: { id: 's1', name: 'Ann' },
  money: { currency: 'USD', amount: '5.00' },
};

describe('a webhook gift', () => {
  it('becomes a frame', () => {
    expect(normaliseWebhook(GIFT)).toEqual({
      frames: [
        {
          platform: 'myshop',
          giftKey: 'myshop|msg|order-1',
          messageId: 'order-1',
          kind: 'gift',
          counter: { type: 'total', atLeast: 3 },
          unit: 'star',
          unitsEach: 2,
          final: true,
          sender: { id: 's1', handle: null, name: 'Ann' },
          gift: { id: 'g1', name: 'Star' },
          receiverId: null,
          occurredAtMs: Date.UTC(2026, 10, 23, 18, 30),
          observed: null,
        },
      ],
      rejections: [],
    });
  });

  it('with a streak is a running total', () => {
    const [frame] = normaliseWebhook({ ...GIFT, streak: 'x|1', final: false }).frames;
    expect(frame).toMatchObject({ giftKey: 'myshop|streak|s1|g1|x%7C1', final: false });
  });

  it('may have numbers as ids, and leave out what it does not know', () => {
    const [frame] = normaliseWebhook({
      id: 17,
      platform: 'tiktok',
      kind: 'gift',
      sender: { id: 42 },
      count: 1,
      unit: 'coin',
    }).frames;
    expect(frame).toMatchObject({
      messageId: '17',
      sender: { id: '42', name: null },
      gift: { id: null, name: null },
      unitsEach: null,
      occurredAtMs: null,
    });
  });

  it('may be a tip in money', () => {
    expect(normaliseWebhook(TIP).frames[0]).toMatchObject({
      kind: 'tip',
      counter: { type: 'total', atLeast: 1 },
      unit: 'USD',
      unitsEach: 500,
      final: true,
    });
    const yen = { ...TIP, money: { currency: 'JPY', amount: '500' } };
    expect(normaliseWebhook(yen).frames[0]).toMatchObject({ unit: 'JPY', unitsEach: 500 });
  });

  it('says that it is a test, and then is nothing else', () => {
    for (const test of [true, 'true', 1, '1']) {
      expect(normaliseWebhook({ test })).toEqual({ frames: [], rejections: [], tests: 1 });
      expect(normaliseWebhook({ ...GIFT, test }).frames).toEqual([]);
    }
    for (const test of [false, 'false', 0, null, undefined]) {
      expect(normaliseWebhook({ ...GIFT, test })).toMatchObject({ frames: [{}] });
      expect(normaliseWebhook({ ...GIFT, test }).tests).toBeUndefined();
    }
  });
});

describe('a webhook gift that is refused names the field', () => {
  it.each([
    ['not an object', 'gift', 'malformed'],
    ['a list', [GIFT], 'malformed'],
    ['no id', { ...GIFT, id: undefined }, 'id_missing'],
    ['an id that is an object', { ...GIFT, id: {} }, 'id_invalid'],
    ['a sender id that lost digits', { ...GIFT, sender: { id: 2 ** 60 } }, 'id_invalid'],
    ['a shouted platform', { ...GIFT, platform: 'MyShop' }, 'platform_invalid'],
    ['no platform', { ...GIFT, platform: undefined }, 'platform_invalid'],
    ['an unknown kind', { ...GIFT, kind: 'bits' }, 'kind_invalid'],
    ['count 0', { ...GIFT, count: 0 }, 'count_invalid'],
    ['count −1', { ...GIFT, count: -1 }, 'count_invalid'],
    ['count 1.5', { ...GIFT, count: 1.5 }, 'count_invalid'],
    ['count 2^53', { ...GIFT, count: 2 ** 53 }, 'count_invalid'],
    ['count as text', { ...GIFT, count: '12abc' }, 'count_invalid'],
    ['no count', { ...GIFT, count: undefined }, 'count_invalid'],
    ['count beyond all plausibility', { ...GIFT, count: 1e15 }, 'frame_invalid'],
    ['no unit', { ...GIFT, unit: undefined }, 'unit_invalid'],
    ['an unusable unit', { ...GIFT, unit: 'Gold Coins' }, 'unit_invalid'],
    ['money as a unit', { ...GIFT, unit: 'USD' }, 'unit_invalid'],
    ['a price of half a star', { ...GIFT, unitsEach: 0.5 }, 'units_each_invalid'],
    ['a streak without sender', { ...GIFT, streak: 'a', sender: {} }, 'streak_incomplete'],
    ['a streak without gift', { ...GIFT, streak: 'a', gift: null }, 'streak_incomplete'],
    ['a streak that is a list', { ...GIFT, streak: [] }, 'streak_invalid'],
    ['an unclear end', { ...GIFT, final: 'yes' }, 'final_invalid'],
    [
      'a time without a zone',
      { ...GIFT, occurredAt: '2026-11-23T18:30:00' },
      'occurred_at_invalid',
    ],
    ['a time as a number', { ...GIFT, occurredAt: 1 }, 'occurred_at_invalid'],
    ['a tip without money', { ...TIP, money: undefined }, 'currency_invalid'],
    [
      'an unknown currency',
      { ...TIP, money: { currency: 'usd', amount: '5' } },
      'currency_invalid',
    ],
    ['an amount as a number', { ...TIP, money: { currency: 'USD', amount: 5 } }, 'amount_invalid'],
    [
      'too many decimals',
      { ...TIP, money: { currency: 'USD', amount: '0.001' } },
      'amount_invalid',
    ],
    ['no amount', { ...TIP, money: { currency: 'USD', amount: '0.00' } }, 'amount_invalid'],
    ['a negative amount', { ...TIP, money: { currency: 'USD', amount: '-5' } }, 'amount_invalid'],
  ])('%s', (_, item, code) => {
    const { frames, rejections } = normaliseWebhook(item);
    expect(frames).toEqual([]);
    expect(rejections.map((rejection) => rejection.code)).toEqual([code]);
  });

  it('never throws and never lets anything invalid through', () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const item = fc
      .record(Object.fromEntries(Object.keys({ ...GIFT, ...TIP }).map((key) => [key, value])), {
        requiredKeys: [],
      })
      .map((change) => ({ ...GIFT, ...change }));
    fc.assert(
      fc.property(fc.oneof(item, fc.anything()), (raw) => {
        for (const frame of normaliseWebhook(raw).frames) giftFrameSchema.parse(frame);
      }),
      { numRuns: 500 },
    );
  });
});

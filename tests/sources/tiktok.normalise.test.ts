import fc from 'fast-check';
import { WebcastGiftMessage } from 'tiktok-live-proto/v3';
import { describe, expect, it } from 'vitest';
import { giftFrameSchema } from '../../shared/gift.ts';
import { factsOf } from '../../shared/ledger/facts.ts';
import { normaliseTikfinity } from '../../electron/sources/tikfinity.normalise.ts';
import { normaliseTiktok, withoutEmpty } from '../../electron/sources/tiktok.normalise.ts';
import { tikfinityFrame } from '../tools/fake-tikfinity.ts';
import { giftMessage } from '../tools/fake-tiktok.ts';
import { FIXTURES_ABSENT, recordedGifts } from '../tools/fixtures.ts';
import { booked } from './booked.ts';

type Part = Readonly<Record<string, unknown>>;

const COMMON = { msgId: '7286184974634765062', createTime: '1696447176790' };
const USER = { id: '7000000000000000001', displayId: 'viewer_0001', nickname: 'Viewer' };
const GIFT = { id: '5655', name: 'Rose', type: 1, combo: true, diamondCount: 1 };
const ROSE: Part = {
  common: COMMON,
  user: USER,
  gift: GIFT,
  giftId: '5655',
  repeatCount: 3,
  groupId: '1696447170769',
  monitorInfo: { anchorId: '7000000000000000002', toUserId: '7000000000000000002' },
};

function rose(change: Part = {}) {
  return { method: 'WebcastGiftMessage', data: { ...ROSE, ...change } };
}

function frameOf(change: Part) {
  return normaliseTiktok(rose(change)).frames[0];
}

function codesOf(raw: unknown): readonly string[] {
  return normaliseTiktok(raw).rejections.map(({ code }) => code);
}

describe('a TikTok gift', () => {
  it('becomes one frame of a counter', () => {
    expect(normaliseTiktok(rose())).toEqual({
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
          receiverId: '7000000000000000002',
          occurredAtMs: 1_696_447_176_790,
          observed: null,
        },
      ],
      rejections: [],
    });
  });

  it.each<[string, Part]>([
    ['ids as numbers', { giftId: 5655, groupId: 1_696_447_170_769 }],
    ['numbers as text', { repeatCount: '3', gift: { ...GIFT, type: '1', diamondCount: '1' } }],
    ['the end as false', { repeatEnd: false }],
    ['the end as 0', { repeatEnd: 0 }],
    ['the gift id in the gift alone', { giftId: undefined }],
    ['the gift id 0 beside the gift', { giftId: '0' }],
    [
      'the sender’s id as text beside an empty number',
      { user: { ...USER, id: '0', idStr: USER.id } },
    ],
    ['no type, but a group', { gift: { ...GIFT, type: undefined } }],
    ['a battle going on', { matchInfo: { multiplierType: '1', multiplierValue: '3' } }],
    ['other running sums beside it', { comboCount: 9, fanTicketCount: 99, groupCount: 5 }],
    ['fields nobody knows', { brandNew: { deep: [1, 2, 3] }, coins: 99 }],
  ])('is the same gift with %s', (_, change) => {
    expect(normaliseTiktok(rose(change))).toEqual(normaliseTiktok(rose()));
  });

  it.each<[string, Part, boolean]>([
    ['a running combo', {}, false],
    ['the end frame, as a number', { repeatEnd: 1 }, true],
    ['the end frame, as a boolean', { repeatEnd: true }, true],
    ['type 2', { gift: { ...GIFT, type: 2 }, groupId: '0' }, true],
    ['type 4', { gift: { ...GIFT, type: 4 }, groupId: '0' }, true],
    ['no type and group 0', { gift: { ...GIFT, type: 0 }, groupId: '0' }, true],
  ])('%s: final or not', (_, change, final) => {
    expect(frameOf(change)?.final).toBe(final);
  });

  it('stands for itself without a group', () => {
    const alone = { gift: { ...GIFT, type: 2 }, repeatCount: 1 };
    for (const groupId of ['0', 0, undefined, '']) {
      expect(frameOf({ ...alone, groupId })?.giftKey).toBe('tiktok|msg|7286184974634765062');
    }
    const nameless = frameOf({ ...alone, groupId: '0', user: undefined });
    expect(nameless?.sender).toEqual({ id: null, handle: null, name: null });
  });

  it('takes hours of a wrong clock as they are: the ledger compares them with its own', () => {
    const late = String(1_696_447_176_790 + 9 * 3_600_000);
    expect(frameOf({ common: { ...COMMON, createTime: late } })).toMatchObject({
      occurredAtMs: Number(late),
      counter: { atLeast: 3 },
    });
    expect(frameOf({ common: { ...COMMON, createTime: 'soon' } })?.occurredAtMs).toBeNull();
  });

  it('leaves a price that is not said to the catalogue', () => {
    expect(frameOf({ gift: { ...GIFT, diamondCount: 0 } })?.unitsEach).toBeNull();
    expect(frameOf({ gift: undefined })).toMatchObject({ unitsEach: null, gift: { name: null } });
  });
});

describe('the receiver of a TikTok gift', () => {
  const host = '7000000000000000002';
  const guest = '7000000000000000009';
  it.each<[string, Part, string | null, string | null]>([
    ['the host', { monitorInfo: { anchorId: host, toUserId: host } }, host, null],
    ['a guest', { monitorInfo: { anchorId: host, toUserId: guest } }, guest, 'other_receiver'],
    [
      'a guest by the other field',
      { monitorInfo: { anchorId: host, toUserId: '0' }, toUser: { id: guest } },
      guest,
      'other_receiver',
    ],
    ['the host by default', { monitorInfo: { anchorId: host } }, host, null],
    ['somebody, with the host unknown', { monitorInfo: { toUserId: guest } }, guest, null],
    ['nobody known', { monitorInfo: undefined }, null, null],
  ])('%s', (_, change, receiverId, observed) => {
    expect(frameOf(change)).toMatchObject({ receiverId, observed });
  });
});

describe('what TikTok sends beside gifts', () => {
  it.each(['WebcastChatMessage', 'WebcastEnvelopeMessage', 'WebcastLikeMessage', 'BrandNew', ''])(
    '"%s" is no gift and no fault',
    (method) => {
      expect(normaliseTiktok({ method })).toEqual({ frames: [], rejections: [] });
    },
  );

  it('hears that the stream ended, was suspended, or only pauses', () => {
    const ends = [1, 2, 3, 4].map(
      (action) =>
        normaliseTiktok({ method: 'WebcastControlMessage', data: { action } }).streamEnded,
    );
    expect(ends).toEqual([undefined, undefined, true, true]);
  });
});

describe('a TikTok frame that cannot be trusted', () => {
  it.each<[string, unknown, string]>([
    ['nothing', null, 'malformed'],
    ['text', 'hello', 'malformed'],
    ['no method', {}, 'malformed'],
    ['an unreadable frame', { fault: 'frame', excerpt: '' }, 'malformed'],
    ['a bomb', { fault: 'inflated', excerpt: '' }, 'too_large'],
    ['an unreadable gift', { fault: 'gift', excerpt: '' }, 'gift_undecodable'],
    ['a gift without content', { method: 'WebcastGiftMessage' }, 'gift_undecodable'],
    ['no message id', rose({ common: {} }), 'message_id_missing'],
    ['message id 0', rose({ common: { msgId: '0' } }), 'message_id_missing'],
    ['no gift id', rose({ giftId: '0', gift: {} }), 'gift_id_missing'],
    ['no user in a combo', rose({ user: undefined }), 'sender_id_missing'],
    ['user 0 in a combo', rose({ user: { id: '0' } }), 'sender_id_missing'],
    ['type 1 without a group', rose({ groupId: '0' }), 'group_id_missing'],
    ['type 1 with an unusable group', rose({ groupId: {} }), 'group_id_missing'],
    ['no count', rose({ repeatCount: undefined }), 'count_invalid'],
    ['count 0', rose({ repeatCount: 0 }), 'count_invalid'],
    ['count −1', rose({ repeatCount: -1 }), 'count_invalid'],
    ['a negative price', rose({ gift: { ...GIFT, diamondCount: -5 } }), 'price_invalid'],
    ['an unreadable end', rose({ repeatEnd: 7 }), 'end_invalid'],
    ['an id of 300 characters', rose({ common: { msgId: '1'.repeat(300) } }), 'frame_invalid'],
  ])('with %s is refused, with a code', (_, raw, code) => {
    const { frames, rejections } = normaliseTiktok(raw);
    expect(frames).toEqual([]);
    expect(rejections.map((rejection) => rejection.code)).toEqual([code]);
    expect(rejections[0]?.message).toMatch(/\w+ \w+/);
  });

  it('never throws and never lets anything invalid through', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const gift = fc.record(
      Object.fromEntries(Object.keys(ROSE).map((key) => [key, fc.oneof(value, fc.constant('1'))])),
      { requiredKeys: [] },
    );
    const raw = fc.oneof(fc.anything(), value, gift.map(rose));
    fc.assert(
      fc.property(raw, (any) => {
        for (const frame of normaliseTiktok(any).frames) giftFrameSchema.parse(frame);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when only its envelope was readable', () => {
    expect(codesOf({ method: 'WebcastGiftMessage', data: [] })).toEqual(['gift_undecodable']);
  });
});

describe('the evidence of a message', () => {
  it('leaves out what protobuf writes for nothing, and keeps the rest', () => {
    const { payload } = giftMessage('9', { repeatCount: 2, type: 1, groupId: '5' });
    const evidence = withoutEmpty(WebcastGiftMessage.decode(payload));
    expect(evidence).toMatchObject({ giftId: '5655', repeatCount: 2, gift: { combo: true } });
    expect(JSON.stringify(evidence).length).toBeLessThan(600);
    expect(JSON.stringify(evidence)).not.toMatch(/deprecated|:""|:\[\]|"Buffer"/);
    expect(withoutEmpty({ list: [0, { a: '' }, 'x'], bytes: new Uint8Array([1]) })).toEqual({
      list: [0, {}, 'x'],
      bytes: 'AQ==',
    });
  });
});

describe.skipIf(FIXTURES_ABSENT !== null)(
  `the recorded messages, decoded ${FIXTURES_ABSENT ?? ''}`,
  () => {
    const decoded = recordedGifts().map((gift) => ({
      gift,
      raw: {
        method: 'WebcastGiftMessage',
        data: withoutEmpty(WebcastGiftMessage.decode(Buffer.from(gift.payloadB64, 'base64'))),
      },
    }));

    it('add up to 287 coins, each capture on its own', () => {
      const captures = Map.groupBy(decoded, ({ gift }) => gift.capture);
      const totals = [...captures.values()].map((parts) => {
        const frames = parts.flatMap(({ raw }) => normaliseTiktok(raw).frames);
        expect(frames).toHaveLength(parts.length);
        expect(frames.every(({ observed }) => observed === null)).toBe(true);
        return booked(frames).income['coin'] ?? 0;
      });
      expect(totals.reduce((sum, total) => sum + total, 0)).toBe(287);
    });

    it('have the same facts as through TikFinity, so that both together count once', () => {
      for (const { gift, raw } of decoded) {
        const [direct] = normaliseTiktok(raw).frames;
        const [relayed] = normaliseTikfinity(tikfinityFrame(gift)).frames;
        if (direct === undefined || relayed === undefined) throw new Error('not taken');
        expect(direct.messageId).toBe(relayed.messageId);
        expect(factsOf(direct)).toBe(factsOf(relayed));
        expect(direct.final).toBe(relayed.final);
      }
    });
  },
);

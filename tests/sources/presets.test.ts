/** Payloads are written after the services' own documentation, which each preset names in its header. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPreset } from '../../electron/sources/presets/preset.ts';
import { presets, readerOf } from '../../electron/sources/presets/registry.ts';
import { giftFrameSchema } from '../../shared/gift.ts';

const EMAIL = 'jo.example@example.com';
const CANARY = 'canary-4f6c0f0e';

const KOFI = {
  verification_token: CANARY,
  message_id: '3a1fac0c-f960-4506-a60e-824979a74e74',
  timestamp: '2026-08-21T13:04:30Z',
  type: 'Donation',
  is_public: false,
  from_name: 'Jo Example',
  message: `A private word ${CANARY}`,
  amount: '3.00',
  url: `https://ko-fi.com/Home/CoffeeShop?txid=${CANARY}`,
  email: EMAIL,
  currency: 'USD',
  is_subscription_payment: false,
  is_first_subscription_payment: false,
  kofi_transaction_id: '0a1fac0c-f960-4506-a60e-824979a74e71',
  shop_items: null,
  tier_name: null,
  shipping: { full_name: CANARY, street_address: CANARY },
  discord_userid: CANARY,
};
const COFFEE = {
  type: 'donation.created',
  live_mode: true,
  attempt: 1,
  created: 1_676_544_559,
  event_id: 1,
  data: {
    id: 58,
    amount: 5.1,
    object: 'payment',
    status: 'succeeded',
    message: `John bought you a coffee ${CANARY}`,
    currency: 'usd',
    refunded: 'false',
    created_at: 1_676_544_557,
    note_hidden: 'true',
    support_note: CANARY,
    supporter_name: 'John',
    transaction_id: CANARY,
    supporter_id: 2345,
    supporter_email: EMAIL,
    total_amount_charged: '5.45',
    coffee_count: 1,
    coffee_price: '5.1000',
  },
};
const STREAMLABS = {
  type: 'donation',
  message: [
    {
      id: 96_164_121,
      name: 'test',
      amount: '13.37',
      formatted_amount: '$13.37',
      message: CANARY,
      currency: 'USD',
      to: { name: CANARY },
      from: 'test',
      from_user_id: null,
      _id: '0820c9d5bafd768c9843f5e35c885e71',
    },
  ],
  event_id: 'evt_17e5f4dc6888767ed9799f78dfa2cabc',
};
const DONATION = STREAMLABS.message[0];
const ELEMENTS_TIP = {
  id: '01JMFBZF7KSRDDXXV0EH7G8X6G',
  ts: '2026-02-19T15:07:17Z',
  type: 'message',
  topic: 'channel.tips',
  room: '5ad23dcc18fff500d78c5348',
  data: {
    donation: {
      user: { username: 'Styler', geo: 'ZZ', email: EMAIL, channel: CANARY },
      message: CANARY,
      amount: 4.2,
      currency: 'USD',
      paymentMethod: 'scheme',
    },
    _id: '67b5f39d07ecd4c594e60f73',
    provider: 'paypal',
    approved: 'allowed',
    status: 'success',
    createdAt: '2026-02-19T15:07:09.302Z',
    transactionId: CANARY,
  },
};
const ELEMENTS_ACTIVITY = {
  id: '01HPPM2TQ6CCMFQGHEN8MM1NN0',
  type: 'message',
  topic: 'channel.activities',
  data: {
    type: 'tip',
    provider: 'twitch',
    channel: '6183c7d4ebc632abbf809890',
    data: {
      tipId: '67b5f39d07ecd4c594e60f73',
      username: 'styler',
      displayName: 'Styler',
      amount: 4.2,
      currency: 'USD',
      message: CANARY,
      avatar: CANARY,
    },
    _id: '65ce2539b1585c5f909a91e1',
    createdAt: '2026-02-19T15:07:09.302Z',
    activityId: '65ce2539b1585c5f909a91e1',
  },
};

const change = (event: { readonly type: string; readonly data: object }, data: object) => ({
  ...event,
  data: { ...event.data, ...data },
});

type Case = readonly [what: string, preset: string, event: unknown];

function read(name: string, event: unknown) {
  const preset = presets.get(name);
  if (preset === undefined) throw new Error(`no preset ${name}`);
  return readPreset(preset, event);
}

describe('the presets', () => {
  it('are found by their files', () => {
    const folder = new URL('../../electron/sources/presets/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.preset.ts'));
    expect([...presets.keys()].map((name) => `${name}.preset.ts`).sort()).toEqual(files.sort());
    expect([...presets.keys()].sort()).toEqual([
      'buymeacoffee',
      'kofi',
      'streamelements',
      'streamlabs',
    ]);
  });

  it('leave the webhook’s own gifts alone', () => {
    const gift = { id: '1', platform: 'myshop', kind: 'gift', count: 1, unit: 'star' };
    expect(readerOf(null)(gift)).toMatchObject({
      evidence: gift,
      normalised: { frames: [{ giftKey: 'myshop|msg|1' }] },
      ignored: [],
    });
  });
});

describe('a payment of a fan is a tip', () => {
  it.each([
    [
      ...(['a Ko-fi donation', 'kofi', KOFI] satisfies Case),
      ['kofi|msg|0a1fac0c-f960-4506-a60e-824979a74e71', 'USD', 300, null, 'Jo Example', null],
      '2026-08-21T13:04:30.000Z',
    ],
    [
      ...([
        'a Ko-fi membership payment',
        'kofi',
        { ...KOFI, type: 'Subscription', tier_name: 'Bronze', kofi_transaction_id: 't2' },
      ] satisfies Case),
      ['kofi|msg|t2', 'USD', 300, null, 'Jo Example', 'Bronze'],
      '2026-08-21T13:04:30.000Z',
    ],
    [
      ...([
        'yen through Ko-fi',
        'kofi',
        { ...KOFI, amount: '500.00', currency: 'JPY', timestamp: 'soon' },
      ] satisfies Case),
      ['kofi|msg|0a1fac0c-f960-4506-a60e-824979a74e71', 'JPY', 500, null, 'Jo Example', null],
      null,
    ],
    [
      ...(['a coffee', 'buymeacoffee', COFFEE] satisfies Case),
      ['buymeacoffee|msg|donation%3A58', 'USD', 510, '2345', 'John', null],
      '2023-02-16T10:49:17.000Z',
    ],
    [
      ...([
        'a wish',
        'buymeacoffee',
        { ...COFFEE, type: 'wishlist_payment.created' },
      ] satisfies Case),
      ['buymeacoffee|msg|wishlist_payment%3A58', 'USD', 510, '2345', 'John', null],
      '2023-02-16T10:49:17.000Z',
    ],
    [
      ...([
        'a membership that starts',
        'buymeacoffee',
        change(
          { ...COFFEE, type: 'membership.started' },
          { membership_level_name: 'Gold', current_period_start: 1_780_405_603 },
        ),
      ] satisfies Case),
      ['buymeacoffee|msg|membership%3A58%3A1780405603', 'USD', 510, '2345', 'John', 'Gold'],
      '2023-02-16T10:49:17.000Z',
    ],
    [
      ...(['a Streamlabs donation', 'streamlabs', STREAMLABS] satisfies Case),
      ['streamlabs|msg|96164121', 'USD', 1337, null, 'test', null],
      null,
    ],
    [
      ...([
        'a Streamlabs donation as it is sent today',
        'streamlabs',
        { ...STREAMLABS, for: 'streamlabs', message: { ...DONATION, amount: 25 } },
      ] satisfies Case),
      ['streamlabs|msg|96164121', 'USD', 2500, null, 'test', null],
      null,
    ],
    [
      ...(['a StreamElements tip', 'streamelements', ELEMENTS_TIP] satisfies Case),
      ['streamelements|msg|67b5f39d07ecd4c594e60f73', 'USD', 420, null, 'Styler', null],
      '2026-02-19T15:07:09.302Z',
    ],
    [
      ...([
        'a tip that a moderator hid: the money came',
        'streamelements',
        change(ELEMENTS_TIP, { approved: 'rejected' }),
      ] satisfies Case),
      ['streamelements|msg|67b5f39d07ecd4c594e60f73', 'USD', 420, null, 'Styler', null],
      '2026-02-19T15:07:09.302Z',
    ],
    [
      ...([
        'the same tip in the activity feed',
        'streamelements',
        ELEMENTS_ACTIVITY,
      ] satisfies Case),
      ['streamelements|msg|67b5f39d07ecd4c594e60f73', 'USD', 420, null, 'Styler', null],
      '2026-02-19T15:07:09.302Z',
    ],
    [
      ...(['a bare activity', 'streamelements', ELEMENTS_ACTIVITY.data] satisfies Case),
      ['streamelements|msg|67b5f39d07ecd4c594e60f73', 'USD', 420, null, 'Styler', null],
      '2026-02-19T15:07:09.302Z',
    ],
  ] as const)('%s', (_, preset, event, [giftKey, unit, minor, senderId, name, what], at) => {
    const { normalised, ignored } = read(preset, event);
    expect(normalised.rejections).toEqual([]);
    expect(ignored).toEqual([]);
    expect(normalised.frames).toEqual([
      {
        platform: preset,
        giftKey,
        messageId: decodeURIComponent(giftKey.split('|')[2] ?? ''),
        kind: 'tip',
        counter: { type: 'total', atLeast: 1 },
        unit,
        unitsEach: minor,
        final: true,
        sender: { id: senderId, handle: null, name },
        gift: { id: null, name: what },
        receiverId: null,
        occurredAtMs: at === null ? null : Date.parse(at),
        observed: null,
      },
    ]);
  });

  it('is told apart when several come in one Streamlabs event', () => {
    const event = { ...STREAMLABS, message: [1, 2, 3].map((id) => ({ ...DONATION, id })) };
    expect(read('streamlabs', event).normalised.frames.map(({ messageId }) => messageId)).toEqual([
      '1',
      '2',
      '3',
    ]);
  });
});

describe('a test is only shown', () => {
  it.each([
    [
      'the transaction of Ko-fi’s test buttons',
      'kofi',
      { ...KOFI, kofi_transaction_id: '00000000-1111-2222-3333-444444444444' },
    ],
    ['live_mode false', 'buymeacoffee', { ...COFFEE, live_mode: false }],
    ['isTest', 'streamlabs', { ...STREAMLABS, message: [{ ...DONATION, isTest: true }] }],
    ['isMock', 'streamelements', change(ELEMENTS_ACTIVITY, { isMock: true })],
    ['isTest of a tip', 'streamelements', change(ELEMENTS_TIP, { isTest: true })],
    ['test, added by the relay: Ko-fi', 'kofi', { ...KOFI, test: true }],
    ['test, added by the relay: coffee', 'buymeacoffee', { ...COFFEE, test: true }],
    ['test, added by the relay: Streamlabs', 'streamlabs', { ...STREAMLABS, test: true }],
  ] satisfies readonly Case[])('%s', (_, preset, event) => {
    expect(read(preset, event)).toMatchObject({
      normalised: { frames: [], rejections: [], tests: 1 },
      ignored: [],
    });
  });
});

describe('money that is not booked is refused in words', () => {
  it.each([
    ['a shop order', 'kofi', { ...KOFI, type: 'Shop Order' }, 'sale_not_tip'],
    ['a commission', 'kofi', { ...KOFI, type: 'Commission' }, 'sale_not_tip'],
    ['a type that is not documented', 'kofi', { ...KOFI, type: 'Raffle' }, 'type_unknown'],
    ['no type', 'kofi', {}, 'type_unknown'],
    ['no payment id', 'kofi', { type: 'Donation', amount: '1', currency: 'USD' }, 'id_missing'],
    ['an amount in words', 'kofi', { ...KOFI, amount: '3,00' }, 'amount_invalid'],
    ['a negative amount', 'kofi', { ...KOFI, amount: '-3.00' }, 'amount_invalid'],
    ['an unknown currency', 'kofi', { ...KOFI, currency: 'XXX' }, 'currency_invalid'],
    ['an extra', 'buymeacoffee', { ...COFFEE, type: 'extra_purchase.created' }, 'sale_not_tip'],
    [
      'a membership that goes on',
      'buymeacoffee',
      { ...COFFEE, type: 'membership.updated' },
      'payment_unclear',
    ],
    ['a refund', 'buymeacoffee', { ...COFFEE, type: 'donation.refunded' }, 'refund_not_booked'],
    ['no event', 'buymeacoffee', { ...COFFEE, type: 7 }, 'type_unknown'],
    ['a fraction of a cent', 'buymeacoffee', change(COFFEE, { amount: 0.001 }), 'amount_invalid'],
    [
      'a refund',
      'streamelements',
      change(ELEMENTS_TIP, { status: 'refunded' }),
      'refund_not_booked',
    ],
    ['something else', 'streamlabs', { hello: 'world' }, 'malformed'],
    ['an empty donation', 'streamlabs', { type: 'donation', message: [] }, 'malformed'],
    ['a list', 'streamelements', [], 'malformed'],
    ['text', 'kofi', 'Donation', 'malformed'],
  ] as const)('%s (%s)', (_, preset, event, code) => {
    const { normalised, ignored } = read(preset, event);
    expect(normalised.frames).toEqual([]);
    expect(normalised.rejections.map((rejection) => rejection.code)).toEqual([code]);
    expect(normalised.rejections[0]?.message).toMatch(/\w+ \w+ \w+/);
    expect(ignored).toEqual([]);
  });
});

describe('what another platform books is passed over', () => {
  it.each([
    ['bits', 'streamlabs', { type: 'bits', for: 'twitch_account', message: [{ amount: '100' }] }],
    ['a superchat', 'streamlabs', { type: 'superchat', for: 'youtube_account', message: [{}] }],
    ['a donation elsewhere', 'streamlabs', { ...STREAMLABS, for: 'twitch_account' }],
    [
      'a cheer',
      'streamelements',
      change(ELEMENTS_ACTIVITY, { type: 'cheer', data: { amount: 100, username: 'styler' } }),
    ],
    ['a follow', 'streamelements', change(ELEMENTS_ACTIVITY, { type: 'follow' })],
    ['a tip not paid yet', 'streamelements', change(ELEMENTS_TIP, { status: 'pending' })],
    ['the end of a membership', 'buymeacoffee', { ...COFFEE, type: 'membership.cancelled' }],
  ] satisfies readonly Case[])('%s (%s)', (_, preset, event) => {
    const { normalised, ignored } = read(preset, event);
    expect(normalised).toEqual({ frames: [], rejections: [] });
    expect(ignored).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/\w+ \w+ \w+/) as string }),
    ]);
  });
});

describe('what is kept of an event', () => {
  const events: readonly Case[] = [
    ['Ko-fi', 'kofi', KOFI],
    ['Buy Me a Coffee', 'buymeacoffee', COFFEE],
    ['Streamlabs', 'streamlabs', STREAMLABS],
    ['StreamElements', 'streamelements', ELEMENTS_TIP],
    ['StreamElements’ feed', 'streamelements', ELEMENTS_ACTIVITY],
  ];

  it.each(events)('holds no token, address or message: %s', (_, preset, event) => {
    // The event itself does, or this would prove nothing.
    expect(JSON.stringify(event)).toContain(CANARY);
    const all = JSON.stringify(read(preset, event));
    expect(all).not.toContain(CANARY);
    expect(all).not.toContain('@example.com');
  });

  it('blots out an e-mail address that somebody has for a name', () => {
    const { evidence, normalised } = read('kofi', { ...KOFI, from_name: `me (${EMAIL})` });
    expect(normalised.frames[0]?.sender.name).toBe('me ([e-mail])');
    expect(JSON.stringify(evidence)).not.toContain('@');
  });

  it('is nothing of an unknown shape, however it looks', () => {
    for (const preset of presets.values()) {
      const { evidence } = readPreset(preset, { type: 'x', secret: { id: CANARY }, text: EMAIL });
      expect(evidence).toEqual({ type: 'x' });
    }
  });
});

describe('any input', () => {
  it('neither throws nor lets anything invalid through, and is answered', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const bent = fc
      .constantFrom(KOFI, COFFEE, STREAMLABS, ELEMENTS_TIP, ELEMENTS_ACTIVITY)
      .chain((event) =>
        fc
          .dictionary(fc.constantFrom(...Object.keys(event)), value)
          .map((part) => ({ ...event, ...part })),
      );
    fc.assert(
      fc.property(fc.oneof(bent, value, fc.anything()), (event) => {
        for (const preset of presets.values()) {
          const { normalised, ignored } = readPreset(preset, event);
          for (const frame of normalised.frames) giftFrameSchema.parse(frame);
          const said =
            normalised.frames.length +
            normalised.rejections.length +
            (normalised.tests ?? 0) +
            ignored.length;
          expect(said).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every amount that a JSON number can carry, to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999_999_999 }), (minor) => {
        const digits = String(minor).padStart(3, '0');
        const text = `{"amount":${digits.slice(0, -2)}.${digits.slice(-2)}}`;
        const { amount } = JSON.parse(text) as { amount: number };
        const event = change(ELEMENTS_TIP, {
          donation: { ...ELEMENTS_TIP.data.donation, amount },
        });
        const { frames, rejections } = read('streamelements', event).normalised;
        // More than one gift can be worth is refused by name, never rounded.
        if (minor > 1_000_000_000_000) expect(rejections[0]?.code).toBe('frame_invalid');
        else expect(frames[0]?.unitsEach).toBe(minor);
      }),
    );
  });
});

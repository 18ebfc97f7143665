/** Platforms that send what they should not, each beside a healthy one that must not feel it. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fakeTikfinity } from '../tools/fake-tikfinity.ts';
import {
  chatMessage,
  fakeTiktok,
  giftMessage,
  messageFrame,
  pushFrame,
} from '../tools/fake-tiktok.ts';
import { fakeTwitch } from '../tools/fake-twitch.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';
import { type Running, useSources } from './beside.ts';
import { booked } from './booked.ts';
import { until } from './waiting.ts';

const MIB = 1_048_576;
const HOUR_MS = 3_600_000;

const { start, endLater, healthy } = useSources();

type Name = 'Twitch' | 'TikFinity' | 'TikTok';

/** A fake platform with a source in its room. */
interface Enemy {
  readonly source: Running;
  readonly send: (raw: string | Uint8Array) => void;
  /** A good gift. */
  readonly give: (id: string) => void;
}

const ENEMIES: Readonly<Record<Name, () => Promise<Enemy>>> = {
  async Twitch() {
    const fake = await fakeTwitch();
    endLater(() => fake.close());
    return {
      source: start(fake.url('streamer')),
      send: (raw) => fake.clients.forEach((client) => client.send(raw)),
      give: (id) => fake.say(cheer(id)),
    };
  },
  async TikFinity() {
    const fake = await fakeTikfinity();
    endLater(() => fake.close());
    return {
      source: start(`tikfinity://127.0.0.1:${fake.port}`),
      send: (raw) => fake.clients.forEach((client) => client.send(raw)),
      give: (id) => fake.send(tikfinityGift(id)),
    };
  },
  async TikTok() {
    const fake = await fakeTiktok();
    endLater(() => fake.close());
    return {
      source: start(fake.source('ann', '7')),
      send: (raw) => fake.clients.forEach((client) => client.send(raw)),
      give: (id) => fake.send([giftMessage(id)]),
    };
  },
};

function cheer(id: string, more: Readonly<Record<string, string>> = {}): string {
  const tags = {
    bits: '5',
    id,
    'room-id': '9',
    'user-id': '1',
    'tmi-sent-ts': String(Date.now()),
    ...more,
  };
  const text = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return `@${text.join(';')} :a!a@a.tmi.twitch.tv PRIVMSG #streamer :Cheer5`;
}

const json = (value: unknown): string => JSON.stringify(value);
const late = String(Date.now() - 5 * HOUR_MS);
const early = String(Date.now() + 5 * HOUR_MS);
const bomb = pushFrame('msg', gzipSync(Buffer.alloc(200 * MIB), { level: 9 }));

interface Attack {
  readonly messages: readonly (string | Uint8Array)[];
  /** Codes of what was refused, in order. */
  readonly refused?: readonly string[];
  /** What was booked. */
  readonly income?: Readonly<Record<string, number>>;
  /** The connection ends over it, in these words. */
  readonly ends?: RegExp;
}

const TOO_LONG = /sent a message of more than 1 MiB\./;
const many = <Item>(count: number, item: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => item(at));

const ATTACKS: readonly (readonly [Name, string, Attack])[] = [
  ['Twitch', 'a frame of 5 MB', { messages: ['x'.repeat(5_000_000)], ends: TOO_LONG }],
  ['TikFinity', 'a frame of 5 MB', { messages: ['x'.repeat(5_000_000)], ends: TOO_LONG }],
  ['TikTok', 'a frame of 5 MB', { messages: [new Uint8Array(5_000_000)], ends: TOO_LONG }],
  [
    'Twitch',
    'lines of no known language',
    { messages: ['@a', '\u0000\u0001', '{"event":"gift"}'], refused: many(3, () => 'malformed') },
  ],
  [
    'TikFinity',
    'texts of no known language',
    { messages: ['{"event":', 'PING', ''], refused: many(3, () => 'malformed') },
  ],
  [
    'TikTok',
    'bytes of no known language',
    {
      messages: [Buffer.from('hello'), new Uint8Array([0xff])],
      refused: many(2, () => 'malformed'),
    },
  ],
  [
    'TikTok',
    'a gift by another schema',
    {
      messages: [
        messageFrame([{ method: 'WebcastGiftMessage', payload: Buffer.from('0affffff', 'hex') }]),
      ],
      refused: ['gift_undecodable'],
    },
  ],
  [
    'TikTok',
    'twenty gzip bombs',
    { messages: many(20, () => bomb), refused: many(20, () => 'too_large') },
  ],
  [
    'TikFinity',
    'brackets without end',
    {
      messages: ['['.repeat(900_000), `${'['.repeat(400_000)}${']'.repeat(400_000)}`],
      refused: ['malformed'],
    },
  ],
  [
    'Twitch',
    'a megabyte of tags',
    {
      messages: [`@${'a=b;'.repeat(200_000)}bits=5 :a PRIVMSG #streamer :x`],
      refused: ['message_id_missing'],
    },
  ],
  [
    'Twitch',
    'a megabyte of spaces and line breaks',
    { messages: [`@a ${' '.repeat(900_000)}`, '\r\n'.repeat(500_000)], refused: ['malformed'] },
  ],
  [
    'Twitch',
    'notices and commands that do not exist yet',
    {
      messages: [
        '@msg-id=brandnew;id=n1 :tmi.twitch.tv USERNOTICE #streamer',
        ':tmi.twitch.tv BRANDNEW #streamer :x',
      ],
    },
  ],
  [
    'TikFinity',
    'events that do not exist yet',
    { messages: [json({ event: 'brandNew', data: { giftId: 1 } }), json({ event: 'chat' })] },
  ],
  [
    'TikTok',
    'messages that do not exist yet',
    {
      messages: [
        messageFrame([{ method: 'WebcastBrandNewMessage', payload: Buffer.from('ffff', 'hex') }]),
        pushFrame('brand_new', Buffer.from('x')),
      ],
    },
  ],
  [
    'TikFinity',
    'ids that are numbers, then text',
    {
      messages: [
        json(tikfinityGift(123)),
        json(tikfinityGift('123', { giftId: '5655', userId: 7 })),
      ],
      income: { coin: 1 },
    },
  ],
  [
    'TikFinity',
    'ids that are objects or lost their digits',
    {
      messages: [json(tikfinityGift({})), json(tikfinityGift(1.5))],
      refused: many(2, () => 'message_id_missing'),
    },
  ],
  ['Twitch', 'a number where an id is text', { messages: [cheer('123')], income: { bit: 5 } }],
  [
    'Twitch',
    'clocks five hours off',
    {
      messages: [cheer('a', { 'tmi-sent-ts': late }), cheer('b', { 'tmi-sent-ts': early })],
      income: { bit: 10 },
    },
  ],
  [
    'TikFinity',
    'clocks five hours off',
    {
      messages: [
        json(tikfinityGift('a', { createTime: late })),
        json(tikfinityGift('b', { createTime: early })),
      ],
      income: { coin: 2 },
    },
  ],
  [
    'Twitch',
    'clocks that are none',
    {
      messages: [cheer('a', { 'tmi-sent-ts': 'noon' }), cheer('b', { 'tmi-sent-ts': '-1' })],
      income: { bit: 10 },
    },
  ],
  [
    'Twitch',
    'its history three times',
    { messages: many(30, (at) => cheer(`h${at % 10}`)), income: { bit: 50 } },
  ],
  [
    'TikFinity',
    'its history three times',
    { messages: many(30, (at) => json(tikfinityGift(`h${at % 10}`))), income: { coin: 10 } },
  ],
  [
    'TikTok',
    'its history three times',
    {
      messages: many(30, (at) => messageFrame([giftMessage(String(50 + (at % 10)))])),
      income: { coin: 10 },
    },
  ],
  [
    'Twitch',
    'ten thousand lines of chat',
    { messages: many(100, () => ':a PRIVMSG #streamer :x\r\n'.repeat(100)) },
  ],
  [
    'TikFinity',
    'ten thousand events of chat',
    { messages: many(100, () => json(many(100, () => ({ event: 'chat', data: {} })))) },
  ],
  [
    'TikTok',
    'ten thousand messages of chat',
    { messages: many(100, () => messageFrame(many(100, chatMessage))) },
  ],
  [
    'Twitch',
    'a refused login',
    {
      messages: [':tmi.twitch.tv NOTICE * :Login authentication failed'],
      ends: /^Twitch refused the anonymous login\./,
    },
  ],
  [
    'Twitch',
    'the wish to connect again, twice',
    {
      messages: [':tmi.twitch.tv RECONNECT\r\n:tmi.twitch.tv RECONNECT'],
      ends: /^Twitch asked us to connect again\./,
    },
  ],
];

describe('a platform that sends', () => {
  it.each(ATTACKS)(
    '%s: %s is counted and shown, keeps nobody waiting, and the next gift is taken',
    async (name, _, { messages, refused = [], income = {}, ends }) => {
      const other = await healthy();
      const { source, send, give } = await ENEMIES[name]();
      await until(() => source.state() === 'connected', 'connected');
      // In the room: what is sent now is heard.
      await until(() => {
        if (source.raws.length === 0) give('9001');
        return source.frames.length > 0;
      }, 'a first gift');
      const before = process.memoryUsage().rss;
      for (const message of messages) {
        send(message);
        other.give();
      }
      await other.proves();
      if (ends !== undefined) {
        await until(() => source.ends() > 0 && source.state() === 'connected', 'the return');
        expect(source.statuses.find(({ state }) => state === 'waiting')?.reason).toMatch(ends);
      }
      await until(() => {
        if (!source.frames.some(({ messageId }) => messageId === '9002')) give('9002');
        return source.frames.some(({ messageId }) => messageId === '9002');
      }, 'another gift');
      expect(source.rejections.map(({ code }) => code)).toEqual(refused);
      expect(source.ends()).toBe(ends === undefined ? 0 : 1);
      const good = source.frames.filter(({ messageId }) => !/^900\d$/.test(messageId));
      expect(booked(good).income).toEqual(income);
      expect(process.memoryUsage().rss - before).toBeLessThan(150 * MIB);
      await other.proves();
    },
  );
});

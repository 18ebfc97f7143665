import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ControlAction } from 'tiktok-live-proto/v3';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type FakeTiktok,
  chatMessage,
  controlMessage,
  fakeTiktok,
  giftMessage,
  messageFrame,
  pushFrame,
  recordedMessage,
} from '../tools/fake-tiktok.ts';
import { FIXTURES_ABSENT, recordedGifts } from '../tools/fixtures.ts';
import { seeded } from '../tools/seeded.ts';
import { booked } from './booked.ts';
import { running } from './running.ts';
import { until } from './waiting.ts';

const MIB = 1_048_576;

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function server(port?: number): Promise<FakeTiktok> {
  const fake = await fakeTiktok(port === undefined ? {} : { port });
  ended.push(() => fake.close());
  return fake;
}

function start(url: string) {
  const source = running(url);
  ended.push(() => source.stop());
  return source;
}

async function connected(fake: FakeTiktok, url = fake.source('ann', '7')) {
  const source = start(url);
  await until(() => source.state() === 'connected' && fake.entered.length > 0, 'in the room');
  return source;
}

/** The source is where it was: a gift that is sent now arrives, once. */
async function stillListens(fake: FakeTiktok, source: ReturnType<typeof start>, msgId: string) {
  fake.send([giftMessage(msgId)]);
  await until(() => source.frames.some((frame) => frame.messageId === msgId), 'another gift');
  expect(source.frames.filter((frame) => frame.messageId === msgId)).toHaveLength(1);
}

describe('the TikTok source', () => {
  it('enters the room, takes gifts and acknowledges them; chat is neither gift nor fault', async () => {
    const fake = await server();
    const source = await connected(fake, fake.source('Ann.b_c', '7'));
    expect(fake.entered).toEqual(['7']);
    expect(source.status().source).toBe(
      `tiktok://@ann.b_c?push=ws://127.0.0.1:${fake.port}&room=7`,
    );
    fake.send([chatMessage(), giftMessage('101', { type: 1, groupId: '99', repeatCount: 3 })]);
    await until(() => source.frames.length === 1, 'the gift');
    expect(source.frames[0]).toMatchObject({
      giftKey: 'tiktok|combo|7000000000000000001|5655|99',
      messageId: '101',
      counter: { type: 'total', atLeast: 3 },
      unitsEach: 1,
      final: false,
      sender: { id: '7000000000000000001', handle: 'ann', name: 'Ann' },
      receiverId: '7000000000000000002',
      observed: null,
    });
    expect(source.raws).toHaveLength(2);
    expect(source.raws[0]).toEqual({ method: 'WebcastChatMessage' });
    expect(source.rejections).toEqual([]);
    await until(() => fake.acks.length === 1, 'the acknowledgement');
  });

  it('keeps two rooms apart that are open at once', async () => {
    const fake = await server();
    const one = await connected(fake, fake.source('ann', '7'));
    const two = start(fake.source('ben', '8'));
    await until(() => fake.entered.length === 2, 'both rooms');
    fake.send([giftMessage('1')], '7');
    fake.send([giftMessage('2')], '8');
    await until(() => one.frames.length > 0 && two.frames.length > 0, 'both gifts');
    expect(one.frames.map(({ messageId }) => messageId)).toEqual(['1']);
    expect(two.frames.map(({ messageId }) => messageId)).toEqual(['2']);
  });

  it('books no guest’s gift and no treasure box', async () => {
    const fake = await server();
    const source = await connected(fake);
    fake.send([
      giftMessage('1', { toUserId: '7000000000000000009' }),
      { method: 'WebcastEnvelopeMessage', payload: new Uint8Array() },
      giftMessage('2'),
    ]);
    await until(() => source.frames.length === 2, 'both gifts');
    expect(booked(source.frames)).toEqual({
      income: { coin: 1 },
      observed: { 'other_receiver coin': 1 },
    });
    expect(source.status()).toMatchObject({ frames: 3, rejected: 0 });
  });

  it('connects again after a cut, once, and says so', async () => {
    const fake = await server();
    const source = await connected(fake);
    fake.dropAll();
    await until(() => fake.entered.length === 2, 'in the room again');
    expect(source.statuses.find(({ state }) => state === 'waiting')?.reason).toMatch(
      /^(TikTok closed the connection|The connection to TikTok broke)\. Trying again in 1 s\.$/,
    );
    await stillListens(fake, source, '5');
    expect(fake.clients.size).toBe(1);
  });

  it('calmly waits for the next stream when this one has ended', async () => {
    const fake = await server();
    const source = await connected(fake);
    fake.send([giftMessage('1'), controlMessage(ControlAction.CONTROL_ACTION_STREAM_ENDED)]);
    await until(() => source.state() === 'waiting', 'the end');
    const status = source.status();
    expect(status.reason).toBe('The live of @ann has ended.');
    expect((status.nextAttemptAtMs ?? 0) - Date.now()).toBeGreaterThan(25_000);
    expect(source.ends()).toBe(1);
    expect(booked(source.frames).income).toEqual({ coin: 1 });
    await until(() => fake.clients.size === 0, 'the hang-up');
  });

  it('says that nothing answers, and is there as soon as somebody does', async () => {
    const before = await fakeTiktok();
    await before.close();
    const source = start(before.source('ann', '7'));
    await until(() => source.state() === 'waiting', 'waiting');
    expect(source.status().reason).toMatch(/^TikTok’s push server does not answer\./);
    await server(before.port);
    await until(() => source.state() === 'connected', 'connected');
  });

  it('says that it was refused', async () => {
    const fake = await server();
    fake.setRefusing(true);
    const source = start(fake.source('ann', '7'));
    await until(() => source.state() === 'waiting', 'waiting');
    expect(source.status().reason).toMatch(/^TikTok refused the connection\./);
    fake.setRefusing(false);
    await until(() => source.state() === 'connected', 'connected');
  });

  it('is cut at once again and again, and still comes through in the end', async () => {
    const fake = await server();
    fake.setClosingAtOnce(true);
    const source = start(fake.source('ann', '7'));
    await until(
      () => source.statuses.filter(({ state }) => state === 'waiting').length >= 3,
      'three cuts',
    );
    fake.setClosingAtOnce(false);
    await until(() => fake.entered.length === 1, 'in the room');
    await stillListens(fake, source, '5');
    expect(fake.clients.size).toBe(1);
  });

  it('notices a socket that is open and says nothing, heartbeats or not', async () => {
    const fake = await server();
    const source = await connected(fake, fake.source('ann', '7', '&silence=1'));
    const startedMs = performance.now();
    await until(() => source.state() === 'waiting', 'the end');
    expect(performance.now() - startedMs).toBeLessThan(4_000);
    expect(source.status().reason).toMatch(/^TikTok said nothing for 1 s\. Trying again in 1 s\.$/);
    await until(() => fake.entered.length === 2, 'in the room again');
    expect(fake.clients.size).toBe(1);
  });

  it('hangs up when it is stopped, even while it dials', async () => {
    const fake = await server();
    const source = await connected(fake);
    const dialling = start(fake.source('ben', '8'));
    dialling.stop();
    source.stop();
    await until(() => fake.clients.size === 0, 'the hang-up');
    expect([source.state(), dialling.state()]).toEqual(['stopped', 'stopped']);
    expect(fake.entered).toEqual(['7']);
  });
});

describe('a push server that takes the call and never speaks', () => {
  async function mute() {
    const sockets = new Set<Socket>();
    const open = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
      socket.resume();
    });
    open.listen(0, '127.0.0.1');
    await once(open, 'listening');
    ended.push(() => {
      sockets.forEach((socket) => socket.destroy());
      open.close();
    });
    const { port } = open.address() as AddressInfo;
    return { sockets, url: `tiktok://@ann?push=ws://127.0.0.1:${port}&room=7` };
  }

  it('is given up after 10 s, in words', { timeout: 30_000 }, async () => {
    const { url } = await mute();
    const source = start(url);
    await expect
      .poll(() => source.ends(), { timeout: 20_000, interval: 50 })
      .toBeGreaterThanOrEqual(1);
    expect(source.statuses.find(({ state }) => state === 'waiting')?.reason).toMatch(
      /^TikTok did not answer\./,
    );
  });

  it('is hung up on when the source is stopped', async () => {
    const { url, sockets } = await mute();
    const source = start(url);
    await until(() => sockets.size === 1, 'the call');
    source.stop();
    await until(() => sockets.size === 0, 'the hang-up');
    expect(source.state()).toBe('stopped');
  });
});

describe('what no TikTok would send', () => {
  const nobody = new Uint8Array();
  const bomb = pushFrame('msg', gzipSync(Buffer.alloc(400 * MIB), { level: 9 }));
  const crowd = pushFrame('msg', gzipSync(Buffer.from('0a00'.repeat(2_000_000), 'hex')));
  const good = messageFrame([giftMessage('1')]);
  it.each<[string, Uint8Array, string]>([
    ['a gzip bomb of 400 MiB', bomb, 'too_large'],
    ['a frame of two million empty messages', crowd, 'too_large'],
    ['broken gzip', pushFrame('msg', Buffer.from([0x1f, 0x8b, 0x08, 1, 2, 3])), 'malformed'],
    ['half a frame', good.subarray(0, good.length / 2), 'malformed'],
    ['bytes that are no frame', Buffer.from('hello, this is not protobuf'), 'malformed'],
    ['no bytes', nobody, 'malformed'],
    [
      'a payload that is no list of messages',
      pushFrame('msg', Buffer.from('ffffff', 'hex')),
      'malformed',
    ],
    [
      'a gift that breaks its schema',
      messageFrame([{ method: 'WebcastGiftMessage', payload: Buffer.from('0affffff', 'hex') }]),
      'gift_undecodable',
    ],
    [
      'an empty gift',
      messageFrame([{ method: 'WebcastGiftMessage', payload: nobody }]),
      'gift_undecodable',
    ],
  ])('%s is counted and shown, and the next gift is taken', async (_, bytes, code) => {
    const fake = await server();
    const source = await connected(fake);
    const before = process.memoryUsage().rss;
    fake.sendBytes(bytes);
    await until(() => source.rejections.length > 0, 'the rejection');
    expect(source.rejections.map((rejection) => rejection.code)).toEqual([code]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MIB);
    await stillListens(fake, source, '5');
    expect(source.status()).toMatchObject({ state: 'connected', rejected: 1 });
    expect(source.ends()).toBe(0);
  });

  it('unknown messages and frames of another kind are no fault', async () => {
    const fake = await server();
    const source = await connected(fake);
    fake.sendBytes(pushFrame('brand_new', Buffer.from('whatever')));
    fake.send([{ method: 'WebcastBrandNewMessage', payload: Buffer.from('ffff', 'hex') }]);
    await stillListens(fake, source, '5');
    expect(source.status()).toMatchObject({ rejected: 0, frames: 2 });
  });

  it('a frame of 5 MB ends the connection in words, and the next one is fine', async () => {
    const fake = await server();
    const source = await connected(fake);
    fake.sendBytes(new Uint8Array(5_000_000));
    await until(() => fake.entered.length === 2, 'in the room again');
    expect(source.statuses.find(({ state }) => state === 'waiting')?.reason).toMatch(
      /^TikTok sent a message of more than 1 MiB\./,
    );
    await stillListens(fake, source, '5');
  });

  it('a thousand bad frames cost no other source anything', async () => {
    const fake = await server();
    const bad = await connected(fake, fake.source('bad', '7'));
    const good = start(fake.source('good', '8'));
    await until(() => fake.entered.length === 2, 'both rooms');
    const frames = [bomb, crowd, Buffer.from('nonsense'), new Uint8Array([0xff])];
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 250; round += 1) {
      frames.forEach((bytes, at) => {
        if (at > 1 || round < 10) fake.sendBytes(bytes, '7');
      });
    }
    fake.send([giftMessage('1')], '8');
    await until(() => good.frames.length === 1, 'the gift of the other');
    await until(() => bad.status().rejected === 520, 'all rejections');
    expect(process.memoryUsage().rss - before).toBeLessThan(250 * MIB);
    await stillListens(fake, bad, '5');
  });
});

describe('a TikTok source through many cuts', () => {
  it('is back each time, alone, whether its server was away or not', async () => {
    const fake = await server();
    const source = await connected(fake);
    const random = seeded(7);
    const cuts = 30;
    for (let cut = 1; cut <= cuts; cut += 1) {
      const away = random() < 0.3;
      fake.setRefusing(away);
      const ends = source.ends();
      fake.dropAll();
      if (away) {
        await until(() => source.ends() > ends + 1, 'a refused attempt');
        fake.setRefusing(false);
      }
      const back = () => fake.entered.length > cut && source.state() === 'connected';
      await until(back, `the return after cut ${cut}`);
      expect(fake.clients.size).toBe(1);
      await stillListens(fake, source, String(cut));
    }
    expect(fake.entered).toHaveLength(cuts + 1);
    source.stop();
    await until(() => fake.clients.size === 0, 'the hang-up');
  });
});

describe.skipIf(FIXTURES_ABSENT !== null)(
  `the recorded rooms through the real connector ${FIXTURES_ABSENT ?? ''}`,
  () => {
    it('are taken whole, each by its own source', async () => {
      const fake = await server();
      const rooms = [...Map.groupBy(recordedGifts(), ({ decoded }) => decoded.roomId)];
      const sources = rooms.map(([room]) => start(fake.source(`host${room.slice(-2)}`, room)));
      await until(() => fake.entered.length === rooms.length, 'in all rooms');
      await until(() => sources.every((source) => source.state() === 'connected'), 'connected');
      for (const [room, gifts] of rooms) {
        for (const gift of gifts) fake.send([recordedMessage(gift)], room);
      }
      const taken = () => sources.flatMap(({ frames }) => frames);
      await until(() => taken().length === 73, 'all frames');
      expect(sources.flatMap(({ rejections }) => rejections)).toEqual([]);
      expect(booked(taken()).income).toEqual({ coin: 287 });
    });
  },
);

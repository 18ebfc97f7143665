import { afterEach, describe, expect, it } from 'vitest';
import type { Ended } from '../../electron/sources/source.ts';
import { connectTwitch } from '../../electron/sources/twitch.source.ts';
import { type FakeTwitch, fakeTwitch } from '../tools/fake-twitch.ts';
import { FIXTURES_ABSENT, twitchLinesOfOneRoom } from '../tools/fixtures.ts';
import { booked } from './booked.ts';
import { running } from './running.ts';
import { until } from './waiting.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function server(options?: Parameters<typeof fakeTwitch>[0]): Promise<FakeTwitch> {
  const fake = await fakeTwitch(options);
  ended.push(() => fake.close());
  return fake;
}

function start(fake: FakeTwitch, channel = 'streamer') {
  const source = running(fake.url(channel));
  ended.push(() => source.stop());
  return source;
}

/** One connection without a runner, with short limits. */
function connectBriefly(fake: FakeTwitch, silenceS: number, joinMs: number) {
  const log: string[] = [];
  const ends: Ended[] = [];
  const connection = connectTwitch(
    new URL(fake.url('streamer', `&silence=${silenceS}`)),
    {
      onConnected: () => log.push('connected'),
      onFrame: (raw) => log.push(`frame ${String(raw)}`),
      onLost: (reason) => log.push(`lost ${reason}`),
      onEnded: (end) => {
        ends.push(end);
        log.push(`ended ${end.reason}`);
      },
    },
    joinMs,
  );
  ended.push(() => connection.close());
  return { log, ends, connection };
}

function cheer(id: string, bits = 5): string {
  return `@bits=${bits};id=${id};room-id=9;user-id=1;tmi-sent-ts=1594571566672 :a!a@a.tmi.twitch.tv PRIVMSG #streamer :Cheer${bits}`;
}

describe('the Twitch source', () => {
  it('logs in without an account, asks for tags, and joins one channel', async () => {
    const fake = await server();
    const source = start(fake, 'Streamer');
    await until(() => source.state() === 'connected', 'connected');
    expect(fake.received).toEqual([
      'CAP REQ :twitch.tv/tags twitch.tv/commands',
      'PASS SCHMOOPIIE',
      expect.stringMatching(/^NICK justinfan\d+$/),
      'JOIN #streamer',
    ]);
  });

  it('takes cheers as raw lines, and counts chat as neither gift nor fault', async () => {
    const fake = await server();
    const source = start(fake);
    await until(() => source.state() === 'connected', 'connected');
    fake.say(':b!b@b.tmi.twitch.tv PRIVMSG #streamer :hello');
    fake.say(cheer('one'));
    await until(() => source.frames.length === 1, 'the cheer');
    expect(source.raws).toHaveLength(2);
    expect(source.raws[1]).toBe(cheer('one'));
    expect(source.rejections).toEqual([]);
  });

  it('answers RECONNECT with one new connection and hears every event once', async () => {
    const fake = await server();
    const source = start(fake);
    await until(() => source.state() === 'connected', 'connected');
    fake.reconnect();
    await until(() => fake.connections() === 2 && source.state() === 'connected', 'a new one');
    await until(() => fake.clients.size === 1, 'the old one gone');
    fake.say(cheer('after'));
    await until(() => source.frames.length > 0, 'the cheer');
    expect(fake.connections()).toBe(2);
    expect(source.frames.map(({ messageId }) => messageId)).toEqual(['after']);
  });

  it('connects again after a cut, once', async () => {
    const fake = await server();
    const source = start(fake);
    await until(() => source.state() === 'connected', 'connected');
    for (const round of [2, 3, 4]) {
      fake.dropAll();
      await until(
        () => fake.connections() === round && source.state() === 'connected',
        'connected again',
      );
    }
    fake.say(cheer('x'));
    await until(() => source.frames.length > 0, 'the cheer');
    expect(source.frames).toHaveLength(1);
    expect(fake.clients.size).toBe(1);
  });

  it('is not connected before its channel is confirmed', async () => {
    const fake = await server({ behaviour: 'noJoin' });
    const { log } = connectBriefly(fake, 60, 300);
    await until(() => log.length > 0, 'the end');
    expect(log).toEqual([
      'ended Twitch did not let us into the channel “streamer”. Is it spelled right?',
    ]);
    expect(fake.received).toContain('JOIN #streamer');
  });

  it('asks a line that has gone quiet, and ends it once when not even PING is answered', async () => {
    const fake = await server();
    const { log, ends } = connectBriefly(fake, 1, 60_000);
    await until(() => log.length === 1, 'connected');
    fake.muteAll();
    const lastMs = Date.now();
    await until(() => log.length === 2, 'the end');
    expect(log).toEqual(['connected', 'ended Twitch did not answer our PING.']);
    expect(fake.received.filter((line) => line.startsWith('PING'))).toHaveLength(1);
    const silentForMs = Date.now() - (ends[0]?.silentSinceMs ?? 0);
    expect(silentForMs).toBeGreaterThanOrEqual(990);
    expect(silentForMs).toBeLessThan(3_000);
    expect(Math.abs((ends[0]?.silentSinceMs ?? 0) - lastMs)).toBeLessThan(1_000);
    await until(() => fake.clients.size === 0, 'the hang-up');
    expect(log).toHaveLength(2);
  });

  it('leaves a channel alone that is quiet but answers PING', async () => {
    const fake = await server();
    const { log } = connectBriefly(fake, 1, 60_000);
    const asked = () => fake.received.filter((line) => line.startsWith('PING')).length;
    await until(() => asked() >= 4, 'four times quiet, twice the silence that means death');
    expect(log).toEqual(['connected']);
    expect(fake.connections()).toBe(1);
  });

  it('does not ask as long as anything is said, chat or not', async () => {
    const fake = await server();
    const { log } = connectBriefly(fake, 1, 60_000);
    await until(() => log.length === 1, 'connected');
    fake.muteAll();
    const startedMs = performance.now();
    await until(() => {
      fake.say(':tmi.twitch.tv CLEARCHAT #streamer');
      return performance.now() - startedMs > 2_000;
    }, 'twice the silence');
    expect(log).toEqual(['connected']);
    expect(fake.received.some((line) => line.startsWith('PING'))).toBe(false);
  });

  it('stops for good when the channel is suspended', async () => {
    const fake = await server();
    const source = start(fake);
    await until(() => source.state() === 'connected', 'connected');
    fake.say('@msg-id=msg_channel_suspended :tmi.twitch.tv NOTICE #streamer :Suspended.');
    await until(() => source.state() === 'failed', 'failed');
    expect(source.status().reason).toBe('Twitch has suspended the channel “streamer”.');
  });

  it('outlives lines that tmi.js itself stumbles over', async () => {
    const fake = await server();
    const source = start(fake);
    await until(() => source.state() === 'connected', 'connected');
    [':x 353 a b', 'PRIVMSG', '@a', ':tmi.twitch.tv USERNOTICE', 'JOIN', '\u0000', ''].forEach(
      (line) => fake.say(line),
    );
    fake.clients.forEach((client) => client.send(Buffer.from([0xff, 0xfe])));
    fake.say(cheer('still'));
    await until(() => source.frames.length === 1, 'the cheer');
    expect(source.state()).toBe('connected');
    expect(fake.connections()).toBe(1);
  });

  it('says nothing more once it is closed', async () => {
    const fake = await server();
    const { log, connection } = connectBriefly(fake, 60, 60_000);
    await until(() => log.length === 1, 'connected');
    fake.say(cheer('late'));
    connection.close();
    connection.close();
    await until(() => fake.clients.size === 0, 'the hang-up');
    expect(log).toEqual(['connected']);
  });

  it('says that nothing answers', async () => {
    const fake = await fakeTwitch();
    await fake.close();
    const source = start(fake);
    await until(() => source.state() === 'waiting', 'waiting');
    expect(source.status().reason).toBe(
      `Nothing answers at 127.0.0.1:${fake.port}. Trying again in 1 s.`,
    );
  });

  it.skipIf(FIXTURES_ABSENT !== null)(
    `books 3,142 bits of the recorded lines ${FIXTURES_ABSENT ?? ''}`,
    async () => {
      const fake = await server();
      const source = start(fake);
      await until(() => source.state() === 'connected', 'connected');
      twitchLinesOfOneRoom().forEach((line) => fake.say(line, 'streamer'));
      await until(() => source.raws.length === 56, 'all lines');
      const { income, observed } = booked(source.frames);
      expect(income['bit']).toBe(3_142);
      expect(observed['mirrored bit']).toBe(1);
      expect(source.rejections).toEqual([]);
    },
  );
});

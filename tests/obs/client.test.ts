/** The client against a server that speaks obs-websocket 5 as its document has it, and against rude ones. */
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { followObs } from '../../electron/obs/client.ts';
import type { ObsClient, ObsStatus } from '../../electron/obs/client.ts';
import type { StreamNews } from '../../electron/obs/stream.ts';
import { fakeClock } from '../sources/fake-clock.ts';
import { fakeObs } from '../tools/fake-obs.ts';
import type { FakeObs, FakeObsOptions } from '../tools/fake-obs.ts';
import { until } from '../tools/poll.ts';

const PASSWORD = 'correct horse';
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function obsServer(options: FakeObsOptions = {}): Promise<FakeObs> {
  const obs = await fakeObs(options);
  cleanups.push(() => obs.close());
  return obs;
}

/** The clock starts at the real time and moves only when told: OBS's counts are in real time. */
function follow(url: string, password: string | null = null) {
  const clock = fakeClock(Date.now());
  const statuses: ObsStatus[] = [];
  const news: StreamNews[] = [];
  const client: ObsClient = followObs({
    url,
    password,
    clock,
    random: () => 0.5,
    onStatus: (status) => statuses.push(status),
    onNews: (one) => news.push(one),
  });
  cleanups.push(() => client.stop());
  return {
    client,
    clock,
    statuses,
    news,
    types: () => news.map(({ type }) => type),
    reach: (state: ObsStatus['state']) =>
      until(`OBS to be ${state}`, () => client.status().state === state && client.status()),
  };
}

describe('following OBS', () => {
  it('authenticates with the password, which itself never crosses', async () => {
    const obs = await obsServer({ password: PASSWORD });
    const { reach } = follow(obs.url, PASSWORD);
    expect(await reach('connected')).toMatchObject({ streaming: false, reason: null });
    expect(obs.received()).toContain('"authentication"');
    expect(obs.received()).not.toContain(PASSWORD);
  });

  it('needs no password where OBS asks for none, and minds none that is given', async () => {
    const obs = await obsServer();
    await follow(obs.url).reach('connected');
    await follow(obs.url, PASSWORD).reach('connected');
  });

  it('tells when OBS goes live and when it stops, by its events', async () => {
    const obs = await obsServer();
    const { reach, news, client } = follow(obs.url);
    await reach('connected');
    obs.goLive();
    await until('the stream', () => client.status().streaming === true);
    obs.stopStream();
    await until('its end', () => client.status().streaming === false);
    expect(news.map(({ type }) => type)).toEqual(['ended', 'live', 'ended']);
    expect(news[2]).toMatchObject({ endedAtMs: expect.any(Number) as number });
  });

  it('learns on connecting that OBS has been live for a while', async () => {
    const obs = await obsServer();
    obs.setStream(Date.now() - 600_000);
    const { reach, news } = follow(obs.url);
    expect(await reach('connected')).toMatchObject({ streaming: true });
    const [first] = news;
    if (first?.type !== 'live') throw new Error('no stream was told of');
    expect(Math.abs(first.atMs - 600_000 - first.startedAtMs)).toBeLessThan(2_000);
  });

  it('does not take a platform that OBS reconnects to for the end of the stream', async () => {
    const obs = await obsServer();
    const { reach, types, client } = follow(obs.url);
    await reach('connected');
    obs.goLive();
    obs.say('OBS_WEBSOCKET_OUTPUT_RECONNECTING', false);
    obs.say('OBS_WEBSOCKET_OUTPUT_RECONNECTED', true);
    obs.say('OBS_WEBSOCKET_OUTPUT_STOPPING', false);
    obs.say('OBS_WEBSOCKET_OUTPUT_FROM_THE_FUTURE', false);
    await until('the stream', () => client.status().streaming === true);
    obs.stopStream();
    await until('its end', () => client.status().streaming === false);
    expect(types()).toEqual(['ended', 'live', 'ended']);
  });

  it('asks now and then, and so finds out what no event told', async () => {
    const obs = await obsServer();
    const { reach, clock, client } = follow(obs.url);
    await reach('connected');
    obs.setStream(Date.now());
    clock.advance(15_000);
    await until('the stream', () => client.status().streaming === true);
    obs.setStream(null);
    clock.advance(15_000);
    await until('its end', () => client.status().streaming === false);
  });

  it('says nothing of the stream when the connection drops, and takes the true state on coming back', async () => {
    const obs = await obsServer({ password: PASSWORD });
    const { reach, clock, types, news } = follow(obs.url, PASSWORD);
    await reach('connected');
    obs.goLive();
    await until('the stream', () => types().includes('live'));
    obs.dropAll();
    expect(await reach('waiting')).toMatchObject({
      streaming: null,
      reason: 'OBS closed the connection.',
      nextAttemptAtMs: clock.now() + 500,
    });
    clock.advance(500);
    await reach('connected');
    expect(types()).toEqual(['ended', 'live', 'lost', 'live']);
    expect(news[3]).toMatchObject({ again: true });

    obs.dropAll();
    await reach('waiting');
    obs.setStream(null);
    clock.advance(2_000);
    await reach('connected');
    expect(news.at(-1)).toMatchObject({ type: 'ended', endedAtMs: null });
  });

  it('takes OBS being quit for the end of its stream', async () => {
    const obs = await obsServer();
    const { reach, types, news } = follow(obs.url);
    await reach('connected');
    obs.goLive();
    await until('the stream', () => types().includes('live'));
    obs.quit();
    await reach('waiting');
    expect(news.at(-1)).toMatchObject({ type: 'ended', endedAtMs: expect.any(Number) as number });
  });

  it('stops quietly at once, even in the middle of dialling', async () => {
    const obs = await obsServer();
    const early = follow(obs.url);
    early.client.stop();
    const { reach, client, statuses, clock } = follow(obs.url);
    await reach('connected');
    client.stop();
    const heard = statuses.length;
    await until('the connection to end', () => obs.identified() === 0);
    clock.advance(600_000);
    expect(statuses).toHaveLength(heard);
    expect(early.statuses.map(({ state }) => state)).toEqual(['connecting']);
    expect(clock.pending()).toBe(0);
  });
});

describe('an OBS that does not cooperate', () => {
  it.each([
    [PASSWORD, 'did not accept the password'],
    [null, 'asks for a password'],
  ])('with another password (%s) needs the user, and is not asked again', async (given, words) => {
    const obs = await obsServer({ password: 'another' });
    const { reach, clock, client } = follow(obs.url, given);
    expect((await reach('failed')).reason).toContain(words);
    clock.advance(600_000);
    expect(obs.dialled()).toBe(1);
    client.retry();
    await until('the attempt that was asked for', () => obs.dialled() === 2);
  });

  it('of an unknown version needs the user', async () => {
    const obs = await obsServer({ rpcRefused: true });
    expect((await follow(obs.url).reach('failed')).reason).toContain('version');
  });

  it('whose user ended the connection is left alone', async () => {
    const obs = await obsServer();
    const { reach } = follow(obs.url);
    await reach('connected');
    obs.closeAll(4011);
    expect((await reach('failed')).reason).toContain('Somebody ended the connection');
  });

  it('that is not running is tried again, with waits that grow to 30 s', async () => {
    const gone = await fakeObs();
    await gone.close();
    const { client, clock, reach } = follow(gone.url);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const { nextAttemptAtMs, reason } = await reach('waiting');
      expect(reason).toContain('OBS is not running');
      waits.push((nextAttemptAtMs ?? 0) - clock.now());
      clock.advance(waits.at(-1) ?? 0);
      expect(client.status().state).toBe('connecting');
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('is tried at once when the user asks', async () => {
    const gone = await fakeObs();
    await gone.close();
    const { client, reach } = follow(gone.url);
    await reach('waiting');
    const obs = await fakeObs({ port: gone.port });
    cleanups.push(() => obs.close());
    client.retry();
    await reach('connected');
    client.retry();
    expect(obs.dialled()).toBe(1);
  });

  it('that closes at once is tried again', async () => {
    const obs = await obsServer({ slams: true });
    const { reach, clock } = follow(obs.url);
    await reach('waiting');
    clock.advance(30_000);
    await until('another attempt', () => obs.dialled() === 2);
    await reach('waiting');
  });

  it('that never says hello is given up after 15 s', async () => {
    const obs = await obsServer({ mute: true });
    const { reach, clock, client } = follow(obs.url);
    await until('the connection', () => obs.dialled() === 1);
    clock.advance(14_999);
    expect(client.status().state).toBe('connecting');
    clock.advance(1);
    expect((await reach('waiting')).reason).toBe('OBS did not answer within 15 s.');
  });

  it('that takes the connection and not even the hand-shake is given up after 15 s', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => void server.close());
    const taken = once(server, 'connection');
    const { port } = server.address() as AddressInfo;
    const { reach, clock } = follow(`ws://127.0.0.1:${port}`);
    await taken;
    clock.advance(15_000);
    expect((await reach('waiting')).reason).toBe('OBS did not answer within 15 s.');
  });

  it('that hangs while live counts as lost, not as stopped', async () => {
    const obs = await obsServer();
    const { reach, clock, types } = follow(obs.url);
    await reach('connected');
    obs.goLive();
    await until('the stream', () => types().includes('live'));
    obs.setHanging(true);
    const asked = obs.requests.length;
    clock.advance(15_000);
    await until('the question', () => obs.requests.length > asked);
    clock.advance(10_000);
    expect((await reach('waiting')).reason).toBe('OBS did not answer within 10 s.');
    expect(types().at(-1)).toBe('lost');
  });

  it('that is something else altogether is told from OBS', async () => {
    const http = createHttpServer((_request, response) => response.end('hello'));
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    cleanups.push(() => {
      http.closeAllConnections();
      http.close();
    });
    const { port } = http.address() as AddressInfo;
    const { reach } = follow(`ws://127.0.0.1:${port}`);
    expect((await reach('waiting')).reason).toContain('not like OBS');
  });
});

import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeTikfinity, fakeTikfinity, fixtureFrames } from '../tools/fake-tikfinity.ts';
import { FIXTURES_ABSENT } from '../tools/fixtures.ts';
import { booked } from './booked.ts';
import { running } from './running.ts';
import { until } from './waiting.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function server(port?: number): Promise<FakeTikfinity> {
  const fake = await fakeTikfinity(port === undefined ? {} : { port });
  ended.push(() => fake.close());
  return fake;
}

function start(port: number) {
  const source = running(`tikfinity://127.0.0.1:${port}`);
  ended.push(() => source.stop());
  return source;
}

function gift(msgId: string, change: Readonly<Record<string, unknown>> = {}) {
  const data = { giftId: 5655, giftType: 1, diamondCount: 1, repeatCount: 1, repeatEnd: true };
  return { event: 'gift', data: { ...data, groupId: '9', userId: '1', msgId, ...change } };
}

describe('the TikFinity source', () => {
  it('takes gifts, keeps their raw text, and counts chat as neither gift nor fault', async () => {
    const fake = await server();
    const source = start(fake.port);
    await until(() => source.state() === 'connected', 'connected');
    fake.send({ event: 'chat', data: { comment: 'hi' } });
    fake.sendRaw('{"event":"gift","da');
    fake.send(gift('m1'));
    await until(() => source.frames.length === 1, 'the gift');
    expect(source.raws).toHaveLength(3);
    expect(source.raws[2]).toBe(JSON.stringify(gift('m1')));
    expect(source.rejections.map(({ code }) => code)).toEqual(['malformed']);
    expect(source.status()).toMatchObject({ frames: 3, rejected: 1 });
  });

  it('connects again after a cut, once', async () => {
    const fake = await server();
    const source = start(fake.port);
    await until(() => source.state() === 'connected', 'connected');
    fake.dropAll();
    await until(
      () => source.statuses.filter(({ state }) => state === 'connected').length === 2,
      'connected again',
    );
    expect(source.statuses.find(({ state }) => state === 'waiting')?.reason).toMatch(
      /^TikFinity closed the connection\. Trying again in 1 s\.$/,
    );
    fake.send(gift('m2'));
    await until(() => source.frames.length > 0, 'the gift');
    expect(source.frames).toHaveLength(1);
    expect(fake.clients.size).toBe(1);
  });

  it('says that TikFinity is not running, and finds it once it is', async () => {
    const before = await fakeTikfinity();
    const { port } = before;
    await before.close();
    const source = start(port);
    await until(() => source.state() === 'waiting', 'waiting');
    expect(source.status().reason).toBe(
      `TikFinity is not running on this computer (nothing listens on 127.0.0.1:${port}). Trying again in 1 s.`,
    );
    await server(port);
    await until(() => source.state() === 'connected', 'connected');
  });

  it('says that something else listens there', async () => {
    const other: Server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    ended.push(() => other.close());
    const source = start((other.address() as AddressInfo).port);
    await until(() => source.state() === 'waiting', 'waiting');
    expect(source.status().reason).toMatch(/^What listens on .+ does not answer like TikFinity\./);
  });

  it('refuses a message of more than 1 MiB and connects again', async () => {
    const fake = await server();
    const source = start(fake.port);
    await until(() => source.state() === 'connected', 'connected');
    fake.sendRaw('x'.repeat(1_048_577));
    await until(() => source.statuses.some(({ state }) => state === 'waiting'), 'the cut');
    expect(source.raws).toEqual([]);
    expect(source.statuses.find(({ state }) => state === 'waiting')?.reason).toMatch(/1 MiB/);
  });

  it('hangs up when it is stopped', async () => {
    const fake = await server();
    const source = start(fake.port);
    await until(() => source.state() === 'connected', 'connected');
    source.stop();
    await until(() => fake.clients.size === 0, 'the hang-up');
    expect(source.state()).toBe('stopped');
  });

  it.skipIf(FIXTURES_ABSENT !== null)(
    `brings the recorded gifts in whole ${FIXTURES_ABSENT ?? ''}`,
    async () => {
      const fake = await server();
      const source = start(fake.port);
      await until(() => source.state() === 'connected', 'connected');
      fixtureFrames().forEach((frame) => fake.send(frame));
      await until(() => source.frames.length === 73, 'all frames');
      expect(source.rejections).toEqual([]);
      expect(booked(source.frames).income['coin']).toBeGreaterThan(0);
    },
  );
});

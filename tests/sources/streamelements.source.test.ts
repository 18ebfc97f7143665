import { afterEach, describe, expect, it } from 'vitest';
import { NO_CONTEXT } from '../../electron/sources/source.ts';
import { connectStreamelements } from '../../electron/sources/streamelements.source.ts';
import { fakeStreamelements } from '../tools/fake-streamelements.ts';
import type { FakeStreamelementsOptions } from '../tools/fake-streamelements.ts';
import { running } from './running.ts';
import { until } from './waiting.ts';

const TOKEN = 'se-token';
const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

const context = (token: string | null) => ({
  ...NO_CONTEXT,
  secret: (name: string) => (name === 'streamelements-jwt' ? token : null),
});

async function server(options: FakeStreamelementsOptions = {}) {
  const fake = await fakeStreamelements(options);
  ended.push(() => fake.close());
  return fake;
}

function start(port: number, token: string | null = TOKEN, channel = 'me') {
  const source = running(
    `streamelements://${channel}?server=ws://127.0.0.1:${port}`,
    context(token),
  );
  ended.push(() => source.stop());
  return source;
}

async function started(channel?: string) {
  const fake = await server();
  const source = start(fake.port, TOKEN, channel);
  await until(() => source.state() === 'connected', 'connected');
  return { fake, source };
}

function tip(id: string, amount: unknown = 4.2, change: object = {}) {
  return {
    donation: {
      user: { username: 'Styler', email: 'styler@example.com', geo: 'ZZ' },
      ...{ message: 'between us', amount, currency: 'USD' },
    },
    ...{ _id: id, status: 'success', createdAt: '2026-02-19T15:07:09.302Z', ...change },
  };
}

describe('the StreamElements source', () => {
  it('subscribes with its token, and books tips to the cent', async () => {
    const { fake, source } = await started();
    expect(fake.asked).toEqual([
      {
        type: 'subscribe',
        nonce: expect.any(String) as string,
        data: { topic: 'channel.tips', token: TOKEN, token_type: 'jwt' },
      },
    ]);
    fake.send('channel.tips', tip('a'));
    fake.send('channel.tips', tip('b', '1234.50'));
    await until(() => source.frames.length === 2, 'the tips');
    expect(source.frames).toMatchObject([
      {
        ...{ platform: 'streamelements', giftKey: 'streamelements|msg|a', kind: 'tip' },
        ...{ unit: 'USD', unitsEach: 420, sender: { name: 'Styler' } },
        occurredAtMs: Date.parse('2026-02-19T15:07:09.302Z'),
      },
      { unitsEach: 123_450 },
    ]);
    expect(JSON.stringify(source.raws)).not.toMatch(/between us|example\.com/);
  });

  it('asks for another channel by its id only', async () => {
    const { fake } = await started('5ad23dcc18fff500d78c5348');
    expect(fake.asked[0]?.data.room).toBe('5ad23dcc18fff500d78c5348');
    const named = await started('styler');
    expect(named.fake.asked[0]?.data).not.toHaveProperty('room');
  });

  it('takes no cheer that Twitch books itself, shows tests, and names a refund', async () => {
    const { fake, source } = await started();
    fake.send('channel.activities', { type: 'cheer', provider: 'twitch', data: { amount: 100 } });
    fake.send('channel.activities', {
      type: 'tip',
      data: { tipId: 'x', amount: 5, currency: 'USD' },
    });
    fake.send('astro', { message: 'Hello world!' });
    fake.sendRaw('{"type":"mess');
    fake.send('channel.tips', tip('t', 1, { isTest: true }));
    fake.send('channel.tips', tip('p', 1, { status: 'pending' }));
    fake.send('channel.tips', tip('r', 1, { status: 'refunded' }));
    fake.send('channel.tips', tip('a'));
    await until(() => source.frames.length === 1, 'the tip');
    expect(source.frames[0]?.messageId).toBe('a');
    expect(source.tests()).toBe(1);
    expect(source.rejections.map(({ code }) => code)).toEqual(['refund_not_booked']);
  });

  it('connects again after a cut, once', async () => {
    const { fake, source } = await started();
    fake.dropAll();
    await until(
      () => source.statuses.filter(({ state }) => state === 'connected').length === 2,
      'again',
    );
    expect(source.statuses.find(({ state }) => state === 'waiting')?.reason).toBe(
      'StreamElements closed the connection. Trying again in 1 s.',
    );
    fake.send('channel.tips', tip('a'));
    await until(() => source.frames.length > 0, 'the tip');
    expect(source.frames).toHaveLength(1);
    expect(fake.clients.size).toBe(1);
  });

  it('without a token says so, and asks nobody', async () => {
    const fake = await server();
    const source = start(fake.port, null);
    await until(() => source.state() === 'failed', 'the failure');
    expect(source.status()).toMatchObject({
      reason: 'StreamElements wants a token: add the token in the settings of this source.',
      nextAttemptAtMs: null,
    });
    expect(fake.asked).toEqual([]);
  });

  it('with a token that is not accepted stops, and shows it to nobody', async () => {
    const fake = await server();
    const source = start(fake.port, 'bad-token');
    await until(() => source.state() === 'failed', 'the failure');
    expect(source.status().reason).toBe(
      'StreamElements does not accept the token. Add a new one in the settings of this source.',
    );
    expect(JSON.stringify(source.statuses)).not.toContain('bad-token');
    expect(fake.asked).toHaveLength(1);
  });

  it('waits when it is told to, and tries again after a fault of theirs', async () => {
    const fake = await server();
    fake.failNext('rate_limit_exceeded');
    const busy = start(fake.port);
    await until(() => busy.state() === 'waiting', 'waiting');
    const { reason, nextAttemptAtMs, sinceMs } = busy.status();
    expect(reason).toBe('StreamElements asks to wait.');
    expect((nextAttemptAtMs ?? 0) - sinceMs).toBeGreaterThanOrEqual(60_000);
    fake.failNext('err_internal_error');
    const faulty = start(fake.port);
    await until(() => faulty.ends() === 1, 'the fault');
    expect(faulty.statuses.find(({ state }) => state === 'waiting')?.reason).toMatch(
      /^StreamElements had a fault of its own\. Trying again/,
    );
    await until(() => faulty.state() === 'connected', 'connected');
  });

  it.each([
    [true, 'StreamElements went silent.'],
    [false, null],
  ])('sees that a line is dead that still looks open (no pongs: %s)', async (mute, reason) => {
    const fake = await server({ mute });
    const reasons: string[] = [];
    const connection = connectStreamelements(
      new URL(`streamelements://me?server=ws://127.0.0.1:${fake.port}`),
      {
        onConnected: () => undefined,
        onFrame: () => undefined,
        onLost: () => undefined,
        onEnded: (end) => reasons.push(end.reason),
      },
      context(TOKEN),
      { everyMs: 50, silentMs: 1_000 },
    );
    ended.push(() => connection.close());
    // Far longer than the silence that would be death.
    await until(() => reasons.length > 0 || fake.pings() >= 30, 'an end, or thirty pings');
    expect(reasons).toEqual(reason === null ? [] : [reason]);
  });
});

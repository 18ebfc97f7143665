import { afterEach, describe, expect, it } from 'vitest';
import { fakeStreamlabs } from '../tools/fake-streamlabs.ts';
import type { FakeStreamlabsOptions } from '../tools/fake-streamlabs.ts';
import { running } from './running.ts';
import { until } from './waiting.ts';

const TOKEN = 'sl-token';
const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function server(options: FakeStreamlabsOptions = {}) {
  const fake = await fakeStreamlabs(options);
  ended.push(() => fake.close());
  return fake;
}

function start(port: number, token: string | null = TOKEN) {
  const secret = (name: string): string | null =>
    name === 'streamlabs-socket-token' ? token : null;
  const source = running(`streamlabs://ann?server=ws://127.0.0.1:${port}`, { secret });
  ended.push(() => source.stop());
  return source;
}

async function started(options: FakeStreamlabsOptions = {}) {
  const fake = await server(options);
  const source = start(fake.port);
  await until(() => source.state() === 'connected', 'connected');
  return { fake, source };
}

function donation(id: number, change: object = {}) {
  const message = { id, name: 'Ann', amount: '5.10', currency: 'EUR', message: 'between us' };
  return { type: 'donation', for: 'streamlabs', message: [{ ...message, ...change }] };
}

describe('the Streamlabs source', () => {
  it('books tips to the cent, and keeps no message', async () => {
    const { fake, source } = await started();
    fake.send(donation(1));
    fake.send(donation(2, { amount: 0.1 }));
    fake.sendRaw(
      '42["event",{"type":"donation","message":[{"id":3,"amount":25,"currency":"JPY"}]}]',
    );
    await until(() => source.frames.length === 3, 'the tips');
    expect(source.frames).toMatchObject([
      {
        ...{ platform: 'streamlabs', giftKey: 'streamlabs|msg|1', kind: 'tip', unit: 'EUR' },
        ...{ unitsEach: 510, final: true, sender: { name: 'Ann' }, observed: null },
      },
      { unit: 'EUR', unitsEach: 10 },
      { unit: 'JPY', unitsEach: 25 },
    ]);
    expect(JSON.stringify(source.raws)).not.toContain('between us');
    expect(source.rejections).toEqual([]);
  });

  it('leaves what it repeats of Twitch and YouTube to them, and shows tests', async () => {
    const { fake, source } = await started();
    const repeated = [
      { type: 'bits', for: 'twitch_account', message: [{ amount: '100', name: 'Ann' }] },
      { type: 'subscription', for: 'twitch_account', message: [{ months: 7 }] },
      { type: 'superchat', for: 'youtube_account', message: [{ amount: '5000000' }] },
      { type: 'follow', for: 'twitch_account', message: [{ name: 'Ann' }] },
      { type: 'alertPlaying', message: { type: 'donation' } },
    ];
    repeated.forEach((event) => fake.send(event));
    fake.sendRaw('42["other",{"type":"donation"}]');
    fake.send(donation(1, { isTest: true }));
    fake.send(donation(2));
    await until(() => source.frames.length === 1, 'the tip');
    expect(source.frames[0]?.messageId).toBe('2');
    expect(source.tests()).toBe(1);
    expect(source.rejections).toEqual([]);
    expect(source.raws).toHaveLength(repeated.length + 2);
  });

  it('names what it cannot read', async () => {
    const { fake, source } = await started();
    fake.send({ hello: 'world' });
    fake.send(donation(1, { amount: 'much' }));
    await until(() => source.rejections.length === 2, 'the refusals');
    expect(source.rejections.map(({ code }) => code)).toEqual(['malformed', 'amount_invalid']);
    expect(source.state()).toBe('connected');
  });

  it('connects again after a cut, once', async () => {
    const { fake, source } = await started();
    fake.dropAll();
    await until(
      () => source.statuses.filter(({ state }) => state === 'connected').length === 2,
      'again',
    );
    expect(source.statuses.find(({ state }) => state === 'waiting')?.reason).toBe(
      'Streamlabs closed the connection. Trying again in 1 s.',
    );
    // A tip that is told again after the gap has the same identity.
    fake.send(donation(1));
    fake.send(donation(1));
    await until(() => source.frames.length === 2, 'the tip');
    expect(new Set(source.frames.map(({ giftKey }) => giftKey)).size).toBe(1);
    expect(fake.clients.size).toBe(1);
  });

  it.each(['41', '1'])('connects again when it is told to go (%s)', async (packet) => {
    const { fake, source } = await started();
    fake.sendRaw(packet);
    await until(() => source.ends() === 1, 'the end');
    await until(() => source.state() === 'connected', 'again');
  });

  it('pings as the server asks, and answers pings', async () => {
    const { fake, source } = await started({ pingInterval: 1_000, pingTimeout: 1_000 });
    const answered = new Promise<string>((resolve) => {
      for (const client of fake.clients) {
        client.on('message', (data) => {
          if (Buffer.isBuffer(data) && data.toString() === '3') resolve('3');
        });
      }
    });
    fake.sendRaw('2');
    expect(await answered).toBe('3');
    await until(() => fake.pings() >= 3, 'three pings');
    expect(source.ends()).toBe(0);
  });

  it('sees that a line is dead that still looks open', async () => {
    const { source } = await started({ pingInterval: 1_000, pingTimeout: 1_000, mute: true });
    await until(() => source.ends() > 0, 'the end');
    expect(source.statuses.find(({ state }) => state === 'waiting')?.reason).toMatch(
      /^Streamlabs went silent\./,
    );
  });

  it('without a token says so, and asks nobody', async () => {
    const fake = await server();
    const source = start(fake.port, null);
    await until(() => source.state() === 'failed', 'the failure');
    expect(source.status()).toMatchObject({
      reason: 'Streamlabs wants a token: add the token in the settings of this source.',
      nextAttemptAtMs: null,
    });
    expect(fake.asked).toEqual([]);
  });

  it.each(['upgrade', 'packet'] as const)(
    'with a token that is not accepted stops, and shows it to nobody (%s)',
    async (refusesBy) => {
      const fake = await server({ refusesBy });
      const source = start(fake.port, 'a bad&token=#1');
      await until(() => source.state() === 'failed', 'the failure');
      expect(source.status().reason).toBe(
        'Streamlabs does not accept the token. Add a new one in the settings of this source.',
      );
      // It reached Streamlabs whole, and appears nowhere here.
      const query = new URL(fake.asked[0] ?? '', 'ws://127.0.0.1').searchParams;
      expect(query.getAll('token')).toEqual(['a bad&token=#1']);
      expect(JSON.stringify(source.statuses)).not.toMatch(/a bad|a%20bad|a\+bad/);
      expect(fake.asked).toHaveLength(1);
    },
  );

  it('says that nothing answers, and finds it once it does', async () => {
    const before = await fakeStreamlabs();
    const { port } = before;
    await before.close();
    const source = start(port);
    await until(() => source.state() === 'waiting', 'waiting');
    expect(source.status().reason).toMatch(/^Streamlabs does not answer\. Trying again/);
    expect(JSON.stringify(source.statuses)).not.toContain(TOKEN);
    await server({ port });
    await until(() => source.state() === 'connected', 'connected');
  });

  it('refuses a message of more than 1 MiB, and hangs up when it is stopped', async () => {
    const { fake, source } = await started();
    fake.sendRaw(`42["event","${'x'.repeat(1_048_576)}"]`);
    await until(() => source.ends() === 1, 'the cut');
    expect(source.raws).toEqual([]);
    expect(source.statuses.find(({ state }) => state === 'waiting')?.reason).toMatch(/1 MiB/);
    await until(() => source.state() === 'connected', 'again');
    source.stop();
    await until(() => fake.clients.size === 0, 'the hang-up');
  });
});

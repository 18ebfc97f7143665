/** Sources while the stream goes on: paused, resumed, removed, restored, with a key; and what a restart keeps of it. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionTest } from '../../shared/contract/sources.ts';
import type { Missed, SourceStatus } from '../../shared/contract/states.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { fakeTiktok } from '../tools/fake-tiktok.ts';
import { fakeTikfinity } from '../tools/fake-tikfinity.ts';
import type { FakeTikfinity } from '../tools/fake-tikfinity.ts';
import { fakeTwitch } from '../tools/fake-twitch.ts';
import type { FakeTwitch } from '../tools/fake-twitch.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import type { RpcClient } from '../tools/rpc.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';

const companions = useCompanions();
const KEY = 'sign-key-correct-horse-5521';
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function twitchServer(): Promise<FakeTwitch> {
  const twitch = await fakeTwitch();
  cleanups.push(() => twitch.close());
  return twitch;
}

async function tikfinityServer(): Promise<FakeTikfinity> {
  const tikfinity = await fakeTikfinity();
  cleanups.push(() => tikfinity.close());
  return tikfinity;
}

async function dashboard({
  ready,
}: RunningCompanion): Promise<
  RpcClient & { readonly sources: () => Promise<readonly SourceStatus[]> }
> {
  const rpc = await connectRpc(ready.dashboardUrl);
  cleanups.push(() => rpc.close());
  return {
    ...rpc,
    async sources() {
      const states = await rpc.client.system.watch();
      const first = await states.next();
      await states.return();
      return first.done === true ? [] : first.value.sources;
    },
  };
}

type Dashboard = Awaited<ReturnType<typeof dashboard>>;

function inState(page: Dashboard, source: string, state: SourceStatus['state']): Promise<unknown> {
  return until(`${source} to be ${state}`, async () =>
    (await page.sources()).some((one) => one.source === source && one.state === state),
  );
}

async function label(page: Dashboard, url: string): Promise<string> {
  const added = await page.client.sources.add({ url });
  if (!added.ok) throw new Error(added.message);
  return added.source;
}

/** The session's missed times, once they are as they should be: the ledger follows the state by a commit. */
function missedTimes(
  page: Dashboard,
  sessionNo: number,
  holds: (times: Missed['missed']) => boolean,
): Promise<Missed['missed']> {
  return until('the missed times', async () => {
    const { missed } = await page.client.session.missed({ sessionNo, limit: 10 });
    return holds(missed) && missed;
  });
}

async function statesOf(page: Dashboard, url: string): Promise<readonly ConnectionTest[]> {
  const seen: ConnectionTest[] = [];
  for await (const state of await page.client.sources.test({ url })) seen.push(state);
  return seen;
}

describe('a source while the stream goes on', () => {
  it('is paused and resumed, says so, and the coverage has its reason', async () => {
    const [twitch, companion] = [await twitchServer(), await companions.serve()];
    const page = await dashboard(companion);
    const source = await label(page, twitch.url('ann'));
    await inState(page, source, 'connected');
    const { sessionNo } = await page.client.session.open({ title: 'Evening' });

    expect(await page.client.sources.setPaused({ source, paused: true })).toEqual({ ok: true });
    await inState(page, source, 'paused');
    await until('the connection to end', () => twitch.clients.size === 0);
    const missed = await missedTimes(page, sessionNo, ([time]) => time?.toMs === null);
    expect(missed).toMatchObject([{ source, reason: 'Paused by you.' }]);

    expect(await page.client.sources.setPaused({ source, paused: false })).toEqual({ ok: true });
    await inState(page, source, 'connected');
    const later = await missedTimes(page, sessionNo, (times) =>
      times.every((time) => time.toMs !== null),
    );
    const pause = later.find((time) => time.reason === 'Paused by you.');
    expect(pause?.toMs).toBeGreaterThan(pause?.fromMs ?? Infinity);
    // Until it was connected again it was not the pause; that may be too short to be seen.
    for (const { source: whose, reason } of later) {
      expect(whose).toBe(source);
      expect(['Paused by you.', 'Connecting again after your pause.']).toContain(reason);
    }
    expect(twitch.connections()).toBe(2);
  });

  it('stays as it is over a restart: paused or not, and in its order', async () => {
    const [twitch, tikfinity, first] = [
      await twitchServer(),
      await tikfinityServer(),
      await companions.serve(),
    ];
    const page = await dashboard(first);
    const added = [
      await label(page, twitch.url('zoe')),
      await label(page, `tikfinity://127.0.0.1:${tikfinity.port}`),
      await label(page, twitch.url('ann')),
    ];
    const paused = added[1] ?? '';
    await page.client.sources.setPaused({ source: paused, paused: true });
    await first.stop();

    const second = await companions.serve({ dataDir: first.dataDir });
    const again = await dashboard(second);
    await inState(again, added[2] ?? '', 'connected');
    const sources = await again.sources();
    expect(sources.map(({ source }) => source)).toEqual(added);
    expect(sources.find(({ source }) => source === paused)?.state).toBe('paused');
    expect(tikfinity.clients.size).toBe(0);
    const { sessionNo } = await again.client.session.open({ title: '' });
    const missed = await missedTimes(again, sessionNo, (times) => times.length > 0);
    expect(missed).toMatchObject([{ source: paused, reason: 'Paused by you.' }]);
  });

  it('comes back where it was when its removal is undone', async () => {
    const [twitch, companion] = [await twitchServer(), await companions.serve()];
    const page = await dashboard(companion);
    const added = [await label(page, twitch.url('zoe')), await label(page, twitch.url('ann'))];
    const [source = ''] = added;
    await inState(page, source, 'connected');
    expect(await page.client.sources.remove({ source })).toEqual({ ok: true });
    await until('it is gone', async () => (await page.sources()).length === 1);
    expect(await page.client.sources.restore({ source })).toEqual({ ok: true });
    await inState(page, source, 'connected');
    expect((await page.sources()).map((one) => one.source)).toEqual(added);
    expect(await page.client.sources.restore({ source })).toMatchObject({ code: 'unknown_source' });
  });

  it('that never came to be connected has the reason in its coverage', async () => {
    const tikfinity = await fakeTikfinity();
    await tikfinity.close();
    const companion = await companions.serve();
    const page = await dashboard(companion);
    const source = await label(page, `tikfinity://127.0.0.1:${tikfinity.port}`);
    const { sessionNo } = await page.client.session.open({ title: '' });
    const [missed] = await missedTimes(page, sessionNo, (times) =>
      times.some((time) => time.source === source),
    );
    expect(missed?.reason).toBe(
      `TikFinity is not running on this computer (nothing listens on 127.0.0.1:${tikfinity.port}).`,
    );
  });
});

describe('a test of a connection', () => {
  it('tells a wrong address, a program that does not run, and one that does', async () => {
    const [tikfinity, companion] = [await tikfinityServer(), await companions.serve()];
    const page = await dashboard(companion);
    const wrong = await statesOf(page, 'twitch://a b');
    expect(wrong).toMatchObject([{ steps: [{ state: 'failed' }], result: 'failed' }]);

    const works = await statesOf(page, `tikfinity://127.0.0.1:${tikfinity.port}`);
    expect(works.at(-1)).toMatchObject({
      steps: [
        { words: 'Reading the address', state: 'ok' },
        { words: 'Looking for TikFinity on this computer', state: 'ok' },
        { words: 'Waiting for the first message', state: 'ok' },
      ],
      result: 'connected',
    });
    expect(works.at(-1)?.steps.at(-1)?.note).toContain('That is normal');
    await until('the test to let go', () => tikfinity.clients.size === 0);

    await tikfinity.close();
    const failed = await statesOf(page, `tikfinity://127.0.0.1:${tikfinity.port}`);
    expect(failed.at(-1)?.steps.at(-1)).toMatchObject({
      state: 'failed',
      note: expect.stringContaining('TikFinity is not running') as string,
      next: expect.stringContaining('Open TikFinity') as string,
    });
    expect(await page.sources()).toEqual([]);
    expect(await companion.gifts()).toEqual([]);
  });

  it('ends when the page leaves', async () => {
    const [twitch, companion] = [await twitchServer(), await companions.serve()];
    const page = await dashboard(companion);
    const test = await page.client.sources.test({ url: twitch.url('ann') });
    await until('the test is connected', async () => {
      const next = await test.next();
      return (
        next.done !== true && next.value.steps.at(-1)?.words === 'Waiting for the first message'
      );
    });
    await test.return();
    await until('the connection to end', () => twitch.clients.size === 0);
  });
});

describe('the key of a source', () => {
  it('goes in, and is in no file, log or answer but its own', async () => {
    const companion = await companions.serve({ env: { COINFALL_LOG: 'trace', DEBUG: '*' } });
    const page = await dashboard(companion);
    const name = 'tiktok-sign-key';
    expect(await page.client.sources.setSecret({ name, secret: KEY })).toEqual({ ok: true });
    const known = await page.client.sources.secrets();
    expect(known.keeping).toBe('file');
    expect(known.secrets.find((secret) => secret.name === name)?.stored).toBe(true);
    expect(JSON.stringify([known, await page.sources()])).not.toContain(KEY);
    expect(await page.client.sources.setSecret({ name: 'obs', secret: KEY })).toMatchObject({
      code: 'secret_unknown',
    });
    const { stdout, stderr } = await companion.stop();
    expect(stdout + stderr).not.toContain(KEY);
    expect(holders(companion.dataDir, KEY)).toEqual(['passwords.json']);

    const again = await companions.serve({ dataDir: companion.dataDir });
    const later = await dashboard(again);
    const isStored = async () =>
      (await later.client.sources.secrets()).secrets.find((secret) => secret.name === name)?.stored;
    expect(await isStored()).toBe(true);
    await later.client.sources.setSecret({ name, secret: '' });
    expect(await isStored()).toBe(false);
    expect(holders(again.dataDir, KEY)).toEqual([]);
  });
});

it('has its sources connect anew when it is changed, and no other', async () => {
  const [tiktok, twitch] = [await fakeTiktok(), await twitchServer()];
  cleanups.push(() => tiktok.close());
  const companion = await companions.serve();
  const page = await dashboard(companion);
  const source = await label(page, tiktok.source('ann', '7'));
  const other = await label(page, twitch.url('ann'));
  await inState(page, other, 'connected');
  await inState(page, source, 'connected');
  const { sessionNo } = await page.client.session.open({ title: '' });
  const name = 'tiktok-sign-key';
  await page.client.sources.setSecret({ name, secret: KEY });
  await until('a new connection', () => tiktok.entered.length === 2);
  // The same key once more is no change.
  for (const secret of [KEY, '']) await page.client.sources.setSecret({ name, secret });
  await until('another new connection', () => tiktok.entered.length === 3);
  await inState(page, source, 'connected');
  expect(twitch.connections()).toBe(1);
  const missed = await missedTimes(
    page,
    sessionNo,
    (times) => times.length > 0 && times.every((time) => time.toMs !== null),
  );
  expect(new Set(missed.map((time) => time.reason))).toEqual(new Set(['Its key was changed.']));
});

describe('my accounts', () => {
  it('decide from the next gift on whose income a gift is', async () => {
    const tikfinity = await tikfinityServer();
    const companion = await companions.serve({
      sources: [`tikfinity://127.0.0.1:${tikfinity.port}`],
    });
    const page = await dashboard(companion);
    await until('the connection', () => tikfinity.clients.size === 1);
    const gift = (id: string, receiverUserId: string): void => {
      const { event, data } = tikfinityGift(id);
      tikfinity.send({ event, data: { ...data, receiverUserId } });
    };
    gift('before', '222');
    await until('the first gift', async () => (await companion.gifts()).length === 1);
    expect((await page.client.sources.accounts()).seen).toEqual([{ id: '222', gifts: 1 }]);

    expect(await page.client.sources.setAccounts({ tiktok: ['111'] })).toEqual({ ok: true });
    gift('guest', '222');
    gift('mine', '111');
    const rows = await until('the others', async () => {
      const all = await companion.gifts();
      return all.length === 3 && all;
    });
    const booked = rows.map((row) => [row.gift_key, row.booked] as const);
    expect(Object.fromEntries(booked)).toEqual({
      'tiktok|msg|before': 'yes',
      'tiktok|msg|guest': 'no',
      'tiktok|msg|mine': 'yes',
    });
    await companion.stop();
    const again = await dashboard(await companions.serve({ dataDir: companion.dataDir }));
    expect((await again.client.sources.accounts()).tiktok).toEqual(['111']);
  });
});

/** Files of the data folder, backups among them, in which a text stands. */
function holders(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter((entry) =>
      readFileSync(path.join(entry.parentPath, entry.name), 'latin1').includes(text),
    )
    .map((entry) => entry.name);
}

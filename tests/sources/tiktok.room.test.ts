import { afterEach, describe, expect, it } from 'vitest';
import { SIGN_KEY_SECRET } from '../../electron/sources/tiktok.address.ts';
import { connectTiktok } from '../../electron/sources/tiktok.connect.ts';
import { findSource } from '../../electron/sources/registry.ts';
import { NO_CONTEXT } from '../../electron/sources/source.ts';
import type { Connection, Ended } from '../../electron/sources/source.ts';
import { type FakeTiktok, fakeTiktok, fetchResult, giftMessage } from '../tools/fake-tiktok.ts';
import { fakeTiktokSite, livePage, userRoom } from '../tools/fake-tiktok-site.ts';
import type { FakeTiktokSite, SiteAnswer } from '../tools/fake-tiktok-site.ts';
import { until } from './waiting.ts';

const USER_ROOM = '/api-live/user/room/';
const PAGE = '/@ann/live';
const ROOM_OF_SIGN_SERVER = '/webcast/anchors/ann/room_id';
const SIGN = '/webcast/rooms/77/connect';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function site(): Promise<FakeTiktokSite> {
  const fake = await fakeTiktokSite();
  ended.push(() => fake.close());
  return fake;
}

async function pushServer(): Promise<FakeTiktok> {
  const fake = await fakeTiktok();
  ended.push(() => fake.close());
  return fake;
}

function signed(fake: FakeTiktok): SiteAnswer {
  return {
    headers: { 'x-set-tt-cookie': 'ttwid=abc', 'x-room-id': '77' },
    body: fetchResult([giftMessage('1')], { pushServer: `ws://127.0.0.1:${fake.port}/webcast` }),
  };
}

/** One attempt at @ann, with the site standing for TikTok and for the sign server. */
function attempt(where: FakeTiktokSite, key: string | null = null) {
  const found = findSource(`tiktok://@Ann?sign=${where.url}`);
  if (!found.ok) throw new Error(found.message);
  const seen = { connected: 0, frames: [] as unknown[], ends: [] as Ended[] };
  const connection: Connection = connectTiktok(
    found.url,
    {
      onConnected: () => void (seen.connected += 1),
      onFrame: (raw) => seen.frames.push(raw),
      onLost: () => undefined,
      onEnded: (end) => seen.ends.push(end),
    },
    { ...NO_CONTEXT, secret: (name) => (name === SIGN_KEY_SECRET ? key : null) },
    where.url,
  );
  ended.push(() => connection.close());
  return { ...seen, seen, connection };
}

async function endOf(where: FakeTiktokSite, key: string | null = null): Promise<Ended> {
  const { seen } = attempt(where, key);
  await until(() => seen.ends.length > 0, 'the end');
  const [end] = seen.ends;
  if (end === undefined || seen.ends.length > 1) throw new Error('not one end');
  return end;
}

describe('the room of a creator', () => {
  it('is looked up, signed and entered; what the sign server sends along comes first', async () => {
    const fake = await pushServer();
    const where = await site();
    where.on(USER_ROOM, userRoom('77', 2));
    where.on(SIGN, signed(fake));
    const { seen } = attempt(where, 'my-secret-key');
    await until(() => seen.connected === 1 && seen.frames.length === 1, 'connected');
    await until(() => fake.entered.length === 1, 'in the room');
    expect(fake.entered).toEqual(['77']);
    expect(where.requests.map(({ path }) => path)).toEqual([USER_ROOM, SIGN]);
    const [lookUp, signing] = where.requests;
    expect(lookUp?.query.get('uniqueId')).toBe('ann');
    expect(signing?.headers['x-api-key']).toBe('my-secret-key');
    expect(signing?.query.toString()).not.toContain('my-secret-key');
    expect(lookUp?.headers['x-api-key']).toBeUndefined();
    for (const { headers } of where.requests) {
      expect(headers.cookie ?? '').not.toMatch(/session|sid_/);
      expect(headers['x-cookie-header']).toBeUndefined();
    }
  });

  it('is taken from the page, then from the sign server, when TikTok’s JSON does not say', async () => {
    const fake = await pushServer();
    const where = await site();
    where.on(PAGE, livePage('77', 2));
    where.on(SIGN, signed(fake));
    const byPage = attempt(where).seen;
    await until(() => byPage.connected === 1, 'connected by the page');
    where.on(PAGE, { body: '<html>Are you human?</html>' });
    where.on(ROOM_OF_SIGN_SERVER, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: 200, ok: true, is_live: true, room_id: '77' }),
    });
    const bySignServer = attempt(where).seen;
    await until(() => bySignServer.connected === 1, 'connected by the sign server');
  });

  it.each<[string, Readonly<Record<string, SiteAnswer>>, string]>([
    ['not live', { [USER_ROOM]: userRoom('66', 4) }, 'Waiting until @ann is live.'],
    ['never live before', { [USER_ROOM]: userRoom('', 4) }, 'Waiting until @ann is live.'],
    ['not live by the page', { [PAGE]: livePage('66', 4) }, 'Waiting until @ann is live.'],
    [
      'unknown',
      { [USER_ROOM]: { body: '{"statusCode":19881007,"message":"user_not_found","data":{}}' } },
      'TikTok knows nobody called @ann. Is it spelled right?',
    ],
    [
      'only for adults',
      { [USER_ROOM]: { body: '{"status_code":4003110,"data":{"prompts":"x"}}' } },
      'TikTok shows the live of @ann to adults with an account only. TikFinity can bring its gifts.',
    ],
    ['nowhere to be seen', {}, 'TikTok does not say whether @ann is live. It may want a pause.'],
  ])('%s: a calm wait, without a word to the sign server', async (_, answers, reason) => {
    const where = await site();
    for (const [path, answer] of Object.entries(answers)) where.on(path, answer);
    const end = await endOf(where);
    expect(end.reason).toBe(reason);
    expect(end.retryInMs).toBeGreaterThanOrEqual(30_000);
    expect(end.permanent).toBeUndefined();
    expect(where.requests.some(({ path }) => path === SIGN)).toBe(false);
  });

  it('cannot be asked for without a network, and says so', async () => {
    const where = await site();
    const { url } = where;
    await where.close();
    const end = await endOf({ ...where, url });
    expect(end).toEqual({
      reason: 'TikTok cannot be reached: is this computer online?',
      unreached: true,
    });
  });
});

describe('a sign server that refuses', () => {
  const at = (ms: number) =>
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(ms);

  it.each([
    ['with the time to wait', { 'retry-after': '600' }, '{"message":"slow down"}', 600_000],
    ['without saying when', {}, 'no JSON at all', 60_000],
  ])('for too many questions, %s: a calm wait', async (_, headers, body, waitMs) => {
    const where = await site();
    where.on(USER_ROOM, userRoom('77', 2));
    where.on(SIGN, { status: 429, headers, body });
    const times = [at(Date.now() + waitMs)];
    const end = await endOf(where);
    times.push(at(Date.now() + waitMs));
    expect(times.map((time) => `The sign server asks to wait until ${time}.`)).toContain(
      end.reason,
    );
    expect(end.retryInMs).toBe(waitMs);
  });

  it('already at the look-up: then it is not asked again before its time', async () => {
    const where = await site();
    where.on(ROOM_OF_SIGN_SERVER, { status: 429, headers: { 'retry-after': '900' }, body: '{}' });
    const end = await endOf(where);
    expect(end.reason).toMatch(/^The sign server asks to wait until \d\d:\d\d\.$/);
    expect(end.retryInMs).toBe(900_000);
  });

  it('until a moment of its own clock', async () => {
    const where = await site();
    const reset = Math.round(Date.now() / 1_000) + 900;
    where.on(USER_ROOM, userRoom('77', 2));
    where.on(SIGN, { status: 429, headers: { 'x-ratelimit-reset': String(reset) }, body: '{}' });
    const { retryInMs } = await endOf(where);
    expect(Math.abs((retryInMs ?? 0) - 900_000)).toBeLessThan(5_000);
  });

  it.each<[string, SiteAnswer, string | null, RegExp]>([
    [
      'the key',
      { status: 403, body: '{}' },
      'wrong',
      /^The sign server does not accept your key\.$/,
    ],
    ['a nobody', { status: 401, body: '{}' }, null, /without a key\.$/],
    ['a free plan', { status: 402, body: '{"message":"pay"}' }, null, /wants a paid plan/],
    ['for its own fault', { status: 500, body: 'oops' }, null, /answered with an error \(500\)\.$/],
    ['by sending elsewhere', { status: 302, headers: { location: '/x' } }, 'k', /error \(302\)\.$/],
    ['by saying nothing', { body: '' }, null, /^The sign server sent nothing that can be used\.$/],
    ['by talking nonsense', { body: 'hello' }, null, /^The sign server sent nothing/],
    [
      'for the age',
      { status: 400, body: '{"message":"This stream is age restricted"}' },
      null,
      /adults with an account only\.$/,
    ],
  ])('%s: in words', async (_, answer, key, reason) => {
    const where = await site();
    where.on(USER_ROOM, userRoom('77', 2));
    where.on(SIGN, answer);
    const end = await endOf(where, key);
    expect(end.reason).toMatch(reason);
    expect(end.reason).not.toContain(key ?? '\u0000');
  });

  it('or names a push server elsewhere without encryption: nobody dials it', async () => {
    const where = await site();
    where.on(USER_ROOM, userRoom('77', 2));
    where.on(SIGN, {
      headers: { 'x-set-tt-cookie': 'ttwid=abc' },
      body: fetchResult([], { pushServer: 'ws://192.0.2.1/webcast' }),
    });
    expect((await endOf(where)).reason).toMatch(/cannot be TikTok’s/);
  });
});

it('a connection that is closed while it asks never dials', async () => {
  const fake = await pushServer();
  const where = await site();
  where.on(USER_ROOM, userRoom('77', 2));
  where.on(SIGN, signed(fake));
  for (const path of [USER_ROOM, SIGN]) {
    const { seen, connection } = attempt(where);
    await until(() => where.requests.some((request) => request.path === path), `asked ${path}`);
    connection.close();
    expect(seen.ends).toEqual([]);
  }
  const { seen } = attempt(where);
  await until(() => seen.connected === 1, 'the one that stays');
  await until(() => fake.entered.length > 0, 'in the room');
  expect(fake.clients.size).toBe(1);
});

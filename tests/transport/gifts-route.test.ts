import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AcceptGifts } from '../../electron/transport/gifts-route.ts';
import { ask, startTestServer } from './support.ts';
import type { Answer, TestServer } from './support.ts';

let server: TestServer;
let outcome: Awaited<ReturnType<AcceptGifts>> | 'accept';
const stored: unknown[] = [];
const presets: (string | null)[] = [];

beforeAll(async () => {
  server = await startTestServer({
    acceptGifts: (items, preset) => {
      if (outcome !== 'accept') return Promise.resolve(outcome);
      stored.push(...items);
      presets.push(preset);
      return Promise.resolve({
        ok: true,
        answer: { accepted: items.length, duplicates: 0, conflicts: 0, tests: 0, rejected: [] },
      });
    },
  });
});
afterAll(() => server.close());
beforeEach(() => {
  outcome = 'accept';
  stored.length = 0;
  presets.length = 0;
});

const post = (
  body: string | Buffer | undefined,
  headers: Record<string, string | undefined> = {},
  query = '',
): Promise<Answer> =>
  ask(server.port, {
    method: 'POST',
    path: `/api/v1/gifts${query}`,
    headers: {
      authorization: `Bearer ${server.tokens.current('webhook')}`,
      'content-type': 'application/json',
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });

const code = (answer: Answer): unknown => (JSON.parse(answer.body) as { code: unknown }).code;

describe('gifts that come in', () => {
  it('are handed over, one or many, and answered with what became of them', async () => {
    const one = await post('{"id":"1"}');
    expect(one.status).toBe(200);
    expect(JSON.parse(one.body)).toEqual({
      accepted: 1,
      duplicates: 0,
      conflicts: 0,
      tests: 0,
      rejected: [],
    });
    expect((await post('[{"id":"2"},{"id":"3"},7,null]')).status).toBe(200);
    expect(stored).toEqual([{ id: '1' }, { id: '2' }, { id: '3' }, 7, null]);
    expect((await post('{}', { 'content-type': 'application/json; charset=utf-8' })).status).toBe(
      200,
    );
  });

  it('are answered 503 with what to do when they could not be stored', async () => {
    outcome = { ok: false, code: 'not_stored', message: 'The disk is full.' };
    const answer = await post('{}');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBeDefined();
    expect(JSON.parse(answer.body)).toEqual({ code: 'not_stored', message: 'The disk is full.' });
  });

  it('need the webhook token and no other', async () => {
    const { tokens } = server;
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Bearer wrong',
      `Basic ${tokens.current('webhook')}`,
      `Bearer ${tokens.current('webhook')}x`,
      `Bearer ${tokens.current('control')}`,
      `Bearer ${tokens.current('overlay')}`,
      `Bearer ${tokens.current('events')}`,
    ]) {
      const answer = await post('{}', { authorization });
      expect(answer.status, String(authorization)).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    const inQuery = await ask(server.port, {
      method: 'POST',
      path: `/api/v1/gifts?token=${tokens.current('webhook')}`,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(inQuery.status).toBe(401);
    expect(stored).toEqual([]);
  });

  it('are JSON and nothing that a form could send', async () => {
    for (const type of [
      undefined,
      'text/plain',
      'text/plain;charset=UTF-8',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonx',
      'text/json',
      'text/plain; application/json',
      'application/csp-report',
    ]) {
      const answer = await post('{"id":"1"}', { 'content-type': type });
      expect(answer.status, String(type)).toBe(415);
      expect(code(answer)).toBe('unsupported_media_type');
    }
    expect(stored).toEqual([]);
  });

  it('are not taken from another website, even with the token', async () => {
    for (const origin of ['https://evil.com', 'null', 'http://localhost:3000']) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
        expect((await post('{"id":"1"}', { origin, 'content-type': type })).status).toBe(403);
      }
    }
    expect(stored).toEqual([]);
  });

  it('are bounded in size and number', async () => {
    const fits = JSON.stringify(Array.from({ length: 1_000 }, (_, n) => ({ id: `g${n}` })));
    expect((await post(fits)).status).toBe(200);
    stored.length = 0;
    const tooMany = await post(JSON.stringify(Array.from({ length: 1_001 }, () => 1)));
    expect(tooMany.status).toBe(400);
    expect(code(tooMany)).toBe('too_many_items');
    const tooLarge = await post(JSON.stringify('x'.repeat(256 * 1024)));
    expect(tooLarge.status).toBe(413);
    expect(code(tooLarge)).toBe('too_large');
    const chunked = await post(JSON.stringify('x'.repeat(256 * 1024)), {
      'content-length': undefined,
      'transfer-encoding': 'chunked',
    });
    expect(chunked.status).toBe(413);
    expect(stored).toEqual([]);
  });

  it('may fill the last byte of 256 kB, and not one more', async () => {
    const [empty, limit] = ['[{"id":""}]', 256 * 1024];
    const exact = `[{"id":"${'x'.repeat(limit - empty.length)}"}]`;
    expect(Buffer.byteLength(exact)).toBe(limit);
    expect((await post(exact)).status).toBe(200);
    expect(stored).toHaveLength(1);
    stored.length = 0;
    expect((await post(`${exact} `)).status).toBe(413);
    expect(stored).toEqual([]);
  });

  it('must be readable', async () => {
    for (const body of [
      '',
      '{',
      '[1,]',
      '{"a":1}x',
      'undefined',
      '{"__proto__":{"a":1}}',
      '\u0000',
    ]) {
      const answer = await post(body);
      expect(answer.status, body).toBe(400);
      expect(code(answer)).toBe('malformed_json');
    }
    expect((await post(undefined)).status).toBeGreaterThanOrEqual(400);
    expect(stored).toEqual([]);
  });
});

describe('events of a payment service', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const field = (value: string): string => new URLSearchParams({ data: value }).toString();

  it('name their preset, and come as JSON, one or many', async () => {
    expect((await post('{"a":1}', {}, '?preset=json')).status).toBe(200);
    expect((await post('[{"a":2},{"a":3}]', {}, '?preset=form')).status).toBe(200);
    expect((await post('{"a":4}')).status).toBe(200);
    expect(presets).toEqual(['json', 'form', null]);
    expect(stored).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }]);
  });

  it('may come as the form that the preset is sent as', async () => {
    const sent = { from_name: 'Jo & Ann = “x”+y', amount: '3.00' };
    expect((await post(field(JSON.stringify(sent)), form, '?preset=form')).status).toBe(200);
    const charset = { 'content-type': `${form['content-type']}; charset=UTF-8` };
    expect((await post(field(JSON.stringify(sent)), charset, '?preset=form')).status).toBe(200);
    expect(stored).toEqual([sent, sent]);
    expect(presets).toEqual(['form', 'form']);
  });

  it('are refused whole when the form is not as it should be', async () => {
    for (const body of ['', 'other=1', field('{"id":'), field(''), 'data=%E0%A4%A']) {
      const answer = await post(body, form, '?preset=form');
      expect(answer.status, body).toBe(400);
      expect(code(answer), body).toMatch(/^malformed_/);
    }
    for (const query of ['', '?preset=json']) {
      expect((await post(field('{}'), form, query)).status).toBe(415);
    }
    const many = field(JSON.stringify(Array.from({ length: 1_001 }, () => 1)));
    expect(code(await post(many, form, '?preset=form'))).toBe('too_many_items');
    expect((await post(field('x'.repeat(256 * 1024)), form, '?preset=form')).status).toBe(413);
    expect(stored).toEqual([]);
  });

  it('of a service that is not known are refused, with the names of those that are', async () => {
    for (const query of [
      '?preset=patreon',
      '?preset=',
      '?preset=json&preset=form',
      '?preset=Form',
    ]) {
      const answer = await post('{}', {}, query);
      expect(answer.status, query).toBe(400);
      expect(JSON.parse(answer.body)).toEqual({
        code: 'preset_unknown',
        message: 'There are the presets json, form; nothing was stored.',
      });
    }
    expect(stored).toEqual([]);
  });

  it('need the token, which no page and no query can bring', async () => {
    const query = '?preset=form';
    const token = server.tokens.current('webhook');
    expect((await post(field('{}'), { ...form, authorization: undefined }, query)).status).toBe(
      401,
    );
    const asked = `${query}&token=${token}`;
    expect((await post(field('{}'), { ...form, authorization: undefined }, asked)).status).toBe(
      401,
    );
    expect((await post(field('{}'), { ...form, origin: 'https://evil.com' }, query)).status).toBe(
      403,
    );
    expect(stored).toEqual([]);
    expect(server.log()).not.toContain(token);
  });
});

describe('floods of requests', () => {
  it('with wrong tokens are turned away without shutting out the right one', async () => {
    const flooded = await startTestServer();
    const ask1 = (token: string): Promise<Answer> =>
      ask(flooded.port, {
        method: 'POST',
        path: '/api/v1/gifts',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      });
    let refused: Answer | undefined;
    for (let n = 0; n < 150 && refused === undefined; n += 1) {
      const answer = await ask1('wrong');
      if (answer.status === 429) refused = answer;
      else expect(answer.status).toBe(401);
    }
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask1(flooded.tokens.current('webhook'))).status).toBe(200);
    await flooded.close();
  });

  it('with the right token are told when to come again, each client for itself', async () => {
    const flooded = await startTestServer({ giftsRate: { max: 20, timeWindow: 10_000 } });
    const from = (localAddress: string): Promise<Answer> =>
      ask(flooded.port, {
        method: 'POST',
        path: '/api/v1/gifts',
        headers: {
          authorization: `Bearer ${flooded.tokens.current('webhook')}`,
          'content-type': 'application/json',
        },
        body: '{}',
        localAddress,
      });
    const statuses: number[] = [];
    for (let n = 0; n < 20; n += 1) statuses.push((await from('127.0.0.1')).status);
    expect(statuses).toEqual(Array(20).fill(200));
    const refused = await from('127.0.0.1');
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(10);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'too_many_requests' });
    expect(flooded.received).toHaveLength(20);
    // Another program on this computer has a budget of its own.
    expect((await from('127.0.0.2')).status).toBe(200);
    // So has whoever was given a new token.
    flooded.tokens.rotate('webhook');
    expect((await from('127.0.0.1')).status).toBe(200);
    await flooded.close();
  });

  it('for the events are told so as well', async () => {
    const flooded = await startTestServer();
    const path = '/api/v1/events';
    let refused: Answer | undefined;
    for (let n = 0; n < 100 && refused === undefined; n += 1) {
      const answer = await ask(flooded.port, {
        path,
        headers: {
          authorization: `Bearer ${flooded.tokens.current('events')}`,
          'last-event-id': 'unreadable',
        },
      });
      if (answer.status === 429) refused = answer;
    }
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect(JSON.parse(refused?.body ?? '{}')).toMatchObject({ code: 'too_many_requests' });
    await flooded.close();
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AcceptGifts } from '../../electron/transport/gifts-route.ts';
import { ask, startTestServer } from './support.ts';
import type { Answer, TestServer } from './support.ts';

let server: TestServer;
let outcome: Awaited<ReturnType<AcceptGifts>> | 'accept';
const stored: unknown[] = [];

beforeAll(async () => {
  server = await startTestServer({
    acceptGifts: (items) => {
      if (outcome !== 'accept') return Promise.resolve(outcome);
      stored.push(...items);
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
});

const post = (
  body: string | Buffer | undefined,
  headers: Record<string, string | undefined> = {},
): Promise<Answer> =>
  ask(server.port, {
    method: 'POST',
    path: '/api/v1/gifts',
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

  it('with the right token are told when to come again', async () => {
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

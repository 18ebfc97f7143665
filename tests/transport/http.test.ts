import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { startHttp } from '../../electron/transport/http.ts';
import {
  CANARY,
  ask,
  cannedRouter,
  createTestJournal,
  eventually,
  handshake,
  sendRaw,
  startTestServer,
} from './support.ts';
import { cannedGrants } from './canned-canvases.ts';
import type { TestServer } from './support.ts';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
async function start(...args: Parameters<typeof startTestServer>): Promise<TestServer> {
  server = await startTestServer(...args);
  return server;
}

describe('pages', () => {
  it('serves the overlay for every id of the known form, and nothing for others', async () => {
    const { port } = await start();
    for (const id of ['alerts', 'goal-bar', 'c1', 'a'.repeat(64)]) {
      const page = await ask(port, { path: `/overlay/${id}` });
      expect(page.status, id).toBe(200);
      expect(page.body).toContain('<title>overlay</title>');
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    }
    for (const id of ['', 'Alerts', 'a_b', 'a.b', 'a'.repeat(65), '%2e%2e', 'a%2fb', 'a%00', 'ä']) {
      expect((await ask(port, { path: `/overlay/${encodeURI(id)}` })).status, id).toBe(404);
    }
  });

  it('lets a page load its own files alone, and the overlay make no markup from text', async () => {
    const { port } = await start();
    const overlay = (await ask(port, { path: '/overlay/alerts' })).headers;
    const dashboard = (await ask(port, { path: '/dashboard' })).headers;
    const own = `connect-src 'self' ws://127.0.0.1:${port}`;
    const shared =
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none';script-src 'self';";
    const media = `font-src 'self';img-src 'self' data:;media-src 'self';${own}`;
    expect(overlay['content-security-policy']).toBe(
      `${shared}style-src 'self';${media};require-trusted-types-for 'script';trusted-types 'none'`,
    );
    expect(dashboard['content-security-policy']).toBe(
      `${shared}style-src 'self' 'unsafe-inline';${media}`,
    );
    for (const headers of [overlay, dashboard]) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
      });
      expect(headers['strict-transport-security']).toBeUndefined();
    }
  });

  it('keeps the build’s files in the browser for good', async () => {
    const { port } = await start();
    const file = await ask(port, { path: '/assets/app-1234.js' });
    expect(file.status).toBe(200);
    expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(file.headers['content-type']).toContain('javascript');
    expect(file.headers['x-content-type-options']).toBe('nosniff');
  });

  it('says so when the pages were never built', async () => {
    const { port } = await start({ rendererDir: '/nowhere-at-all' });
    const page = await ask(port, { path: '/dashboard' });
    expect(page.status).toBe(404);
    expect(JSON.parse(page.body)).toMatchObject({ code: 'page_not_built' });
    expect((await ask(port, { path: '/assets/x.js' })).status).toBe(404);
  });
});

/** Ways to climb out of a folder, as they go over the wire. */
const climbs = ((): string[] => {
  const ups = [
    '..',
    '%2e%2e',
    '%2E%2e',
    '.%2e',
    '%2e.',
    '%252e%252e',
    '..%00',
    '%c0%ae%c0%ae',
    '..;',
    '...',
    '....',
    '%u002e%u002e',
    '\uff0e\uff0e',
    '..%20',
    '..%09',
  ].map((up) => encodeURI(up).replaceAll('%25', '%'));
  const separators = [
    '/',
    '%2f',
    '%2F',
    '%5c',
    '%5C',
    '\\',
    '%252f',
    '%255c',
    '//',
    '/./',
    '%c0%af',
  ];
  return ups.flatMap((up) =>
    separators.flatMap((separator) => [
      `/assets/${up}${separator}canary.txt`,
      `/assets/${up}${separator}${up}${separator}canary.txt`,
    ]),
  );
})();

describe('files outside', () => {
  it('are not served, however the path climbs', async () => {
    const { port, rendererDir } = await start();
    const absolute = encodeURI(rendererDir);
    const vectors = [
      ...climbs,
      `/assets/${absolute}/canary.txt`,
      `/assets//${absolute}/canary.txt`,
      `/assets/%2f${absolute}/canary.txt`,
      '/assets/C:%5cWindows%5cwin.ini',
      '/assets/%5c%5cserver%5cshare%5cx',
      '/assets/app-1234.js::$DATA',
      '/assets/app-1234.js%00.txt',
      '/assets/.env',
      '/assets/',
      '/assets',
      '/canary.txt',
      '/secrets.json',
      '/overlay/../canary.txt',
      '/overlay/..%2fcanary.txt',
    ];
    expect(vectors.length).toBeGreaterThan(200);
    for (const path of vectors) {
      // node:http would refuse some of these itself.
      const answer = await sendRaw(
        port,
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer, path).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer, path).not.toContain(CANARY);
      expect(answer, path).not.toContain('tokens');
    }
  });
});

describe('the rest of the outside', () => {
  it('tells anybody that it is up, and nothing private', async () => {
    const source = {
      source: 'tiktok://@secret-handle',
      scheme: 'tiktok',
      state: 'connected',
      reason: 'private',
    } as const;
    const { port } = await start({ health: () => ({ sources: [source], lastCommitAtMs: 5 }) });
    const answer = await ask(port, { path: '/healthz' });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({
      up: true,
      version: '1.2.3',
      sources: [{ scheme: 'tiktok', state: 'connected' }],
      lastCommitAtMs: 5,
    });
  });

  it('answers unknown paths and methods in JSON, with headers that load nothing', async () => {
    const { port } = await start();
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/rpc'],
      ['POST', '/rpc'],
      ['GET', '/api/v1/gifts'],
      ['PUT', '/api/v1/gifts'],
      ['DELETE', '/dashboard'],
      ['POST', '/overlay/alerts'],
      ['OPTIONS', '/api/v1/gifts'],
      ['TRACE', '/dashboard'],
    ] as const) {
      const answer = await ask(port, { method, path });
      expect(answer.status, `${method} ${path}`).toBe(404);
      expect(JSON.parse(answer.body)).toHaveProperty('code', 'not_found');
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(Object.keys(answer.headers).join()).not.toContain('access-control');
    }
  });

  it('refuses broken percent-encoding', async () => {
    const { port } = await start();
    expect((await ask(port, { path: '/%E0%A4%A' })).status).toBe(400);
  });

  it('hides a fault of ours from the answer and writes it to the log', async () => {
    const { port, log } = await start({
      health: () => {
        throw new Error('the reason');
      },
    });
    const answer = await ask(port, { path: '/healthz' });
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('the reason');
    expect(log()).toContain('the reason');
  });

  it('listens on loopback alone', async () => {
    const { port } = await start();
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of outside) {
      const socket = connect(port, address);
      const [error] = (await once(socket, 'error')) as [Error & { code?: string }];
      expect(error.code, address).toBe('ECONNREFUSED');
    }
  });

  it('says in words when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { tokens } = await start();
    const started = await startHttp({
      port,
      rendererDir: '/nowhere-at-all',
      tokens,
      canvases: cannedGrants(),
      router: cannedRouter(),
      generation: 'g',
      acceptGifts: () => Promise.reject(new Error('unused')),
      presets: new Map(),
      events: createTestJournal(),
      health: () => ({ sources: [], lastCommitAtMs: null }),
      version: '0',
      logger: pino({ enabled: false }),
      onOverlayClients: () => undefined,
    });
    expect(started).toMatchObject({ ok: false, code: 'port_in_use' });
    other.close();
  });
});

describe('closing', () => {
  it('ends sockets, streams and idle connections within two seconds', async () => {
    const test = await start();
    const socket = await handshake(test.port, test.tokens.current('control'));
    const closed = once(socket, 'close');
    const idle = connect(test.port, '127.0.0.1');
    await once(idle, 'connect');
    const stream = connect(test.port, '127.0.0.1');
    stream.write(
      `GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:${test.port}\r\n` +
        `Authorization: Bearer ${test.tokens.current('events')}\r\n\r\n`,
    );
    await once(stream, 'data');
    const gone = [once(idle, 'close'), once(stream, 'close')];
    idle.resume();
    stream.resume();
    const startedAt = performance.now();
    await test.close();
    server = undefined;
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect((await closed)[0]).toBe(1001);
    await Promise.all(gone);
  });

  it('may be asked twice', async () => {
    const test = await start();
    await Promise.all([test.close(), test.close()]);
  });
});

describe('floods', () => {
  it(
    'holds at most 128 connections, and cuts off who says nothing',
    { timeout: 20_000 },
    async () => {
      const { port } = await start();
      const open: Socket[] = [];
      let closed = 0;
      for (let n = 0; n < 200; n += 1) {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => undefined);
        socket.on('close', () => (closed += 1));
        open.push(socket);
        // A slow loris: never the whole head.
        socket.write('GET /healthz HTTP/1.1\r\nHost: 127');
        socket.resume();
      }
      await eventually(() => closed >= 200 - 128);
      // Nobody feeds the slow ones: their heads time out after 5 s, and there is room again.
      await eventually(() => closed === 200, 9_000);
      expect((await ask(port, { path: '/healthz' })).status).toBe(200);
    },
  );

  it('refuses a head that is too long', async () => {
    const { port } = await start();
    const answer = await sendRaw(
      port,
      `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });
});

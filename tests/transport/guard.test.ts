import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, sendRaw, startTestServer, upgradeStatus } from './support.ts';
import type { TestServer } from './support.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** What a rebound name, a proxy or a careless client might send as Host; none of them is ours. */
const foreignHosts = (port: number): readonly (string | undefined)[] => [
  undefined,
  '',
  '127.0.0.1',
  'localhost',
  `127.0.0.1:${port + 1}`,
  '127.0.0.1:80',
  `127.0.0.1:0${port}`,
  `127.0.0.1:${port} `.concat('x'),
  `127.0.0.2:${port}`,
  `127.1:${port}`,
  `127.0.1:${port}`,
  `0x7f.0.0.1:${port}`,
  `0177.0.0.1:${port}`,
  `2130706433:${port}`,
  `0.0.0.0:${port}`,
  `[::1]:${port}`,
  `[::ffff:127.0.0.1]:${port}`,
  `[::]:${port}`,
  `LOCALHOST:${port}`,
  `localhost.:${port}`,
  `127.0.0.1.:${port}`,
  `sub.localhost:${port}`,
  `localhost.evil.com:${port}`,
  `127.0.0.1.nip.io:${port}`,
  `evil.com:${port}`,
  `evil.com`,
  `user@127.0.0.1:${port}`,
  `127.0.0.1:${port}@evil.com`,
  `127.0.0.1:${port}, evil.com`,
  `127.0.0.1:${port}#`,
  `127.0.0.1:${port}/`,
  `http://127.0.0.1:${port}`,
  `192.168.1.10:${port}`,
  `my-pc.local:${port}`,
];

const foreignOrigins = (port: number): readonly string[] => [
  'null',
  '',
  'https://evil.com',
  'http://evil.com',
  `http://evil.com:${port}`,
  `https://127.0.0.1:${port}`,
  `http://127.0.0.1:${port + 1}`,
  'http://127.0.0.1',
  'http://localhost',
  'http://localhost:3000',
  `http://localhost.evil.com:${port}`,
  `http://127.0.0.1:${port}.evil.com`,
  `http://127.0.0.1:${port}/`,
  `HTTP://127.0.0.1:${port}`,
  `ws://127.0.0.1:${port}`,
  `http://[::1]:${port}`,
  `file://`,
  `chrome-extension://abcdefghijklmnop`,
];

describe('a Host that is not ours', () => {
  it('is answered 403 on every route, and reaches no handler', async () => {
    const hosts = foreignHosts(server.port);
    expect(hosts.length).toBeGreaterThanOrEqual(30);
    for (const host of hosts) {
      for (const path of [
        '/healthz',
        '/dashboard',
        '/overlay/alerts',
        '/assets/app-1234.js',
        '/x',
      ]) {
        const { status, body } = await ask(server.port, { path, headers: { host } });
        expect(status, `${String(host)} ${path}`).toBe(403);
        expect(body).not.toContain('overlay');
      }
      const posted = await ask(server.port, {
        method: 'POST',
        path: '/api/v1/gifts',
        headers: {
          host,
          authorization: `Bearer ${server.tokens.current('webhook')}`,
          'content-type': 'application/json',
        },
        body: '{}',
      });
      expect(posted.status, String(host)).toBe(403);
    }
    expect(server.received).toEqual([]);
  });

  it('is answered 403 on an upgrade', async () => {
    for (const host of foreignHosts(server.port)) {
      const headers = {
        origin: `http://127.0.0.1:${server.port}`,
        ...(host === undefined ? {} : { host }),
      };
      expect(await upgradeStatus(server.port, headers), host).toBe(403);
    }
  });

  it('is refused when it hides behind a second Host, a full URL or HTTP/1.0', async () => {
    const own = `Host: 127.0.0.1:${server.port}`;
    for (const request of [
      `GET /healthz HTTP/1.1\r\n${own}\r\nHost: evil.com\r\nConnection: close\r\n\r\n`,
      `GET /healthz HTTP/1.1\r\nHost: evil.com\r\n${own}\r\nConnection: close\r\n\r\n`,
      `GET /healthz HTTP/1.1\r\n${own}\r\n${own}\r\nConnection: close\r\n\r\n`,
      `GET http://evil.com/healthz HTTP/1.1\r\n${own}\r\nConnection: close\r\n\r\n`,
      `GET /healthz HTTP/1.0\r\n\r\n`,
      `GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n`,
      `OPTIONS * HTTP/1.1\r\n${own}\r\nConnection: close\r\n\r\n`,
      `CONNECT evil.com:443 HTTP/1.1\r\n${own}\r\n\r\n`,
    ]) {
      expect(await sendRaw(server.port, request), request).not.toContain('200 OK');
    }
  });

  it('is ours as 127.0.0.1 and as localhost', async () => {
    for (const name of ['127.0.0.1', 'localhost']) {
      const headers = { host: `${name}:${server.port}` };
      expect((await ask(server.port, { path: '/healthz', headers })).status).toBe(200);
      const origin = `http://${name}:${server.port}`;
      expect(await upgradeStatus(server.port, { ...headers, origin })).toBe(101);
    }
  });
});

describe('an Origin that is not ours', () => {
  it('is answered 403 on every route', async () => {
    for (const origin of foreignOrigins(server.port)) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { status, headers } = await ask(server.port, {
          method,
          path: '/api/v1/gifts',
          headers: { origin, authorization: `Bearer ${server.tokens.current('webhook')}` },
        });
        expect(status, `${method} ${origin}`).toBe(403);
        expect(Object.keys(headers).join()).not.toContain('access-control');
      }
    }
    expect(server.received).toEqual([]);
  });

  it('is answered 403 on an upgrade, and so is a missing one', async () => {
    const host = `127.0.0.1:${server.port}`;
    for (const origin of foreignOrigins(server.port)) {
      expect(await upgradeStatus(server.port, { host, origin }), origin).toBe(403);
    }
    expect(await upgradeStatus(server.port, { host })).toBe(403);
  });
});

describe('an upgrade', () => {
  it('is possible on /rpc alone', async () => {
    const host = `127.0.0.1:${server.port}`;
    const headers = { host, origin: `http://${host}` };
    for (const path of ['/', '/rpc/', '/rpc?token=x', '/dashboard', '/rpcx', '//rpc']) {
      expect(await upgradeStatus(server.port, headers, path), path).toBe(404);
    }
    expect(await upgradeStatus(server.port, headers)).toBe(101);
  });
});

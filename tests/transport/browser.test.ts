/** The same doors, tried by a real browser: first by pages of other sites, then by our own. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer } from './support.ts';
import type { TestServer } from './support.ts';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
const hasBrowser = existsSync(SYSTEM_CHROMIUM) || existsSync(chromium.executablePath());

let server: TestServer;
let foreign: Server;
let browser: Browser;
const frames: string[] = [];

/** Runs in the page: everything that the page can hear from `/rpc` with a valid token. */
function listen([url, token]: readonly [string, string]): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const heard: string[] = [];
    const socket = new WebSocket(url);
    socket.onopen = () => socket.send(JSON.stringify({ v: 1, token }));
    socket.onmessage = (event) => {
      heard.push(String(event.data));
      resolve(heard);
    };
    socket.onclose = () => resolve(heard);
  });
}

describe.skipIf(!hasBrowser)('a real browser', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    server = await startTestServer();
    foreign = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>foreign</title><body></body>');
    });
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({
      ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
      // Without the browser's own guard of local addresses: ours must do alone.
      args: [
        '--no-sandbox',
        '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    foreign.close();
    foreign.closeAllConnections();
    await server.close();
  });

  const foreignPage = async (host: string): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(`http://${host}:${(foreign.address() as AddressInfo).port}/`);
    return page;
  };

  it.each(['127.0.0.1', 'localhost'])(
    'on another port of %s hears, reads and changes nothing',
    async (host) => {
      const page = await foreignPage(host);
      const base = `http://${host}:${server.port}`;
      const token = server.tokens.current('control');
      frames.push(
        ...(await page.evaluate(listen, [`ws://${host}:${server.port}/rpc`, token] as const)),
      );
      expect(frames).toEqual([]);

      const outcomes = await page.evaluate(
        async ({ url, webhook }) => {
          const failed = (promise: Promise<unknown>): Promise<boolean> =>
            promise.then(
              () => false,
              () => true,
            );
          const post = (type: string, mode: RequestMode): Promise<boolean> =>
            failed(
              fetch(`${url}/api/v1/gifts`, {
                method: 'POST',
                mode,
                headers: { 'content-type': type, authorization: `Bearer ${webhook}` },
                body: '{"id":"1"}',
              }),
            );
          const element = (tag: 'script' | 'img', src: string): Promise<boolean> =>
            new Promise((resolve) => {
              const made = document.createElement(tag);
              made.onerror = () => resolve(true);
              made.onload = () => resolve(false);
              made.src = src;
              document.body.append(made);
            });
          return {
            healthz: await failed(fetch(`${url}/healthz`)),
            opaque: await failed(fetch(`${url}/healthz`, { mode: 'no-cors' })),
            page: await failed(fetch(`${url}/dashboard`)),
            json: await post('application/json', 'cors'),
            text: await post('text/plain', 'cors'),
            textOpaque: await post('text/plain', 'no-cors'),
            script: await element('script', `${url}/assets/app-1234.js`),
          };
        },
        { url: base, webhook: server.tokens.current('webhook') },
      );
      expect(outcomes).toEqual({
        healthz: true,
        opaque: true,
        page: true,
        json: true,
        text: true,
        textOpaque: true,
        script: true,
      });

      const form = page.waitForResponse((response) => response.url().endsWith('/api/v1/gifts'));
      await page.evaluate((url) => {
        const made = document.createElement('form');
        made.method = 'post';
        made.enctype = 'text/plain';
        made.action = `${url}/api/v1/gifts`;
        const field = document.createElement('input');
        field.name = '{"id":"1","x":"';
        field.value = '"}';
        made.append(field);
        document.body.append(made);
        made.submit();
      }, base);
      expect((await form).status()).toBe(403);
      expect(server.received).toEqual([]);
      expect(server.calls).toEqual([]);
      await page.close();
    },
  );

  it('cannot put our pages into a frame of another site', async () => {
    const page = await foreignPage('127.0.0.1');
    const refusals: string[] = [];
    page.on('console', (message) => refusals.push(message.text()));
    await page.evaluate((url) => {
      const made = document.createElement('iframe');
      made.src = url;
      document.body.append(made);
    }, `http://127.0.0.1:${server.port}/dashboard`);
    await expect.poll(() => refusals.join('\n')).toContain('frame-ancestors');
    await page.close();
  });

  it.each(['overlay/alerts', 'dashboard'])(
    'lets our own page /%s talk to /rpc under its policy',
    async (path) => {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${server.port}/${path}`);
      const heard = await page.evaluate(listen, [
        `ws://localhost:${server.port}/rpc`,
        server.tokens.current('control'),
      ] as const);
      expect(heard).toEqual(['{"ready":1,"generation":"generation-1"}']);
      const elsewhere = await page.evaluate(
        (url) =>
          fetch(url).then(
            () => 'fetched',
            () => 'refused',
          ),
        `http://localhost:${(foreign.address() as AddressInfo).port}/`,
      );
      expect(elsewhere).toBe('refused');
      await page.close();
    },
  );

  it('lets no text become markup or script on an overlay', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.port}/overlay/alerts`);
    const outcome = await page.evaluate(() => {
      const attempt = (act: () => void): string => {
        try {
          act();
          return 'done';
        } catch (error) {
          return error instanceof Error ? error.name : 'thrown';
        }
      };
      const payload = '<img src=x onerror="document.title=\'pwned\'">';
      return {
        innerHTML: attempt(() => (document.body.innerHTML = payload)),
        insert: attempt(() => document.body.insertAdjacentHTML('beforeend', payload)),
        frame: attempt(() => (document.createElement('iframe').srcdoc = payload)),
        text: attempt(() => (document.body.textContent = payload)),
        elements: document.body.children.length,
      };
    });
    expect(outcome).toEqual({
      innerHTML: 'TypeError',
      insert: 'TypeError',
      frame: 'TypeError',
      text: 'done',
      elements: 0,
    });
    expect(await page.title()).toBe('overlay');
    await page.close();
  });
});

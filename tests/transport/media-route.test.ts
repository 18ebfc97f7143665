/** The creator's files over HTTP: who may bring one in, and how little a hostile page gets of them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMediaStore } from '../../electron/media/store.ts';
import type { MediaStore } from '../../electron/media/store.ts';
import type { MediaRow } from '../../electron/ledger/media-rows.ts';
import { MAX_MEDIA_BYTES } from '../../shared/media-limits.ts';
import { JPEG, MP3, PNG, SAMPLES, WAV } from '../media/samples.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { tempDir } from '../tools/builders.ts';
import { ask, sendRaw, startTestServer } from './support.ts';
import type { Answer, TestServer } from './support.ts';

const folder = tempDir();
let store: MediaStore;
let server: TestServer;

beforeAll(async () => {
  const rows = new Map<string, MediaRow>();
  store = await openMediaStore(
    folder.dir,
    {
      load: () => Promise.resolve([...rows.values()]),
      save: (row) => Promise.resolve(void rows.set(row.mediaId, row)),
      drop: (mediaId) => Promise.resolve(void rows.delete(mediaId)),
    },
    () => 0,
    (error) => {
      throw error;
    },
  );
  server = await startTestServer({ media: store });
});
afterAll(async () => {
  await server.close();
  folder[Symbol.dispose]();
});

const post = (
  body: Buffer,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> =>
  ask(server.port, {
    method: 'POST',
    path: '/api/v1/media',
    headers: {
      authorization: `Bearer ${server.tokens.current('control')}`,
      'content-type': 'application/octet-stream',
      'content-length': String(body.length),
      'x-file-name': 'file',
      ...headers,
    },
    body,
  });
const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  ask(server.port, { path, headers });
const answerOf = ({ body }: Answer) =>
  JSON.parse(body) as { readonly id: string; readonly name: string; readonly code: string };

async function kept(bytes: Buffer): Promise<string> {
  return answerOf(await post(bytes)).id;
}

describe('a file that comes in', () => {
  it.each(Object.entries(SAMPLES))(
    'of the kind %s is kept and given back as it was',
    async (extension, bytes) => {
      const added = await post(bytes, { 'x-file-name': encodeURIComponent(`Ä ${extension}`) });
      expect([added.status, answerOf(added).name]).toEqual([200, `Ä ${extension}`]);
      const response = await fetch(`http://127.0.0.1:${server.port}/media/${answerOf(added).id}`);
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
      expect(response.headers.get('content-type')).toMatch(/^(image|video|audio)\/[a-z]+$/);
    },
  );

  it.each(['overlay', 'webhook', 'events'] as const)(
    'is refused with the %s token',
    async (name) => {
      const before = store.list().length;
      const headers = { authorization: `Bearer ${server.tokens.current(name)}` };
      expect((await post(WAV, headers)).status).toBe(401);
      expect(store.list()).toHaveLength(before);
    },
  );

  it('is refused without a token, from another origin, or as anything but bytes', async () => {
    expect((await post(PNG, { authorization: undefined })).status).toBe(401);
    expect((await post(PNG, { origin: 'https://evil.example' })).status).toBe(403);
    for (const type of [
      'image/png',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/json',
    ]) {
      expect((await post(PNG, { 'content-type': type })).status, type).toBeOneOf([400, 415]);
    }
  });

  it('is refused in words when it is no media, and nothing is kept', async () => {
    const before = store.list().length;
    const refused = await post(Buffer.from('<svg onload="alert(1)"/>'), { 'x-file-name': 'x.png' });
    expect(refused.status).toBe(415);
    expect(answerOf(refused)).toMatchObject({ ok: false, code: 'not_media' });
    expect(store.list()).toHaveLength(before);
  });

  it('of 100 MB is turned away by its length, before a byte of it is read', async () => {
    const token = server.tokens.current('control');
    const head = [
      'POST /api/v1/media HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      `Authorization: Bearer ${token}`,
      'Content-Type: application/octet-stream',
      `Content-Length: ${100 * 1024 * 1024}`,
      '\r\n',
    ].join('\r\n');
    expect(await sendRaw(server.port, head)).toMatch(/^HTTP\/1\.1 413/);
  });

  it('that does not say how long it is is cut off at the limit', async () => {
    const before = store.list().length;
    const endless = Buffer.concat([PNG, Buffer.alloc(MAX_MEDIA_BYTES)]);
    const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
    // It may hang up while more is being sent.
    const answer = await post(endless, chunked).catch(() => null);
    expect(answer?.status ?? 413).toBe(413);
    expect(store.list()).toHaveLength(before);
  });

  it('may have the most hostile name', async () => {
    for (const name of ['%', '%00', '%ff%fe', '..%2f..%2fapp.sqlite', 'a'.repeat(3_000), '']) {
      const added = await post(MP3, { 'x-file-name': name });
      expect(added.status, name).toBe(200);
      expect(answerOf(added).id).toMatch(/^[\w-]{22}\.mp3$/);
    }
  });
});

describe('a file that is asked for', () => {
  it('comes with headers that let nobody do anything else with it', async () => {
    const { status, headers } = await get(`/media/${await kept(PNG)}`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/(^|; )sandbox($|;)/);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers).not.toHaveProperty('set-cookie');
  });

  it('is sent in parts, as players ask for it', async () => {
    const part = await get(`/media/${await kept(WAV)}`, { range: 'bytes=0-3' });
    expect([part.status, part.body]).toEqual([206, 'RIFF']);
  });

  it('is 404 when it was removed', async () => {
    const id = await kept(SAMPLES.gif);
    await store.remove(id);
    expect((await get(`/media/${id}`)).status).toBe(404);
    await store.restore(id);
    expect((await get(`/media/${id}`)).status).toBe(200);
  });

  it('under 200 ids that try to lead elsewhere is never a byte of another file', async () => {
    const id = await kept(PNG);
    const ups = [
      '..',
      '%2e%2e',
      '..%2f',
      '..%5c',
      '%252e%252e',
      '....//',
      '..;',
      '.%00.',
      '%c0%ae%c0%ae',
    ];
    const files = ['app.sqlite', 'tokens.json', 'etc/passwd', 'Windows/win.ini', `media/${id}`];
    const vectors = [
      ...ups.flatMap((up) =>
        files.flatMap((file) => [1, 2, 6].map((times) => `${`${up}/`.repeat(times)}${file}`)),
      ),
      ...files.flatMap((file) => [
        `/${file}`,
        `//${file}`,
        `\\\\host\\share\\${file}`,
        `C:/${file}`,
        `file:///${file}`,
      ]),
      ...[
        '',
        '.',
        '/',
        `${id}/`,
        `${id}/..`,
        `./${id}`,
        `${id}%00`,
        `${id}.part`,
        `${id}::$DATA`,
        `${id}%20`,
        id.toUpperCase(),
      ],
      ...Array.from(
        { length: 40 },
        (_, at) => `${'A'.repeat(21)}${String.fromCharCode(65 + (at % 26))}.png`,
      ),
    ];
    expect(vectors.length).toBeGreaterThanOrEqual(200);
    for (const vector of vectors) {
      const raw = await sendRaw(
        server.port,
        `GET /media/${vector} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`,
      );
      expect(raw, vector).toMatch(/^HTTP\/1\.1 (400|404)/);
      expect(raw, vector).not.toContain('SQLite format');
    }
  });

  it('is no way in for another host name', async () => {
    const id = await kept(PNG);
    expect((await get(`/media/${id}`, { host: `evil.example:${server.port}` })).status).toBe(403);
  });
});

describe.skipIf(CHROMIUM_ABSENT !== null)(`in a real browser ${CHROMIUM_ABSENT ?? ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  const script = '<script>globalThis.ran = true; document.title = "ran"</script>';

  it.each([
    ['a JPEG with a page behind its end', Buffer.concat([JPEG, Buffer.from(`<html>${script}`)])],
    [
      'an MP3 whose tag is a page',
      Buffer.concat([MP3.subarray(0, 10), Buffer.from(script.slice(0, 20)), MP3.subarray(30)]),
    ],
    ['an Ogg with a page behind', Buffer.concat([SAMPLES.ogg, Buffer.from(`<html>${script}`)])],
  ])('%s runs nothing when it is opened by itself', async (_what, bytes) => {
    const page = await browser.newPage();
    await page
      .goto(`http://127.0.0.1:${server.port}/media/${await kept(bytes)}`)
      .catch(() => undefined);
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
    expect(await page.title()).not.toBe('ran');
    await page.close();
  });

  it('a page of another origin neither sees nor reads a file, even with its id', async () => {
    const id = await kept(PNG);
    const other = createServer((_request, response) => {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>evil</title>');
    });
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    const learnt = await page.evaluate(async (url) => {
      const image = (src: string): Promise<string> =>
        new Promise((done) => {
          const img = new Image();
          img.onload = () => done('loaded');
          img.onerror = () => done('error');
          img.src = src;
        });
      const read = (mode: RequestMode): Promise<string> =>
        fetch(url, { mode }).then(
          (response) => `${response.type} ${response.status}`,
          () => 'error',
        );
      return [await image(url), await image(`${url}x`), await read('cors'), await read('no-cors')];
    }, `http://127.0.0.1:${server.port}/media/${id}`);
    expect(learnt).toEqual(['error', 'error', 'error', 'error']);
    await page.close();
    other.close();
  });
});

/** What `coinfall://app/…` answers, and above all what it does not. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  answerApp,
  answerAppRequest,
  isAppUrl,
  isPreviewUrl,
} from '../../electron/main/app-files.ts';
import type { AppMedia } from '../../electron/main/app-files.ts';

describe('the app’s own files', () => {
  let parent: string;
  let root: string;
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'coinfall-files-'));
    root = join(parent, 'renderer');
    mkdirSync(join(root, 'dashboard'), { recursive: true });
    mkdirSync(join(root, 'folder.js'));
    mkdirSync(join(parent, 'renderer-not'));
    writeFileSync(join(root, 'dashboard/index.html'), '<title>Ä</title>');
    mkdirSync(join(root, 'overlay'));
    writeFileSync(join(root, 'overlay/preview.html'), '');
    writeFileSync(join(root, 'overlay/index.html'), '');
    writeFileSync(join(root, 'tool.exe'), 'no');
    writeFileSync(join(root, '.hidden.js'), 'no');
    writeFileSync(join(parent, 'secret.json'), 'secret');
    writeFileSync(join(parent, 'renderer-not/secret.json'), 'secret');
    symlinkSync(join(parent, 'secret.json'), join(root, 'link.json'));
  });
  afterAll(() => rmSync(parent, { recursive: true }));

  const ask = (url: string, method = 'GET') => answerAppRequest(root, { url, method });

  test('a built page is answered with its type and the security headers', async () => {
    const response = await ask('coinfall://app/dashboard/index.html');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<title>Ä</title>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  test.each([
    ['overlay/preview.html', "'self'"],
    ['overlay/index.html', "'none'"],
    ['dashboard/index.html', "'none'"],
    ['missing.html', "'none'"],
  ])('%s may stand in a frame of %s', async (path, framedBy) => {
    const response = await ask(`coinfall://app/${path}`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`frame-ancestors ${framedBy}`);
    expect(policy).toContain("frame-src 'self'");
    expect(isPreviewUrl(`coinfall://app/${path}`)).toBe(framedBy === "'self'");
  });

  test.each(['https://app/overlay/preview.html', 'coinfall://evil/overlay/preview.html', 'x'])(
    '%s is not the preview',
    (url) => {
      expect(isPreviewUrl(url)).toBe(false);
    },
  );

  test('a query and a fragment do not matter', async () => {
    expect((await ask('coinfall://app/dashboard/index.html?a=1#b')).status).toBe(200);
  });

  test('HEAD has no body, other methods are refused', async () => {
    const head = await ask('coinfall://app/dashboard/index.html', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await ask('coinfall://app/dashboard/index.html', 'POST')).status).toBe(405);
  });

  test.each([
    'coinfall://app/',
    'coinfall://app/dashboard',
    'coinfall://app/dashboard/',
    'coinfall://app//dashboard/index.html',
    'coinfall://app/missing.html',
    'coinfall://app/folder.js',
    'coinfall://app/tool.exe',
    'coinfall://app/.hidden.js',
    'coinfall://app/link.json',
    'coinfall://app/../secret.json',
    'coinfall://app/dashboard/../../secret.json',
    'coinfall://app/%2e%2e/secret.json',
    'coinfall://app/..%2fsecret.json',
    'coinfall://app/dashboard/..%2f..%2fsecret.json',
    'coinfall://app/..%5csecret.json',
    'coinfall://app/%252e%252e/secret.json',
    'coinfall://app/..%2frenderer-not%2fsecret.json',
    'coinfall://app/C:%5csecret.json',
    'coinfall://app/dashboard/index.html::$DATA',
    'coinfall://app/dashboard/index.html%00.js',
    'coinfall://app/%ff.html',
    'coinfall://app.evil/dashboard/index.html',
    'coinfall://user@app/dashboard/index.html',
    'coinfall://overlay/dashboard/index.html',
    'https://app/dashboard/index.html',
    'file:///etc/passwd',
    'not a url',
  ])('%s is not found', async (url) => {
    const response = await ask(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  test('only the app’s own origin counts as the app', () => {
    expect(isAppUrl('coinfall://app/dashboard/index.html')).toBe(true);
    for (const url of [
      'coinfall://app:1/',
      'coinfall://ap',
      'http://app/',
      'null',
      'about:blank',
    ]) {
      expect(isAppUrl(url)).toBe(false);
    }
  });
});

describe('the creator’s own files in the desktop window', () => {
  const id = `${'a'.repeat(22)}.png`;
  const parent = mkdtempSync(join(tmpdir(), 'coinfall-media-'));
  writeFileSync(join(parent, id), 'a picture');
  afterAll(() => rmSync(parent, { recursive: true }));
  const taken: string[] = [];
  const media: AppMedia = {
    served: (mediaId) => (mediaId === id ? { path: join(parent, id), mime: 'image/png' } : null),
    add: (name, bytes) => {
      taken.push(`${name} ${bytes.toString()}`);
      return Promise.resolve({ ok: true });
    },
  };
  const ask = (url: string, init: RequestInit = {}) =>
    answerApp(join(parent, 'renderer'), media, new Request(url, init));
  const upload = (headers: Record<string, string> = {}, url = 'coinfall://app/api/v1/media') =>
    ask(url, { method: 'POST', body: 'bytes', headers });

  test('are answered with their type, and may run nothing', async () => {
    const response = await ask(`coinfall://app/media/${id}`);
    expect([response.status, await response.text()]).toEqual([200, 'a picture']);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  });

  test('whatever is not among them is 404, before the companion runs as well', async () => {
    for (const path of [
      `../${id}`,
      '%2e%2e/x',
      `${id}/..`,
      `./../media/${'b'.repeat(22)}.png`,
      '',
    ]) {
      expect((await ask(`coinfall://app/media/${path}`)).status, path).toBe(404);
    }
    const early = new Request(`coinfall://app/media/${id}`);
    expect((await answerApp(join(parent, 'renderer'), undefined, early)).status).toBe(404);
    expect((await ask(`coinfall://other/media/${id}`)).status).toBe(404);
    expect((await ask(`coinfall://app/media/${id}`, { method: 'DELETE' })).status).toBe(405);
  });

  test('are taken in from the app’s own pages alone', async () => {
    expect((await upload({ 'x-file-name': '%C3%84.png' })).status).toBe(200);
    expect((await upload({ 'x-file-name': '%' })).status).toBe(200);
    expect(taken).toEqual(['Ä.png bytes', ' bytes']);
    expect((await upload({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await upload({}, 'coinfall://other/api/v1/media')).status).toBe(405);
    const large = String(100 * 1024 * 1024);
    expect((await upload({ 'content-length': large })).status).toBe(413);
    expect(taken).toHaveLength(2);
  });
});

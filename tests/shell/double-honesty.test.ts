/** The Electron double must be able to fail: an app that is not safe, or asks for too much, does not pass. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { launchDouble } from '../tools/electron-double/launch.ts';
import type { PermissionAnswer } from '../tools/electron-double/session.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coinfall-double-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a small app: the source of a main module. */
function runApp(source: string): ReturnType<typeof launchDouble> {
  const main = join(folder, 'main.mjs');
  writeFileSync(main, source);
  return launchDouble({ main, args: [] });
}

const READY = `
import { app, BrowserWindow, protocol } from 'electron';
app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme: 'coinfall', privileges: { standard: true, secure: true } },
]);
await app.whenReady();
protocol.handle('coinfall', (request) =>
  new Response('<p>' + new URL(request.url).pathname, { headers: { 'content-type': 'text/html' } }));
`;
const OPEN = `await new BrowserWindow({}).loadURL('coinfall://app/first');`;

test.each([
  ['nodeIntegration: true', 'nodeIntegration is on'],
  ['contextIsolation: false', 'contextIsolation is off'],
  ['sandbox: false', 'sandbox is off'],
  ['webSecurity: false', 'webSecurity is off'],
  ['webviewTag: true', 'webviewTag is on'],
])('a window with %s is refused', async (preference, words) => {
  const run = runApp(`${READY} new BrowserWindow({ webPreferences: { ${preference} } });`);
  expect((await run.exited).code).not.toBe(0);
  expect(run.log()).toContain(`Insecure window: ${words}`);
});

test('a page without a window-open handler is refused', async () => {
  const run = runApp(READY + OPEN);
  expect((await run.exited).code).not.toBe(0);
  expect(run.log()).toContain('no window-open handler');
});

test.each([
  [`import { app } from 'electron'; app.getLocale();`, 'has no app.getLocale'],
  [`import { app } from 'electron'; app.on('gpu-info-update', () => {});`, "'gpu-info-update'"],
  [`import { webFrame } from 'electron';`, "does not provide an export named 'webFrame'"],
])('what the double does not have is refused in words: %s', async (source, words) => {
  const run = runApp(source);
  expect((await run.exited).code).not.toBe(0);
  expect(run.log()).toContain(words);
});

test('without handlers a page is granted permissions and leaves, as in Electron', async () => {
  const run = runApp(`${READY}
    app.on('web-contents-created', (_event, contents) =>
      contents.setWindowOpenHandler(() => ({ action: 'deny' })));
    ${OPEN}`);
  const window = 'coinfall://app/';
  const evaluate = (expression: string) =>
    run
      .tell({ do: 'evaluate', window, expression, inSubframe: false })
      .catch((error: unknown) => String(error));
  const patience = { timeout: 15_000, interval: 50 };
  await expect.poll(() => evaluate('document.body.innerText'), patience).toBe('/first');
  const answers = (await run.tell({ do: 'permissions', window })) as readonly PermissionAnswer[];
  expect(answers.every((answer) => answer.granted)).toBe(true);
  const query = `navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)`;
  expect(await evaluate(query)).toBe('granted');
  await evaluate(`void (location.pathname = '/second')`);
  await expect.poll(() => evaluate('document.body.innerText'), patience).toBe('/second');
  run.kill('SIGKILL');
  await run.exited;
});

/**
 * What the desktop app must do wherever it runs. `shell.test.ts` runs these on the Electron double,
 * `real-electron.test.ts` on a real Electron; neither knows anything the other does not.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeLock } from '../../electron/ledger/lock.ts';
import { demoArgs, freshDataDir, removeDataDirs, requireBuild } from './built.ts';
import type { ShellUnderTest } from './under-test.ts';

const LOADED_WITHIN_MS = 15_000;
const REACTED_WITHIN_MS = 10_000;
const QUIT_WITHIN_MS = 5_000;

/** Asks for a port by the page's own means and tells how many came within a moment. */
const COUNT_PORTS = `(globalThis.receivedPorts ??= (() => {
  const received = [];
  addEventListener('message', (event) => {
    if (event.source === window && event.data?.coinfall === 'port') received.push(event.ports[0]);
  });
  return received;
})()).length`;

/** Registers the scenarios as tests; they share one app and run in order. */
export function shellScenarios(
  open: (args: readonly string[]) => ShellUnderTest | Promise<ShellUnderTest>,
): () => ShellUnderTest {
  const dataDir = freshDataDir();
  let shell: ShellUnderTest;

  beforeAll(async () => {
    requireBuild();
    shell = await open(demoArgs(dataDir));
  });
  afterAll(async () => {
    await shell.dispose();
    removeDataDirs();
  });

  /** The window of that name, or null. */
  const seen = (name: 'dashboard' | 'overlay') => async () =>
    (await shell.windows()).find((window) => window.name === name) ?? null;
  const text = async () => String(await shell.evaluate('dashboard', 'document.body.innerText'));

  test('the dashboard opens, served from the app’s own origin', async () => {
    await expect.poll(seen('dashboard'), within(LOADED_WITHIN_MS)).toMatchObject({
      url: 'coinfall://app/dashboard/index.html',
      visible: true,
    });
  });

  test('the dashboard shows gifts of the simulated stream, which reach it through its port', async () => {
    await expect.poll(text, within(LOADED_WITHIN_MS)).toMatch(/×\s?\d/);
  });

  test('the page has neither Node nor Electron within reach', async () => {
    const reachable = await shell.evaluate(
      'dashboard',
      `['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', 'electronAPI']
        .filter((name) => name in globalThis)`,
    );
    expect(reachable).toEqual([]);
  });

  test('the page’s security policy forbids inline script', async () => {
    const ran = await shell.evaluate(
      'dashboard',
      `(() => {
        const script = document.createElement('script');
        script.textContent = 'globalThis.inlineScriptRan = true';
        document.body.append(script);
        return globalThis.inlineScriptRan === true;
      })()`,
    );
    expect(ran).toBe(false);
  });

  test('a page opens no window', async () => {
    const opened = await shell.evaluate(
      'dashboard',
      `window.open('https://example.com/') === null`,
    );
    expect(opened).toBe(true);
    expect(await shell.windows()).toHaveLength(1);
    await expect.poll(shell.log, within(REACTED_WITHIN_MS)).toContain('window-open-denied');
  });

  test('a page leads nowhere else', async () => {
    await shell.evaluate('dashboard', `void (location.href = 'https://example.com/elsewhere')`);
    await expect.poll(shell.log, within(REACTED_WITHIN_MS)).toContain('navigation-denied');
    expect(await seen('dashboard')()).toMatchObject({
      url: 'coinfall://app/dashboard/index.html',
    });
  });

  test('a frame shows the editor’s preview, and no other page', async () => {
    const framed = (path: string): Promise<unknown> =>
      shell.evaluate(
        'dashboard',
        `new Promise((resolve) => {
          const frame = document.createElement('iframe');
          frame.onload = () => {
            try { resolve(frame.contentDocument.title); } catch { resolve('elsewhere'); }
          };
          setTimeout(() => resolve('nothing'), 3000);
          frame.src = '${path}';
          document.body.append(frame);
        })`,
      );
    expect(await framed('/overlay/preview.html')).toBe('Coinfall preview');
    expect(await framed('/dashboard/index.html')).not.toContain('Coinfall');
    await shell.evaluate(
      'dashboard',
      `document.querySelectorAll('iframe').forEach((frame) => frame.remove())`,
    );
  });

  test.each(['geolocation', 'notifications', 'camera', 'clipboard-read'])(
    'a page is denied the permission %s',
    async (name) => {
      const state = await shell.evaluate(
        'dashboard',
        `navigator.permissions.query({ name: '${name}' }).then((status) => status.state)`,
      );
      expect(state).toBe('denied');
    },
  );

  test('a page that asks gets a port, a frame inside it gets none', async () => {
    await shell.evaluate('dashboard', COUNT_PORTS);
    await shell.evaluate(
      'dashboard',
      `void document.body.append(document.createElement('iframe'))`,
    );
    const ask = `postMessage({ coinfall: 'port-please' }, '*')`;
    await shell.evaluateInSubframe('dashboard', `void window.${ask}`);
    await shell.evaluateInSubframe('dashboard', `void parent.${ask}`);
    // The page's own question comes last, so its answer shows that the others had none.
    await shell.evaluate('dashboard', `void window.${ask}`);
    const ports = () => shell.evaluate('dashboard', COUNT_PORTS);
    await expect.poll(ports, within(REACTED_WITHIN_MS)).toBe(1);
  });

  test('the overlay window comes and goes with its menu item', async () => {
    await shell.clickMenu('Show overlay window');
    await expect.poll(seen('overlay'), within(REACTED_WITHIN_MS)).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/overlay\/alerts$/) as string,
      visible: true,
    });
    expect(await shell.evaluate('overlay', 'document.readyState')).toBe('complete');
    await shell.clickMenu('Hide overlay window');
    await expect.poll(seen('overlay'), within(REACTED_WITHIN_MS)).toBeNull();
  });

  test('closing the dashboard hides it, and a second start brings it back', async () => {
    await shell.closeDashboard();
    await expect
      .poll(seen('dashboard'), within(REACTED_WITHIN_MS))
      .toMatchObject({ visible: false });
    expect(await shell.startSecond()).toBe(0);
    await expect
      .poll(seen('dashboard'), within(REACTED_WITHIN_MS))
      .toMatchObject({ visible: true });
  });

  test('quitting is clean, within five seconds, and frees the data folder', async () => {
    const startedAt = performance.now();
    // The app may be gone before it can answer.
    await shell.quit().catch(() => undefined);
    expect(await shell.exited).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(QUIT_WITHIN_MS);
    const taken = takeLock(join(dataDir, 'sandbox'));
    expect(taken.ok).toBe(true);
    if (taken.ok) taken.lock.release();
  });

  return () => shell;
}

function within(timeout: number): { readonly timeout: number; readonly interval: number } {
  return { timeout, interval: 50 };
}

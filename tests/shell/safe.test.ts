/** Secrets in the desktop app, on the Electron double: sealed by the system, or not kept at all. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { SourceSecrets } from '../../shared/contract/sources.ts';
import { openDashboard } from '../tools/obs-dashboard.ts';
import { until } from '../tools/poll.ts';
import { freshDataDir, removeDataDirs, requireBuild } from './built.ts';
import { openOnDouble } from './double-driver.ts';
import type { DoubleUnderTest } from './double-driver.ts';

const SECRET = 'battery-staple-7702';
const KEY = { name: 'tiktok-sign-key', secret: SECRET };

const running: DoubleUnderTest[] = [];
afterEach(async () => {
  for (const shell of running.splice(0)) await shell.dispose();
});
afterAll(removeDataDirs);

/** Starts the app, live; returns a client of its own companion. */
async function open(dataDir: string, ...more: readonly string[]) {
  requireBuild();
  const shell = openOnDouble(['--port', '0', '--data-dir', dataDir, ...more]);
  running.push(shell);
  const { dashboardUrl } = await until(
    'the companion',
    () =>
      JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8')) as {
        readonly dashboardUrl: string;
      },
    { withinMs: 20_000 },
  );
  const page = await until('a client', () => openDashboard(dashboardUrl));
  return {
    page,
    shell,
    async leave() {
      page.close();
      await shell.quit().catch(() => undefined);
      expect(await shell.exited).toBe(0);
    },
  };
}

function storedNames({ secrets }: SourceSecrets): readonly string[] {
  return secrets.filter(({ stored }) => stored).map(({ name }) => name);
}

function kept(dataDir: string): string {
  return readFileSync(join(dataDir, 'passwords.json'), 'utf8');
}

test('a secret is sealed by the system and opened at the next start', async () => {
  const dataDir = freshDataDir();
  const first = await open(dataDir);
  expect(await first.page.client.sources.setSecret(KEY)).toEqual({ ok: true });
  expect((await first.page.client.sources.secrets()).keeping).toBe('system');
  await first.leave();
  expect(kept(dataDir)).toContain('sealed');
  expect(kept(dataDir)).not.toContain(SECRET);

  const second = await open(dataDir);
  expect(storedNames(await second.page.client.sources.secrets())).toEqual([KEY.name]);
  await second.leave();
}, 90_000);

test('a password that an earlier version left in plain text is sealed', async () => {
  const dataDir = freshDataDir();
  const old = JSON.stringify({ v: 1, passwords: { obs: SECRET } });
  writeFileSync(join(dataDir, 'passwords.json'), old, { mode: 0o600 });
  const app = await open(dataDir);
  await until('OBS’s password to be known', () => app.page.obs()?.hasPassword === true);
  expect(kept(dataDir)).not.toContain(SECRET);
  await app.leave();
}, 60_000);

test.skipIf(process.platform !== 'linux')(
  'where the system would keep it in plain text, it lasts until the app closes (Linux)',
  async () => {
    const dataDir = freshDataDir();
    const first = await open(dataDir, '--password-store=basic');
    expect(await first.page.client.sources.setSecret(KEY)).toEqual({ ok: true });
    const known = await first.page.client.sources.secrets();
    expect(known.keeping).toBe('memory');
    expect(storedNames(known)).toEqual([KEY.name]);
    await first.leave();
    expect(existsSync(join(dataDir, 'passwords.json'))).toBe(false);
  },
  60_000,
);

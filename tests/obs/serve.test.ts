/** The built companion beside a server that speaks obs-websocket: sessions, settings, and a password that stays private. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import { fakeObs } from '../tools/fake-obs.ts';
import type { FakeObs, FakeObsOptions } from '../tools/fake-obs.ts';
import { obsSessions, openDashboard } from '../tools/obs-dashboard.ts';
import type { Dashboard } from '../tools/obs-dashboard.ts';
import { until } from '../tools/poll.ts';

const PASSWORD = 'battery-staple-9931';
const companions = useCompanions();
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function obsServer(options: FakeObsOptions = {}): Promise<FakeObs> {
  const obs = await fakeObs(options);
  cleanups.push(() => obs.close());
  return obs;
}

async function dashboard(url: string): Promise<Dashboard> {
  const opened = await openDashboard(url);
  cleanups.push(() => opened.close());
  return opened;
}

/** Everything the companion wrote, databases included. */
function everyFile(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({
      name: entry.name,
      text: readFileSync(path.join(entry.parentPath, entry.name), 'latin1'),
    }));
}

describe('the companion beside OBS', () => {
  it('opens a session when OBS goes live and closes it when OBS stops', async () => {
    const obs = await obsServer({ password: PASSWORD });
    const companion = await companions.serve({
      args: ['--obs', obs.url],
      env: { COINFALL_OBS_PASSWORD: PASSWORD },
    });
    const page = await dashboard(companion.ready.dashboardUrl);
    await until('OBS to be connected', () => page.obs()?.state === 'connected');
    await until('no session yet', () => page.session() === null);

    obs.goLive();
    await until('a session', () => page.session()?.openedBy === 'obs');
    expect(page.obs()).toMatchObject({ streaming: true });
    obs.dropAll();
    await until('the connection to be lost', () => page.obs()?.state !== 'connected');
    expect(page.session()?.closedAtMs).toBeNull();
    await until('OBS to be back', () => page.obs()?.state === 'connected');
    expect(page.session()?.closedAtMs).toBeNull();

    obs.stopStream();
    await until('the session to end', () => page.session()?.closedAtMs != null);
    expect(obsSessions(companion.dataDir)).toHaveLength(1);
    expect((await companion.verify()).exitCode).toBe(0);
  });

  it('leaves a session alone that was ended by hand, although OBS is lost and comes back live', async () => {
    const obs = await obsServer();
    const companion = await companions.serve({ args: ['--obs', obs.url] });
    const page = await dashboard(companion.ready.dashboardUrl);
    await until('OBS to be connected', () => page.obs()?.state === 'connected');
    obs.goLive();
    await until('a session', () => page.session()?.openedBy === 'obs');
    expect(await page.client.session.close()).toEqual({ ok: true });
    obs.dropAll();
    await until('the connection to be lost', () => page.obs()?.state !== 'connected');
    await until('OBS to be back and live', () => page.obs()?.streaming === true);
    obs.stopStream();
    await until('the stream to stop', () => page.obs()?.streaming === false);
    await companion.stop();
    expect(obsSessions(companion.dataDir)).toHaveLength(1);
  });

  it('keeps the password out of everything but its own private file', async () => {
    const obs = await obsServer({ password: PASSWORD });
    const companion = await companions.serve({ env: { COINFALL_LOG: 'trace', DEBUG: '*' } });
    const page = await dashboard(companion.ready.dashboardUrl);
    expect(
      await page.client.obs.configure({ enabled: true, url: obs.url, password: PASSWORD }),
    ).toEqual({
      ok: true,
    });
    const state = await until(
      'OBS to be connected',
      () => page.obs()?.state === 'connected' && page.obs(),
    );
    expect(state).toMatchObject({ hasPassword: true, url: obs.url });
    expect(JSON.stringify(state)).not.toContain(PASSWORD);
    const { stdout, stderr } = await companion.stop();
    expect(stdout + stderr).not.toContain(PASSWORD);
    const holders = everyFile(companion.dataDir).filter(({ text }) => text.includes(PASSWORD));
    expect(holders.map(({ name }) => name)).toEqual(['passwords.json']);
    const { mode } = statSync(path.join(companion.dataDir, 'passwords.json'));
    expect(mode & 0o777).toBe(0o600);

    const again = await companions.serve({ dataDir: companion.dataDir });
    const later = await dashboard(again.ready.dashboardUrl);
    await until('OBS to be connected again', () => later.obs()?.state === 'connected');
    const off = { enabled: false, url: obs.url, password: '' };
    expect(await later.client.obs.configure(off)).toEqual({ ok: true });
    await until('OBS to be off', () => later.obs()?.state === 'off' && obs.identified() === 0);
    expect(later.obs()).toMatchObject({ hasPassword: false });
    expect(everyFile(again.dataDir).filter(({ text }) => text.includes(PASSWORD))).toEqual([]);
  });

  it('says when the password is wrong, and goes on once it is right', async () => {
    const obs = await obsServer({ password: PASSWORD });
    const companion = await companions.serve({ args: ['--obs', obs.url] });
    const page = await dashboard(companion.ready.dashboardUrl);
    await until('the refusal', () => page.obs()?.state === 'failed');
    expect(page.obs()?.reason).toContain('asks for a password');
    await page.client.obs.configure({ enabled: true, url: obs.url, password: PASSWORD });
    await until('OBS to be connected', () => page.obs()?.state === 'connected');
  });

  it('ends the session of a stream that stopped while the companion was away', async () => {
    const obs = await obsServer();
    const first = await companions.serve({ args: ['--obs', obs.url] });
    const page = await dashboard(first.ready.dashboardUrl);
    await until('OBS to be connected', () => page.obs()?.state === 'connected');
    obs.goLive();
    await until('a session', () => page.session()?.openedBy === 'obs');
    const stoppingAtMs = Date.now();
    await first.stop();
    const stoppedAtMs = Date.now();
    expect(obsSessions(first.dataDir)).toMatchObject([{ closedAtMs: null }]);
    obs.stopStream();
    const second = await companions.serve({ dataDir: first.dataDir, args: ['--obs', obs.url] });
    const [session] = await until('the session to end', () => {
      const sessions = obsSessions(second.dataDir);
      return sessions[0]?.closedAtMs != null && sessions;
    });
    expect(session?.closedAtMs).toBeGreaterThanOrEqual(stoppingAtMs);
    expect(session?.closedAtMs).toBeLessThanOrEqual(stoppedAtMs);
  });

  it('stops within 5 s beside an OBS that hangs', async () => {
    const mute = await obsServer({ mute: true });
    const companion = await companions.serve({ args: ['--obs', mute.url] });
    await until('the connection', () => mute.dialled() > 0);
    const begun = performance.now();
    expect((await companion.stop()).exitCode).toBe(0);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('speaks to OBS on this computer only, from the command line and from the dashboard', async () => {
    const refused = await coinfall('serve', '--json', '--port', '0', '--obs', 'ws://10.0.0.7:4455');
    expect(refused.exitCode).toBe(2);
    expect(refused.lines()).toMatchObject([{ event: 'error', code: 'obs_not_local' }]);
    const companion = await companions.serve();
    const page = await dashboard(companion.ready.dashboardUrl);
    expect(
      await page.client.obs.configure({
        enabled: true,
        url: 'obs.example:4455',
        password: PASSWORD,
      }),
    ).toMatchObject({ ok: false, code: 'obs_not_local' });
    expect(everyFile(companion.dataDir).some(({ text }) => text.includes(PASSWORD))).toBe(false);
  });
});

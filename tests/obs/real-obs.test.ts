/** The built companion beside the real OBS Studio, which really streams: nothing here is played but the platform. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { useCompanions } from '../tools/companion.ts';
import { ensurePrograms } from '../tools/debian.ts';
import { obsSessions, openDashboard } from '../tools/obs-dashboard.ts';
import type { Dashboard } from '../tools/obs-dashboard.ts';
import { until } from '../tools/poll.ts';
import { startRealObs } from '../tools/real-obs.ts';
import type { RealObs } from '../tools/real-obs.ts';

const { obs, absent } = await theRealObs();
const companions = useCompanions();
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
afterAll(() => obs?.close());

/** Started here and not in a hook: whether there is an OBS decides whether the tests run at all. */
async function theRealObs(): Promise<{
  readonly obs: RealObs | null;
  readonly absent: string | null;
}> {
  const missing = ensurePrograms(['obs', 'xvfb', 'ffmpeg']);
  if (missing !== null) return told(missing);
  try {
    const started = await startRealObs();
    process.stdout.write(`beside the real ${started.version}\n`);
    return { obs: started, absent: null };
  } catch (error) {
    return told(error instanceof Error ? error.message : String(error));
  }
}

function told(why: string): { readonly obs: null; readonly absent: string } {
  process.stdout.write(`NOT RUN with the real OBS: ${why}\n`);
  return { obs: null, absent: `(NOT RUN: ${why.split('\n')[0] ?? ''})` };
}

function theObs(): RealObs {
  if (obs === null) throw new Error('skipped without OBS');
  return obs;
}

async function beside(
  options: { readonly password?: string; readonly dataDir?: string; readonly obs?: RealObs } = {},
) {
  const { url, password } = options.obs ?? theObs();
  const companion = await companions.serve({
    args: ['--obs', url],
    env: { COINFALL_OBS_PASSWORD: options.password ?? password },
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
  });
  const page: Dashboard = await openDashboard(companion.ready.dashboardUrl);
  cleanups.push(() => page.close());
  return { companion, page };
}

describe.skipIf(obs === null)(`the companion beside the real OBS ${absent ?? ''}`, () => {
  it('opens a session when it goes live and closes it when it stops', async () => {
    const { companion, page } = await beside();
    await until('OBS to be connected', () => page.obs()?.state === 'connected');
    expect(page.obs()).toMatchObject({ streaming: false });

    const startingAtMs = Date.now();
    await theObs().startStream();
    await until('a session', () => page.session()?.openedBy === 'obs');
    const stoppingAtMs = Date.now();
    await theObs().stopStream();
    await until('its end', () => page.session()?.closedAtMs != null);

    const [session, ...others] = obsSessions(companion.dataDir);
    expect(others).toEqual([]);
    expect(session?.openedAtMs).toBeGreaterThanOrEqual(startingAtMs);
    expect(session?.closedAtMs).toBeGreaterThanOrEqual(stoppingAtMs);
    expect((await companion.verify()).exitCode).toBe(0);
  });

  it('learns of a stream that was there before, and stays with it over a restart', async () => {
    await theObs().startStream();
    const startedAtMs = Date.now();
    const age = () => theObs().streamAgeMs();
    await until('the stream to be some seconds old', async () => (await age()) > 3_000);
    const first = await beside();
    const session = await until('a session', () => first.page.session());
    expect(Math.abs(session.openedAtMs - startedAtMs)).toBeLessThan(2_500);
    await first.companion.stop();

    const second = await beside({ dataDir: first.companion.dataDir });
    await until('OBS to be live', () => second.page.obs()?.streaming === true);
    await theObs().stopStream();
    await until('the end', () => second.page.session()?.closedAtMs != null);
    expect(obsSessions(second.companion.dataDir)).toHaveLength(1);
  });

  it('ends the session when the platform hangs up', async () => {
    // One of its own: it shows a dialog about it afterwards.
    const other = await startRealObs();
    cleanups.push(() => other.close());
    const { page } = await beside({ obs: other });
    await until('OBS to be connected', () => page.obs()?.state === 'connected');
    await other.startStream();
    await until('a session', () => page.session()?.openedBy === 'obs');
    other.dropPlatform();
    await until('its end', () => page.session()?.closedAtMs != null, { withinMs: 20_000 });
  });

  it('is refused with a wrong password, and says so', async () => {
    const { page } = await beside({ password: 'wrong' });
    await until('the refusal', () => page.obs()?.state === 'failed');
    expect(page.obs()?.reason).toContain('did not accept the password');
  });

  // Last: the OBS of this file is gone after it.
  it('ends the session when OBS is quit in the middle of the stream', async () => {
    const { companion, page } = await beside();
    await until('OBS to be connected', () => page.obs()?.state === 'connected');
    await theObs().startStream();
    await until('a session', () => page.session()?.openedBy === 'obs');
    const quittingAtMs = Date.now();
    await theObs().quit();
    await until('its end', () => page.session()?.closedAtMs != null);
    expect(obsSessions(companion.dataDir)[0]?.closedAtMs).toBeGreaterThanOrEqual(quittingAtMs);
    expect(page.obs()).toMatchObject({ streaming: false });
  });
});

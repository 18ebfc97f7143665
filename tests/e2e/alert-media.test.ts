/** Sounds, pictures and hiding through the built companion: from a post to what a real page plays. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaRef } from '../../shared/alerts/media-ref.ts';
import type { AlertRule } from '../../shared/alerts/rule.ts';
import type { MediaAdded } from '../../shared/contract/media.ts';
import { rule } from '../alerts/builders.ts';
import { png, wav } from '../media/samples.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { useCompanions } from '../tools/companion.ts';
import type { Ready, RunningCompanion } from '../tools/companion.ts';
import { pause, until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { starGift } from '../tools/star-gift.ts';
import { noteSounds, soundsOf } from '../tools/sounds.ts';
import { alertBox, openPage, pixels } from './pages.ts';

const companions = useCompanions();
const GAP_MS = 800;

async function upload(ready: Ready, name: string, bytes: Buffer): Promise<MediaAdded> {
  const token = new URL(ready.dashboardUrl).hash.replace('#token=', '');
  const response = await fetch(`http://127.0.0.1:${ready.port}/api/v1/media`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/octet-stream',
      'x-file-name': name,
    },
    body: new Uint8Array(bytes),
  });
  return (await response.json()) as MediaAdded;
}

async function added(companion: RunningCompanion, name: string, bytes: Buffer): Promise<string> {
  const answer = await upload(companion.ready, name, bytes);
  if (!answer.ok) throw new Error(answer.message);
  return answer.id;
}

async function setRules(companion: RunningCompanion, rules: readonly AlertRule[]): Promise<void> {
  const { client, close } = await connectRpc(companion.ready.dashboardUrl);
  expect(await client.alerts.setRules({ rules: [...rules] })).toEqual({ ok: true });
  close();
}

describe.skipIf(CHROMIUM_ABSENT !== null)(`in a real browser ${CHROMIUM_ABSENT ?? ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('a combo of 500 frames is one alert with one sound, and ends at what the ledger holds', async () => {
    const companion = await companions.serve();
    const overlay = await openPage(browser, companion.ready.overlayUrl, { before: noteSounds });
    for (let post = 0; post < 50; post += 1) {
      await companion.post(
        Array.from({ length: 10 }, (_, at) => {
          const count = post * 10 + at + 1;
          const sender = { id: 'ann', name: 'Ann' };
          return starGift(`c${count}`, { sender, streak: 's1', count, final: count === 500 });
        }),
      );
    }
    await overlay.page.getByText('×500').waitFor();
    expect(await overlay.seen()).toHaveLength(1);
    expect(await soundsOf(overlay.page)).toHaveLength(1);
    const [row] = await companion.gifts();
    expect(Number(row?.quantity)).toBe(500);
    // In its middle: the alert goes on, its sound does not come again.
    await pause(1_100);
    await overlay.page.reload();
    expect(await overlay.alert()).toMatch(/^g/);
    await pause(500);
    expect(await soundsOf(overlay.page)).toEqual([]);
    expect(overlay.complaints).toEqual([]);
    await overlay.page.context().close();
    await companion.stop();
  });

  it('a gift bomb, skipped through as fast as can be, starts no two sounds within the gap', async () => {
    const companion = await companions.serve();
    const overlay = await openPage(browser, companion.ready.overlayUrl, { before: noteSounds });
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    const starts = new Set<number>();
    const shown = new Set<string>();
    const told = await client.alerts.watch();
    const following = (async () => {
      for await (const { current } of told) {
        if (current !== null) shown.add(current.alertId);
        if (current?.sound) starts.add(current.sound.startsAtMs);
      }
    })().catch(() => undefined);
    await companion.post(Array.from({ length: 200 }, (_, at) => starGift(`b${at}`)));
    for (let skips = 0; skips < 40; skips += 1) {
      await client.alerts.skip();
      await pause(60);
    }
    const inOrder = [...starts].sort((one, other) => one - other);
    expect(shown.size).toBeGreaterThan(20);
    expect(inOrder.length).toBeGreaterThan(1);
    for (const [at, start] of inOrder.slice(1).entries()) {
      expect(start - (inOrder[at] ?? 0)).toBeGreaterThanOrEqual(GAP_MS);
    }
    expect((await soundsOf(overlay.page)).length).toBeLessThanOrEqual(inOrder.length);
    process.stdout.write(`gift bomb: ${shown.size} alerts shown, ${inOrder.length} sounds\n`);
    close();
    await following;
    await overlay.page.context().close();
    await companion.stop();
  });

  it('a rule’s own picture and sound are on air, and what was removed gives way to the drawing', async () => {
    const companion = await companions.serve();
    const picture = await added(companion, 'square.png', png(64, 64));
    const sound = await added(companion, 'tone.wav', wav(Buffer.alloc(24_000, 3)));
    await setRules(companion, [rule({ picture: mediaRef(picture), sound: mediaRef(sound) })]);
    const overlay = await openPage(browser, companion.ready.overlayUrl, { before: noteSounds });
    await companion.post([starGift('one')]);
    await overlay.page.locator('.alert-picture[data-state=ready]').waitFor();
    const [played] = await until('the sound', async () => {
      const sounds = await soundsOf(overlay.page);
      return sounds.length > 0 && sounds;
    });
    expect(played?.url).toBe(`http://127.0.0.1:${companion.ready.port}/media/${sound}`);
    await until('the ticket to stand with its picture', async () => {
      const picture = await pixels(overlay.page);
      return picture.opaqueShare(await alertBox(overlay.page)) > 0.5;
    });

    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    const { items } = await client.media.list();
    expect(items.map(({ usedBy }) => usedBy)).toEqual([['A rule'], ['A rule']]);
    expect(await client.media.remove({ id: picture })).toEqual({ ok: true });
    await client.alerts.skip();
    await companion.post([starGift('two')]);
    // Another browser source, which has nothing in its cache.
    const other = await openPage(browser, companion.ready.overlayUrl);
    await other.page.locator('.ticket-drawing svg').waitFor();
    close();
    await overlay.page.context().close();
    await other.page.context().close();
    await companion.stop();
  });

  it('hidden alerts are on no screen, through a restart, and come each once when they are shown again', async () => {
    const companion = await companions.serve();
    const overlay = await openPage(browser, companion.ready.overlayUrl, { before: noteSounds });
    const dashboard = await openPage(browser, companion.ready.dashboardUrl);
    await companion.post([starGift('seen')]);
    const seen = await overlay.alert();
    await dashboard.page.getByTestId('alerts-hide').click();
    await dashboard.page.getByTestId('banner-hidden').waitFor();
    await overlay.page.getByTestId('alert').waitFor({ state: 'detached' });
    await until('its sound to end', async () =>
      (await soundsOf(overlay.page)).every(({ paused }) => paused),
    );
    await companion.post([starGift('two'), starGift('three')]);
    await dashboard.page.getByText('2 alerts wait').waitFor();
    await pause(500);
    expect(await overlay.seen()).toHaveLength(1);
    await overlay.page.context().close();
    await dashboard.page.context().close();
    await companion.stop();

    const again = await companions.serve({ dataDir: companion.dataDir });
    const second = await openPage(browser, again.ready.overlayUrl);
    const desk = await openPage(browser, again.ready.dashboardUrl);
    await desk.page.getByTestId('banner-hidden').waitFor();
    await pause(500);
    expect(await second.seen()).toEqual([]);
    await desk.page.getByTestId('show-alerts').click();
    const first = await second.alert();
    await desk.page.getByTestId('alerts-skip').click();
    const next = await second.alert(new RegExp(`^(?!${first}$)`));
    expect(new Set([seen, first, next]).size).toBe(3);
    expect([...second.complaints, ...desk.complaints]).toEqual([]);
    await second.page.context().close();
    await desk.page.context().close();
    await again.stop();
  });

  it('files are added through the dashboard, and an overlay’s token adds none', async () => {
    const companion = await companions.serve();
    const dashboard = await openPage(browser, companion.ready.dashboardUrl);
    await dashboard.page.getByTestId('media-open').click();
    await dashboard.page.getByTestId('media-none').waitFor();
    const input = dashboard.page.locator('input[type=file]').first();
    await input.setInputFiles({ name: 'bowl.png', mimeType: 'image/png', buffer: png(8, 8) });
    await dashboard.page.getByTestId('media').filter({ hasText: 'bowl.png' }).waitFor();
    await input.setInputFiles({
      name: 'evil.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    });
    await dashboard.page.getByText('This is no picture, video or sound').waitFor();
    expect(dashboard.requests.filter((url) => url.includes('token'))).toEqual([]);
    await dashboard.page.context().close();
    const overlayToken = new URL(companion.ready.overlayUrl).hash.replace('#token=', '');
    const refused = await fetch(`http://127.0.0.1:${companion.ready.port}/api/v1/media`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${overlayToken}`,
        'content-type': 'application/octet-stream',
      },
      body: new Uint8Array(png(3, 3)),
    });
    expect(refused.status).toBe(401);
    await companion.stop();
    expect(companion.stderr()).not.toContain(overlayToken);
  });
});

describe('a disk without room', () => {
  let disk: string | null = null;
  beforeAll(() => {
    if (process.platform === 'linux' && process.getuid?.() === 0) {
      const folder = path.join(companions.folder(), 'disk');
      mkdirSync(folder);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder], {
          stdio: 'pipe',
        });
        disk = folder;
      } catch {
        // Said below.
      }
    }
    if (disk === null) {
      process.stdout.write(
        'a file for a full disk: not seen (needs root on Linux and the right to mount)\n',
      );
    }
  });
  afterAll(() => {
    if (disk !== null) execFileSync('umount', ['-l', disk]);
  });

  it('keeps nothing of a file, says so, and goes on taking gifts', async (context) => {
    if (disk === null) {
      context.skip();
      return;
    }
    const companion = await companions.serve({ dataDir: disk });
    const large = (fill: number): Buffer => wav(Buffer.alloc(15 * 1024 * 1024, fill));
    expect(await upload(companion.ready, 'first.wav', large(1))).toMatchObject({ ok: true });
    const refused = await upload(companion.ready, 'second.wav', large(2));
    expect(refused).toMatchObject({ ok: false, code: 'disk_full' });
    expect(readdirSync(path.join(disk, 'media'))).toHaveLength(1);
    expect(await companion.post([starGift('after')])).toMatchObject({ accepted: 1 });
    await companion.stop();
  });
});

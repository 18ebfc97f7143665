import type { Browser } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MARKER, connected } from '../tools/arrival.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { fakeTikfinity } from '../tools/fake-tikfinity.ts';
import type { FakeTikfinity } from '../tools/fake-tikfinity.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';
import { alertBox, openPage, pixels } from './pages.ts';
import type { OpenOptions, WatchedPage } from './pages.ts';

const companions = useCompanions();
/** Prices that make an alert large (8 s on air) and medium (6 s). */
const LARGE = { giftId: 11046, giftName: 'Galaxy', diamondCount: 1_000 };
const MEDIUM = { giftId: 5879, giftName: 'Doughnut', diamondCount: 300 };
/** Within this distance of an alert its shadow may darken the scene; beyond it nothing may. */
const SHADOW_PX = 64;
/** An alert comes in within 700 ms; after it, a page that joins shows it standing. */
const ENTRANCE_MS = 900;

let browser: Browser;
let companion: RunningCompanion;
let tikfinity: FakeTikfinity;
let opened: WatchedPage[] = [];

async function start(): Promise<void> {
  tikfinity = await fakeTikfinity();
  companion = await companions.serve({ sources: [`tikfinity://127.0.0.1:${tikfinity.port}`] });
  await connected(tikfinity);
}

async function open(url: string, options?: OpenOptions): Promise<WatchedPage> {
  const page = await openPage(browser, url, options);
  opened.push(page);
  return page;
}

async function openOverlay(): Promise<WatchedPage> {
  return open(companion.ready.overlayUrl);
}

async function openDashboard(): Promise<WatchedPage> {
  return open(companion.ready.dashboardUrl);
}

/** Waits until so many overlays have shown their tokens. */
async function overlaysReady(count: number): Promise<void> {
  const { client, close } = await connectRpc(companion.ready.dashboardUrl);
  const states = await client.system.watch();
  await until(`${count} overlays`, async () => {
    const next = await states.next();
    return next.done !== true && next.value.overlayClients === count;
  });
  close();
}

/** Waits until the alert on air has come in on every overlay that showed it from its start. */
async function entranceOver(): Promise<void> {
  const { client, close } = await connectRpc(companion.ready.dashboardUrl);
  const states = await client.alerts.watch();
  const next = await states.next();
  const current = next.done === true ? null : next.value.current;
  close();
  if (current === null) throw new Error('Nothing is on air.');
  await until('the entrance to be over', () => Date.now() > current.startedAtMs + ENTRANCE_MS);
}

describe.skipIf(CHROMIUM_ABSENT !== null)(
  `in a real browser ${CHROMIUM_ABSENT ?? ''}`,
  { timeout: 90_000 },
  () => {
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());
    afterEach(async () => {
      const { origin } = new URL(companion.ready.overlayUrl);
      const own = [`${origin}/`, `${origin.replace('http', 'ws')}/rpc`];
      const pages = opened;
      opened = [];
      for (const { page } of pages) await page.context().close();
      await companion.stop();
      await tikfinity.close();
      // Of every page of every test: it asked nobody but its companion, and had nothing to complain of.
      for (const { requests, complaints } of pages) {
        expect(requests.filter((url) => !own.some((start_) => url.startsWith(start_)))).toEqual([]);
        expect(complaints).toEqual([]);
      }
    });

    it('a gift frame becomes a row, an alert on a clear page, and a total on the dashboard', async () => {
      await start();
      const overlay = await openOverlay();
      const dashboard = await openDashboard();
      await overlaysReady(1);
      const before = await pixels(overlay.page);
      expect(before.opaqueShare({ x: 0, y: 0, width: 1280, height: 720 })).toBe(0);

      tikfinity.send(tikfinityGift('first', { ...LARGE, nickname: 'Ann' }));
      expect(await overlay.alert()).toMatch(/^g\d+$/);
      const rows = await companion.gifts();
      expect(rows.map((row) => [row.gift_key, row.units])).toEqual([['tiktok|msg|first', '1000']]);

      const box = await alertBox(overlay.page);
      await until('the alert to stand opaque', async () => {
        const picture = await pixels(overlay.page);
        return picture.opaqueShare(box) > 0.8;
      });
      const picture = await pixels(overlay.page);
      for (const [x, y] of [
        [0, 0],
        [1279, 0],
        [1279, 719],
      ] as const) {
        expect(picture.alphaAt(x, y)).toBe(0);
      }
      expect(picture.opaqueShare({ x: 0, y: 0, width: 1280, height: box.y - SHADOW_PX })).toBe(0);
      expect(await overlay.page.getByTestId('alert-name').textContent()).toBe('Ann');

      const total = dashboard.page.getByTestId('session-total-tiktok-coin');
      await until('the total', async () => (await total.getAttribute('data-value')) === '1000');
      tikfinity.send(tikfinityGift('second', { diamondCount: 5 }));
      await until(
        'the next total',
        async () => (await total.getAttribute('data-value')) === '1005',
      );
      await until('the number to arrive', async () => (await total.textContent()) === '1,005');
    });

    it('an overlay reloaded in the midst of an alert goes on with it, and repeats none', async () => {
      await start();
      const overlay = await openOverlay();
      await overlaysReady(1);
      tikfinity.send(tikfinityGift('first', LARGE));
      const alertId = await overlay.alert();
      expect(await overlay.seen()).toEqual([{ alertId, opacity: 0 }]);
      await entranceOver();

      await overlay.page.reload();
      expect(await overlay.alert()).toBe(alertId);
      expect(await overlay.seen()).toEqual([{ alertId, opacity: 1 }]);

      tikfinity.send(tikfinityGift('second', MEDIUM));
      const nextId = await overlay.alert(new RegExp(`^(?!${alertId}$)`));
      expect((await overlay.seen()).map((seen) => seen.alertId)).toEqual([alertId, nextId]);
      await overlay.page.reload();
      tikfinity.send(tikfinityGift('third', MEDIUM));
      const lastId = await overlay.alert(new RegExp(`^(?!${alertId}$|${nextId}$)`));
      expect((await overlay.seen()).map((seen) => seen.alertId)).toEqual([nextId, lastId]);
    });

    it('three overlays each show each alert exactly once, in the same order', async () => {
      await start();
      const overlays = [await openOverlay(), await openOverlay(), await openOverlay()];
      await overlaysReady(3);
      const { client, close } = await connectRpc(companion.ready.dashboardUrl);
      const senders = ['u1', 'u2', 'u3', 'u4', 'u5'];
      for (const userId of senders) {
        tikfinity.send(tikfinityGift(userId, { ...MEDIUM, userId, nickname: userId }));
      }
      const shown: string[] = [];
      for (const _ of senders) {
        const current = await until('the next alert on every overlay', async () => {
          const sequences = await Promise.all(overlays.map((overlay) => overlay.seen()));
          const latest = sequences.map((seen) => seen.at(shown.length)?.alertId);
          return latest[0] !== undefined && latest.every((id) => id === latest[0]) && latest[0];
        });
        shown.push(current);
        // The last one runs out by itself.
        if (shown.length < senders.length) await client.alerts.skip();
      }
      close();
      await until(
        'every overlay to be empty again',
        async () => {
          const counts = await Promise.all(
            overlays.map(({ page }) => page.getByTestId('alert').count()),
          );
          return counts.every((count) => count === 0);
        },
        { withinMs: 20_000 },
      );
      expect(new Set(shown).size).toBe(senders.length);
      for (const overlay of overlays) {
        expect((await overlay.seen()).map(({ alertId }) => alertId)).toEqual(shown);
      }
      expect(await companion.gifts()).toHaveLength(senders.length);
    });

    it('a combo grows in place: one element, one alert, one row', async () => {
      await start();
      const overlay = await openOverlay();
      await overlaysReady(1);
      const combo = { diamondCount: 10, giftType: 1, repeatEnd: false, groupId: '1700000000000' };
      tikfinity.send(tikfinityGift('c10', { ...combo, repeatCount: 10 }));
      await overlay.alert();
      const element = await overlay.page.waitForSelector('[data-testid="alert"]');
      await entranceOver();
      const name = await overlay.page.getByTestId('alert-name').boundingBox();
      const growTo = async (repeatCount: number): Promise<void> => {
        tikfinity.send(tikfinityGift(`c${repeatCount}`, { ...combo, repeatCount }));
        await until(`the number ${repeatCount}`, async () => {
          const text = await element.evaluate((alert) =>
            alert.isConnected
              ? alert.querySelector('[data-testid="alert-quantity"]')?.textContent
              : 'the element is gone',
          );
          return text?.replace(/\D/g, '') === `${repeatCount}`;
        });
      };
      for (const repeatCount of [11, 12, 99]) await growTo(repeatCount);
      expect(await overlay.page.getByTestId('alert-name').boundingBox()).toEqual(name);
      // Now it is worth a larger ticket, and is still the same one.
      await growTo(400);
      expect(await overlay.seen()).toHaveLength(1);
      const rows = await companion.gifts();
      expect(rows.map((row) => [row.quantity, row.units])).toEqual([['400', '4000']]);
    });

    it('the dashboard’s test gift is shown on the overlay and leaves the journal as it was', async () => {
      await start();
      tikfinity.send(tikfinityGift('real', { userId: MARKER }));
      await until('the gift', async () => (await companion.gifts()).length === 1);
      const overlay = await openOverlay();
      const dashboard = await openDashboard();
      await overlay.alert(/^g/);
      const head = await companion.head();
      await dashboard.page.getByTestId('send-test').click();
      await dashboard.page.getByTestId('alerts-skip').click();
      expect(await overlay.alert(/^test:/)).toMatch(/^test:/);
      expect(await companion.head()).toBe(head);
      expect(await companion.gifts()).toHaveLength(1);
      expect((await companion.verify()).exitCode).toBe(0);
    });

    it('an overlay with a wrong token shows viewers nothing', async () => {
      await start();
      const wrong = companion.ready.overlayUrl.replace(/token=.*/, `token=${'x'.repeat(43)}`);
      const stranger = await openPage(browser, wrong, { inObs: true });
      const overlay = await openOverlay();
      await overlaysReady(1);
      tikfinity.send(tikfinityGift('first', LARGE));
      await overlay.alert();
      await until('the words in the log', () => stranger.complaints.length > 0);
      expect(await stranger.seen()).toEqual([]);
      const picture = await pixels(stranger.page);
      expect(picture.opaqueShare({ x: 0, y: 0, width: 1280, height: 720 })).toBe(0);
      expect(stranger.complaints.join()).not.toContain('xxx');
      await stranger.page.context().close();
    });
  },
);

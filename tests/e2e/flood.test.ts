import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { accountedQuantity } from '../../shared/alerts/alert.ts';
import type { Alert } from '../../shared/alerts/alert.ts';
import { unitsAbove } from '../../shared/alerts/gift-alert.ts';
import { decodeAlert } from '../../shared/alerts/stored.ts';
import { connected, inLedger } from '../tools/arrival.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { useCompanions } from '../tools/companion.ts';
import { bookedUnits } from '../tools/csv.ts';
import { fakeTikfinity } from '../tools/fake-tikfinity.ts';
import type { FakeTikfinity } from '../tools/fake-tikfinity.ts';
import { framesOf, meterFrames, pageMemoryMib } from '../tools/frame-meter.ts';
import { pause, until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { between, seeded } from '../tools/seeded.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';
import { openPage } from './pages.ts';

const companions = useCompanions();
const GIFTS = 10_000;
const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
/** The bomb that was promised is 10,000 in a minute; by day it comes three times as fast. */
const SECONDS = NIGHTLY ? 60 : 20;
const BEATS_PER_SECOND = 20;
const GIFTS_PER_BEAT = GIFTS / (SECONDS * BEATS_PER_SECOND);
/** Fifty visuals and the summary. */
const MOST_WAITING = 51;
const PRICES = [1, 1, 1, 5, 30, 1_000];
/** Of the frames that an empty page makes beside it: other work on the machine takes from both. */
const LEAST_SHARE_OF_FRAMES = 0.9;
/** What the page may hold more than before the bomb, a minute after it. */
const MOST_GROWTH_MIB = 2;
const CALM_WITHIN_MS = 60_000;
/** Every so many gifts one is a combo of three frames. */
const COMBO_EVERY = 5;

interface Frame {
  readonly frame: object;
  readonly units: number;
}

/** The frames of one gift, the last with its whole worth. */
function framesOfGift(giftNo: number, random: () => number): readonly Frame[] {
  const price = PRICES[Math.floor(random() * PRICES.length)] ?? 1;
  const userId = `7${between(random, 1, 2_000)}`;
  const whole = { userId, nickname: `Viewer ${userId}`, diamondCount: price, giftId: 5000 + price };
  if (giftNo % COMBO_EVERY !== 0) {
    return [{ frame: tikfinityGift(`g${giftNo}`, whole), units: price }];
  }
  const combo = {
    ...whole,
    giftType: 1,
    repeatEnd: false,
    groupId: `${1_700_000_000_000 + giftNo}`,
  };
  return [1, 4, 9].map((repeatCount) => ({
    frame: tikfinityGift(`g${giftNo}-${repeatCount}`, { ...combo, repeatCount }),
    units: repeatCount * price,
  }));
}

/** Sends all gifts at an even pace; returns what they are worth in coins. */
async function flood(tikfinity: FakeTikfinity, random: () => number): Promise<bigint> {
  let units = 0;
  let late: readonly Frame[] = [];
  const begunMs = performance.now();
  for (let beat = 0; beat * GIFTS_PER_BEAT < GIFTS; beat += 1) {
    const gifts = Array.from({ length: GIFTS_PER_BEAT }, (_, at) =>
      framesOfGift(beat * GIFTS_PER_BEAT + at, random),
    );
    units += gifts.reduce((sum, frames) => sum + (frames.at(-1)?.units ?? 0), 0);
    // A combo begins in one beat and goes on in the next, as combos do.
    for (const { frame } of [...late, ...gifts.flatMap((frames) => frames.slice(0, 1))]) {
      tikfinity.send(frame);
    }
    late = gifts.flatMap((frames) => frames.slice(1));
    const dueMs = begunMs + ((beat + 1) * 1_000) / BEATS_PER_SECOND;
    await pause(Math.max(0, dueMs - performance.now()));
  }
  for (const { frame } of late) tikfinity.send(frame);
  return BigInt(units);
}

/** What the alerts of a stopped companion account for. */
function storedAlerts(dataDir: string): {
  readonly waiting: number;
  readonly alerts: readonly Alert[];
} {
  const db = new Database(path.join(dataDir, 'app.sqlite'), { readonly: true });
  const rows = db.prepare('SELECT state, body FROM alert').all() as {
    readonly state: string;
    readonly body: string;
  }[];
  db.close();
  const alerts = rows.map(({ body }) => {
    const alert = decodeAlert(body);
    if (alert === null) throw new Error(`A stored alert cannot be read: ${body}`);
    return alert;
  });
  return { waiting: rows.filter(({ state }) => state === 'queued').length, alerts };
}

function accounted(alerts: readonly Alert[]): {
  readonly units: bigint;
  readonly quantity: number;
} {
  let units = 0n;
  let quantity = 0;
  for (const alert of alerts) {
    if (alert.type === 'gift') {
      units += BigInt(unitsAbove(alert, alert.shownFrom));
      quantity += accountedQuantity(alert);
    } else if (alert.type === 'summary') {
      for (const total of alert.totals) {
        units += BigInt(total.units);
        quantity += total.quantity;
      }
    }
  }
  return { units, quantity };
}

/** A page that does nothing but ask for frames. */
async function emptyPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.setContent('<p>0</p>');
  return page;
}

describe.skipIf(CHROMIUM_ABSENT !== null)(`a gift bomb ${CHROMIUM_ABSENT ?? ''}`, () => {
  it.each([7])(
    `of 10,000 gifts in ${SECONDS} s is booked whole, never has more than 51 alerts waiting, every coin is in an alert, and the overlay stays smooth and light (seed %i)`,
    async (seed) => {
      const tikfinity = await fakeTikfinity();
      const companion = await companions.serve({
        sources: [`tikfinity://127.0.0.1:${tikfinity.port}`],
      });
      await connected(tikfinity);

      const browser = await launchChromium();
      const { page } = await openPage(browser, companion.ready.overlayUrl);
      const peer = await emptyPage(browser);
      const observer = await connectRpc(companion.ready.overlayUrl);
      const waiting: number[] = [];
      const shown = new Set<string>();
      const watching = (async () => {
        for await (const { current, queued } of await observer.client.alerts.watch()) {
          waiting.push(queued);
          if (current !== null) shown.add(current.alertId);
        }
      })();
      // Closing the observer ends the stream; how is not what this test looks at.
      watching.catch(() => undefined);

      const memoryBefore = await pageMemoryMib(page);
      await Promise.all([page, peer].map(meterFrames));
      const coins = await flood(tikfinity, seeded(seed));
      const [frames, peerFrames] = await Promise.all([framesOf(page), framesOf(peer)]);
      process.stdout.write(
        `flood: ${frames.medianPerSecond} frames a second, longest ${frames.longestMs.toFixed(0)} ms; an empty page ${peerFrames.medianPerSecond}, ${peerFrames.longestMs.toFixed(0)} ms\n`,
      );
      expect(frames.medianPerSecond).toBeGreaterThanOrEqual(
        peerFrames.medianPerSecond * LEAST_SHARE_OF_FRAMES,
      );

      tikfinity.send(tikfinityGift('last', { diamondCount: 1 }));
      await inLedger(companion, 'tiktok|msg|last');
      const { exitCode, stdout } = await companion.verify();
      expect(exitCode, stdout).toBe(0);
      const rows = await companion.gifts();
      expect(rows).toHaveLength(GIFTS + 1);
      expect(bookedUnits(rows, 'coin')).toBe(coins + 1n);

      expect(waiting.length).toBeGreaterThan(SECONDS);
      expect(Math.max(...waiting)).toBeGreaterThan(40);
      expect(Math.max(...waiting)).toBeLessThanOrEqual(MOST_WAITING);
      expect(shown.size).toBeGreaterThan(5);
      const calm = async () => (await pageMemoryMib(page)) <= memoryBefore + MOST_GROWTH_MIB;
      await until('the page to be as light as before', calm, {
        withinMs: CALM_WITHIN_MS,
        everyMs: 2_000,
      });
      observer.close();
      await browser.close();

      expect((await companion.stop()).exitCode).toBe(0);
      const stored = storedAlerts(companion.dataDir);
      expect(stored.waiting).toBeLessThanOrEqual(MOST_WAITING);
      expect(accounted(stored.alerts)).toEqual({
        units: bookedUnits(rows, 'coin'),
        quantity: rows.reduce((sum, row) => sum + Number(row.quantity), 0),
      });
      await tikfinity.close();
    },
  );
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AlertView } from '../../shared/contract/alert-states.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { HOSTILE_NAMES, feedRow } from '../tools/page-scene-rows.ts';
import {
  alertOnAir,
  emptyScene,
  fullScene,
  idleAlerts,
  obsScene,
  troubledScene,
} from '../tools/page-scenes.ts';
import { RENDERER_DIR, startPageStage } from '../tools/page-stage.ts';
import type { PageStage, StageScene } from '../tools/page-stage.ts';
import { until } from '../tools/poll.ts';
import { widgetCards } from '../tools/widget-cards.ts';

let browser: Browser;
let stage: PageStage;
let page: Page;
let faults: string[];

beforeAll(async () => {
  if (CHROMIUM_ABSENT !== null) return;
  if (!existsSync(join(RENDERER_DIR, 'overlay/index.html'))) {
    throw new Error('out/renderer is not built: run `npm run build` before this test.');
  }
  browser = await launchChromium();
});
afterAll(async () => {
  if (CHROMIUM_ABSENT === null) await browser.close();
});
afterEach(async () => {
  await page.close();
  await stage.close();
  expect(faults).toEqual([]);
});

async function open(
  scene: StageScene,
  width: number,
  height: number,
  url: (of: PageStage) => string,
): Promise<void> {
  stage = await startPageStage(scene);
  page = await browser.newPage({ viewport: { width, height } });
  faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) faults.push(message.text());
  });
  await page.goto(url(stage));
}

describe.skipIf(CHROMIUM_ABSENT !== null)(`the overlay page ${CHROMIUM_ABSENT ?? ''}`, () => {
  const openOverlay = (alerts = idleAlerts(Date.now(), 0)): Promise<void> =>
    open({ ...fullScene(Date.now()), alerts }, 800, 400, (of) => of.overlayUrl());
  const air = (rev: number, change: Partial<AlertView> = {}, ageMs = 0): void =>
    stage.show({ alerts: alertOnAir(Date.now(), rev, change, ageMs) });
  const text = (testId: string): Promise<string | null> => page.getByTestId(testId).textContent();

  it('draws nothing at all while nothing is on air', async () => {
    await openOverlay();
    await page.locator('.gift-alert').waitFor({ state: 'attached' });
    expect(await page.locator('.gift-alert').innerHTML()).toBe('');
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background).toBe('rgba(0, 0, 0, 0)');
  });

  it('shows an alert, says once that it was painted, and takes it away', async () => {
    await openOverlay();
    air(2, { alertId: 'g7' });
    await page.locator('[data-alert-id=g7]').waitFor();
    expect(await text('alert-name')).toBe('Mira Halloran');
    expect(await text('alert-quantity')).toBe('×5');
    await until('the alert is acknowledged', () => stage.painted.length > 0);
    stage.show({ alerts: idleAlerts(Date.now(), 3) });
    await page.getByTestId('alert').waitFor({ state: 'detached' });
    expect(stage.painted).toEqual(['g7']);
  });

  it('lets a combo grow in place', async () => {
    await openOverlay();
    air(2, { alertId: 'g7' });
    const ticket = page.getByTestId('alert');
    await ticket.waitFor();
    await ticket.evaluate((element) => element.setAttribute('data-seen', 'yes'));
    air(3, { alertId: 'g7', quantity: 6, units: 6 });
    await until('the number grows', async () => (await text('alert-quantity')) === '×6');
    expect(await ticket.getAttribute('data-seen')).toBe('yes');
  });

  it('joins an alert in its middle without playing the entrance again', async () => {
    await openOverlay(alertOnAir(Date.now(), 1, {}, 3_000));
    const body = page.locator('.ticket-body');
    await body.waitFor();
    expect(await body.evaluate((element) => element.getAnimations().length)).toBe(0);
    expect(await body.evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
  });

  it('leaves by itself before its time is over, even if nobody tells it to', async () => {
    await openOverlay();
    air(2, { endsAtMs: Date.now() + 1_200 });
    await page.getByTestId('alert').waitFor();
    await page.getByTestId('alert').waitFor({ state: 'detached', timeout: 5_000 });
  });

  it('does not let any name move the amount by a pixel', async () => {
    await openOverlay(alertOnAir(Date.now(), 1, {}, 2_000));
    const boxes = new Set<string>();
    for (const [index, name] of ['Al', ...HOSTILE_NAMES].entries()) {
      const alertId = `g${100 + index}`;
      air(2 + index, { alertId, senderName: name, giftName: name, quantity: 1_234 }, 2_000);
      const count = page.locator(`[data-alert-id=${alertId}] .ticket-count`);
      await count.waitFor();
      boxes.add(JSON.stringify(await count.boundingBox()));
    }
    expect([...boxes]).toHaveLength(1);
  });

  it('only fades where less motion is wished', async () => {
    await openOverlay();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.reload();
    air(2);
    const stub = page.locator('.ticket-stub');
    await stub.waitFor();
    const transform = await stub.evaluate((element) => getComputedStyle(element).transform);
    expect(['none', 'matrix(1, 0, 0, 1, 0, 0)']).toContain(transform);
  });

  it('stays empty in OBS when its token is refused, and explains itself elsewhere', async () => {
    await openOverlay();
    await page.goto('about:blank');
    await page.goto(`${stage.overlayUrl()}-wrong`);
    await page.locator('.overlay-hint').waitFor();
    await page.addInitScript(() => Object.assign(window, { obsstudio: {} }));
    await page.reload();
    await until('the title tells it', async () => (await page.title()).includes('does not know'));
    expect(await page.locator('.overlay-hint').count()).toBe(0);
  });
});

describe.skipIf(CHROMIUM_ABSENT !== null)(`the dashboard page ${CHROMIUM_ABSENT ?? ''}`, () => {
  const openDashboard = (scene: StageScene, width = 1_440, height = 900): Promise<void> =>
    open(scene, width, height, (of) => of.dashboardUrl());

  for (const width of [320, 640, 980, 1_440, 1_800, 2_560]) {
    it(`has no horizontal overflow at ${width} px, whatever the names`, async () => {
      await openDashboard(troubledScene(Date.now()), width);
      await page.getByTestId('feed-row').first().waitFor();
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beyond).toBeLessThanOrEqual(0);
    });
  }

  it('shows totals, their estimate and how much was observed', async () => {
    await openDashboard(fullScene(Date.now()));
    const total = page.getByTestId('session-total-tiktok-coin');
    await total.waitFor();
    expect(await total.getAttribute('data-value')).toBe('112480');
    expect(await page.getByTestId('coverage').textContent()).toContain('3 h 52 of 4 h 00');
    expect(await page.getByTestId('source-state').allTextContents()).toEqual([
      'Connected',
      'Waiting',
      'Connected',
    ]);
  });

  it('teaches on its first start', async () => {
    await openDashboard(emptyScene(Date.now()));
    await page.getByTestId('feed-empty').getByRole('button', { name: 'Add a source' }).click();
    await page.getByTestId('add-source-submit').click();
    await until('the source is added', () =>
      stage.calls.includes('sources.add tikfinity://127.0.0.1:21213'),
    );
  });

  it('takes a TikTok handle as people know it', async () => {
    await openDashboard(emptyScene(Date.now()));
    await page.getByTestId('feed-empty').getByRole('button', { name: 'Add a source' }).click();
    await page.getByTestId('add-source-kind').getByText('TikTok', { exact: true }).click();
    await page.getByTestId('add-source-field').fill('https://www.tiktok.com/@Salt.Pixels/live');
    await page.getByTestId('add-source-submit').click();
    await until('the source is added', () =>
      stage.calls.includes('sources.add tiktok://@salt.pixels'),
    );
  });

  it("keeps the reader's place when gifts arrive, and counts them", async () => {
    const nowMs = Date.now();
    await openDashboard(fullScene(nowMs));
    await page.getByTestId('feed-row').first().waitFor();
    await page.locator('.feed-scroll').evaluate((element) => element.scrollTo(0, 1_003));
    const held = page.locator('[data-key=g2455]');
    await held.waitFor();
    const before = await held.boundingBox();
    for (const arrived of [1, 2, 3]) {
      stage.show({
        feed: {
          type: 'patch',
          generation: 'stage',
          rev: 1 + arrived,
          seq: 2_480 + arrived,
          rows: [feedRow(2_480 + arrived, nowMs + arrived * 1_000)],
        },
      });
    }
    await page.getByTestId('feed-newer').filter({ hasText: '3 new' }).waitFor();
    expect(await held.boundingBox()).toEqual(before);
    await page.getByTestId('feed-newer').click();
    await page.locator('[data-key=g2483]').waitFor();
  });

  it('shows a gift that was taken back struck through, with what it was', async () => {
    const nowMs = Date.now();
    await openDashboard(fullScene(nowMs));
    await page.getByTestId('feed-row').first().waitFor();
    const row = { ...feedRow(2_481, nowMs), status: 'reversed' as const };
    const rows = [{ ...row, key: 'g2481', quantity: 23, units: 690 }];
    stage.show({ feed: { type: 'patch', generation: 'stage', rev: 2, seq: 2_481, rows } });
    const shown = page.locator('[data-key=g2481]');
    await shown.waitFor();
    expect(await shown.textContent()).toContain('taken back');
    const amount = shown.locator('.amount-number');
    expect(await amount.textContent()).toBe('690');
    const line = await amount.evaluate((element) => getComputedStyle(element).textDecorationLine);
    expect(line).toBe('line-through');
  });

  it('masks addresses until they are asked for', async () => {
    await openDashboard(fullScene(Date.now()));
    const url = page.getByTestId('overlay-url');
    await url.waitFor();
    expect(await url.textContent()).not.toContain('9fT2kqLw');
    await page.getByTestId('overlay-url-reveal').click();
    expect(await url.textContent()).toContain('#token=9fT2kqLw');
  });

  // Up to ten seconds may lie between two attempts to connect, and a busy machine is slow as well.
  it(
    'says calmly that the connection is lost, and comes back by itself',
    { timeout: 90_000 },
    async () => {
      await openDashboard(fullScene(Date.now()));
      await page.getByTestId('feed-row').first().waitFor();
      const banner = page.getByTestId('banner-connection');
      stage.setAway(true);
      stage.dropConnections();
      await banner.waitFor();
      expect(await banner.textContent()).toContain('Your gifts are still being saved');
      stage.setAway(false);
      await banner.waitFor({ state: 'detached' });
      expect(await page.getByTestId('feed-row').count()).toBeGreaterThan(0);
    },
  );

  it('says what happened to a damaged ledger, what is safe, and the command that helps', async () => {
    const scene = troubledScene(Date.now());
    await openDashboard(scene);
    const banner = page.getByTestId('banner-damage');
    await banner.waitFor();
    const words = await banner.textContent();
    expect(words).toContain('New gifts are being recorded');
    expect(words).toContain(scene.system.damage?.movedTo);
    expect(await banner.locator('code').textContent()).toBe(scene.system.damage?.command);
    expect(await page.getByTestId('banner-backup').textContent()).toContain('no room');
  });

  it('says that damage was found while it runs, and that gifts are still taken in', async () => {
    const { system, ...rest } = fullScene(Date.now());
    const { damage } = troubledScene(Date.now()).system;
    if (damage === null) throw new Error('the troubled scene has damage');
    const found = { ...damage, movedTo: null, command: null };
    await openDashboard({ ...rest, system: { ...system, damage: found } });
    const words = await page.getByTestId('banner-damage').textContent();
    expect(words).toContain(damage.words);
    expect(words).toContain('coinfall verify');
  });

  it('connects OBS by keyboard alone, and says why an address is refused', async () => {
    await openDashboard(emptyScene(Date.now()));
    await page.getByTestId('obs-connect').focus();
    await page.keyboard.press('Enter');
    await until('the password has the focus', async () =>
      page.getByTestId('obs-password').evaluate((field) => field === document.activeElement),
    );
    await page.keyboard.type('hunter2');
    expect(await page.getByTestId('obs-password').getAttribute('type')).toBe('password');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('192.168.0.4');
    await page.keyboard.press('Enter');
    await page.getByText('Coinfall only speaks to OBS on this computer').waitFor();
    await page.getByTestId('obs-address').fill('127.0.0.1:4456');
    await page.keyboard.press('Enter');
    await page.getByTestId('obs-submit').waitFor({ state: 'detached' });
    expect(stage.calls).toEqual([
      'obs.configure {"enabled":true,"url":"127.0.0.1:4456","password":"hunter2"}',
    ]);
  });

  it('says how it goes with OBS in words, and what can be done', async () => {
    const nowMs = Date.now();
    await openDashboard(fullScene(nowMs));
    const state = page.getByTestId('obs-state');
    await state.filter({ hasText: 'Live since' }).waitFor();
    stage.show({ obs: obsScene(nowMs, { state: 'connected', streaming: false }) });
    await state.filter({ hasText: 'Connected, not live' }).waitFor();
    stage.show({ obs: obsScene(nowMs, { state: 'failed', reason: 'OBS asks for a password.' }) });
    await page.getByText('OBS asks for a password.').waitFor();
    await page.getByTestId('obs-retry').click();
    await until('the attempt is asked for', () => stage.calls.includes('obs.retry'));
    await page.getByTestId('obs-disconnect').click();
    await page.getByTestId('confirm').click();
    await until('OBS is let go, and its password forgotten', () =>
      stage.calls.includes(
        'obs.configure {"enabled":false,"url":"ws://127.0.0.1:4455","password":""}',
      ),
    );
  });

  it('adds a source by keyboard alone, keeps the focus inside, and Escape leaves', async () => {
    await openDashboard(emptyScene(Date.now()), 320, 720);
    await page.getByTestId('add-source').focus();
    await page.keyboard.press('Enter');
    const kinds = page.getByTestId('add-source-kind');
    await kinds.waitFor();
    const beyond = await kinds.evaluate((box) => box.scrollWidth - box.clientWidth);
    expect(beyond).toBeLessThanOrEqual(0);
    for (let tabs = 0; tabs < 12; tabs += 1) {
      await page.keyboard.press('Tab');
      expect(
        await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null),
      ).toBe(true);
    }
    await page.getByTestId('add-source-field').focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('localhost:21213');
    await page.keyboard.press('Enter');
    const done = page.getByTestId('connecting-done');
    await until('the button has the focus', () =>
      done.evaluate((button) => button === document.activeElement),
    );
    expect(stage.calls).toEqual(['sources.add tikfinity://localhost:21213']);
    await page.keyboard.press('Escape');
    await done.waitFor({ state: 'detached' });
  });

  it('leaves a test when its dialog is left', async () => {
    await openDashboard(emptyScene(Date.now()));
    await page.getByTestId('add-source').click();
    await page.getByTestId('add-source-kind').getByText('TikTok', { exact: true }).click();
    await page.getByTestId('add-source-field').fill('@ann');
    await page.getByTestId('add-source-test').click();
    await page.getByText('Asking TikTok whether @ann is live').waitFor();
    await page.keyboard.press('Escape');
    await until('the test is left', () => stage.calls.includes('sources.test left'));
    expect(stage.calls).toEqual(['sources.test tiktok://@ann', 'sources.test left']);
  });

  it('puts a key away before it connects, and never shows it again', async () => {
    await openDashboard(emptyScene(Date.now()));
    await page.getByTestId('add-source').click();
    await page.getByTestId('add-source-kind').getByText('TikTok', { exact: true }).click();
    await page.getByTestId('add-source-field').fill('@ann');
    await page.getByTestId('add-source-more').click();
    await page.getByTestId('add-source-secret').fill('key-1');
    await page.getByTestId('add-source-submit').click();
    await page.getByTestId('connecting').waitFor();
    expect(stage.calls).toEqual([
      'sources.setSecret tiktok-sign-key key-1',
      'sources.add tiktok://@ann',
    ]);
    expect(await page.content()).not.toContain('key-1');
  });

  it('pauses a source, and takes its removal back', async () => {
    await openDashboard(fullScene(Date.now()));
    await page.getByTestId('source-pause').first().click();
    await page.getByTestId('source-remove').first().click();
    await page.getByTestId('confirm').click();
    await page.getByTestId('toast-action').click();
    await page.getByText('The source is back.').waitFor();
    const source = 'tikfinity://127.0.0.1:21213';
    expect(stage.calls).toEqual([
      `sources.setPaused ${source} true`,
      `sources.remove ${source}`,
      `sources.restore ${source}`,
    ]);
  });

  it('tells in plain words when something may have been missed, and that nothing was', async () => {
    await openDashboard(fullScene(Date.now()), 320, 720);
    await page.getByTestId('gaps').click();
    const times = page.getByTestId('missed');
    await times.first().waitFor();
    const words = await times.allTextContents();
    expect(words[0]).toMatch(
      /^since .* \(1 min\)Twitch saltandpixels was not connected\. Twitch closed/,
    );
    expect(words[1]).toMatch(/ to .* \(7 min\)TikFinity was not connected\. Paused by you\.$/);
    expect(words[2]).toMatch(/No source was connected\.$/);
    await page.keyboard.press('Escape');
    await times.first().waitFor({ state: 'detached' });
    stage.show({ missed: { sessionNo: 7, missed: [], more: false } });
    await page.getByTestId('gaps').click();
    await page.getByText('Nothing was missed.').waitFor();
  });

  it('takes the creator’s account ids, offers those it has seen, and refuses a handle', async () => {
    const scene = emptyScene(Date.now());
    const accounts = { tiktok: [], seen: [{ id: '7012', gifts: 4 }] };
    await openDashboard({ ...scene, sources: { ...scene.sources, accounts } });
    await page.getByTestId('accounts').click();
    await page.getByTestId('accounts-field').fill('@ann');
    await page.keyboard.press('Enter');
    await page.getByText('It is not the @handle.').waitFor();
    await page.getByTestId('accounts-field').fill('');
    await page.getByTestId('accounts-me').click();
    await page.getByTestId('accounts-save').click();
    await until('they are saved', () => stage.calls.includes('sources.setAccounts 7012'));
  });

  it('sends a test gift of the chosen size', async () => {
    await openDashboard(fullScene(Date.now()));
    await page.getByTestId('test-tier').getByText('Epic').click();
    await page.getByTestId('send-test').click();
    await page.getByTestId('toast').waitFor();
    expect(stage.calls).toEqual(['alerts.test epic']);
  });

  it('offers every widget with an address of its own, which bears its own token', async () => {
    await openDashboard(fullScene(Date.now()));
    for (const card of await widgetCards()) {
      const row = page.getByTestId(`widget-${card.id}`);
      await row.locator('summary').click();
      const words = (await row.textContent()) ?? '';
      expect(words).not.toContain('widgets.list');
      expect(words).not.toContain('widgets.settings');
      await page.getByTestId(`widget-url-${card.id}-reveal`).click();
      const token = fullScene(0).system.overlayTokens[card.feed];
      expect(await page.getByTestId(`widget-url-${card.id}`).textContent()).toBe(
        `http://127.0.0.1:38400/overlay/${card.id}#token=${token}`,
      );
      await page.getByTestId(`widget-test-${card.id}`).click();
      await until('the test is asked for', () =>
        stage.calls.at(-1)?.includes(`overlay.test ${card.feed}`),
      );
    }
  });

  it('puts what is chosen for a widget into its address', async () => {
    await openDashboard(fullScene(Date.now()));
    const row = page.getByTestId('widget-session-total');
    await row.locator('summary').click();
    await row.getByText('Shown', { exact: true }).click();
    const url = page.getByTestId('widget-url-session-total');
    await until('the address says it', async () =>
      (await url.textContent())?.includes('&money=show'),
    );
  });

  it('sets a goal, and says which field is in its way', async () => {
    await openDashboard(fullScene(Date.now()));
    await page.getByTestId('widget-goal-bar').locator('summary').click();
    await page.getByTestId('goal-title').fill('A new kiln');
    await page.getByTestId('goal-save').click();
    await page.getByText('Enter a number.').waitFor();
    await page.getByTestId('goal-target').fill('10,000');
    await page.getByTestId('goal-save').click();
    const goal = {
      title: 'A new kiln',
      measure: { type: 'units', platform: 'tiktok', unit: 'coin' },
      target: 10_000,
      span: { type: 'session' },
    };
    await until('the goal is set', () => stage.calls.includes(`goals.set ${JSON.stringify(goal)}`));
  });

  it('rolls the credits, and stops them', async () => {
    await openDashboard(fullScene(Date.now()));
    await page.getByTestId('widget-stream-credits').locator('summary').click();
    await page.getByTestId('credits-roll').click();
    await until('they roll', () => stage.calls.includes('credits.roll'));
    await page.getByTestId('credits-stop').click();
    await until('they stop', () => stage.calls.includes('credits.stop'));
  });

  it('makes out a statement, and remembers for whom', async () => {
    await openDashboard(fullScene(Date.now()), 320);
    const choosePdf = async (): Promise<void> => {
      await page.getByTestId('export-open').click();
      await page.getByTestId('export-format').selectOption('pdf');
    };
    await choosePdf();
    await page.getByTestId('export-name').fill('  Mina Kaja ');
    await page.getByTestId('export-paper').selectOption('letter');
    await page.getByTestId('export-submit').click();
    await until('it is asked for', () => stage.calls.join().includes('exports.file'));
    const asked = JSON.parse(stage.calls.join().replace('exports.file ', '')) as object;
    expect(asked).toMatchObject({
      ...{ format: 'pdf', view: 'all' },
      statement: { name: 'Mina Kaja', paper: 'letter' },
    });
    await page.reload();
    await choosePdf();
    expect(await page.getByTestId('export-name').inputValue()).toBe('Mina Kaja');
    expect(await page.getByTestId('export-paper').inputValue()).toBe('letter');
  });

  it('exports what was chosen, and hands out what proves the file', async () => {
    await openDashboard(fullScene(Date.now()), 320);
    await page.getByTestId('export-open').click();
    await page.getByTestId('export-format').selectOption('xlsx');
    expect(await page.getByTestId('export-view').inputValue()).toBe('all');
    expect(await page.getByTestId('export-spelling').count()).toBe(0);
    await page.getByTestId('export-format').selectOption('pdf');
    await page.getByTestId('export-name').fill('Mina Kaja');
    await page.getByTestId('export-format').selectOption('csv');
    expect(await page.getByTestId('export-name').count()).toBe(0);
    await page.getByTestId('export-spelling').selectOption('excelComma');
    await page.getByTestId('export-view').selectOption('daily');
    await page.getByTestId('export-named').uncheck();
    await page.getByTestId('export-period').selectOption('days');
    await page.getByTestId('export-zone').fill('Mars/Olympus');
    expect(await page.getByTestId('export-submit').isDisabled()).toBe(true);
    await page.getByTestId('export-zone').fill('UTC');
    await page.getByTestId('export-first-day').fill('2026-02-01');
    await page.getByTestId('export-last-day').fill('2026-01-31');
    expect(await page.getByTestId('export-submit').isDisabled()).toBe(true);
    await page.getByTestId('export-last-day').fill('2026-02-28');
    const download = page.waitForEvent('download');
    await page.getByTestId('export-submit').click();
    expect((await download).suggestedFilename()).toBe('coinfall-daily.csv');
    await page.getByTestId('export-saved').getByText('9f86d081').waitFor();
    const control = page.waitForEvent('download');
    await page.getByTestId('export-control').click();
    expect((await control).suggestedFilename()).toBe('coinfall-daily.csv.sha256.json');
    const asked = JSON.parse(stage.calls.join().replace('exports.file ', '')) as object;
    expect(asked).toEqual({
      ...{ format: 'csv', view: 'daily', zone: 'UTC', currency: 'USD', people: 'pseudonyms' },
      ...{ fromMs: Date.UTC(2026, 1, 1), toMs: Date.UTC(2026, 2, 1) },
      csv: { separator: 'semicolon', decimal: 'comma', bom: true },
    });
  });
});

/** The dashboard's part in sounds, speech, files and hiding, as built, in Chromium. */
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AlertView } from '../../shared/contract/alert-states.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { alertOnAir, fullScene, idleAlerts, idleDesk } from '../tools/page-scenes.ts';
import { STAGE_TOKEN, startPageStage } from '../tools/page-stage.ts';
import type { PageStage, StageScene } from '../tools/page-stage.ts';
import { pause, until } from '../tools/poll.ts';
import { noteSounds, soundsOf } from '../tools/sounds.ts';
import { spokenIn, standInForSpeech } from '../tools/speech.ts';
import { STAGE_PICTURE } from '../tools/stage-media.ts';
import { png } from '../media/samples.ts';

/** Pages start slowly on a busy machine; nothing here measures how fast they are. */
vi.setConfig({ testTimeout: 60_000 });
/** So far ahead an alert is told, for a page that is slow to hear of it is rightly silent. */
const AHEAD_MS = 2_000;

let browser: Browser;
let stage: PageStage;
let page: Page;
let faults: string[];

interface Options {
  readonly voices?: number;
  readonly blocked?: boolean;
  readonly width?: number;
}

async function open(change: Partial<StageScene> = {}, options: Options = {}): Promise<void> {
  const nowMs = Date.now();
  stage = await startPageStage({ ...fullScene(nowMs), alerts: idleAlerts(nowMs, 0), ...change });
  page = await browser.newPage({ viewport: { width: options.width ?? 1440, height: 950 } });
  page.setDefaultTimeout(20_000);
  faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
  await standInForSpeech(page, { voices: options.voices ?? 1, blocked: options.blocked ?? false });
  await noteSounds(page);
  await page.goto(stage.dashboardUrl());
  await page.getByTestId('alerts-quiet').waitFor({ state: 'attached' });
}

const called = (call: string): Promise<unknown> =>
  until(`the call ${call}`, () => stage.calls.some((made) => made.startsWith(call)));
const speaking = (change = {}) =>
  idleDesk(Date.now(), {
    speech: { enabled: true, voice: null, rate: 120, volume: 50 },
    ...change,
  });
const ahead = () => ({ startedAtMs: Date.now() + AHEAD_MS, endsAtMs: Date.now() + 20_000 });
let rev = 10;
function air(change: Partial<AlertView> = {}, ageMs = 0): void {
  rev += 1;
  stage.show({ alerts: alertOnAir(Date.now(), rev, { alertId: `g${rev}`, ...change }, ageMs) });
}

describe.skipIf(CHROMIUM_ABSENT !== null)(`the dashboard ${CHROMIUM_ABSENT ?? ''}`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.close();
    await stage.close();
    expect(faults).toEqual([]);
  });

  it('hides all alerts with one click, says so above the page, and shows them again', async () => {
    await open();
    await page.getByTestId('alerts-hide').click();
    await called('alerts.hide true');
    stage.show({ desk: idleDesk(Date.now(), { hidden: true, rev: 2 }) });
    const banner = page.getByTestId('banner-hidden');
    await banner.waitFor();
    expect(await page.getByTestId('alerts-hide').getAttribute('aria-pressed')).toBe('true');
    await banner.getByTestId('show-alerts').click();
    await called('alerts.hide false');
    stage.show({ desk: idleDesk(Date.now(), { rev: 3 }) });
    await banner.waitFor({ state: 'detached' });
  });

  it('has one volume for all alerts, by keyboard too, and silence', async () => {
    await open();
    await page.getByRole('slider', { name: 'Volume of alerts' }).focus();
    await page.keyboard.press('ArrowRight');
    await called('alerts.setSound {"volume":65,"muted":false');
    await page.getByTestId('alerts-mute').click();
    await called('alerts.setSound {"volume":60,"muted":true');
    await page.getByTestId('sound-open').click();
    await page.getByTestId('tier-sounds').click();
    await called('alerts.setSound {"volume":60,"muted":false,"tierSounds":false');
  });

  it('takes keys for hiding as they are pressed, and says when they are not to be had', async () => {
    await open();
    await page.getByTestId('sound-open').click();
    const keys = page.getByTestId('hide-keys');
    expect(await keys.inputValue()).toBe('Ctrl + Shift + H');
    await keys.focus();
    await page.keyboard.press('Control+Alt+T');
    await page.getByText('Another program holds these keys.').waitFor();
    await page.keyboard.press('h');
    await page.getByText('Choose a letter, a digit or a function key together').waitFor();
    await page.keyboard.press('Control+Alt+P');
    await called('alerts.setHideKeys Control+Alt+P');
    await page.getByRole('button', { name: 'Use no keys' }).click();
    await called('alerts.setHideKeys null');
  });

  it('keys that another program took, and no desktop at all, are said in words', async () => {
    await open({ hideKeys: { keys: 'Control+Alt+P', state: 'taken' } });
    await page.getByTestId('sound-open').click();
    await page.getByText('Another program holds these keys, or').waitFor();
    await page.close();
    await stage.close();
    await open({ hideKeys: { keys: 'Control+Alt+P', state: 'no_desktop' } });
    await page.getByTestId('sound-open').click();
    await page.getByTestId('keys-no-desktop').waitFor();
  });

  describe('files', () => {
    it('are added by dropping and by choosing, with the page’s token in a header', async () => {
      await open();
      await page.getByTestId('media-open').click();
      await page.getByTestId('media').first().waitFor();
      const file = png(2, 2);
      await page.locator('.drop-zone input[type=file], input[type=file]').first().setInputFiles({
        name: 'Größe 1.png',
        mimeType: 'image/png',
        buffer: file,
      });
      await called(`media.add Größe 1.png ${file.length} Bearer ${STAGE_TOKEN}`);
      await page.getByText('“Größe 1.png” is here.').waitFor();
      const data = await page.evaluateHandle(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['abc'], 'dropped.ogg'));
        return transfer;
      });
      await page.getByTestId('drop-zone').dispatchEvent('drop', { dataTransfer: data });
      await called('media.add dropped.ogg 3');
      expect(page.url()).not.toContain('?');
    });

    it('one that is too large is not even sent', async () => {
      await open();
      await page.getByTestId('media-open').click();
      const data = await page.evaluateHandle(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(21 * 1024 * 1024)], 'huge.webm'));
        return transfer;
      });
      await page.getByTestId('drop-zone').dispatchEvent('drop', { dataTransfer: data });
      await page.getByText('“huge.webm” has 21 MB. A file may have 20 MB at most.').waitFor();
      expect(stage.calls.filter((call) => call.startsWith('media.add'))).toEqual([]);
    });

    it('are renamed; one that no rule uses is removed at once and brought back', async () => {
      await open();
      await page.getByTestId('media-open').click();
      const last = page.getByTestId('media').last();
      await last.getByTestId('media-rename').click();
      await last.getByTestId('media-name').fill('Door');
      await page.keyboard.press('Enter');
      await called('media.rename cccccccccccccccccccccc.mp3 Door');
      await last.getByTestId('media-remove').click();
      await called('media.remove cccccccccccccccccccccc.mp3');
      await page.getByTestId('toast-action').last().click();
      await called('media.restore cccccccccccccccccccccc.mp3');
    });

    it('one that a rule uses is removed only after a word about it', async () => {
      await open();
      await page.getByTestId('media-open').click();
      const first = page.getByTestId('media').first();
      expect(await first.textContent()).toContain('Used by “Welcome”');
      await first.getByTestId('media-remove').click();
      await page.getByText('“Welcome” still uses').waitFor();
      expect(stage.calls.some((call) => call.startsWith('media.remove'))).toBe(false);
      await page.getByTestId('confirm').click();
      await called(`media.remove ${STAGE_PICTURE}`);
    });
  });

  it('a rule chooses a picture and a sound, looks at one, listens to the other, and says something', async () => {
    await open();
    await page.getByTestId('rules-open').click();
    await page.getByTestId('rule-edit').first().click();
    await page.getByTestId('rule-picture').click();
    await page.getByRole('option', { name: 'Teacup' }).click();
    await page.getByTestId('rule-preview').locator('svg').waitFor();
    await page.getByTestId('rule-picture').click();
    await page.getByRole('option', { name: 'glazed bowl' }).click();
    await page.getByTestId('rule-preview').locator('img').waitFor();
    await page.getByTestId('rule-sound').click();
    await page.getByRole('option', { name: 'Marimba' }).click();
    await page.getByTestId('rule-volume').fill('40');
    await page.getByRole('button', { name: 'Play the sound' }).click();
    await until('the sound', async () => (await soundsOf(page)).length === 1);
    const [sound] = await soundsOf(page);
    expect(sound?.url).toContain('/marimba-');
    expect(sound?.volume).toBeCloseTo(0.4);
    await page.getByTestId('rule-speech').fill('{name} is new here {oops}');
    await page.getByTestId('rule-save').click();
    await page.getByRole('alert').filter({ hasText: '{oops}' }).waitFor();
    await page.getByTestId('rule-speech').fill('{name} is new here');
    await page.getByTestId('rule-save').click();
    await called('alerts.setRules');
    await page.getByTestId('rule-edit').first().click();
    expect(await page.getByTestId('rule-picture').inputValue()).toContain('glazed bowl');
    expect(await page.getByTestId('rule-sound').inputValue()).toBe('Marimba');
    expect(await page.getByTestId('rule-speech').inputValue()).toBe('{name} is new here');
  });

  describe('speech', () => {
    it('says who gave what, once an alert, in the voice and at the pace that are set', async () => {
      await open({ desk: speaking() });
      const startedAtMs = Date.now() + AHEAD_MS;
      const endsAtMs = startedAtMs + 20_000;
      const alert = { alertId: 'g1', startedAtMs, endsAtMs, senderName: 'Mira', giftName: 'Rose' };
      air({ ...alert, quantity: 5 });
      await until('something said', async () => (await spokenIn(page)).length > 0);
      air({ ...alert, quantity: 6 });
      await pause(AHEAD_MS + 500);
      expect(await spokenIn(page)).toEqual([{ text: 'Mira gave 5 Rose', rate: 1.2, volume: 0.5 }]);
    });

    it('never hears a hostile name', async () => {
      await open({ desk: speaking() });
      const names = [
        'f u c k you',
        'ʃ𝐟ʃὗƈｋ',
        'www.evil.example',
        '\u202Eevil\u202C\u200B',
        'yesssssss',
      ];
      for (const [at, senderName] of names.entries()) {
        air({ senderName, quantity: 1, speech: 'Thank you {name}', ...ahead() });
        await until(`alert ${at} said`, async () => (await spokenIn(page)).length === at + 1);
      }
      expect((await spokenIn(page)).map(({ text }) => text)).toEqual([
        'Thank you Someone',
        'Thank you Someone',
        'Thank you Someone',
        'Thank you evil',
        'Thank you yess',
      ]);
    });

    it.each([
      ['a rule says so', { desk: speaking() }, { speak: false }],
      ['it is off', { desk: idleDesk(Date.now()) }, {}],
      [
        'alerts are muted',
        { desk: speaking({ sound: { volume: 60, muted: true, tierSounds: true } }) },
        {},
      ],
      ['another window speaks', { desk: speaking(), speaks: { speaks: false } }, {}],
    ])('is silent where %s', async (_why, scene, alert) => {
      await open(scene);
      air(alert);
      await pause(2_000);
      expect(await spokenIn(page)).toEqual([]);
    });

    it('does not begin for an alert that it saw too late, and falls silent when alerts are hidden', async () => {
      await open({ desk: speaking() });
      air({}, 4_000);
      await pause(1_600);
      expect(await spokenIn(page)).toEqual([]);
      air({ senderName: 'Ann', quantity: 1, ...ahead() });
      await until('something said', async () => (await spokenIn(page)).length === 1);
      stage.show({ desk: speaking({ hidden: true, rev: 5 }) });
      await until('silence', () =>
        page.evaluate(() => (globalThis as unknown as { hushed: number }).hushed > 0),
      );
    });

    it.each([
      ['there is no voice', {}, { voices: 0 }, 'This browser has no voice.'],
      [
        'another window does',
        { speaks: { speaks: false } },
        {},
        'Another window of Coinfall speaks.',
      ],
    ])('says in plain words that %s', async (_why, scene, options, words) => {
      await open({ desk: speaking(), ...scene }, options);
      await page.getByTestId('sound-open').click();
      await page.getByText(words).waitFor();
    });

    it('says in plain words that the browser waits for a click', async () => {
      await open({ desk: speaking() }, { blocked: true });
      await page.getByTestId('sound-open').click();
      await page.getByText('This window speaks.').waitFor();
      await page.getByTestId('speech-test').click();
      await page.getByText('The browser keeps silent until you have clicked').waitFor();
    });
  });

  it.each([1440, 320])(
    'every control of the new forms has a name, and nothing runs out at %i px',
    async (width) => {
      await open({ desk: speaking() }, { width });
      for (const button of ['sound-open', 'media-open', 'rules-open']) {
        await page.getByTestId(button).click();
        if (button === 'rules-open') await page.getByTestId('rule-edit').first().click();
        await page.getByRole('dialog').waitFor();
        await pause(300);
        const bad = await page.getByRole('dialog').evaluate((dialog) => {
          const found: string[] = [];
          for (const element of dialog.querySelectorAll(
            'button, input, select, textarea, [role=slider]',
          )) {
            const isSilent = element.matches(
              '[type=hidden], [aria-hidden=true], [aria-hidden=true] *',
            );
            if (isSilent) continue;
            const input = element as HTMLInputElement;
            const named =
              element.getAttribute('aria-label') ??
              (element.getAttribute('aria-labelledby') === null ? null : 'labelled') ??
              (input.labels?.[0]?.textContent || null) ??
              element.textContent;
            if (named.trim() === '') found.push(`unnamed ${element.outerHTML.slice(0, 600)}`);
          }
          if (dialog.scrollWidth > dialog.clientWidth + 1)
            found.push('the dialog scrolls sideways');
          return found;
        });
        expect(bad, button).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      const wide = await page.evaluate(() => {
        const panel = document.querySelector('.live-side');
        return [
          document.documentElement.scrollWidth - innerWidth,
          (panel?.scrollWidth ?? 0) - (panel?.clientWidth ?? 0),
        ];
      });
      expect(Math.max(...wide)).toBeLessThanOrEqual(0);
    },
  );
});

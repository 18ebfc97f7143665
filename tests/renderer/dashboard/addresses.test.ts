import { describe, expect, it } from 'vitest';
import { overlayAddress, tokenPart } from '../../../renderer/dashboard/live/overlay-address.ts';
import { accountIds } from '../../../renderer/dashboard/live/account-ids.ts';
import {
  schemeOf,
  sourceLabel,
  sourceUrl,
  withSignServer,
} from '../../../renderer/dashboard/live/source-url.ts';
import { PRESETS, presetCurl, webhookCurl } from '../../../renderer/dashboard/live/webhook-curl.ts';
import { presets, readerOf } from '../../../electron/sources/presets/registry.ts';
import { normaliseWebhook } from '../../../electron/sources/webhook.normalise.ts';

describe('a source that is entered', () => {
  it('may be a Twitch channel in any form that people copy', () => {
    for (const entered of [
      'SaltAndPixels',
      '@saltandpixels',
      '#saltandpixels',
      'https://www.twitch.tv/saltandpixels?referrer=x',
      ' twitch.tv/saltandpixels/videos ',
    ]) {
      expect(sourceUrl('twitch', entered)).toEqual({ ok: true, url: 'twitch://saltandpixels' });
    }
  });

  it('may be a TikTok handle in any form that people copy', () => {
    for (const entered of [
      'Salt_and.pixels',
      '@salt_and.pixels',
      'https://www.tiktok.com/@salt_and.pixels/live?lang=en',
      'tiktok://@salt_and.pixels',
    ]) {
      expect(sourceUrl('tiktok', entered)).toEqual({ ok: true, url: 'tiktok://@salt_and.pixels' });
    }
    expect(sourceUrl('tiktok', 'salt and pixels')).toEqual({ ok: false, error: 'handle' });
    expect(sourceUrl('tiktok', ' ')).toEqual({ ok: false, error: 'empty' });
  });

  it('is refused with a reason when it cannot be a channel', () => {
    expect(sourceUrl('twitch', 'a b')).toEqual({ ok: false, error: 'channel' });
    expect(sourceUrl('twitch', '  ')).toEqual({ ok: false, error: 'empty' });
  });

  it("may be TikFinity's address, with or without a scheme", () => {
    const expected = { ok: true, url: 'tikfinity://127.0.0.1:21213' };
    expect(sourceUrl('tikfinity', '127.0.0.1:21213')).toEqual(expected);
    expect(sourceUrl('tikfinity', 'ws://127.0.0.1:21213/')).toEqual(expected);
    expect(sourceUrl('tikfinity', 'localhost')).toEqual({ ok: false, error: 'host' });
  });

  it('may be any address of a known kind', () => {
    for (const url of [
      'replay:///tmp/evening.ndjson?speed=10',
      'streamlabs://ann',
      'streamelements://me',
    ]) {
      expect(sourceUrl('url', url)).toEqual({ ok: true, url });
    }
    expect(sourceUrl('url', 'https://example.org')).toEqual({ ok: false, error: 'scheme' });
  });

  it('is taken as it stands when it is a whole address with settings of its own', () => {
    const url = 'twitch://saltandpixels?server=ws://127.0.0.1:8080';
    expect(sourceUrl('twitch', ` ${url} `)).toEqual({ ok: true, url });
  });

  it('may name a sign server', () => {
    const entry = sourceUrl('tiktok', '@ann');
    expect(withSignServer(entry, ' ')).toEqual(entry);
    const named = withSignServer(entry, 'https://sign.example/?a=b');
    const url = named.ok ? new URL(named.url) : null;
    expect(url?.searchParams.get('sign')).toBe('https://sign.example/?a=b');
    expect(withSignServer(entry, 'sign example')).toEqual({ ok: false, error: 'sign' });
    expect([schemeOf(' TikTok://@ann'), schemeOf('ann')]).toEqual(['tiktok', '']);
  });

  it('has a name for a person', () => {
    expect(sourceLabel('twitch://saltandpixels?server=ws://x')).toEqual({
      scheme: 'twitch',
      where: 'saltandpixels',
    });
    expect(sourceLabel('tiktok://@ann?silence=90')).toEqual({ scheme: 'tiktok', where: '@ann' });
    expect(sourceLabel('webhook://')).toEqual({ scheme: 'webhook', where: '' });
  });
});

describe('account ids that are entered', () => {
  it('may stand in any order, with anything usual between them', () => {
    expect(accountIds(' 71,72\n73; 71 ')).toEqual({ ok: true, ids: ['71', '72', '73'] });
    expect(accountIds('  ')).toEqual({ ok: true, ids: [] });
  });

  it('are numbers, and not without end', () => {
    for (const wrong of ['@ann', '0', '1.5', '1'.repeat(21)]) {
      expect(accountIds(wrong)).toEqual({ ok: false, error: 'invalid' });
    }
    const many = Array.from({ length: 21 }, (_, index) => index + 1).join(' ');
    expect(accountIds(many)).toEqual({ ok: false, error: 'tooMany' });
  });
});

describe("the overlay's address", () => {
  const url = 'http://127.0.0.1:1/overlay/alerts#token=abc';

  it('carries the position in its fragment, and nothing when it is the default', () => {
    expect(overlayAddress(url, 'left')).toBe(url);
    expect(overlayAddress(url, 'center')).toBe(`${url}&align=center`);
  });

  it('has a token to be masked', () => {
    expect(tokenPart(`${url}&align=right`)).toBe('abc');
    expect(tokenPart('http://127.0.0.1:1/overlay/alerts')).toBeNull();
  });
});

const WEBHOOK = 'http://127.0.0.1:1/api/v1/gifts';

/** What a shell would make of the last quoted part of a line. */
function bodyOf(line: string): string {
  const text = /-(?:d|-data-urlencode) "(.*)"$/.exec(line)?.[1] ?? '';
  return text.replaceAll('\\"', '"');
}

describe('a curl line', () => {
  it('sends a test, which books nothing, or a real gift', () => {
    const test = webhookCurl(WEBHOOK, 'secret', true);
    expect(test).toContain('-H "Authorization: Bearer secret"');
    expect(JSON.parse(bodyOf(test))).toMatchObject({ test: true, unit: 'star', count: 1 });
    const real: unknown = JSON.parse(bodyOf(webhookCurl(WEBHOOK, 'secret', false)));
    expect(real).not.toHaveProperty('test');
    expect(normaliseWebhook(real)).toMatchObject({ frames: [{ giftKey: 'myshop|msg|order-1' }] });
  });

  it('is there for every preset, and sends a test that this preset knows as one', () => {
    expect([...PRESETS].sort()).toEqual([...presets.keys()].sort());
    for (const name of PRESETS) {
      const line = presetCurl(WEBHOOK, 'secret', name);
      expect(line).toContain(`"${WEBHOOK}?preset=${name}"`);
      const form = presets.get(name)?.formField ?? null;
      const body = bodyOf(line);
      expect(line.includes('--data-urlencode')).toBe(form !== null);
      const event: unknown = JSON.parse(form === null ? body : body.replace(`${form}=`, ''));
      expect(readerOf(name)(event).normalised).toEqual({ frames: [], rejections: [], tests: 1 });
    }
  });
});

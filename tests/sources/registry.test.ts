import { describe, expect, it } from 'vitest';
import { allSources, findSource } from '../../electron/sources/registry.ts';

function labelOf(text: string): string {
  const found = findSource(text);
  return found.ok ? found.label : `refused: ${found.code}`;
}

describe('the registry of sources', () => {
  it('finds every source by its file name, each with a scheme of its own', () => {
    const schemes = allSources().map(({ scheme }) => scheme);
    expect(schemes).toEqual(
      expect.arrayContaining([
        ...['simulator', 'streamelements', 'streamlabs'],
        ...['tikfinity', 'tiktok', 'twitch', 'webhook'],
      ]),
    );
    expect(new Set(schemes).size).toBe(schemes.length);
  });

  it.each([
    ['tikfinity://127.0.0.1:21213', 'tikfinity://127.0.0.1:21213'],
    ['tikfinity://', 'tikfinity://127.0.0.1:21213'],
    ['tikfinity://localhost', 'tikfinity://localhost:21213'],
    [' tikfinity://192.168.0.5:9999 ', 'tikfinity://192.168.0.5:9999'],
    ['twitch://My_Channel', 'twitch://my_channel'],
    ['twitch://a?server=ws://127.0.0.1:99', 'twitch://a?server=ws://127.0.0.1:99'],
    ['simulator://?seed=1&rate=5', 'simulator://?seed=1&rate=5'],
    ['simulator://', 'simulator://'],
    ['webhook://', 'webhook://'],
    ['tiktok://@Ann.b_c', 'tiktok://@ann.b_c'],
    ['tiktok://ann', 'tiktok://@ann'],
    ['tiktok://@ann/?silence=90', 'tiktok://@ann?silence=90'],
    ['tiktok://@ann?sign=https://sign.example', 'tiktok://@ann?sign=https://sign.example'],
    ['tiktok://@ann?push=ws://127.0.0.1:99&room=7', 'tiktok://@ann?push=ws://127.0.0.1:99&room=7'],
    ['streamelements://Me', 'streamelements://me'],
    ['streamlabs://ann_b-c/', 'streamlabs://ann_b-c'],
    ['streamlabs://ann?server=ws://127.0.0.1:99', 'streamlabs://ann?server=ws://127.0.0.1:99'],
    ['tikfinity://?silence=60', 'tikfinity://127.0.0.1:21213?silence=60'],
  ])('%s is %s', (text, label) => {
    expect(labelOf(text)).toBe(label);
  });

  it('keeps secrets out of labels', () => {
    expect(labelOf('twitch://me:oauth@chan?token=abc&server=ws://127.0.0.1:1')).toBe(
      'twitch://chan?server=ws://127.0.0.1:1',
    );
  });

  it.each([
    ['hello', 'url_malformed'],
    ['', 'url_malformed'],
    ['twitch://a b', 'url_malformed'],
    ['myspace://x', 'scheme_unknown'],
    ['https://twitch.tv/x', 'scheme_unknown'],
    ['twitch://', 'url_refused'],
    ['twitch:channel', 'url_refused'],
    ['twitch://a-b', 'url_refused'],
    [`twitch://${'a'.repeat(26)}`, 'url_refused'],
    ['twitch://a?server=http://x', 'url_refused'],
    ['twitch://a?server=x', 'url_refused'],
    ['tikfinity://h:0', 'url_refused'],
    ['tikfinity://?silence=0', 'url_refused'],
    ['tiktok://', 'url_refused'],
    ['tiktok://@a-b', 'url_refused'],
    ['tiktok://@ann/live', 'url_refused'],
    ['tiktok://@ann?silence=soon', 'url_refused'],
    ['tiktok://@ann?key=abc', 'url_refused'],
    ['tiktok://ann:secret@ann', 'url_refused'],
    ['tiktok://@ann?room=7', 'url_refused'],
    ['tiktok://@ann?push=ws://127.0.0.1:99', 'url_refused'],
    ['tiktok://@ann?push=ws://192.168.0.5:99&room=7', 'url_refused'],
    ['tiktok://@ann?push=ws://127.0.0.1.evil.example&room=7', 'url_refused'],
    ['tiktok://@ann?push=wss://tiktok.example&room=7', 'url_refused'],
    ['tiktok://@ann?sign=http://sign.example', 'url_refused'],
    ['tiktok://@ann?sign=https://sign.example/?apiKey=abc', 'url_refused'],
    ['streamelements://', 'url_refused'],
    ['streamelements://a.b', 'url_refused'],
    ['streamelements://me?token=abc', 'url_refused'],
    ['streamlabs://token@me', 'url_refused'],
    ['streamlabs://me:99', 'url_refused'],
    ['streamlabs://me/abc', 'url_refused'],
    ['streamlabs://me#abc', 'url_refused'],
    ['streamlabs://me?server=ws://192.168.0.5:99', 'url_refused'],
    ['streamlabs://me?server=wss://sockets.streamlabs.example', 'url_refused'],
    ['streamlabs://me?server=ws://127.0.0.1.evil.example', 'url_refused'],
    ['streamlabs://me?server=ws://127.0.0.1:99/?token=abc', 'url_refused'],
    ['simulator://?seed=x', 'url_refused'],
    ['simulator://?seed=99999999999', 'url_refused'],
    ['simulator://?rate=0', 'url_refused'],
    ['simulator://?rate=fast', 'url_refused'],
    ['simulator://?rate=100000', 'url_refused'],
    ['simulator://?drops=-1', 'url_refused'],
    ['simulator://?drops=often', 'url_refused'],
    ['simulator://?hostile=yes', 'url_refused'],
    ['replay://', 'url_refused'],
    ['replay:///', 'url_refused'],
    ['replay:///tmp/a.ndjson?speed=fast', 'url_refused'],
    ['replay:///tmp/a.ndjson?speed=-1', 'url_refused'],
    ['replay:///tmp/%zz.ndjson', 'url_refused'],
  ])('%s is refused in words: %s', (text, code) => {
    expect(findSource(text)).toMatchObject({
      ok: false,
      code,
      message: expect.stringMatching(/\w+ \w+ \w+/) as string,
    });
  });

  it('lets what is played into the sandbox alone, and counts no webhook as watching', () => {
    const { definition: simulator } = must('simulator://');
    const { definition: webhook } = must('webhook://');
    expect(simulator.sandboxOnly).toBe(true);
    expect(must('replay:///tmp/a.ndjson').definition.sandboxOnly).toBe(true);
    expect(webhook).toMatchObject({ connect: null, live: false });
    expect(must('streamlabs://a').definition).toMatchObject({ sandboxOnly: false, live: false });
    expect(must('twitch://a').definition).toMatchObject({ sandboxOnly: false, live: true });
  });
});

describe('a source’s wish for a secret', () => {
  it('is declared with words, where there is one', () => {
    const wishes = allSources().flatMap(({ id, secret }) =>
      secret === undefined ? [] : [[id, secret.name, secret.required] as const],
    );
    expect(wishes).toEqual([
      ['streamelements', 'streamelements-jwt', true],
      ['streamlabs', 'streamlabs-socket-token', true],
      ['tiktok', 'tiktok-sign-key', false],
    ]);
    for (const { secret } of allSources()) {
      if (secret === undefined) continue;
      expect(secret.label).toMatch(/\w{3}/);
      expect(secret.help).toMatch(/\w+ \w+ \w+/);
    }
  });
});

function must(text: string) {
  const found = findSource(text);
  if (!found.ok) throw new Error(found.message);
  return found;
}

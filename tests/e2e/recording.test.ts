/** What is recorded live books the same when it is played in the sandbox; recordings tell of nobody who was erased. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { connected, cutAndReconnected, inLedger } from '../tools/arrival.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import { giftRows } from '../tools/csv.ts';
import type { GiftRow } from '../tools/csv.ts';
import { fakeTikfinity } from '../tools/fake-tikfinity.ts';
import { fakeTwitch } from '../tools/fake-twitch.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';
import { openPage } from './pages.ts';

const companions = useCompanions();

function recordings(dataDir: string): readonly string[] {
  try {
    return readdirSync(path.join(dataDir, 'recordings')).map((name) =>
      path.join(dataDir, 'recordings', name),
    );
  } catch {
    return [];
  }
}

function textOf(dataDir: string): string {
  return recordings(dataDir)
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
}

/** What must be the same: which gifts, what they are worth, and how they ended. */
function facts(rows: readonly GiftRow[]) {
  return rows
    .map(({ gift_key, quantity, unit, units, status, booked }) =>
      [gift_key, quantity, unit, units, status, booked].join(' '),
    )
    .sort();
}

async function sandboxGifts(dataDir: string): Promise<readonly GiftRow[]> {
  const args = ['--format', 'csv', '--out', '-', '--sandbox', '--data-dir', dataDir];
  const { exitCode, stdout, stderr } = await coinfall('export', ...args);
  expect(exitCode, stderr).toBe(0);
  return giftRows(stdout);
}

async function replayed(file: string, wanted: number): Promise<readonly GiftRow[]> {
  const url = pathToFileURL(file).href.replace('file:', 'replay:');
  const { dataDir, ...sandbox } = await companions.serve({ sources: [`${url}?speed=max`] });
  const rows = await until(
    'the replay to be booked',
    async () => {
      const gifts = await sandboxGifts(dataDir);
      return gifts.length >= wanted && gifts.every(({ status }) => status !== 'open') && gifts;
    },
    { withinMs: 40_000, everyMs: 300 },
  );
  await sandbox.stop();
  return rows;
}

describe('a stream that was recorded', () => {
  it('books the same in the sandbox, scrubbed or not', async () => {
    const tikfinity = await fakeTikfinity();
    const twitch = await fakeTwitch();
    const live = await companions.serve({
      sources: [`tikfinity://127.0.0.1:${tikfinity.port}`, twitch.url('channel')],
      args: ['--record'],
    });
    await connected(tikfinity);
    await connected(twitch);
    const combo = { giftType: 1, groupId: '1700000000001', nickname: 'Zoë of the recording' };
    tikfinity.send(tikfinityGift('m1', { ...combo, repeatCount: 3, repeatEnd: false }));
    tikfinity.send(tikfinityGift('m2', { ...combo, repeatCount: 2, repeatEnd: false }));
    tikfinity.send(tikfinityGift('m3', { ...combo, repeatCount: 7, repeatEnd: true }));
    tikfinity.send(tikfinityGift('m1', { ...combo, repeatCount: 3, repeatEnd: false }));
    tikfinity.send(
      tikfinityGift('lost', {
        ...combo,
        groupId: '1700000000002',
        repeatCount: 4,
        repeatEnd: false,
      }),
    );
    tikfinity.send(tikfinityGift('bad', { repeatCount: 'many' }));
    await inLedger(live, 'tiktok|combo|7000000000000000001|5655|1700000000002');
    await cutAndReconnected(tikfinity);
    tikfinity.send(tikfinityGift('after'));
    twitch.say(
      '@bits=50;id=c1;room-id=9;user-id=5;display-name=Ann :ann!ann@ann.tmi.twitch.tv PRIVMSG #channel :cheer50',
    );
    await live.post([
      {
        id: 't1',
        platform: 'tipjar',
        kind: 'tip',
        sender: { id: 'z', name: 'Z' },
        money: { currency: 'USD', amount: '5.00' },
      },
      {
        id: 't2',
        platform: 'tipjar',
        kind: 'tip',
        test: true,
        sender: { name: 'Tester' },
        money: { currency: 'USD', amount: '9.00' },
      },
    ]);
    await inLedger(live, 'tiktok|msg|after');
    const rows = await until(
      'no gift to be open',
      async () => {
        const gifts = await live.gifts();
        return gifts.length === 5 && gifts.every(({ status }) => status !== 'open') && gifts;
      },
      { withinMs: 30_000, everyMs: 300 },
    );
    await live.stop();
    await Promise.all([tikfinity.close(), twitch.close()]);

    const [file = ''] = recordings(live.dataDir);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('"event":"ended"');
    expect(text).not.toContain('Tester');
    expect(facts(await replayed(file, rows.length))).toEqual(facts(rows));

    const listed = await coinfall('recording', 'list', '--json', '--data-dir', live.dataDir);
    expect(listed.lines()).toMatchObject([{ event: 'recording', path: file }]);
    const out = path.join(companions.folder(), 'report.ndjson');
    const scrubbed = await coinfall('recording', 'scrub', file, '--out', out, '--json');
    expect(scrubbed.exitCode, scrubbed.stderr).toBe(0);
    expect(readFileSync(out, 'utf8')).not.toMatch(/Zo|ann|700000000000000000|#channel/i);
    const worth = (gifts: readonly GiftRow[]) =>
      gifts
        .map(({ quantity, unit, units, status }) => `${quantity} ${unit} ${units} ${status}`)
        .sort();
    expect(worth(await replayed(out, rows.length))).toEqual(worth(rows));
    const again = await coinfall('recording', 'scrub', file, '--out', out);
    expect(again.exitCode).toBe(3);
  });

  it('is not recorded unless somebody asks, and that can change during the stream and is remembered', async () => {
    const first = await companions.serve();
    const gift = (id: string) =>
      first.post({
        id,
        platform: 'myshop',
        kind: 'gift',
        sender: { id: 'u', name: 'U' },
        gift: { id: 'g', name: 'G' },
        count: 1,
        unit: 'star',
        unitsEach: 1,
      });
    await gift('before');
    const { client, close } = await connectRpc(first.ready.dashboardUrl);
    await client.recording.set({ on: true });
    await gift('during');
    await until('the recorded gift', () => textOf(first.dataDir).includes('during'));
    await client.recording.set({ on: false });
    await gift('after');
    await client.recording.set({ on: true });
    close();
    await first.stop();
    expect(textOf(first.dataDir)).not.toMatch(/before|after/);
    const next = await companions.serve({ dataDir: first.dataDir });
    const rpc = await connectRpc(next.ready.dashboardUrl);
    for await (const { recording } of await rpc.client.system.watch()) {
      expect(recording).toEqual({ on: true, failure: null });
      break;
    }
    rpc.close();
    await next.stop();
  });

  it('is forgotten with the first person who is, with and without a companion', async () => {
    const companion = await companions.serve({ args: ['--record'] });
    const gift = (id: string, name: string) =>
      companion.post({
        id,
        platform: 'myshop',
        kind: 'gift',
        sender: { id: name, handle: name, name },
        gift: { id: 'g', name: 'G' },
        count: 1,
        unit: 'star',
        unitsEach: 1,
      });
    const erase = (name: string) =>
      coinfall('erase', '--person', name, '--yes', '--data-dir', companion.dataDir);
    await gift('1', 'forgotten-fay');
    await until('a recording', () => textOf(companion.dataDir).includes('forgotten-fay'));
    const erased = await erase('forgotten-fay');
    expect(erased.exitCode, erased.stderr).toBe(0);
    expect(erased.stdout).toContain('Recordings');
    await until('the recordings to be gone', () => recordings(companion.dataDir).length === 0);
    await gift('2', 'second-sid');
    await until('the next recording', () => textOf(companion.dataDir).includes('second-sid'));
    await companion.stop();
    expect(recordings(companion.dataDir)).toHaveLength(1);
    expect((await erase('second-sid')).exitCode).toBe(0);
    expect(recordings(companion.dataDir)).toEqual([]);
  });

  it('is refused beside live sources, with exit 2', async () => {
    const args = ['--source', 'replay:///tmp/a.ndjson', '--source', 'twitch://channel'];
    const { exitCode, stderr } = await coinfall(
      'serve',
      '--data-dir',
      companions.folder(),
      ...args,
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('sandbox');
  });
});

it.skipIf(CHROMIUM_ABSENT !== null)(
  `is switched on and off on the dashboard ${CHROMIUM_ABSENT ?? ''}`,
  async () => {
    const twitch = await fakeTwitch();
    const dataDir = companions.folder();
    const live = await companions.serve({ dataDir, sources: [twitch.url('channel')] });
    await connected(twitch);
    const browser = await launchChromium();
    const { page } = await openPage(browser, live.ready.dashboardUrl);
    const recorded = (bits: number) => {
      const tags = `bits=${bits};id=c${bits};room-id=9;user-id=5`;
      twitch.say(`@${tags} :ann!ann@ann.tmi.twitch.tv PRIVMSG #channel :cheer${bits}`);
      return inLedger(live, `twitch|msg|c${bits}`);
    };
    await recorded(11);
    await page.getByTestId('record-sources').click();
    await page.getByText('Recording to the folder').waitFor();
    await recorded(22);
    await page.getByTestId('record-sources').click();
    await page.getByText('Keeps what sources send').waitFor();
    await recorded(33);
    await browser.close();
    await live.stop();
    expect(textOf(dataDir)).toContain('bits=22');
    expect(textOf(dataDir)).not.toMatch(/bits=(11|33)/);

    await twitch.close();
  },
);

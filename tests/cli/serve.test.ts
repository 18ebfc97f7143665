import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import { fakeTwitch } from '../tools/fake-twitch.ts';
import { until } from '../tools/poll.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A `serve` that must refuse to start. */
function refusedServe(dataDir: string, ...args: readonly string[]) {
  return coinfall('serve', '--json', '--data-dir', dataDir, '--port', '0', ...args);
}

function serveNothing(...args: readonly string[]) {
  return refusedServe(path.join(companions.folder(), 'never-made'), ...args);
}

describe('serve', () => {
  it('prints the ready line first, and every address in it works', async () => {
    const { ready } = await companions.serve();
    const origin = `http://127.0.0.1:${ready.port}`;
    expect(Object.keys(ready)).toEqual([
      'event',
      'pid',
      'port',
      'dashboardUrl',
      'overlayUrl',
      'webhookUrl',
      'webhookToken',
    ]);
    expect(ready.event).toBe('ready');
    const dashboardToken = ready.dashboardUrl.replace(`${origin}/dashboard#token=`, '');
    const overlayToken = ready.overlayUrl.replace(`${origin}/overlay/alerts#token=`, '');
    expect(ready.webhookUrl).toBe(`${origin}/api/v1/gifts`);
    const tokens = [dashboardToken, overlayToken, ready.webhookToken];
    for (const token of tokens) expect(token).toMatch(TOKEN);
    expect(new Set(tokens).size).toBe(3);
    expect(process.kill(ready.pid, 0)).toBe(true);
    for (const page of [ready.dashboardUrl, ready.overlayUrl]) {
      const response = await fetch(page);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('<!doctype html>');
    }
  });

  it('says on /healthz that it is up and how its sources are, and nothing private', async () => {
    const twitch = await fakeTwitch();
    const { ready } = await companions.serve({ sources: [twitch.url('secret_channel')] });
    const health = await until('the source to be connected', async () => {
      const text = await (await fetch(`http://127.0.0.1:${ready.port}/healthz`)).text();
      return text.includes('"connected"') && text;
    });
    expect(JSON.parse(health)).toEqual({
      up: true,
      version: expect.any(String) as string,
      sources: [{ scheme: 'twitch', state: 'connected' }],
      lastCommitAtMs: expect.any(Number) as number,
    });
    expect(health).not.toContain('secret_channel');
    await twitch.close();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops on %s within 5 s with exit 0, pages and sources connected or not',
    async (signal) => {
      const twitch = await fakeTwitch();
      const companion = await companions.serve({
        sources: [twitch.url('a'), 'tikfinity://127.0.0.1:9'],
      });
      const { dataDir, ready } = companion;
      const events = await fetch(companion.ready.dashboardUrl);
      await events.text();
      const begun = performance.now();
      const { exitCode, lines } = await companion.stop(signal);
      expect(performance.now() - begun).toBeLessThan(5_000);
      expect(exitCode).toBe(0);
      expect(lines().at(-1)).toEqual({ event: 'stopped' });
      expect(() => process.kill(ready.pid, 0)).toThrow();
      await expect(fetch(`http://127.0.0.1:${ready.port}/healthz`)).rejects.toThrow();
      await twitch.close();

      const again = await companions.serve({ dataDir });
      expect(again.ready.webhookToken).toBe(ready.webhookToken);
    },
  );

  it('leaves the whole ledger in ledger.sqlite when it stops, nothing in a WAL beside it', async () => {
    const companion = await companions.serve();
    await companion.post(star('1'));
    await companion.stop();
    const copy = path.join(companions.folder(), 'ledger.sqlite');
    writeFileSync(copy, readFileSync(path.join(companion.dataDir, 'ledger.sqlite')));
    const { exitCode, lines } = await coinfall(
      'verify',
      '--json',
      '--data-dir',
      path.dirname(copy),
    );
    expect(exitCode).toBe(0);
    expect(lines()[0]).toMatchObject({ event: 'verified', ok: true, gifts: 1 });
  });

  it('refuses a second start on the same folder with exit 3 and names the first one’s URL', async () => {
    const { ready, dataDir } = await companions.serve();
    const second = await refusedServe(dataDir);
    expect(second.exitCode).toBe(3);
    expect(second.lines()).toEqual([
      { event: 'error', code: 'locked', message: expect.any(String) as string },
    ]);
    expect(second.stdout).toContain(ready.dashboardUrl);
    expect(second.stderr).toContain(ready.dashboardUrl);
    expect((await fetch(`http://127.0.0.1:${ready.port}/healthz`)).status).toBe(200);
  });

  it('runs exactly once when five are started on a new folder at the same moment', async () => {
    const dataDir = path.join(companions.folder(), 'new', 'folder');
    const starts = await Promise.allSettled(
      Array.from({ length: 5 }, () => companions.serve({ dataDir })),
    );
    const refused = starts.filter((start) => start.status === 'rejected');
    expect(starts.length - refused.length).toBe(1);
    for (const { reason } of refused) expect(String(reason)).toContain('"code":"locked"');
  });

  it('starts again on a folder whose last companion was killed', async () => {
    const first = await companions.serve();
    await first.post(star('1'));
    await first.kill9();
    const second = await companions.serve({ dataDir: first.dataDir });
    expect((await second.gifts()).map((row) => row.gift_key)).toEqual(['myshop|msg|1']);
  });

  it('says with exit 3 that a port is in use', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const dataDir = companions.folder();
    const result = await coinfall('serve', '--json', '--data-dir', dataDir, '--port', `${port}`);
    expect(result.exitCode).toBe(3);
    expect(result.lines()).toEqual([
      {
        event: 'error',
        code: 'port_in_use',
        message: expect.stringContaining(`${port}`) as string,
      },
    ]);
    other.close();
    await companions.serve({ dataDir });
  });

  it('puts damaged access tokens aside, says so, and starts', async () => {
    const dataDir = companions.folder();
    writeFileSync(path.join(dataDir, 'secrets.json'), '{"v":1,"tokens":{"contr');
    const companion = await companions.serve({ dataDir });
    await until('the notice', () => companion.stderr().includes('access tokens was damaged'));
    const keptAs = /kept as (\S+) and/.exec(companion.stderr())?.[1] ?? '';
    expect(readFileSync(path.join(dataDir, keptAs), 'utf8')).toBe('{"v":1,"tokens":{"contr');
    expect(companion.ready.webhookToken).toMatch(TOKEN);
  });
});

describe('wrong usage', () => {
  it.each([
    ['a source that nobody knows', ['--source', 'myspace://tom'], 'myspace'],
    ['a source that is no address', ['--source', 'tom'], 'tom'],
    ['a channel that cannot be', ['--source', 'twitch://no-such-name!'], 'channel'],
    [
      'a simulator beside a live source',
      ['--source', 'simulator://?seed=1', '--source', 'twitch://a'],
      'sandbox',
    ],
    ['a live source in the demo', ['--demo', '--source', 'twitch://a'], '--demo'],
  ])('%s exits 2, with words and a code', async (_, args, words) => {
    const result = await serveNothing(...args);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain(words);
    expect(result.lines()).toEqual([
      {
        event: 'error',
        code: expect.stringMatching(/^[a-z_]+$/) as string,
        message: expect.any(String) as string,
      },
    ]);
  });

  it.each([
    ['a port that is none', ['serve', '--port', '65536']],
    ['a port that is no number', ['serve', '--port', '8o8o']],
    ['an option that nobody knows', ['serve', '--verbose']],
    ['an option without its value', ['serve', '--source']],
    ['a word too many', ['serve', 'now']],
    ['a command that nobody knows', ['sreve']],
    ['no command', []],
    ['an export without a file', ['export', '--format', 'csv']],
    ['an export format that nobody knows', ['export', '--format', 'doc', '--out', 'x']],
  ])('%s exits 2 and says how it is used', async (_, args) => {
    const { exitCode, stderr, stdout } = await coinfall(...args);
    expect(exitCode).toBe(2);
    expect(stderr).not.toBe('');
    expect(stdout).toBe('');
  });
});

describe('a data folder that cannot be used', () => {
  it.each([
    ['is a file', (file: string) => file],
    ['lies below a file', (file: string) => path.join(file, 'data')],
    ['lies where nobody may write', () => '/proc/coinfall'],
  ])('which %s is refused with exit 3 and words', async (_, place) => {
    const file = path.join(companions.folder(), 'occupied');
    writeFileSync(file, 'mine');
    const result = await refusedServe(place(file));
    expect(result.exitCode).toBe(3);
    expect(result.lines()[0]).toMatchObject({ event: 'error', code: 'data_dir' });
    expect(result.stderr).toContain('--data-dir');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('whose ledger is of a newer version is refused, and the file stays as it is', async () => {
    const companion = await companions.serve();
    await companion.post(star('1'));
    await companion.stop();
    const file = path.join(companion.dataDir, 'ledger.sqlite');
    const db = new Database(file);
    db.pragma('user_version = 9999');
    db.close();
    const before = readFileSync(file);
    for (const command of ['serve', 'verify', 'export']) {
      const result = await coinfall(
        command,
        ...(command === 'export' ? ['--format', 'csv', '--out', '-'] : ['--json']),
        ...['--data-dir', companion.dataDir],
      );
      expect(result.exitCode, command).toBe(3);
      expect(result.stderr).toContain('newer');
      if (command !== 'export') {
        expect(result.lines()).toEqual([
          { event: 'error', code: 'newer_schema', message: expect.any(String) as string },
        ]);
      }
      expect(readFileSync(file).equals(before), command).toBe(true);
    }
  });

  it.each(['ledger.sqlite', 'app.sqlite'])(
    'whose %s belongs to another program is refused untouched',
    async (name) => {
      const dataDir = companions.folder();
      const file = path.join(dataDir, name);
      const db = new Database(file);
      db.exec("CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('bread')");
      db.close();
      const before = readFileSync(file);
      const result = await refusedServe(dataDir);
      expect(result.exitCode).toBe(3);
      expect(result.lines()[0]).toMatchObject({ code: 'foreign_file' });
      expect(readFileSync(file).equals(before)).toBe(true);
    },
  );

  it('whose ledger is no database at all is refused untouched', async () => {
    const dataDir = companions.folder();
    const file = path.join(dataDir, 'ledger.sqlite');
    const text = 'this is my diary, not a database, and it is longer than a header\n'.repeat(100);
    writeFileSync(file, text);
    const result = await refusedServe(dataDir);
    expect(result.exitCode).toBe(3);
    expect(result.lines()[0]).toMatchObject({ code: 'damaged' });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('whose lock file is no database is refused with words', async () => {
    const dataDir = companions.folder();
    writeFileSync(path.join(dataDir, 'lock.sqlite'), 'not a database at all\n'.repeat(100));
    const result = await refusedServe(dataDir);
    expect(result.exitCode).toBe(3);
    expect(result.lines()[0]).toMatchObject({ event: 'error' });
    expect(result.stderr).toContain('lock.sqlite');
  });
});

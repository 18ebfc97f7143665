import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { star } from './gifts.ts';

const companions = useCompanions();

function backup(dataDir: string, ...args: readonly string[]) {
  return coinfall('backup', '--json', '--data-dir', dataDir, ...args);
}

function list(dataDir: string) {
  return coinfall('restore', '--list', '--json', '--data-dir', dataDir);
}

describe('backup', () => {
  it('writes one file beside a running companion, which takes gifts meanwhile', async () => {
    const companion = await companions.serve();
    await companion.post(star('1', { count: 5 }));
    const file = path.join(companions.folder(), 'coinfall.tar');
    const posts = Array.from({ length: 20 }, (_, at) => companion.post(star(`more-${at}`)));
    const { exitCode, lines, stderr } = await backup(companion.dataDir, '--out', file);
    expect(exitCode, stderr).toBe(0);
    expect(lines()).toEqual([
      expect.objectContaining({ event: 'backup', path: file, atMs: expect.any(Number) as number }),
    ]);
    await Promise.all(posts);
    expect((await companion.verify()).exitCode).toBe(0);
    expect(readdirSync(path.dirname(file))).toEqual(['coinfall.tar']);
  });

  it('is a plain tar whose databases any SQLite opens, without secrets', async () => {
    const companion = await companions.serve();
    await companion.post(star('1', { count: 5 }));
    const folder = companions.folder();
    const file = path.join(folder, 'coinfall.tar');
    await backup(companion.dataDir, '--out', file);
    execFileSync('tar', ['xf', file, '-C', folder]);
    expect(readdirSync(folder).sort()).toEqual(
      ['app.sqlite', 'coinfall.tar', 'heads.log', 'ledger.sqlite', 'manifest.json'].sort(),
    );
    const db = new Database(path.join(folder, 'ledger.sqlite'), { readonly: true });
    expect(db.prepare('SELECT sum(units_delta) FROM journal').pluck().get()).toBe(5);
    db.close();
    expect(readFileSync(file).includes(companion.ready.webhookToken)).toBe(false);
  });

  it('does not replace a file unless it is told to', async () => {
    const companion = await companions.serve();
    await companion.post(star('1'));
    const file = path.join(companions.folder(), 'thesis.txt');
    writeFileSync(file, 'mine');
    const refused = await backup(companion.dataDir, '--out', file);
    expect(refused.exitCode).toBe(3);
    expect(refused.lines()[0]).toMatchObject({ event: 'error', code: 'file_exists' });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await backup(companion.dataDir, '--out', file, '--force')).exitCode).toBe(0);
    expect(readFileSync(file).length).toBeGreaterThan(10_000);
    const folder = path.join(path.dirname(file), 'folder');
    mkdirSync(folder);
    expect((await backup(companion.dataDir, '--out', folder, '--force')).exitCode).toBe(3);
  });

  it.each([
    ['a folder that is not there', 'nowhere/coinfall.tar'],
    ['a place that takes no files', '/proc/coinfall.tar'],
  ])('exits 3 with words and leaves nothing in %s', async (_, out) => {
    const companion = await companions.serve();
    await companion.post(star('1'));
    const file = path.resolve(companions.folder(), out);
    const { exitCode, lines } = await backup(companion.dataDir, '--out', file);
    expect(exitCode).toBe(3);
    expect(lines()[0]).toMatchObject({ event: 'error', code: 'not_written' });
    expect(existsSync(file)).toBe(false);
  });

  it('exits 3 where there is no ledger, and makes nothing', async () => {
    const dataDir = companions.folder();
    const { exitCode, lines } = await backup(dataDir);
    expect(exitCode).toBe(3);
    expect(lines()[0]).toMatchObject({ event: 'error', code: 'no_ledger' });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('makes one more in the data folder when no file is named, and the list names it', async () => {
    const companion = await companions.serve();
    await companion.post(star('1'));
    const [made] = (await backup(companion.dataDir)).lines();
    const { exitCode, lines } = await list(companion.dataDir);
    expect(exitCode).toBe(0);
    expect(lines()).toEqual([{ ...made, reason: 'asked' }]);
  });
});

describe('backups by themselves', () => {
  it('are made when a session has ended, and the dashboard is told', async () => {
    const companion = await companions.serve();
    const rpc = await connectRpc(companion.ready.dashboardUrl);
    await rpc.client.session.open({ title: 'Friday' });
    await companion.post(star('1', { count: 3 }));
    expect((await list(companion.dataDir)).lines()).toEqual([]);
    await rpc.client.session.close();
    const told = new AbortController();
    for await (const { backup: state } of await rpc.client.system.watch(undefined, {
      signal: told.signal,
    })) {
      if (state.lastAtMs !== null) break;
    }
    told.abort();
    rpc.close();
    expect((await list(companion.dataDir)).lines()).toEqual([
      expect.objectContaining({
        reason: 'session',
        totals: [{ platform: 'myshop', unit: 'star', units: '3' }],
      }),
    ]);
  });

  it('that cannot be made are said in words, and gifts are recorded all the same', async () => {
    const companion = await companions.serve();
    writeFileSync(path.join(companion.dataDir, 'backups'), 'in the way');
    const rpc = await connectRpc(companion.ready.dashboardUrl);
    await rpc.client.session.open({ title: 'Friday' });
    await companion.post(star('1'));
    await rpc.client.session.close();
    const told = new AbortController();
    let failure: string | null = null;
    for await (const { backup: state } of await rpc.client.system.watch(undefined, {
      signal: told.signal,
    })) {
      failure = state.failure;
      if (failure !== null) break;
    }
    told.abort();
    rpc.close();
    expect(failure).toContain('earlier backups are as they were');
    await companion.post(star('2'));
    expect(await companion.gifts()).toHaveLength(2);
    expect((await companion.stop()).exitCode).toBe(0);
  });

  it('never hold up the stop, and one that is cut short leaves nothing', async () => {
    const dataDir = companions.folder();
    const before = await companions.serve({ dataDir });
    await before.post(star('1'));
    await before.stop();
    const db = new Database(path.join(dataDir, 'ledger.sqlite'));
    const insert = db.prepare(
      "INSERT INTO evidence (source, at, codec, frame) VALUES ('x', 1, 0, randomblob(1000000))",
    );
    db.transaction(() => {
      for (let at = 0; at < 300; at += 1) insert.run();
    })();
    db.close();
    const companion = await companions.serve({ dataDir });
    const rpc = await connectRpc(companion.ready.dashboardUrl);
    await rpc.client.session.open({ title: 'Friday' });
    await companion.post(star('2'));
    await rpc.client.session.close();
    rpc.close();
    const backups = path.join(dataDir, 'backups');
    await until('the backup to begin', () =>
      readdirSync(backups).some((name) =>
        readdirSync(path.join(backups, name)).includes('ledger.sqlite'),
      ),
    );
    const begun = performance.now();
    expect((await companion.stop()).exitCode).toBe(0);
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(readdirSync(backups)).toEqual([]);
  });

  it('come before a change of schema: without one the ledger is left as it is, with exit 3', async () => {
    const companion = await companions.serve();
    await companion.post(star('1'));
    await companion.stop();
    const { dataDir } = companion;
    const file = path.join(dataDir, 'ledger.sqlite');
    const db = new Database(file);
    db.pragma('user_version = 5');
    db.close();
    const bytes = readFileSync(file);
    writeFileSync(path.join(dataDir, 'backups'), 'in the way');
    const { exitCode, lines } = await coinfall(
      'serve',
      '--json',
      '--port',
      '0',
      '--data-dir',
      dataDir,
    );
    expect(exitCode).toBe(3);
    expect(lines()).toEqual([
      {
        event: 'error',
        code: 'not_written',
        message: expect.stringContaining('only after a backup') as string,
      },
    ]);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('leave no unfinished folder when the companion is killed, once it starts again', async () => {
    const companion = await companions.serve();
    await companion.post(star('1'));
    await backup(companion.dataDir);
    await companion.kill9();
    const backups = path.join(companion.dataDir, 'backups');
    mkdirSync(path.join(backups, `.making-${companion.ready.pid}-abc`));
    await companions.serve({ dataDir: companion.dataDir });
    await until('the sweep', () => readdirSync(backups).length === 1);
  });
});

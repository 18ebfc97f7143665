import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
let saved: string;
let dataDirOfSaved: string;

beforeAll(async () => {
  const companion = await companions.serve();
  await companion.post(star('1', { count: 5 }));
  saved = path.join(companions.folder(), 'saved.tar');
  await coinfall('backup', '--data-dir', companion.dataDir, '--out', saved);
  await companion.post(star('2', { count: 10 }));
  await companion.stop();
  dataDirOfSaved = companion.dataDir;
});

function restore(dataDir: string, ...args: readonly string[]) {
  return coinfall('restore', '--json', '--data-dir', dataDir, ...args);
}

async function stars(dataDir: string): Promise<unknown> {
  const { exitCode, lines, stderr } = await coinfall('verify', '--json', '--data-dir', dataDir);
  expect(exitCode, stderr).toBe(0);
  return (lines()[0] as { readonly totals: readonly unknown[] }).totals[0];
}

describe('restore', () => {
  it('brings a backup to a new computer, and the companion goes on from there', async () => {
    const dataDir = path.join(companions.folder(), 'new');
    const { exitCode, lines, stderr } = await restore(dataDir, saved);
    expect(exitCode, stderr).toBe(0);
    expect(lines()[0]).toMatchObject({ event: 'restored', from: 'backup', replaced: null });
    expect(await stars(dataDir)).toMatchObject({ units: '5' });
    const companion = await companions.serve({ dataDir });
    await companion.post(star('1', { count: 5 }));
    await companion.post(star('3', { count: 2 }));
    expect(await stars(dataDir)).toMatchObject({ units: '7' });
    expect(companion.stderr()).toBe('');
  });

  it('says where the previous ledger lies, what is in it, and the command that goes back', async () => {
    const dataDir = companions.folder();
    for (const name of ['ledger.sqlite', 'app.sqlite', 'heads.log']) {
      copyFileSync(path.join(dataDirOfSaved, name), path.join(dataDir, name));
    }
    const { exitCode, stdout } = await coinfall('restore', '--data-dir', dataDir, saved);
    expect(exitCode).toBe(0);
    expect(await stars(dataDir)).toMatchObject({ units: '5' });
    expect(stdout).toContain('myshop star: 15');
    expect(stdout).toContain('do not count');
    const back = /coinfall restore "([^"]+)" --data-dir "([^"]+)"/.exec(stdout);
    expect(back?.[2]).toBe(dataDir);
    expect((await restore(dataDir, back?.[1] ?? '')).exitCode).toBe(0);
    expect(await stars(dataDir)).toMatchObject({ units: '15' });
  });

  it('needs the companion stopped: exit 3, and its URL', async () => {
    const companion = await companions.serve();
    await companion.post(star('9'));
    for (const args of [['restore', saved], ['rebuild']]) {
      const result = await coinfall(...args, '--json', '--data-dir', companion.dataDir);
      expect(result.exitCode).toBe(3);
      expect(result.lines()[0]).toMatchObject({ event: 'error', code: 'locked' });
      expect(result.stderr).toContain(companion.ready.dashboardUrl);
    }
    expect(await companion.gifts()).toHaveLength(1);
  });

  it.each([
    ['is none', (file: string) => writeFileSync(file, 'cat.jpg '.repeat(500)), 'not_a_backup'],
    [
      'is cut off',
      (file: string) => writeFileSync(file, readFileSync(saved).subarray(0, 50_000)),
      'backup_damaged',
    ],
  ])('refuses a file that %s with exit 3, and changes nothing', async (_, make, code) => {
    const dataDir = companions.folder();
    const file = path.join(companions.folder(), 'file');
    make(file);
    const { exitCode, lines } = await restore(dataDir, file);
    expect(exitCode).toBe(3);
    expect(lines()[0]).toMatchObject({ event: 'error', code });
    expect(readdirSync(dataDir).filter((name) => !name.startsWith('lock'))).toEqual([]);
  });

  it('keeps sandbox and real ledger apart', async () => {
    const dataDir = companions.folder();
    const { exitCode, lines } = await restore(dataDir, '--sandbox', saved);
    expect(exitCode).toBe(3);
    expect(lines()[0]).toMatchObject({ code: 'other_mode' });
  });

  it('without a file exits 2', async () => {
    expect((await restore(companions.folder())).exitCode).toBe(2);
    expect((await restore(companions.folder(), saved, '--list')).exitCode).toBe(2);
  });

  it('lists nothing where there is nothing', async () => {
    const dataDir = path.join(companions.folder(), 'never');
    const { exitCode, lines } = await restore(dataDir, '--list');
    expect([exitCode, lines()]).toEqual([0, []]);
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe('rebuild', () => {
  it('makes totals anew that do not follow from the journal', async () => {
    const dataDir = path.join(companions.folder(), 'new');
    await restore(dataDir, saved);
    const db = new Database(path.join(dataDir, 'ledger.sqlite'));
    db.exec('UPDATE bucket SET units = 99; DELETE FROM supporter');
    db.close();
    const rebuild = await coinfall('rebuild', '--json', '--data-dir', dataDir);
    expect(rebuild.exitCode).toBe(0);
    expect(rebuild.lines()).toEqual([{ event: 'rebuilt', ok: true, rows: 1 }]);
    expect(await stars(dataDir)).toMatchObject({ units: '5' });
  });

  it('exits 1 when the journal itself is damaged, and 3 where there is no ledger', async () => {
    const dataDir = path.join(companions.folder(), 'new');
    expect((await coinfall('rebuild', '--data-dir', dataDir)).exitCode).toBe(3);
    await restore(dataDir, saved);
    const db = new Database(path.join(dataDir, 'ledger.sqlite'));
    db.exec('DROP TRIGGER journal_no_update; UPDATE journal SET units_delta = 1');
    db.close();
    const { exitCode, lines } = await coinfall('rebuild', '--json', '--data-dir', dataDir);
    expect(exitCode).toBe(1);
    expect(lines()[0]).toMatchObject({ ok: false, findings: [{ code: 'chain', seq: 1 }] });
  });
});

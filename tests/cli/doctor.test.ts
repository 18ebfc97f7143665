import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import { star } from './gifts.ts';

const companions = useCompanions();

function doctor(dataDir: string) {
  return coinfall('doctor', '--json', '--data-dir', dataDir);
}

describe('doctor', () => {
  it('finds all well before the first start, and makes nothing', async () => {
    const { exitCode, lines } = await doctor(path.join(companions.folder(), 'new'));
    expect(lines().map(({ name, ok }) => [name, ok])).toEqual(
      ['data folder', 'disk space', 'ledger', 'backups', 'tokens', 'port', 'pages'].map((name) => [
        name,
        true,
      ]),
    );
    expect(exitCode).toBe(0);
  });

  it('finds all well beside a running companion', async () => {
    const { dataDir } = await companions.serve();
    const { exitCode, lines } = await doctor(dataDir);
    expect(lines().filter(({ ok }) => ok !== true)).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('exits 1 and says what to do about a damaged ledger and open secrets', async () => {
    const dataDir = companions.folder();
    writeFileSync(path.join(dataDir, 'ledger.sqlite'), 'nothing of the kind\n'.repeat(500));
    writeFileSync(path.join(dataDir, 'secrets.json'), '{}');
    chmodSync(path.join(dataDir, 'secrets.json'), 0o644);
    const { exitCode, lines } = await doctor(dataDir);
    expect(exitCode).toBe(1);
    expect(
      lines()
        .filter(({ ok }) => ok !== true)
        .map(({ name }) => name),
    ).toEqual(['ledger', 'tokens']);
  });

  it('restores the newest backup in a drill, and says so; a spoilt one is found', async () => {
    const companion = await companions.serve();
    await companion.post(star('1'));
    const none = (await doctor(companion.dataDir)).lines().find(({ name }) => name === 'backups');
    expect(none).toMatchObject({ ok: false });
    const [made] = (await coinfall('backup', '--json', '--data-dir', companion.dataDir)).lines();
    const backups = async () =>
      (await doctor(companion.dataDir)).lines().find(({ name }) => name === 'backups');
    expect(await backups()).toMatchObject({
      ok: true,
      message: expect.stringContaining('1 journal rows') as string,
    });
    const file = path.join(String(made?.['path']), 'ledger.sqlite');
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(9_000) ^ 1, 9_000);
    writeFileSync(file, bytes);
    expect(await backups()).toMatchObject({ ok: false });
  });
});

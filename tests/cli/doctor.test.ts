import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';

const companions = useCompanions();

function doctor(dataDir: string) {
  return coinfall('doctor', '--json', '--data-dir', dataDir);
}

describe('doctor', () => {
  it('finds all well before the first start, and makes nothing', async () => {
    const { exitCode, lines } = await doctor(path.join(companions.folder(), 'new'));
    expect(lines().map(({ name, ok }) => [name, ok])).toEqual(
      ['data folder', 'disk space', 'ledger', 'tokens', 'port', 'pages'].map((name) => [
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
});

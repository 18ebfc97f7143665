/** An export for which the disk has no room: nothing of it is left, and the ledger goes on. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import { star } from '../cli/gifts.ts';

const companions = useCompanions();
let disk: string | null = null;

beforeAll(() => {
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    const folder = path.join(companions.folder(), 'disk');
    mkdirSync(folder);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'pipe' });
      disk = folder;
    } catch {
      // Said below.
    }
  }
  if (disk === null) {
    process.stdout.write(
      'export to a full disk: not seen (needs root on Linux and the right to mount)\n',
    );
  }
});
afterAll(() => {
  if (disk !== null) execFileSync('umount', ['-l', disk]);
});

describe('an export that the disk has no room for', () => {
  it('leaves nothing, exits 3 and says so, while gifts are still taken', async (context) => {
    if (disk === null) {
      context.skip();
      return;
    }
    const companion = await companions.serve();
    await companion.post(Array.from({ length: 1_000 }, (_, at) => star(`gift-${at}`)));
    for (const format of ['csv', 'jsonl', 'parquet', 'xlsx', 'hledger']) {
      const out = path.join(disk, `file.${format}`);
      const { exitCode, stderr } = await coinfall(
        ...['export', '--format', format, '--out', out, '--data-dir', companion.dataDir],
      );
      // What compresses well has room even here; then it is whole.
      if (exitCode === 0)
        expect(readdirSync(disk)).toEqual([`file.${format}`, `file.${format}.sha256.json`]);
      else {
        expect([exitCode, format], stderr).toEqual([3, format]);
        expect(stderr).toContain('Nothing was left there');
        expect(readdirSync(disk)).toEqual([]);
      }
      execFileSync('find', [disk, '-mindepth', '1', '-delete']);
      if (format === 'csv' || format === 'jsonl') expect(exitCode).toBe(3);
    }
    expect(await companion.post([star('after')])).toMatchObject({ accepted: 1 });
  });
});

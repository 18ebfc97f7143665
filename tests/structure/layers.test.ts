/** The layer check must be able to fail: a planted violation is seen, and the house as it stands is clean. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const house = resolve(import.meta.dirname, '../..');
const PARTS = [
  'shared',
  'electron',
  'renderer',
  'tests',
  'resources',
  'package.json',
  'tsconfig.json',
  '.dependency-cruiser.cjs',
];

function check(root: string): { readonly ok: boolean; readonly words: string } {
  try {
    const words = execFileSync(
      process.execPath,
      [join(house, 'tests/structure/check-layers.mjs'), root],
      { encoding: 'utf8', stdio: 'pipe' },
    );
    return { ok: true, words };
  } catch (error) {
    const { stderr } = error as { stderr: string };
    return { ok: false, words: stderr };
  }
}

describe('the layer check', () => {
  let copy = '';

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'coinfall-layers-'));
    for (const part of PARTS) {
      cpSync(join(house, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(house, 'node_modules'), join(copy, 'node_modules'));
  });

  afterAll(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  it('finds nothing wrong with the house as it stands', () => {
    expect(check(house)).toMatchObject({ ok: true });
  });

  it.each([
    ['shared/planted.ts', "import { join } from 'node:path';\nexport const planted = join('a');\n"],
    [
      'electron/sources/planted.ts',
      "import { verifyLedger } from '../ledger/verify.ts';\nexport const planted = verifyLedger;\n",
    ],
    [
      'renderer/ui/planted.ts',
      "import { defaultDataDir } from '../../electron/data-dir.ts';\nexport const planted = defaultDataDir;\n",
    ],
    [
      'electron/api/planted.ts',
      "import Database from 'better-sqlite3';\nexport const planted = Database;\n",
    ],
    [
      'electron/api/planted.ts',
      "import { OBSWebSocket } from 'obs-websocket-js/json';\nexport const planted = OBSWebSocket;\n",
    ],
  ])('fails when %s breaks a rule', (file, code) => {
    const planted = join(copy, file);
    writeFileSync(planted, code);
    const result = check(copy);
    rmSync(planted);
    expect(result.ok).toBe(false);
    expect(result.words).toContain(file);
  });

  it('fails when it saw next to nothing', () => {
    const empty = mkdtempSync(join(tmpdir(), 'coinfall-empty-'));
    for (const part of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs', 'resources']) {
      cpSync(join(house, part), join(empty, part), { recursive: true });
    }
    for (const folder of ['shared', 'electron', 'renderer', 'tests']) {
      cpSync(join(house, folder, 'README.md'), join(empty, folder, 'README.md'));
    }
    cpSync(join(house, 'tests/tsconfig.json'), join(empty, 'tests/tsconfig.json'));
    symlinkSync(join(house, 'node_modules'), join(empty, 'node_modules'));
    const result = check(empty);
    rmSync(empty, { recursive: true, force: true });
    expect(result.ok).toBe(false);
    expect(result.words).toContain('modules only');
  });
});

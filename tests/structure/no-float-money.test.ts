/** The rules against floats must be able to fail: planted ones are seen where money lives, and only there. */
import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const house = resolve(import.meta.dirname, '../..');
/** A first look reads whole TypeScript projects. */
const TEST_WITHIN_MS = 120_000;

const MONEY_FILES = [
  'shared/money.ts',
  'shared/rates.ts',
  'shared/ledger/locks.ts',
  'electron/ledger/locks.ts',
  'electron/exports/csv.export.ts',
  'electron/api/feed.ts',
];

const FLOATS: readonly (readonly [code: string, found: string])[] = [
  ['export const a = 0.5;', 'No fractions'],
  ['export const a = 1.0;', 'No fractions'],
  ['export const a = 1e-3;', 'No fractions'],
  ["export const a = parseFloat('1');", 'parseFloat'],
  ["export const a = Number.parseFloat('1');", 'parseFloat'],
  ['export const a = ["1"].map(parseFloat);', 'parseFloat'],
  ['export const a = (5).toFixed(2);', 'toFixed'],
  ["export const a = (5)['toFixed'](2);", 'toFixed'],
  ['export const a = (5).toPrecision(2);', 'toPrecision'],
  ['export const a = Math.random();', 'random'],
  ['export const a = (b: number, c: number) => b / c;', 'Dividing'],
  ['export const a = (b: number, c: number) => Math.floor(b / c + 1);', 'Dividing'],
  ['export const a = (b: number, c: number) => Math.max(b / c);', 'Dividing'],
  ['export function a(b: number): number { b /= 2; return b; }', 'Dividing'],
  ["export const a = 'CREATE TABLE t (x REAL) STRICT';", 'REAL'],
  ['export const a = `SELECT avg(units) FROM gift`;', 'avg('],
  ['export const a = `SELECT TOTAL(units) FROM gift`;', 'TOTAL('],
  ["export const a = 'SELECT round(units) FROM gift';", 'round('],
  ['export const a = (b: string) => `SELECT ${b} * 1.0 FROM gift`;', '* 1.0'],
];

const CLEAN = `
export const half = (units: bigint) => units / 2n;
export const wholes = (a: number, b: number) => [Math.floor(a / b), Math.round(a / 1_000), Math.ceil(a / b)];
export const limit = 1e9;
export const words = 'The real total (of all) is rounded nowhere, says SQLite 3.51.3.';
export const sql = \`SELECT effective_at / 60000 * \${limit} AS atMs, sum(units) FROM gift\`;
`;

// Where `CI` is set, typescript-eslint reads files once from disk, and would not see the texts that stand here.
process.env['TSESTREE_SINGLE_RUN'] = 'false';

const linter = new ESLint({
  cwd: house,
  ruleFilter: ({ ruleId }) => ruleId.startsWith('money/'),
});

/** What is said of a text that stands where `file` stands: the rules need a file that TypeScript knows. */
async function lint(file: string, code: string): Promise<readonly string[]> {
  const [result] = await linter.lintText(code, { filePath: resolve(house, file) });
  return (
    result?.messages.flatMap(({ ruleId, message }) =>
      ruleId === null || ruleId.startsWith('money/') ? [message] : [],
    ) ?? []
  );
}

describe('the rules against floats', { timeout: TEST_WITHIN_MS }, () => {
  it.each(FLOATS)('report %s', async (code, found) => {
    const said = await lint('electron/ledger/locks.ts', code);
    expect(said).toEqual([expect.stringContaining(found)]);
  });

  it.each(MONEY_FILES)('watch %s', async (file) => {
    expect(await lint(file, 'export const a = 0.5;')).toHaveLength(1);
  });

  it('let integers, bigints and prose pass', async () => {
    expect(await lint('electron/ledger/locks.ts', CLEAN)).toEqual([]);
  });

  it('leave fractions alone where there is no money', async () => {
    expect(await lint('shared/text.ts', 'export const a = 0.5;')).toEqual([]);
  });
});

describe('the rule that amounts are formatted in one place', { timeout: TEST_WITHIN_MS }, () => {
  const FORMATS = [
    "export const a = new Intl.NumberFormat('en').format(1);",
    "export const a = Intl['NumberFormat'];",
    'export const { NumberFormat } = Intl;',
    "export const a = (1).toLocaleString('en');",
  ];

  it.each(['shared/text.ts', 'electron/cli/output.ts', 'renderer/widgets/words.ts'])(
    'reports every other place in %s',
    async (file) => {
      for (const code of FORMATS) {
        expect(await lint(file, code), code).toEqual([expect.stringContaining('shared/money.ts')]);
      }
    },
  );

  it('lets that one place do it', async () => {
    for (const code of FORMATS) expect(await lint('shared/money.ts', code), code).toEqual([]);
  });
});

/** `verify --export`: what it proves, and what it finds. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
let serving: RunningCompanion;

beforeAll(async () => {
  serving = await companions.serve();
  await serving.post(Array.from({ length: 700 }, (_, at) => star(`gift-${at}`, { count: at + 1 })));
});

async function exported(format: string, ...args: readonly string[]): Promise<string> {
  const out = path.join(companions.folder(), `export.${format}`);
  const result = await coinfall(
    ...['export', '--format', format, '--out', out, '--data-dir', serving.dataDir, ...args],
  );
  expect(result.exitCode, result.stderr).toBe(0);
  return out;
}

async function verified(out: string, dataDir = serving.dataDir) {
  const result = await coinfall('verify', '--json', '--export', out, '--data-dir', dataDir);
  const [line] = result.lines();
  const findings = (line?.['findings'] ?? []) as readonly { readonly code: string }[];
  return { exitCode: result.exitCode, line, codes: findings.map(({ code }) => code) };
}

describe('verify --export', () => {
  it.each([
    ['csv', ['--view', 'gifts', '--separator', 'semicolon', '--decimal', 'comma', '--bom']],
    [
      'csv',
      [
        '--view',
        'journal',
        '--people',
        'pseudonyms',
        '--from',
        '2020-01-01',
        '--zone',
        'Asia/Tokyo',
      ],
    ],
    ['jsonl', ['--view', 'daily']],
    ['jsonl', ['--view', 'supporters']],
    ['xlsx', []],
    ['parquet', ['--view', 'gifts', '--currency', 'EUR']],
    ['hledger', []],
    ['beancount', []],
    ['pdf', ['--name', 'Mina Kaja', '--paper', 'letter', '--zone', 'Asia/Tokyo']],
  ] as const)('proves a file of %s %j, also after the ledger went on', async (format, args) => {
    const out = await exported(format, ...args);
    expect(await verified(out)).toMatchObject({
      exitCode: 0,
      codes: [],
      line: { ok: true, file: out },
    });
    await serving.post([star(`later-${format}-${args.join()}`, { count: 5 })]);
    expect(await verified(out)).toMatchObject({ exitCode: 0, codes: [] });
  });

  it('finds a file that was changed', async () => {
    const out = await exported('csv');
    writeFileSync(out, readFileSync(out, 'utf8').replace('gift-3,', 'gift-4,'));
    expect(await verified(out)).toMatchObject({ exitCode: 1, codes: ['file_changed'] });
  });

  it('finds a statement in which one byte was changed', async () => {
    const out = await exported('pdf');
    const bytes = readFileSync(out);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(out, bytes);
    expect(await verified(out)).toMatchObject({ exitCode: 1, codes: ['file_changed'] });
  });

  it('finds a figure that was changed in file and control file alike', async () => {
    const out = await exported('csv');
    const sidecar = JSON.parse(readFileSync(`${out}.sha256.json`, 'utf8')) as {
      readonly units: readonly { readonly units: string }[];
    };
    const forged = `${readFileSync(out, 'utf8')}extra\r\n`;
    writeFileSync(out, forged);
    const units = sidecar.units.map((one, at) =>
      at === 0 ? { ...one, units: `${one.units}0` } : one,
    );
    const sha256 = createHash('sha256').update(forged).digest('hex');
    writeFileSync(`${out}.sha256.json`, JSON.stringify({ ...sidecar, units, sha256 }));
    const result = await verified(out);
    expect(result).toMatchObject({ exitCode: 1, codes: ['totals_differ'] });
    writeFileSync(`${out}.sha256.json`, JSON.stringify({ ...sidecar, sha256 }));
    expect(await verified(out)).toMatchObject({ exitCode: 1, codes: ['content_differs'] });
  });

  it('does not take another ledger’s file, nor one without its control file', async () => {
    const out = await exported('csv');
    const other = await companions.serve();
    expect(await verified(out, other.dataDir)).toMatchObject({
      exitCode: 1,
      codes: ['ledger_shorter'],
    });
    writeFileSync(`${out}.sha256.json`, '{}');
    const result = await coinfall('verify', '--export', out, '--data-dir', serving.dataDir);
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toContain('control file');
  });
});

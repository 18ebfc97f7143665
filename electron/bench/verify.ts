/**
 * `verify` on a ledger of many rows, in a process of its own (`verify-child.ts`) so that its memory can be told
 * apart, against a bare walk over the same rows that hashes each.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLedger } from './build-ledger.ts';
import type { Figure } from './figure.ts';
import type { VerifyMeasured } from './verify-child.ts';
import childModule from './verify-child.ts?modulePath';

/** However many rows there are, `verify` is to stay below this. */
const MEMORY_LIMIT_MB = 200;

/** Builds a ledger of so many rows in a temporary folder, verifies it there and removes it again. */
export async function benchVerify(
  rows: number,
  onStage: (text: string) => void,
): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'coinfall-bench-'));
  try {
    onStage(`verify: writing ${rows} rows…`);
    buildLedger(folder, rows);
    onStage(`verify: proving ${rows} rows…`);
    const measured = await inChild(folder);
    if (!measured.ok || measured.rows !== rows) {
      throw new Error(`verify did not find the ${rows} rows of its own bench in order`);
    }
    return figures(measured);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function figures(measured: VerifyMeasured): readonly Figure[] {
  const name = `verify, ${measured.rows} rows`;
  return [
    {
      type: 'measured',
      name,
      unit: '/s',
      ours: measured.rowsPerSecond,
      peer: measured.peerRowsPerSecond,
      peerIs: 'bare SELECT and SHA-256 of each row',
    },
    {
      type: 'measured',
      name: `${name}, peak memory above idle`,
      unit: 'MB',
      ours: measured.aboveIdleMb,
      peer: MEMORY_LIMIT_MB,
      peerIs: 'our limit',
    },
  ];
}

async function inChild(folder: string): Promise<VerifyMeasured> {
  const child = fork(childModule, [folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`verify-child ended with ${String(code)}`);
  });
  const answered = once(child, 'message').then(([message]) => message as VerifyMeasured);
  try {
    return await Promise.race([answered, ended]);
  } finally {
    ended.catch(() => undefined);
    child.kill();
  }
}

/**
 * `verify` on a ledger of many rows, in a process of its own (`verify-child.ts`) so that its memory can be told
 * apart, against a bare walk over the same rows that hashes each.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledgerFile } from '../ledger/files.ts';
import { openWriter } from '../ledger/open.ts';
import { ledgerSchema } from '../ledger/schema.ts';
import { openLedgerStore } from '../ledger/store.ts';
import type { Figure } from './figure.ts';
import { giftCommand } from './gift-command.ts';
import type { VerifyMeasured } from './verify-child.ts';
import childModule from './verify-child.ts?modulePath';

const PER_COMMIT = 2_000;
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
    build(folder, rows);
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

function build(folder: string, rows: number): void {
  const db = openWriter(ledgerFile(folder), ledgerSchema('live'));
  const store = openLedgerStore(db, { now: () => Date.now(), monotonic: () => performance.now() });
  for (let at = 0; at < rows; at += PER_COMMIT) {
    const length = Math.min(PER_COMMIT, rows - at);
    store.commit(Array.from({ length }, (_, index) => giftCommand(at + index)));
  }
  db.close();
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

/**
 * Every export format of a ledger of many rows, each in a process of its own so that its memory can be told apart;
 * CSV beside what the sqlite3 command line needs for the same rows.
 */
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportFormats } from '../exports/registry.ts';
import { ledgerFile } from '../ledger/files.ts';
import { buildLedger } from './build-ledger.ts';
import type { Figure } from './figure.ts';
import type { ExportMeasured } from './export-child.ts';
import childModule from './export-child.ts?modulePath';

/** However many rows there are, an export is to stay below this. */
const MEMORY_LIMIT_MB = 200;

/** The columns of view `gifts` but for estimates, as SQLite itself can join them. */
const PEER_SQL = `SELECT i.gift_key, g.effective_at, i.first_at, i.last_at, g.platform, g.kind, g.gift_id, i.gift_name,
  p.platform_id, p.handle, p.name, i.receiver_id, g.quantity, g.unit, g.units, g.status, i.sources, g.session_no, g.last_seq
  FROM gift g JOIN gift_identity i USING (gift_no) LEFT JOIN person p USING (person_no) ORDER BY g.gift_no`;

/** Builds a ledger of so many rows in a temporary folder, exports it in each format and removes it again. */
export async function* benchExport(
  rows: number,
  onStage: (text: string) => void,
): AsyncGenerator<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'coinfall-bench-'));
  try {
    onStage(`export: writing ${rows} rows…`);
    buildLedger(folder, rows);
    onStage('export: sqlite3…');
    const peer = sqliteSeconds(folder);
    for (const format of exportFormats.keys()) {
      onStage(`export: ${format}…`);
      const measured = await inChild(folder, format);
      if (measured.rows !== rows) {
        throw new Error(`${format} exported ${measured.rows} of the ${rows} rows of its own bench`);
      }
      yield* figures(format, rows, measured, peer);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function* figures(
  format: string,
  rows: number,
  measured: ExportMeasured,
  peer: number | null,
): Generator<Figure> {
  const name = `export ${format}, ${rows} rows`;
  if (peer === null) {
    yield { type: 'skipped', name, reason: 'there is no sqlite3 command line to compare with' };
  } else {
    yield {
      ...{ type: 'measured', name, unit: 's', ours: measured.seconds, peer },
      peerIs: 'sqlite3 -csv of the same gifts, without estimates',
    };
  }
  yield {
    ...{ type: 'measured', name: `${name}, peak memory above idle`, unit: 'MB' },
    ours: measured.aboveIdleMb,
    ...{ peer: MEMORY_LIMIT_MB, peerIs: 'our limit' },
  };
}

/** Seconds that the sqlite3 command line takes; null without one. */
function sqliteSeconds(folder: string): number | null {
  const out = openSync(join(folder, 'peer.csv'), 'w');
  try {
    const started = performance.now();
    const args = ['-readonly', '-csv', '-header', ledgerFile(folder), PEER_SQL];
    const { status } = spawnSync('sqlite3', args, { stdio: ['ignore', out, 'ignore'] });
    return status === 0 ? (performance.now() - started) / 1_000 : null;
  } finally {
    closeSync(out);
  }
}

async function inChild(folder: string, format: string): Promise<ExportMeasured> {
  const child = fork(childModule, [folder, format], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`export-child ended with ${String(code)}`);
  });
  const answered = once(child, 'message').then(([message]) => message as ExportMeasured);
  try {
    return await Promise.race([answered, ended]);
  } finally {
    ended.catch(() => undefined);
    child.kill();
  }
}

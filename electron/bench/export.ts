/**
 * Every export format of a ledger of many rows: time beside what the sqlite3 command line needs for the same rows,
 * memory, and how long a gift waits for its acknowledgement while the file is being made (`export-beside.ts`).
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { exportFormats } from '../exports/registry.ts';
import { ledgerFile } from '../ledger/files.ts';
import { buildLedger } from './build-ledger.ts';
import { measureCommand } from './command.ts';
import type { CommandMeasured } from './command.ts';
import { acksBesideExports } from './export-beside.ts';
import type { Figure } from './figure.ts';

/** However many rows there are, an export is to stay below this. */
const MEMORY_LIMIT_MB = 150;

/** The columns of view `gifts` but for estimates, as SQLite itself can join them. */
const PEER_SQL = `SELECT i.gift_key, g.effective_at, i.first_at, i.last_at, g.platform, g.kind, g.gift_id, i.gift_name,
  p.platform_id, p.handle, p.name, i.receiver_id, g.quantity, g.unit, g.units, g.status, i.sources, g.session_no, g.last_seq
  FROM gift g JOIN gift_identity i USING (gift_no) LEFT JOIN person p USING (person_no) ORDER BY g.gift_no`;

/** The line that `export --json` ends with. */
const exportedSchema = z.object({ event: z.literal('exported'), rows: z.int() });

/** Builds a ledger of so many rows in a temporary folder, exports it in each format and removes it again. */
export async function* benchExport(
  rows: number,
  onStage: (text: string) => void,
): AsyncGenerator<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'coinfall-bench-'));
  try {
    onStage(`export: writing ${rows} rows…`);
    buildLedger(folder, rows);
    // What the command needs to say its help is idle: Node, and all of its modules.
    const idle = measureCommand(['export', '--help']);
    for (const format of exportFormats.keys()) {
      onStage(`export: ${format}…`);
      // Beside it in time, too: the machine may be busy with something else a minute later.
      const peer = sqliteSeconds(folder);
      yield* figures(`export ${format}, ${rows} rows`, idle, exported(folder, format, rows), peer);
    }
    yield* acksBesideExports(folder, rows, onStage);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function exported(folder: string, format: string, rows: number): CommandMeasured {
  const out = join(folder, `bench.${format}`);
  const measured = measureCommand(
    // `--force`: a run that was cut short may have left a file.
    ['export', '--json', '--format', format, '--out', out, '--data-dir', folder, '--force'],
  );
  rmSync(out);
  const written = exportedSchema.parse(JSON.parse(measured.stdout)).rows;
  if (written !== rows) {
    throw new Error(`${format} exported ${written} of the ${rows} rows of its own bench`);
  }
  return measured;
}

function* figures(
  name: string,
  idle: CommandMeasured,
  measured: CommandMeasured,
  peer: number | null,
): Generator<Figure> {
  if (peer === null) {
    yield { type: 'skipped', name, reason: 'there is no sqlite3 command line to compare with' };
  } else {
    yield {
      ...{ type: 'measured', name, unit: 's', ours: measured.seconds - idle.seconds, peer },
      peerIs: 'sqlite3 -csv of the same gifts, without estimates',
    };
  }
  yield {
    ...{ type: 'measured', name: `${name}, peak memory above idle`, unit: 'MB' },
    ours: Math.max(0, measured.peakMb - idle.peakMb),
    ...{ peer: MEMORY_LIMIT_MB, peerIs: 'our limit' },
  };
}

/** Seconds that the sqlite3 command line takes; null without one. */
function sqliteSeconds(folder: string): number | null {
  const file = join(folder, 'peer.csv');
  const out = openSync(file, 'w');
  try {
    const started = performance.now();
    const args = ['-readonly', '-csv', '-header', ledgerFile(folder), PEER_SQL];
    const { status } = spawnSync('sqlite3', args, { stdio: ['ignore', out, 'ignore'] });
    return status === 0 ? (performance.now() - started) / 1_000 : null;
  } finally {
    closeSync(out);
    rmSync(file);
  }
}

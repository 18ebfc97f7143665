/** Process that verifies one ledger, walks it a second time with nothing but SELECT and SHA-256, and measures both. */
import { hash } from 'node:crypto';
import { argv, memoryUsage, resourceUsage } from 'node:process';
import Database from 'better-sqlite3';
import { ledgerFile } from '../ledger/files.ts';
import { verifyLedger } from '../ledger/verify.ts';

/** What it sends to who started it. */
export interface VerifyMeasured {
  readonly ok: boolean;
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly peerRowsPerSecond: number;
  readonly aboveIdleMb: number;
}

const BYTES_PER_MB = 1_000_000;
const [, , folder = ''] = argv;

const idle = memoryUsage.rss();
const started = performance.now();
const report = verifyLedger(folder, 'live');
const ours = performance.now() - started;
// Kibibytes on every system; the walk below must not count.
const peak = resourceUsage().maxRSS * 1_024;

process.send?.({
  ok: report.ok,
  rows: report.rows,
  rowsPerSecond: (report.rows / ours) * 1_000,
  peerRowsPerSecond: (report.rows / bareWalk()) * 1_000,
  aboveIdleMb: Math.max(0, peak - idle) / BYTES_PER_MB,
} satisfies VerifyMeasured);

/** Milliseconds that the walk took. */
function bareWalk(): number {
  const from = performance.now();
  const db = new Database(ledgerFile(folder), { readonly: true });
  const rows = db.prepare('SELECT * FROM journal ORDER BY seq').raw().iterate();
  for (const row of rows) hash('sha256', JSON.stringify(row));
  db.close();
  return performance.now() - from;
}

/** Process that exports one ledger in one format to a file beside it, and measures that. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, memoryUsage, resourceUsage } from 'node:process';
import { exportFormats } from '../exports/registry.ts';
import { openExport } from '../open-export.ts';

/** What it sends to who started it. */
export interface ExportMeasured {
  readonly seconds: number;
  /** As the export itself counted them. */
  readonly rows: number;
  readonly aboveIdleMb: number;
}

const BYTES_PER_MB = 1_000_000;
const [, , folder = '', format = ''] = argv;

const idle = memoryUsage.rss();
const started = performance.now();
const rows = await exportAll();
const seconds = (performance.now() - started) / 1_000;
// Kibibytes on every system.
const peak = resourceUsage().maxRSS * 1_024;
process.send?.({
  ...{ seconds, rows },
  aboveIdleMb: Math.max(0, peak - idle) / BYTES_PER_MB,
} satisfies ExportMeasured);

/** Rows written. */
async function exportAll(): Promise<number> {
  const view = exportFormats.get(format)?.views[0] ?? 'gifts';
  const opened = openExport({
    ...{ dataDir: folder, mode: 'live', format, view, zone: 'UTC', currency: 'USD' },
    ...{ people: 'names', period: { fromMs: null, toMs: null }, head: null },
    csv: { separator: 'comma', decimal: 'point', bom: false },
  });
  const file = await open(join(folder, `bench.${format}`), 'w');
  for (;;) {
    const next = await opened.pieces.next();
    if (next.done === true) {
      await file.close();
      opened.close();
      return next.value.rows;
    }
    await file.writeFile(next.value.bytes);
  }
}

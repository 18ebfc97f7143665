/** `export`: the ledger as a file. Works while the companion runs. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import type { ExportPeriod } from '../../shared/export-rows.ts';
import { DEFAULT_CURRENCY } from '../companion.ts';
import { folderOf } from '../data-folder.ts';
import { exportFormats } from '../exports/registry.ts';
import type { ControlTotals, ExportView } from '../exports/export.ts';
import { OpenError } from '../ledger/open.ts';
import { openExport } from '../open-export.ts';
import type { OpenedExport } from '../open-export.ts';
import { currencyCode, modeOf, withCommonOptions, zoneName } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import type { Output } from './output.ts';
import { instant, systemZone } from './times.ts';

interface ExportOptions extends CommonOptions {
  readonly format: string;
  readonly view?: ExportView;
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
  readonly currency: string;
  readonly out: string;
  readonly force: boolean;
}

export function exportCommand(): Command {
  return withCommonOptions(new Command('export'))
    .description('write the ledger to a file')
    .addOption(
      new Option('--format <format>', 'file format')
        .choices([...exportFormats.keys()])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--view <view>',
        'what a row is: a gift, or a row of the journal (default: the first that the format has)',
      ).choices(['gifts', 'journal']),
    )
    .option('--from <time>', 'from this time on (2026-01-31 or 2026-01-31T20:15)')
    .option('--to <time>', 'up to, but not including, this time')
    .option('--zone <iana>', 'time zone of --from and --to', zoneName, systemZone())
    .option('--currency <code>', 'currency of the estimates', currencyCode, DEFAULT_CURRENCY)
    .requiredOption('--out <file>', 'file to write; - for standard output')
    .option('--force', 'replace a file that is not an untouched export', false)
    .addHelpText(
      'after',
      '\nBeside FILE comes FILE.sha256.json: row count, totals per unit, SHA-256.',
    )
    .action((options: ExportOptions) => runExport(options));
}

async function runExport(options: ExportOptions): Promise<void> {
  const period = {
    fromMs: instant('--from', options.from, options.zone),
    toMs: instant('--to', options.to, options.zone),
  };
  if (period.fromMs !== null && period.toMs !== null && period.fromMs >= period.toMs) {
    throw new CommandFailure('period_empty', '--from must lie before --to.', EXIT.usage);
  }
  try {
    await write(options, period);
  } catch (error) {
    if (!(error instanceof OpenError)) throw error;
    throw new CommandFailure(error.code, error.message, EXIT.couldNot);
  }
}

async function write(options: ExportOptions, period: ExportPeriod): Promise<void> {
  const mode = modeOf(options);
  const dataDir = folderOf(options.dataDir, mode);
  const view = viewOf(options);
  const opened = openExport({ ...options, view, dataDir, mode, period });
  // On standard output the file itself is the only thing printed.
  const output = createOutput(options.json && options.out !== '-');
  try {
    if (options.out === '-') await toStdout(opened);
    else await toFile(opened, resolve(options.out), { ...options, view }, output);
  } finally {
    output.clearProgress();
    opened.close();
  }
}

/** The view asked for, else the first that the format has. */
function viewOf({ format, view }: ExportOptions): ExportView {
  const views = exportFormats.get(format)?.views ?? [];
  const [first] = views;
  if (first === undefined) throw new Error(`the format ${format} has no view`);
  if (view === undefined || views.includes(view)) return view ?? first;
  throw new CommandFailure(
    'view_not_of_format',
    `A file of format ${format} holds the view ${views.join(' or ')}, not ${view}. Leave out --view.`,
    EXIT.usage,
  );
}

async function toStdout(opened: OpenedExport): Promise<void> {
  const { stdout } = process;
  const readerGone = new AbortController();
  stdout.once('error', () => readerGone.abort());
  while (!readerGone.signal.aborted) {
    const next = opened.pieces.next();
    if (next.done === true) return;
    if (!stdout.write(next.value.text)) await once(stdout, 'drain').catch(() => undefined);
  }
}

const sidecarSchema = z.object({ sha256: z.string() });

async function toFile(
  opened: OpenedExport,
  file: string,
  options: ExportOptions & { readonly view: ExportView },
  output: Output,
): Promise<void> {
  const sidecar = `${file}.sha256.json`;
  if (!options.force) refuseForeignFile(file, sidecar);
  const part = `${file}.part`;
  try {
    const { totals, sha256 } = await writePieces(opened, part, output);
    const control = {
      file: file.split(/[\\/]/).at(-1),
      format: options.format,
      view: options.view,
      rows: totals.rows,
      units: totals.units.map((total) => ({ ...total, units: total.units.toString() })),
      sha256,
    };
    // The sidecar first: a file without one would count as somebody else's.
    await writeFile(sidecar, `${JSON.stringify(control, null, 2)}\n`);
    await rename(part, file);
    output.line({ event: 'exported', ...control, file });
    output.say(summary(file, totals, sha256));
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof OpenError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      'not_written',
      `The export could not be written to ${file} (${words}). Nothing was left there; the ledger is untouched.`,
      EXIT.couldNot,
    );
  }
}

/** An export that nobody has touched may be replaced by a newer one; anything else must not be lost. */
function refuseForeignFile(file: string, sidecar: string): void {
  if (!existsSync(file)) return;
  try {
    const { sha256 } = sidecarSchema.parse(JSON.parse(readFileSync(sidecar, 'utf8')));
    if (createHash('sha256').update(readFileSync(file)).digest('hex') === sha256) return;
  } catch {
    // No readable sidecar: not a file of ours.
  }
  throw new CommandFailure(
    'file_exists',
    `${file} exists and is not an untouched export of Coinfall. Choose another name, or add --force to replace it.`,
    EXIT.couldNot,
  );
}

async function writePieces(
  opened: OpenedExport,
  part: string,
  output: Output,
): Promise<{ readonly totals: ControlTotals; readonly sha256: string }> {
  const hash = createHash('sha256');
  const stream = createWriteStream(part);
  // Without a listener an error between two writes would end the process.
  const failed = once(stream, 'error').then(([error]) => {
    throw error as Error;
  });
  failed.catch(() => undefined);
  for (;;) {
    const next = opened.pieces.next();
    if (next.done === true) {
      stream.end();
      await Promise.race([once(stream, 'close'), failed]);
      return { totals: next.value, sha256: hash.digest('hex') };
    }
    hash.update(next.value.text);
    output.progress(`${next.value.rows} rows`);
    if (!stream.write(next.value.text)) await Promise.race([once(stream, 'drain'), failed]);
  }
}

function summary(file: string, totals: ControlTotals, sha256: string): string {
  const units = totals.units.map((total) => `  ${total.platform} ${total.unit}: ${total.units}`);
  return [`${totals.rows} rows written to ${file}`, ...units, `  SHA-256 ${sha256}`].join('\n');
}

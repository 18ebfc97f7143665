/** `export`: the ledger as a file. Works while the companion runs. */
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import {
  CSV_DECIMALS,
  CSV_SEPARATORS,
  EXPORT_VIEWS,
  MAX_STATEMENT_NAME,
  PAPERS,
  PEOPLE_CHOICES,
} from '../../shared/export-rows.ts';
import type {
  CsvStyle,
  ExportView,
  Paper,
  PeopleChoice,
  StatementStyle,
} from '../../shared/export-rows.ts';
import { DEFAULT_CURRENCY } from '../companion.ts';
import { folderOf } from '../data-folder.ts';
import { exportPieces } from '../export-job.ts';
import type { Sidecar } from '../export-sidecar.ts';
import { exportFormats } from '../exports/registry.ts';
import { OpenError } from '../ledger/open.ts';
import type { AskedExport } from '../open-export.ts';
import { refuseForeignFile, writeExportFile } from './export-file.ts';
import { currencyCode, modeOf, withCommonOptions, zoneName } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import { instant, systemZone } from './times.ts';

interface ExportOptions extends CommonOptions {
  readonly format: string;
  readonly view?: ExportView;
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
  readonly currency: string;
  readonly people: PeopleChoice;
  readonly separator?: CsvStyle['separator'];
  readonly decimal?: CsvStyle['decimal'];
  readonly bom?: true;
  readonly name?: string;
  readonly paper?: Paper;
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
        'what a row is; all is a book of several tables (default: the first that the format has)',
      ).choices([...EXPORT_VIEWS, 'all']),
    )
    .option('--from <time>', 'from this time on (2026-01-31 or 2026-01-31T20:15)')
    .option('--to <time>', 'up to, but not including, this time')
    .option('--zone <iana>', 'time zone of days, --from and --to', zoneName, systemZone())
    .option('--currency <code>', 'currency of the estimates', currencyCode, DEFAULT_CURRENCY)
    .addOption(
      new Option(
        '--people <how>',
        'names of supporters, or pseudonyms; those also leave out ids, handles and notes',
      )
        .choices(PEOPLE_CHOICES)
        .default('names'),
    )
    .addOption(
      new Option('--separator <which>', 'csv: between cells (default: comma)').choices(
        CSV_SEPARATORS,
      ),
    )
    .addOption(
      new Option('--decimal <which>', 'csv: decimal mark (default: point)').choices(CSV_DECIMALS),
    )
    .option('--bom', 'csv: begin with a byte order mark, as Excel wants it')
    .option('--name <name>', 'pdf: whose statement it is')
    .addOption(new Option('--paper <size>', 'pdf: sheet (default: a4)').choices(PAPERS))
    .requiredOption('--out <file>', 'file to write; - for standard output')
    .option('--force', 'replace a file that is not an untouched export', false)
    .addHelpText(
      'after',
      '\nBeside FILE comes FILE.sha256.json: row count, totals per unit, SHA-256.' +
        '\n`verify --export FILE` proves both against the ledger.',
    )
    .action((options: ExportOptions) => runExport(options));
}

async function runExport(options: ExportOptions): Promise<void> {
  const asked = askedOf(options);
  try {
    await write(options, asked);
  } catch (error) {
    if (!(error instanceof OpenError)) throw error;
    throw new CommandFailure(error.code, error.message, EXIT.couldNot);
  }
}

function askedOf(options: ExportOptions): AskedExport {
  const { format, zone, currency, people } = options;
  const period = {
    fromMs: instant('--from', options.from, zone),
    toMs: instant('--to', options.to, zone),
  };
  if (period.fromMs !== null && period.toMs !== null && period.fromMs >= period.toMs) {
    throw new CommandFailure('period_empty', '--from must lie before --to.', EXIT.usage);
  }
  const mode = modeOf(options);
  return {
    ...{ format, zone, currency, people, period, mode },
    view: viewOf(options),
    dataDir: folderOf(options.dataDir, mode),
    csv: csvOf(options),
    ...statementOf(options),
    head: null,
  };
}

function csvOf({ format, separator, decimal, bom }: ExportOptions): CsvStyle {
  if (format !== 'csv' && (separator ?? decimal ?? bom) !== undefined) {
    throw new CommandFailure(
      'option_of_csv',
      `--separator, --decimal and --bom are for --format csv, not for ${format}. Leave them out.`,
      EXIT.usage,
    );
  }
  return { separator: separator ?? 'comma', decimal: decimal ?? 'point', bom: bom ?? false };
}

function statementOf({ format, name, paper }: ExportOptions): {
  readonly statement?: StatementStyle;
} {
  if (format === 'pdf') {
    const trimmed = (name ?? '').trim();
    if (trimmed.length <= MAX_STATEMENT_NAME) {
      return { statement: { name: trimmed, paper: paper ?? 'a4' } };
    }
    throw new CommandFailure(
      'name_too_long',
      `--name may have ${MAX_STATEMENT_NAME} characters, not ${trimmed.length}.`,
      EXIT.usage,
    );
  }
  if ((name ?? paper) === undefined) return {};
  throw new CommandFailure(
    'option_of_pdf',
    `--name and --paper are for --format pdf, not for ${format}. Leave them out.`,
    EXIT.usage,
  );
}

/** The view asked for, else the first that the format has. */
function viewOf({ format, view }: ExportOptions): ExportView {
  const definition = exportFormats.get(format);
  if (definition === undefined) throw new Error(`there is no format ${format}`);
  const { views } = definition;
  if (view === undefined || views.includes(view)) return view ?? views[0];
  throw new CommandFailure(
    'view_not_of_format',
    `A file of format ${format} holds the view ${views.join(' or ')}, not ${view}. Leave out --view.`,
    EXIT.usage,
  );
}

async function write(options: ExportOptions, asked: AskedExport): Promise<void> {
  const toStandardOutput = options.out === '-';
  const file = resolve(options.out);
  if (!toStandardOutput && !options.force) await refuseForeignFile(file);
  // On standard output the file itself is the only thing printed.
  const output = createOutput(options.json && !toStandardOutput);
  try {
    if (toStandardOutput) {
      await toStdout(asked);
      return;
    }
    const control = await writeExportFile(asked, file, output);
    output.clearProgress();
    output.line({ event: 'exported', ...control, file });
    output.say(summary(file, control));
  } finally {
    output.clearProgress();
  }
}

async function toStdout(asked: AskedExport): Promise<void> {
  const { stdout } = process;
  const readerGone = new AbortController();
  stdout.once('error', () => readerGone.abort());
  for await (const piece of exportPieces(asked, readerGone.signal)) {
    if (piece.type === 'done') return;
    await new Promise<unknown>((taken) => stdout.write(piece.chunk.bytes, taken));
  }
}

function summary(file: string, { rows, units, sha256 }: Sidecar): string {
  const lines = units.map((total) => `  ${total.platform} ${total.unit}: ${total.units}`);
  return [`${rows} rows written to ${file}`, ...lines, `  SHA-256 ${sha256}`].join('\n');
}

/** `import`: a file becomes rows of the ledger, once; dry run, taking back, and the list of what was imported. */
import { randomBytes } from 'node:crypto';
import { copyFile, constants, readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { dateFormatSchema, decimalMarkSchema } from '../../shared/contract/imports.ts';
import type {
  ApplyEvent,
  ImportAsked,
  ImportChoices,
  ImportFailed,
  ImportPlan,
  UndoEvent,
} from '../../shared/contract/imports.ts';
import { folderOf } from '../data-folder.ts';
import { sidecarOf } from '../export-sidecar.ts';
import { discardFiles, importsFolder, uploadFile } from '../import-files.ts';
import { importFormats } from '../imports/registry.ts';
import { mappingOf, withMappingOptions } from './import-mapping.ts';
import type { MappingOptions } from './import-mapping.ts';
import { importWords, planWords, runsWords } from './import-words.ts';
import { currencyCode, modeOf, withCommonOptions, zoneName } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import type { Output } from './output.ts';
import { withLedgerApi } from './running.ts';
import type { LedgerApi } from './running.ts';
import { systemZone } from './times.ts';

interface ImportOptions extends CommonOptions, MappingOptions {
  readonly preset?: string;
  readonly dryRun: boolean;
  readonly dateFormat?: ImportChoices['dateFormat'];
  readonly decimal?: ImportChoices['decimal'];
  readonly zone: string;
  readonly undo?: number;
  readonly list: boolean;
}

export function importCommand(): Command {
  const command = withCommonOptions(new Command('import'))
    .argument('[file]', 'an own export, or a statement or tip history as CSV')
    .description('bring a file into the ledger; twice is once')
    .addOption(
      new Option('--preset <preset>', 'what the file is (default: found by its columns)').choices([
        ...importFormats.keys(),
      ]),
    )
    .option('--dry-run', 'say what would change, and change nothing', false)
    .addOption(
      new Option(
        '--date-format <format>',
        'how dates are written, where the file does not tell',
      ).choices(dateFormatSchema.options),
    )
    .addOption(
      new Option('--decimal <mark>', 'decimal mark, where the file does not tell').choices(
        decimalMarkSchema.options,
      ),
    )
    .option('--currency <code>', 'currency of amounts that name none', currencyCode)
    .option('--zone <iana>', 'time zone of dates that name none', zoneName, systemZone());
  return withMappingOptions(command)
    .option('--undo <number>', 'take an import back as a whole', importNumber)
    .option('--list', 'list what was imported', false)
    .addHelpText(
      'after',
      `
Examples:
  coinfall import gifts.csv --dry-run
  coinfall import tips.csv --preset streamlabs-tips --zone Europe/Berlin
  coinfall import shop.csv --kind tips --platform myshop --map date=Datum \\
    --map amount=Betrag --map name=Von --currency EUR --save-mapping shop
  coinfall import --list
  coinfall import --undo 3

Of an own export the views gifts and payouts can be imported, as CSV or JSON
Lines. What the ledger has already is left alone; what it has otherwise is a
conflict, is told, and stays as it is in the ledger.
Exit codes: 0 all of it is in the ledger, 1 lines were rejected or contradict
the ledger, or the file is damaged, 2 bad usage, also when an option must
answer a question, 3 could not.`,
    )
    .action((file: string | undefined, options: ImportOptions) => run(file, options));
}

function importNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new CommandFailure(
    'import_malformed',
    `“${text}” is not the number of an import.`,
    EXIT.usage,
  );
}

async function run(file: string | undefined, options: ImportOptions): Promise<void> {
  const others = Number(options.list) + Number(options.undo !== undefined);
  if (others + Number(file !== undefined) !== 1) {
    throw new CommandFailure(
      'file_missing',
      'Say which file to import, or --list, or --undo with the number of an import.',
      EXIT.usage,
    );
  }
  const output = createOutput(options.json);
  try {
    if (file !== undefined) await importFile(resolve(file), options, output);
    else if (options.list) await withLedgerApi(options, (api) => list(api, output));
    else await withLedgerApi(options, (api) => undo(api, options.undo ?? 0, output));
  } finally {
    output.clearProgress();
  }
}

async function list(api: LedgerApi, output: Output): Promise<void> {
  const runs = await api.imports.runs();
  for (const one of runs) output.line({ event: 'import', ...one });
  output.say(runsWords(runs));
}

async function undo(api: LedgerApi, importNo: number, output: Output): Promise<void> {
  let last: UndoEvent | null = null;
  for await (const event of await api.imports.undo({ importNo })) {
    last = event;
    if (event.type === 'progress') output.progress(`${event.rows} rows taken back`);
  }
  output.clearProgress();
  if (last?.type === 'failed') throw failureOf(last);
  if (last?.type !== 'undone') throw cancelled();
  const { kept } = last;
  output.line({ event: 'undone', importNo, kept });
  const words = kept === 0 ? '' : ` ${kept} gifts stay, since more was booked on them.`;
  output.say(`Import ${importNo} is taken back.${words}`);
}

async function importFile(file: string, options: ImportOptions, output: Output): Promise<void> {
  const dataDir = folderOf(options.dataDir, modeOf(options));
  const sha256 = await claimedHash(file);
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    await withLedgerApi(options, async (api) => {
      const upload = await handOver(file, dataDir);
      try {
        const choices = await choicesOf(api, options);
        const asked = { upload, name: basename(file).slice(0, 255).toWellFormed(), choices };
        const how = { sha256, signal: interrupted.signal, dryRun: options.dryRun };
        await planAndApply(api, asked, how, output);
      } finally {
        await api.imports.discard({ upload }).catch(() => undefined);
      }
    });
  } finally {
    process.off('SIGINT', interrupt);
  }
}

interface How {
  readonly sha256: string | null;
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
}

async function planAndApply(
  api: LedgerApi,
  asked: ImportAsked,
  how: How,
  output: Output,
): Promise<void> {
  const plan = await readPlan(api, asked, how, output);
  output.line({ ...plan, event: 'plan', type: undefined });
  output.say(planWords(plan));
  if (plan.conflicts + plan.rejected > 0) process.exitCode = EXIT.notSo;
  if (how.dryRun || plan.added === 0) {
    output.say(
      how.dryRun ? 'Nothing was changed: this was a dry run.' : 'There is nothing to add.',
    );
    return;
  }
  const applied = await applyPlan(api, asked, how.signal, output);
  output.line({ ...applied, event: 'imported', type: undefined });
  output.say(importWords(applied));
  if (applied.conflicts > 0) process.exitCode = EXIT.notSo;
}

async function readPlan(
  api: LedgerApi,
  asked: ImportAsked,
  { sha256, signal }: How,
  output: Output,
): Promise<ImportPlan> {
  for await (const event of await api.imports.plan({ asked, sha256 })) {
    if (signal.aborted) throw cancelled();
    switch (event.type) {
      case 'progress':
        output.progress(`${event.lines} lines read (${percent(event.bytes, event.ofBytes)})`);
        break;
      case 'failed':
        output.clearProgress();
        throw failureOf(event);
      case 'question':
        output.clearProgress();
        throw new CommandFailure(
          `${event.about.replace('-', '_')}_unknown`,
          `${event.message} Answer with --${event.about}. Nothing was imported.`,
          EXIT.usage,
        );
      case 'plan':
        output.clearProgress();
        return event;
    }
  }
  throw cancelled();
}

async function applyPlan(
  api: LedgerApi,
  asked: ImportAsked,
  signal: AbortSignal,
  output: Output,
): Promise<Extract<ApplyEvent, { readonly type: 'applied' }>> {
  for await (const event of await api.imports.apply(asked)) {
    if (event.type === 'failed') throw failureOf(event);
    if (event.type === 'applied') {
      output.clearProgress();
      return event;
    }
    // Leaving the loop ends the import, which then takes back what it has booked.
    if (signal.aborted) break;
    output.progress(`${event.lines} of ${event.ofLines} lines in the ledger`);
  }
  throw cancelled();
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 100 : Math.min(100, Math.floor((part / whole) * 100))} %`;
}

/** The companion reads the file where its data lies: it need not be allowed to see all that the user can. */
async function handOver(file: string, dataDir: string): Promise<string> {
  const upload = randomBytes(16).toString('hex');
  importsFolder(dataDir);
  try {
    await copyFile(file, uploadFile(dataDir, upload), constants.COPYFILE_FICLONE);
    return upload;
  } catch (error) {
    discardFiles(dataDir, upload);
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new CommandFailure(
        'file_unknown',
        `There is no file ${file}. Nothing was imported.`,
        EXIT.usage,
      );
    }
    const words = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      'file_unreadable',
      `The file could not be read (${words}). Nothing was imported.`,
      EXIT.couldNot,
    );
  }
}

const sidecarSchema = z.object({ sha256: z.string() });

/** What the control file beside an export says that the file is; null where there is none. */
async function claimedHash(file: string): Promise<string | null> {
  try {
    const sidecar: unknown = JSON.parse(await readFile(sidecarOf(file), 'utf8'));
    return sidecarSchema.parse(sidecar).sha256;
  } catch {
    return null;
  }
}

async function choicesOf(api: LedgerApi, options: ImportOptions): Promise<ImportChoices> {
  return {
    preset: options.preset ?? null,
    mapping: await mappingOf(api, options),
    dateFormat: options.dateFormat ?? null,
    decimal: options.decimal ?? null,
    currency: options.currency ?? null,
    zone: options.zone,
  };
}

/** The file is not what it should be, or the ledger does not allow it as it stands. */
const NOT_SO = [
  ...['file_changed', 'export_changed', 'export_newer', 'totals_differ', 'quote_open'],
  ...['file_empty', 'line_too_long', 'not_json', 'too_many_columns', 'spreadsheet'],
  ...['view_incomplete', 'row_locked', 'import_unknown'],
];
const OF_USAGE = ['mapping_missing', 'column_missing', 'format_unknown'];

function failureOf({ code, message }: ImportFailed): CommandFailure {
  if (NOT_SO.includes(code)) return new CommandFailure(code, message, EXIT.notSo);
  return new CommandFailure(code, message, OF_USAGE.includes(code) ? EXIT.usage : EXIT.couldNot);
}

function cancelled(): CommandFailure {
  return new CommandFailure(
    'cancelled',
    'The import was cancelled; what it had booked is taken back.',
    EXIT.couldNot,
  );
}

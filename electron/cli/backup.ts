/** `backup`: one file with ledger and settings, proved before it appears. Works beside a running companion. */
import { existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { folderOf } from '../data-folder.ts';
import { packArchive } from '../ledger/backup-archive.ts';
import { failureOf, fillBackup, noteHead } from '../ledger/backup.ts';
import { runBackup } from '../ledger/backup-job.ts';
import { BACKUP_FILES, MANIFEST } from '../ledger/backup-manifest.ts';
import type { BackupManifest } from '../ledger/backup-manifest.ts';
import { flushFolder } from '../ledger/durable.ts';
import { ledgerFile } from '../ledger/files.ts';
import { modeOf, withCommonOptions } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import type { Output } from './output.ts';

interface BackupOptions extends CommonOptions {
  readonly out?: string;
  readonly force: boolean;
}

export function backupCommand(): Command {
  return withCommonOptions(new Command('backup'))
    .description('save ledger and settings to one file; also while it runs')
    .option('--out <file>', 'file to write (default: one more in the data folder)')
    .option('--force', 'replace a file that exists', false)
    .addHelpText(
      'after',
      `
The file is a plain tar: any system can open it. It holds names of supporters;
access tokens are not in it. \`coinfall restore FILE\` brings it back.`,
    )
    .action((options: BackupOptions) => backup(options));
}

async function backup(options: BackupOptions): Promise<void> {
  const output = createOutput(options.json);
  const mode = modeOf(options);
  const dataDir = folderOf(options.dataDir, mode);
  if (!existsSync(ledgerFile(dataDir))) {
    throw new CommandFailure(
      'no_ledger',
      `There is no ledger in ${dataDir} yet, so there is nothing to save.`,
      EXIT.couldNot,
    );
  }
  const order = { dataDir, mode, reason: 'asked', atMs: Date.now() } as const;
  if (options.out === undefined) {
    const result = await runBackup(order, new AbortController().signal);
    if (!result.ok) throw new CommandFailure(result.code, result.message, EXIT.couldNot);
    tell(output, result.folder, result.manifest);
    return;
  }
  const file = resolve(options.out);
  refuseTaken(file, options.force);
  const folder = makeFolderBeside(file);
  try {
    const manifest = await fillBackup(order, folder, (percent) => output.progress(`${percent} %`));
    const part = join(folder, 'archive');
    packArchive(folder, [MANIFEST, ...BACKUP_FILES], part, order.atMs);
    renameSync(part, file);
    flushFolder(dirname(file));
    noteHead(dataDir, manifest);
    output.clearProgress();
    tell(output, file, manifest);
  } catch (error) {
    output.clearProgress();
    const { code, message } = failureOf(error);
    throw new CommandFailure(code, message, EXIT.couldNot);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function refuseTaken(file: string, force: boolean): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined || (force && there.isFile())) return;
  throw new CommandFailure(
    'file_exists',
    there.isFile()
      ? `${file} exists. Choose another name, or add --force to replace it.`
      : `${file} is not a file. Choose another name.`,
    EXIT.couldNot,
  );
}

/** Beside its final place, so that the finished file only needs its name. */
function makeFolderBeside(file: string): string {
  try {
    return mkdtempSync(join(dirname(file), `.${basename(file)}-`));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      'not_written',
      `The backup could not be written to ${file} (${words}). Nothing was left there; the ledger is untouched.`,
      EXIT.couldNot,
    );
  }
}

function tell(output: Output, path: string, manifest: BackupManifest): void {
  const { atMs, head, totals } = manifest;
  output.line({ event: 'backup', path, atMs, head, totals });
  output.say(
    [
      `Saved and proved: ${path}`,
      `  ${head.seq} journal rows`,
      ...totals.map((total) => `  ${total.platform} ${total.unit}: ${total.units}`),
    ].join('\n'),
  );
}

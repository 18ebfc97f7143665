/** `restore`: puts a backup, or files that were moved aside, in the place of the present ledger. */
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { folderOf } from '../data-folder.ts';
import { failureOf } from '../ledger/backup.ts';
import { listBackups } from '../ledger/backup-folders.ts';
import type { BackupFacts } from '../ledger/backup-manifest.ts';
import { restoreCommandLine } from '../ledger/damage.ts';
import { unsettledDamage } from '../ledger/aside.ts';
import { restore } from '../ledger/restore.ts';
import type { Restored } from '../ledger/restore.ts';
import { modeOf, withCommonOptions } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import type { Output } from './output.ts';
import { withLock } from './with-lock.ts';

interface RestoreOptions extends CommonOptions {
  readonly list: boolean;
}

export function restoreCommand(): Command {
  return withCommonOptions(new Command('restore'))
    .argument('[file]', 'a backup, or a folder that was moved aside')
    .description('put a backup in the place of the ledger; Coinfall must be stopped')
    .option('--list', 'list the backups that were made by themselves', false)
    .addHelpText(
      'after',
      `
FILE is what \`backup --out\` wrote, a folder of \`restore --list\`, or a folder
named replaced-… or damaged-… in the data folder. The present files are moved
aside, never deleted.`,
    )
    .action((file: string | undefined, options: RestoreOptions) => run(file, options));
}

function run(file: string | undefined, options: RestoreOptions): void {
  const output = createOutput(options.json);
  if (options.list && file === undefined) {
    list(options, output);
    return;
  }
  if (file === undefined || options.list) {
    throw new CommandFailure(
      'file_missing',
      'Say either which backup to restore, or --list to see them.',
      EXIT.usage,
    );
  }
  const path = resolve(file);
  withLock(options, (dataDir, mode) => {
    try {
      const restored = restore(dataDir, mode, path, Date.now(), (words) => output.progress(words));
      output.clearProgress();
      output.line({ event: 'restored', path, ...restored });
      output.say(wordsFor(path, restored, (from) => restoreCommandLine(dataDir, mode, from)));
    } catch (error) {
      output.clearProgress();
      const { code, message } = failureOf(error);
      throw new CommandFailure(code, message, EXIT.couldNot);
    }
  });
}

function wordsFor(path: string, restored: Restored, commandFor: (path: string) => string): string {
  const { facts, from, atMs, parts, replaced, replacedFacts, rebuildNeeded, lostRow } = restored;
  const what = parts.includes('ledger') ? 'The ledger' : 'The settings';
  const lines = [
    from === 'backup'
      ? `Restored the backup of ${time(atMs)}: ${path}`
      : `${what} of ${time(atMs)} came back from ${path}, where a copy stays.`,
    ...(facts === null ? [] : counted(facts)),
  ];
  if (rebuildNeeded) lines.push('Its totals need to be made anew: run `coinfall rebuild`.');
  if (lostRow !== null) {
    lines.push(`It no longer holds row ${lostRow} as it was recorded once; what is there is kept.`);
  }
  if (replaced !== null) {
    lines.push('', `What was there before lies in ${replaced}`);
    if (replacedFacts !== null) lines.push(...counted(replacedFacts));
    lines.push(`To go back to it: ${commandFor(replaced)}`);
    if (facts !== null && hasMore(replacedFacts, facts)) {
      lines.push(
        'Gifts in it that are not in the restored ledger do not count in any total from',
        'now on. They stay in that folder.',
      );
    }
  }
  return lines.join('\n');
}

/** Whether the replaced ledger may hold gifts that the restored one does not. */
function hasMore(replaced: BackupFacts | null, restored: BackupFacts): boolean {
  if (replaced === null || replaced.head.seq === 0) return false;
  return replaced.history !== restored.history || replaced.head.seq > restored.head.seq;
}

function counted(facts: BackupFacts): readonly string[] {
  return [
    `  ${facts.head.seq} journal rows`,
    ...facts.totals.map((total) => `  ${total.platform} ${total.unit}: ${total.units}`),
  ];
}

function list(options: RestoreOptions, output: Output): void {
  const dataDir = folderOf(options.dataDir, modeOf(options));
  const backups = listBackups(dataDir);
  for (const { folder, manifest } of backups) {
    const { atMs, reason, head, totals } = manifest;
    output.line({ event: 'backup', path: folder, atMs, reason, head, totals });
  }
  if (backups.length === 0) {
    output.say(`There are no backups in ${dataDir} yet. The first is made during a stream.`);
    return;
  }
  const [first] = backups;
  output.say(
    [
      first === undefined ? '' : `In ${dirname(first.folder)}, newest first:`,
      ...backups.map(
        ({ folder, manifest }) =>
          `  ${time(manifest.atMs)}  ${String(manifest.head.seq).padStart(9)} rows  ${folder}`,
      ),
      ...unsettledDamage(dataDir).map(
        ({ folder, note }) => `Moved aside as damaged on ${time(note.atMs)}: ${folder}`,
      ),
    ].join('\n'),
  );
}

function time(atMs: number): string {
  return new Date(atMs).toISOString().replace('T', ' ').slice(0, 19) + ' UTC';
}

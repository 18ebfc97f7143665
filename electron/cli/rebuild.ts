/** `rebuild`: makes every total anew from the journal. */
import { Command } from 'commander';
import { failureOf } from '../ledger/backup.ts';
import { rebuildProjections } from '../ledger/rebuild.ts';
import type { RebuildResult } from '../ledger/rebuild.ts';
import type { Mode } from '../ledger/schema.ts';
import { withCommonOptions } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import type { Output } from './output.ts';
import { withLock } from './with-lock.ts';

export function rebuildCommand(): Command {
  return withCommonOptions(new Command('rebuild'))
    .description('make all totals anew from the journal; Coinfall must be stopped')
    .action((options: CommonOptions) => rebuild(options));
}

function rebuild(options: CommonOptions): void {
  const output = createOutput(options.json);
  const result = withLock(options, (dataDir, mode) => attempt(dataDir, mode, output));
  output.clearProgress();
  if (result.ok) {
    output.line({ event: 'rebuilt', ok: true, rows: result.rows });
    output.say(`All totals were made anew from ${result.rows} journal rows.`);
    return;
  }
  output.line({ event: 'rebuilt', ok: false, findings: result.findings });
  output.say(
    [
      'The journal itself is damaged, so its totals were left as they are:',
      ...result.findings.map(({ code, message }) => `  ${code}  ${message}`),
      'Nothing was changed. `coinfall restore --list` names backups to go back to.',
    ].join('\n'),
  );
  process.exitCode = EXIT.notSo;
}

function attempt(dataDir: string, mode: Mode, output: Output): RebuildResult {
  try {
    return rebuildProjections(dataDir, mode, (rows, ofRows) =>
      output.progress(`${rows} of ${ofRows} rows`),
    );
  } catch (error) {
    output.clearProgress();
    const { code, message } = failureOf(error);
    throw new CommandFailure(code, message, code === 'damaged' ? EXIT.notSo : EXIT.couldNot);
  }
}

/** `recording`: what sources sent, kept by `serve --record`; made fit to be shown to a stranger. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { folderOf } from '../data-folder.ts';
import { listRecordings, recordingsFolder } from '../recordings/files.ts';
import { scrubRecording } from '../recordings/scrub-file.ts';
import { pc } from './colours.ts';
import { modeOf, withCommonOptions } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';

interface ScrubOptions extends CommonOptions {
  readonly out: string;
}

export function recordingCommand(): Command {
  return new Command('recording')
    .description('raw frames kept by `serve --record`, for the report of a fault')
    .addCommand(
      withCommonOptions(new Command('list'))
        .description('list the recordings, oldest first')
        .action((options: CommonOptions) => list(options)),
    )
    .addCommand(
      withCommonOptions(new Command('scrub'))
        .argument('<file>', 'a recording, or a folder of them')
        .description('replace names, handles, ids and words, so that it can be sent to somebody')
        .requiredOption('--out <file>', 'a new file', (file) => resolve(file))
        .action((file: string, options: ScrubOptions) => scrub(resolve(file), options)),
    )
    .addHelpText(
      'after',
      `
Examples:
  coinfall serve --record --source twitch://channel
  coinfall recording list
  coinfall recording scrub recordings/2026-01-31T20-15-00-000Z.ndjson --out report.ndjson
  coinfall serve --source "replay:///home/me/report.ndjson?speed=10"

The same person has the same invented name throughout a scrubbed file; gifts,
counts, prices and times stay. Look into it before you send it.`,
    );
}

function list(options: CommonOptions): void {
  const output = createOutput(options.json);
  const dataDir = folderOf(options.dataDir, modeOf(options));
  const files = listRecordings(dataDir);
  for (const file of files) {
    output.line({ event: 'recording', ...file });
    const mb = Math.ceil(file.bytes / 1_000_000);
    output.say(`${new Date(file.changedAtMs).toISOString()}  ${mb} MB  ${file.path}`);
  }
  if (files.length === 0) output.say(pc.dim(`No recordings in ${recordingsFolder(dataDir)}.`));
}

async function scrub(file: string, options: ScrubOptions): Promise<void> {
  const output = createOutput(options.json);
  const result = await scrubRecording(file, options.out).catch((error: unknown) => {
    const words = error instanceof Error ? error.message : String(error);
    throw new CommandFailure('not_scrubbed', `${words}. Nothing was written.`, EXIT.couldNot);
  });
  if (!result.ok) throw new CommandFailure(result.code, result.message, EXIT.couldNot);
  output.line({
    event: 'scrubbed',
    out: options.out,
    lines: result.lines,
    leftOut: result.leftOut,
  });
  const without = result.leftOut === 0 ? '' : `, without ${result.leftOut} that could not be read`;
  output.say(`${pc.green('Scrubbed.')} ${result.lines} lines in ${options.out}${without}.`);
}

/** `verify`: proves the ledger, or an export against it, or names what is wrong. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { folderOf } from '../data-folder.ts';
import { OpenError } from '../ledger/open.ts';
import { verifyLedger } from '../ledger/verify.ts';
import type { VerifyReport } from '../ledger/verify.ts';
import { pc } from './colours.ts';
import { modeOf, withCommonOptions } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import { verifyExport } from './verify-export.ts';

export function verifyCommand(): Command {
  return withCommonOptions(new Command('verify'))
    .description('prove the ledger: SQLite checks, hash chain, totals against the journal')
    .option('--export <file>', 'prove an export against the ledger instead')
    .action((options: VerifyOptions) =>
      options.export === undefined
        ? verify(options)
        : verifyExport(resolve(options.export), options),
    );
}

interface VerifyOptions extends CommonOptions {
  readonly export?: string;
}

function verify(options: CommonOptions): void {
  const output = createOutput(options.json);
  const mode = modeOf(options);
  let report: VerifyReport;
  try {
    report = verifyLedger(folderOf(options.dataDir, mode), mode, (rows, ofRows) =>
      output.progress(`${rows} of ${ofRows} rows, ${Math.floor((rows * 100) / ofRows)} %`),
    );
  } catch (error) {
    if (error instanceof OpenError) {
      throw new CommandFailure(
        error.code,
        error.message,
        // Damage is the very question of this command.
        error.code === 'damaged' ? EXIT.notSo : EXIT.couldNot,
      );
    }
    throw error;
  } finally {
    output.clearProgress();
  }
  output.line({ event: 'verified', ...report });
  output.say(report.ok ? goodNews(report) : badNews(report));
  if (!report.ok) process.exitCode = EXIT.notSo;
}

function goodNews(report: VerifyReport): string {
  return [
    `${pc.green('The ledger is sound.')} ${report.rows} rows, ${report.gifts} gifts.`,
    ...report.totals.map((total) => `  ${total.platform} ${total.unit}: ${total.units}`),
    pc.dim(`  Chain head ${report.head.hash.slice(0, 16)}… at row ${report.head.seq}`),
  ].join('\n');
}

function badNews(report: VerifyReport): string {
  return [
    pc.red(`The ledger is damaged: ${report.findings.length} finding(s).`),
    ...report.findings.map((finding) => `  ${pc.bold(finding.code)}  ${finding.message}`),
    'Nothing was changed. Stop Coinfall and keep a copy of the data folder before anything else.',
  ].join('\n');
}

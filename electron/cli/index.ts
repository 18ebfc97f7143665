#!/usr/bin/env node
/** The command line: the same companion without a window, and the tools around its ledger. One file per command. */
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { balanceCommand } from './balance.ts';
import { backupCommand } from './backup.ts';
import { benchCommand } from './bench.ts';
import { doctorCommand } from './doctor.ts';
import { eraseCommand } from './erase.ts';
import { exchangeCommand } from './exchange.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { CommandFailure, createOutput, EXIT, reportFailure } from './output.ts';
import { ratesCommand } from './rates.ts';
import { reconcileCommand } from './reconcile.ts';
import { recordCommand } from './record.ts';
import { recordingCommand } from './recording.ts';
import { rebuildCommand } from './rebuild.ts';
import { restoreCommand } from './restore.ts';
import { serveCommand } from './serve.ts';
import { totalsCommand } from './totals.ts';
import { verifyCommand } from './verify.ts';

const LEAST_NODE = [22, 14] as const;

const context = {
  version: __COINFALL_VERSION__,
  // Beside out/main, wherever the package was put.
  rendererDir: join(import.meta.dirname, '../renderer'),
};

const program = new Command('coinfall')
  .description(
    'Catches every gift of a live stream, keeps a ledger you can trust, shows it in OBS.\nEverything stays on this computer.',
  )
  .version(context.version)
  .showHelpAfterError('(coinfall --help lists the commands)')
  .exitOverride()
  .addCommand(serveCommand(context))
  .addCommand(exportCommand())
  .addCommand(importCommand())
  .addCommand(recordCommand())
  .addCommand(balanceCommand())
  .addCommand(reconcileCommand())
  .addCommand(eraseCommand())
  .addCommand(totalsCommand())
  .addCommand(ratesCommand())
  .addCommand(exchangeCommand())
  .addCommand(verifyCommand())
  .addCommand(rebuildCommand())
  .addCommand(backupCommand())
  .addCommand(restoreCommand())
  .addCommand(recordingCommand())
  .addCommand(doctorCommand(context))
  .addCommand(benchCommand(context))
  .addHelpText(
    'after',
    `
Examples:
  coinfall serve --demo                      a simulated stream, in a sandbox
  coinfall serve --source twitch://channel   listen to a Twitch channel
  coinfall serve --source tiktok://@handle   listen to a TikTok live
  coinfall serve --source tikfinity://       listen to TikFinity beside it
  coinfall export --format csv --out gifts.csv
  coinfall import tips.csv --dry-run         what a file would add
  coinfall record payout --help              money that a platform paid
  coinfall balance                           what is held where
  coinfall verify                            prove the ledger
  coinfall backup --out coinfall.tar         save it, also during the stream

Exit codes: 0 done, 1 not so (verify found damage), 2 bad usage, 3 could not.`,
  );
for (const command of program.commands) {
  command.exitOverride();
  for (const sub of command.commands) sub.exitOverride();
}

// Who reads our output may stop reading (`| head`): no failure, and no reason for `serve` to end.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
process.exitCode = await run();

async function run(): Promise<number> {
  const json = process.argv.includes('--json');
  try {
    checkNode();
    await program.parseAsync();
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.done;
  } catch (error) {
    if (error instanceof CommandFailure) {
      reportFailure(error, json);
      return error.exitCode;
    }
    // Commander has already printed its words; --help and --version are no failures.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.done;
      if (json) createOutput(true).line({ event: 'error', code: 'usage', message: error.message });
      return EXIT.usage;
    }
    throw error;
  }
}

/** better-sqlite3 loads on an older Node and then crashes the process, so this must be said first. */
function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  throw new CommandFailure(
    'node_too_old',
    `Node ${process.versions.node} is too old: ${LEAST_NODE.join('.')} is needed. Run it through npm (npm run -s coinfall -- …), which brings its own Node.`,
    EXIT.couldNot,
  );
}

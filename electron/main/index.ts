/** Entry of the desktop app. Everything it does is in `shell.ts`. */
import { app, dialog } from 'electron';
import { defaultDataDir } from '../data-dir.ts';
import { parseShellArgs } from './args.ts';
import type { ShellOptions } from './args.ts';
import { logShell } from './log.ts';
import { prepareShell, runShell } from './shell.ts';

/** The command line's codes for "bad usage" and "could not". */
const EXIT_USAGE = 2;
const EXIT_COULD_NOT = 3;

const parsed = parseShellArgs(process.argv.slice(1), defaultDataDir());
if (parsed.ok) start(parsed.options);
else refuse(parsed.message, EXIT_USAGE);

function start(options: ShellOptions): void {
  const prepared = prepareShell(options);
  switch (prepared.kind) {
    case 'first':
      // Not awaited: Electron becomes ready only after this module has run to its end.
      runShell(options).catch(giveUp);
      return;
    case 'second':
      // The first instance has been told and comes to the front.
      logShell('info', 'already-running');
      app.exit(0);
      return;
    case 'refused':
      refuse(prepared.message, EXIT_COULD_NOT);
  }
}

function refuse(message: string, exitCode: number): void {
  dialog.showErrorBox('Coinfall could not start', message);
  app.exit(exitCode);
}

function giveUp(error: unknown): void {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  logShell('error', 'shell-failed', { words });
  dialog.showErrorBox('Coinfall had to stop', `Your saved gifts are safe.\n\n${words}`);
  app.exit(EXIT_COULD_NOT);
}

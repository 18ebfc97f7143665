/** `serve`: the companion without a window. */
import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { DEFAULT_PORT, DEMO_SOURCE, startCompanion } from '../companion.ts';
import type { Companion, ReadyInfo } from '../companion.ts';
import { folderOf } from '../data-folder.ts';
import type { GivenObs } from '../obs-link.ts';
import { DEFAULT_OBS_URL, obsAddress } from '../obs/address.ts';
import { findSource } from '../sources/registry.ts';
import { errorColours, pc } from './colours.ts';
import type { CliContext } from './context.ts';
import { collect, modeOf, portNumber, withCommonOptions } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput } from './output.ts';

interface ServeOptions extends CommonOptions {
  readonly port: number;
  readonly source: readonly string[];
  /** True when it was named without an address. */
  readonly obs?: string | true;
  readonly record: boolean;
  readonly demo: boolean;
  readonly open: boolean;
}

const STOP_WITHIN_MS = 5_000;
const OBS_PASSWORD = 'COINFALL_OBS_PASSWORD';

export function serveCommand(context: CliContext): Command {
  return withCommonOptions(new Command('serve'))
    .description('run the companion without a window')
    .option('--port <n>', 'port on 127.0.0.1; 0 takes any free one', portNumber, DEFAULT_PORT)
    .option('--source <url>', 'where gifts come from; may be given several times', collect, [])
    .option('--obs [url]', `follow OBS going live; ${DEFAULT_OBS_URL} unless told otherwise`)
    .option(
      '--record',
      'keep what sources send, for a report of a fault (coinfall recording)',
      false,
    )
    .option('--demo', 'play a simulated stream into an emptied sandbox', false)
    .option('--open', 'open the dashboard in the browser', false)
    .addHelpText(
      'after',
      `
Sources:
  twitch://channel               Twitch chat: bits, subs, gift subs
  tiktok://@handle               a TikTok live: gifts, without a login
  tikfinity://127.0.0.1:21213    TikFinity on this computer: TikTok gifts
  streamlabs://name              tips through Streamlabs; its token is a setting
  streamelements://me            tips through StreamElements, likewise
  simulator://?seed=1&rate=5     invented gifts, sandbox only; rate: gifts a
                                 second, drops=6: lost connections an hour,
                                 hostile=1: odd names
  replay:///path/file.ndjson     a recording, sandbox only; ?speed=10 or max
The webhook is always on; its address is printed at the start.

The password of OBS comes from the environment, never from the command line:
${OBS_PASSWORD}.`,
    )
    .action((options: ServeOptions) => serve(context, options));
}

async function serve(context: CliContext, options: ServeOptions): Promise<void> {
  const output = createOutput(options.json);
  const sources = options.demo && options.source.length === 0 ? [DEMO_SOURCE] : [...options.source];
  const mode = options.demo || sandboxOnly(sources) ? 'sandbox' : modeOf(options);
  const obs = givenObs(options.obs);
  const result = await startCompanion({
    dataDir: options.dataDir,
    mode,
    resetSandbox: options.demo,
    port: options.port,
    sources,
    record: options.record,
    ...(obs === null ? {} : { obs }),
    rendererDir: context.rendererDir,
    version: context.version,
  });
  if (!result.ok) throw new CommandFailure(result.code, result.message, result.exitCode);
  const { companion } = result;
  const stopped = stopOnSignal(companion);
  for (const notice of companion.notices)
    process.stderr.write(`${errorColours.yellow('note:')} ${notice}\n`);
  output.line({ event: 'ready', ...companion.ready });
  if (companion.damage !== null) output.line({ event: 'damage', ...companion.damage });
  output.say(
    welcome(companion.ready, {
      ...context,
      sources,
      obsUrl: obs?.url ?? null,
      mode,
      folder: folderOf(options.dataDir, mode),
    }),
  );
  if (options.open) openInBrowser(companion.ready.dashboardUrl);
  await stopped;
  output.line({ event: 'stopped' });
  output.say('Stopped. Everything is saved.');
}

/** Throws for an address that is not OBS on this computer. */
function givenObs(option: string | true | undefined): GivenObs | null {
  const password = process.env[OBS_PASSWORD] ?? '';
  // What we start (a browser) has no use for it.
  Reflect.deleteProperty(process.env, OBS_PASSWORD);
  if (option === undefined) return null;
  const address = obsAddress(option === true ? DEFAULT_OBS_URL : option);
  if (!address.ok) throw new CommandFailure(address.code, address.message, 2);
  return { url: address.url, password: password === '' ? null : password };
}

/** A source that may only run in the sandbox puts the whole run there. */
function sandboxOnly(sources: readonly string[]): boolean {
  return sources.some((url) => {
    const found = findSource(url);
    return found.ok && found.definition.sandboxOnly;
  });
}

function stopOnSignal(companion: Companion): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      // A stop that hangs must not leave the port and the lock behind.
      setTimeout(() => process.exit(3), STOP_WITHIN_MS).unref();
      companion.stop().then(resolve, reject);
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

function welcome(
  ready: ReadyInfo,
  facts: {
    readonly version: string;
    readonly sources: readonly string[];
    readonly obsUrl: string | null;
    readonly mode: 'live' | 'sandbox';
    readonly folder: string;
  },
): string {
  const row = (name: string, value: string) => `  ${pc.dim(name.padEnd(11))}${value}`;
  const head =
    facts.mode === 'sandbox'
      ? `${pc.bold(`Coinfall ${facts.version}`)} in the sandbox: nothing here is real income`
      : pc.bold(`Coinfall ${facts.version}`);
  return [
    '',
    head,
    '',
    row('Dashboard', pc.cyan(ready.dashboardUrl)),
    row('Overlay', `${pc.cyan(ready.overlayUrl)}  ${pc.dim('as a browser source in OBS')}`),
    row('Webhook', `POST ${ready.webhookUrl}  ${pc.dim(`Bearer ${ready.webhookToken}`)}`),
    row(
      'Sources',
      facts.sources.length > 0 ? facts.sources.join(', ') : 'those added on the dashboard',
    ),
    ...(facts.obsUrl === null ? [] : [row('OBS', facts.obsUrl)]),
    row('Ledger', facts.folder),
    '',
    pc.dim('  Keep these addresses off the stream. Ctrl+C stops.'),
    '',
  ].join('\n');
}

function openInBrowser(url: string): void {
  const opener =
    process.platform === 'darwin'
      ? { command: 'open', args: [] }
      : process.platform === 'win32'
        ? { command: 'rundll32', args: ['url.dll,FileProtocolHandler'] }
        : { command: 'xdg-open', args: [] };
  const child = spawn(opener.command, [...opener.args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {
    process.stderr.write(
      `${errorColours.yellow('note:')} no browser could be opened; use the address above.\n`,
    );
  });
  child.unref();
}

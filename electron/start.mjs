/**
 * What `npm start` runs: builds if needed, then opens the desktop app where an Electron runtime and a
 * display are there, and else runs the same companion without a window. Plain JavaScript for any Node since 20,
 * because it is what finds the right Node for the rest. It never downloads anything.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = [
  'electron',
  'renderer',
  'shared',
  'resources',
  'electron.vite.config.ts',
  'package.json',
];
const OUTPUTS = [
  'out/main/index.js',
  'out/main/cli.js',
  'out/preload/index.cjs',
  'out/renderer/dashboard/index.html',
  'out/renderer/overlay/index.html',
];
const EXIT_COULD_NOT = 3;

/** @typedef {import('./start.mjs').StartDecision} StartDecision */
/** @typedef {import('./start.mjs').Surroundings} Surroundings */

/**
 * Decides how to run; pure.
 * @param {Surroundings} surroundings
 * @returns {StartDecision}
 */
export function decideStart({ platform, env, isRoot, electron }) {
  if (electron === undefined) return headless('No Electron runtime here');
  if (platform !== 'linux') return { kind: 'window', electron };
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return headless('No display here');
  if (isRoot) return headless("Electron's sandbox does not run as root");
  return { kind: 'window', electron };
}

/**
 * @param {string} reason
 * @returns {StartDecision}
 */
function headless(reason) {
  return { kind: 'headless', why: `${reason}: running without a window.` };
}

/**
 * The Electron executable that is already here: an overriding folder, or what the package once downloaded.
 * @param {string} root the project's folder
 * @param {NodeJS.Platform} platform
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string | undefined}
 */
export function findElectron(root, platform, env) {
  const pathFile = join(root, 'node_modules/electron/path.txt');
  const named = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : undefined;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!override && named === undefined) return undefined;
  const folder = override || join(root, 'node_modules/electron/dist');
  const file = join(folder, named ?? usualName(platform));
  return existsSync(file) ? file : undefined;
}

/**
 * @param {NodeJS.Platform} platform
 * @returns {string}
 */
function usualName(platform) {
  if (platform === 'win32') return 'electron.exe';
  return platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

/**
 * Whether any output is missing or older than any source.
 * @param {string} root the project's folder
 * @returns {boolean}
 */
export function needsBuild(root) {
  const built = OUTPUTS.map((file) => join(root, file));
  if (!built.every((file) => existsSync(file))) return true;
  const oldestOutput = Math.min(...built.map((file) => statSync(file).mtimeMs));
  return SOURCES.some((source) => newestChange(join(root, source)) > oldestOutput);
}

/**
 * @param {string} path a file or a folder
 * @returns {number} when it or anything in it was last written, in milliseconds
 */
function newestChange(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  // A folder's own time tells of files that were taken away.
  if (!stats.isDirectory()) return stats.mtimeMs;
  const inside = readdirSync(path).map((name) => newestChange(join(path, name)));
  return Math.max(stats.mtimeMs, ...inside);
}

/**
 * The Node that the project brings along; the system's may be too old for the database.
 * @returns {string | undefined}
 */
function findNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const own = join(ROOT, 'node_modules/node/bin', name);
  if (existsSync(own)) return own;
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined;
}

/**
 * Runs a program in our place: its output is ours, signals go through, its exit code is the answer.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [surroundings] ours unless given
 * @returns {Promise<number>}
 */
function run(command, args, surroundings = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { stdio: 'inherit', ...surroundings });
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      // A terminal has sent Ctrl-C to the child already; twice would mean "at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    const done = (/** @type {number} */ code) => {
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
      resolve(code);
    };
    child.once('error', (error) => {
      process.stderr.write(`Could not run ${command}: ${error.message}\n`);
      done(EXIT_COULD_NOT);
    });
    child.once('exit', (code, signal) => {
      done(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
    });
  });
}

/**
 * @param {string} node
 * @returns {Promise<number>}
 */
function build(node) {
  // On stderr: a command's first line on stdout must be its own.
  process.stderr.write('Building Coinfall (only after changes) …\n');
  const tool = join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js');
  return run(node, [tool, 'build', '--logLevel', 'warn'], { cwd: ROOT });
}

/**
 * @param {readonly string[]} args what the user wrote after `npm start --`; `--cli` first, as
 *   `npm run coinfall` puts it, runs a command instead
 * @returns {Promise<number>} the exit code
 */
async function start(args) {
  const node = findNode();
  if (node === undefined) {
    process.stderr.write('Node 24 is missing here. Run "npm install" first, then start again.\n');
    return EXIT_COULD_NOT;
  }
  if (needsBuild(ROOT)) {
    const code = await build(node);
    if (code !== 0) {
      process.stderr.write('The build failed; nothing was started. Your data was not touched.\n');
      return code;
    }
  }
  const cli = join(ROOT, 'out/main/cli.js');
  if (args[0] === '--cli') return run(node, [cli, ...args.slice(1)]);
  const decision = decideStart({
    platform: process.platform,
    env: process.env,
    isRoot: process.getuid?.() === 0,
    electron: findElectron(ROOT, process.platform, process.env),
  });
  if (decision.kind === 'headless') {
    process.stdout.write(`${decision.why}\n`);
    return run(node, [cli, 'serve', ...args]);
  }
  // Set in some editors' terminals; it would turn the app into a bare Node.
  const env = { ...process.env };
  delete env['ELECTRON_RUN_AS_NODE'];
  return run(decision.electron, [ROOT, ...args], { env });
}

/** @returns {boolean} whether this file was run, not imported by a test */
function isEntry() {
  const entry = process.argv[1];
  return entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url);
}

if (isEntry()) process.exitCode = await start(process.argv.slice(2));

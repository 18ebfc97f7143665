/** `doctor`: is everything in place for a stream? Reads only; says for each point what to do. */
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Command } from 'commander';
import Database from 'better-sqlite3';
import { DEFAULT_PORT } from '../companion.ts';
import { folderOf } from '../data-folder.ts';
import { damageWords, openDamage } from '../ledger/damage.ts';
import { restoreDrill } from '../ledger/drill.ts';
import { ledgerFile } from '../ledger/files.ts';
import { OpenError, openReader } from '../ledger/open.ts';
import { ledgerSchema } from '../ledger/schema.ts';
import type { Mode } from '../ledger/schema.ts';
import { pc } from './colours.ts';
import type { CliContext } from './context.ts';
import { modeOf, withCommonOptions } from './options.ts';
import type { CommonOptions } from './options.ts';
import { createOutput, EXIT } from './output.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

const GIGABYTE = 1024 ** 3;
const LEAST_FREE_BYTES = 500 * 1024 * 1024;

export function doctorCommand(context: CliContext): Command {
  return withCommonOptions(new Command('doctor'))
    .description('look over folder, disk, ledger, port; restore a backup in a drill')
    .action((options: CommonOptions) => doctor(context, options));
}

async function doctor(context: CliContext, options: CommonOptions): Promise<void> {
  const output = createOutput(options.json);
  const mode = modeOf(options);
  const folder = folderOf(options.dataDir, mode);
  const checks = [
    checkFolder(folder),
    checkSpace(folder),
    checkLedger(folder, mode),
    ...checkDamage(folder, mode),
    checkBackups(folder, mode),
    checkSecrets(folder),
    await checkPort(),
    checkPages(context.rendererDir),
  ];
  for (const check of checks) {
    output.line({ event: 'check', ...check });
    output.say(
      `${check.ok ? pc.green('ok  ') : pc.red('look')}  ${check.name.padEnd(12)} ${check.message}`,
    );
  }
  if (checks.some((check) => !check.ok)) process.exitCode = EXIT.notSo;
}

function checkFolder(folder: string): Check {
  const name = 'data folder';
  if (!existsSync(folder)) {
    return { name, ok: true, message: `${folder} will be made at the first start.` };
  }
  try {
    accessSync(folder, constants.R_OK | constants.W_OK);
    return { name, ok: true, message: folder };
  } catch {
    return {
      name,
      ok: false,
      message: `${folder} is not writable. Change its permissions, or use --data-dir.`,
    };
  }
}

function checkSpace(folder: string): Check {
  const name = 'disk space';
  const place = existsSync(folder) ? folder : '.';
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const words =
    free >= GIGABYTE
      ? `${Math.floor(free / GIGABYTE)} GB free`
      : `${Math.floor(free / (1024 * 1024))} MB free`;
  return free >= LEAST_FREE_BYTES
    ? { name, ok: true, message: words }
    : { name, ok: false, message: `${words}. Make room before the next stream.` };
}

function checkLedger(folder: string, mode: Mode): Check {
  const name = 'ledger';
  const file = ledgerFile(folder);
  if (!existsSync(file))
    return { name, ok: true, message: 'none yet; it begins with the first start.' };
  try {
    const db = openReader(file, ledgerSchema(mode));
    try {
      const problem = db.prepare('PRAGMA quick_check(1)').pluck().get() as string;
      const rows = db.prepare('SELECT count(*) FROM journal').pluck().get() as number;
      return problem === 'ok'
        ? { name, ok: true, message: `${rows} journal rows. \`coinfall verify\` proves them.` }
        : { name, ok: false, message: `SQLite says: ${problem}. Run \`coinfall verify\`.` };
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof OpenError || error instanceof Database.SqliteError) {
      return { name, ok: false, message: error.message };
    }
    throw error;
  }
}

function checkDamage(folder: string, mode: Mode): readonly Check[] {
  const damage = existsSync(folder) ? openDamage(folder, mode) : null;
  return damage === null ? [] : [{ name: 'damage', ok: false, message: damageWords(damage) }];
}

/** A backup counts once it was restored: the newest one is, somewhere else. */
function checkBackups(folder: string, mode: Mode): Check {
  const name = 'backups';
  const nowMs = Date.now();
  const drill = restoreDrill(folder, mode, nowMs);
  switch (drill.type) {
    case 'none': {
      const empty = !existsSync(ledgerFile(folder)) || rowsOf(folder, mode) === 0;
      const message = empty
        ? 'none yet; the first is made during a stream.'
        : 'none yet, although the ledger has rows. Run `coinfall backup`.';
      return { name, ok: empty, message };
    }
    case 'failed':
      return {
        name,
        ok: false,
        message: `${drill.folder} could not be restored in a drill. ${drill.message} Run \`coinfall backup\` to have a new one.`,
      };
    case 'restored': {
      const rows = drill.facts?.head.seq ?? 0;
      return {
        name,
        ok: true,
        message: `the newest, ${ageWords(nowMs - drill.atMs)} old, was restored in a drill: ${rows} journal rows, every sum as saved.`,
      };
    }
  }
}

function rowsOf(folder: string, mode: Mode): number {
  try {
    const db = openReader(ledgerFile(folder), ledgerSchema(mode), 'olderToo');
    try {
      return db.prepare('SELECT count(*) FROM journal').pluck().get() as number;
    } finally {
      db.close();
    }
  } catch {
    // Whether it can be read is another check's question.
    return 0;
  }
}

function ageWords(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function checkSecrets(folder: string): Check {
  const name = 'tokens';
  const file = join(folder, 'secrets.json');
  if (!existsSync(file)) return { name, ok: true, message: 'none yet; made at the first start.' };
  const open = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
  return open
    ? { name, ok: false, message: `${file} can be read by others. The next start mends that.` }
    : { name, ok: true, message: 'readable by you alone.' };
}

function checkPort(): Promise<Check> {
  const name = 'port';
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () =>
      resolve({
        name,
        ok: true,
        message: `${DEFAULT_PORT} is taken: by a running Coinfall, or use \`serve --port\`.`,
      }),
    );
    server.listen(DEFAULT_PORT, '127.0.0.1', () => {
      server.close(() => resolve({ name, ok: true, message: `${DEFAULT_PORT} is free.` }));
    });
  });
}

function checkPages(rendererDir: string): Check {
  const name = 'pages';
  return existsSync(join(rendererDir, 'overlay', 'index.html'))
    ? { name, ok: true, message: 'built.' }
    : { name, ok: false, message: `missing in ${rendererDir}. Run npm run build.` };
}

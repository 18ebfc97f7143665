/** Builds the recorder in a temporary folder and runs the programs under it. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePrograms } from '../debian.ts';
import { RECORDER_ENV } from './control.ts';
import { readLog } from './log.ts';
import type { DiskRecord } from './log.ts';

export type RecorderLibrary =
  | { readonly ok: true; readonly library: string }
  /** Why the tests that need it cannot run here. */
  | { readonly ok: false; readonly reason: string };

const PROGRAMS = {
  recorded: new URL('recorded-run.ts', import.meta.url),
  faulty: new URL('faulty-run.ts', import.meta.url),
} as const;

/** Compiles `recorder.c` into a folder of the caller's; as root on Debian it fetches the compiler if need be. */
export function buildRecorder(folder: string): RecorderLibrary {
  if (process.platform !== 'linux') return { ok: false, reason: 'it needs Linux' };
  const library = path.join(folder, 'recorder.so');
  const refusal = compile(library);
  if (refusal === null) return { ok: true, library };
  const missing = ensurePrograms(['compiler']);
  if (missing !== null) return { ok: false, reason: `${refusal}; ${missing}` };
  const again = compile(library);
  return again === null ? { ok: true, library } : { ok: false, reason: again };
}

function compile(library: string): string | null {
  const source = path.join(import.meta.dirname, 'recorder.c');
  const compiler = process.env['CC'] ?? 'cc';
  try {
    execFileSync(compiler, ['-shared', '-fPIC', '-O2', '-Wall', '-o', library, source], {
      stdio: 'pipe',
    });
    return null;
  } catch (error) {
    return `${compiler} did not build the recorder: ${String(error)}`;
  }
}

export interface RecordedRun {
  readonly library: string;
  readonly program: keyof typeof PROGRAMS;
  /** Created if need be; the program's first argument. */
  readonly folder: string;
  readonly args: readonly string[];
  /** Where the recorder keeps its own files. */
  readonly scratch: string;
  /** Whether what is done to the folder is to be written down. */
  readonly logged: boolean;
}

/** Runs a program to its end. Throws with its stderr when it fails. */
export async function runUnderRecorder(
  run: RecordedRun,
): Promise<{ readonly stdout: string; readonly log: readonly DiskRecord[] }> {
  mkdirSync(run.folder, { recursive: true });
  const scratch = realpathSync(run.scratch);
  const folder = realpathSync(run.folder);
  const log = path.join(scratch, 'recorder.log');
  const control = path.join(scratch, 'recorder.control');
  rmSync(log, { force: true });
  writeFileSync(control, '');
  const child = spawn(
    process.execPath,
    [fileURLToPath(PROGRAMS[run.program]), folder, ...run.args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        LD_PRELOAD: run.library,
        [RECORDER_ENV.folder]: folder,
        [RECORDER_ENV.control]: control,
        ...(run.logged ? { [RECORDER_ENV.log]: log } : {}),
      },
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      if (exitCode === 0) resolve();
      else reject(new Error(`${run.program} run ended with ${String(exitCode)}: ${stderr}`));
    });
  });
  return { stdout, log: run.logged ? readLog(readFileSync(log)) : [] };
}

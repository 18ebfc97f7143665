/** Runs one command of the BUILT command line to its end. Beside it: `companion.ts`, for `serve`, which stays. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const CLI = path.resolve(import.meta.dirname, '../../out/main/cli.js');
const COMMAND_WITHIN_MS = 60_000;

export interface CommandResult {
  /** Null when the command was ended by a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON lines; throws when a line is none. */
  readonly lines: () => readonly Readonly<Record<string, unknown>>[];
}

/** Starts `coinfall …` with its output collected. Throws with words when the app is not built. */
export function spawnCoinfall(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<CommandResult>;
} {
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run \`npm run build\` first.`);
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      resolve({ exitCode, stdout, stderr, lines: () => jsonLines(stdout) });
    });
  });
  return { child, output: () => ({ stdout, stderr }), ended };
}

/** Runs `coinfall …` and waits for its end; one that hangs is killed, and its exit code is null. */
export async function coinfall(...args: readonly string[]): Promise<CommandResult> {
  const { child, ended } = spawnCoinfall(args);
  const impatience = setTimeout(() => child.kill('SIGKILL'), COMMAND_WITHIN_MS);
  try {
    return await ended;
  } finally {
    clearTimeout(impatience);
  }
}

function jsonLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** This program's own commands in processes of their own, as a person would run them; measured from outside. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { argv, execPath } from 'node:process';

const BYTES_PER_MB = 1_000_000;
/** Write end of the pipe on which a measured command tells its peak, beside its own output. */
const MEASURE_FD = 3;
/** Runs before the command's own modules. Node tells kibibytes on every system. */
const MEASURE = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs';
   import { isMainThread } from 'node:worker_threads';
   if (isMainThread) process.on('exit', () => writeSync(${MEASURE_FD}, String(process.resourceUsage().maxRSS * 1024)));`,
)}`;

export interface CommandMeasured {
  /** From its start to its end, Node's own included. */
  readonly seconds: number;
  /** Most memory that the process ever held. */
  readonly peakMb: number;
  readonly stdout: string;
}

/** Runs `coinfall …` to its end. Throws when it fails. */
export function measureCommand(args: readonly string[]): CommandMeasured {
  const started = performance.now();
  const { status, output } = spawnSync(execPath, ['--import', MEASURE, entry(), ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const seconds = (performance.now() - started) / 1_000;
  const [, stdout, stderr, peak] = output;
  if (status !== 0) {
    throw new Error(`coinfall ${args.join(' ')} ended with ${String(status)}: ${stderr ?? ''}`);
  }
  return { seconds, peakMb: Number(peak) / BYTES_PER_MB, stdout: stdout ?? '' };
}

/** Starts `coinfall …` with its output in pipes. */
export function startCommand(args: readonly string[]): ChildProcess {
  return spawn(execPath, [entry(), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function entry(): string {
  const [, file] = argv;
  if (file === undefined) throw new Error('bench runs from the command line only');
  return file;
}

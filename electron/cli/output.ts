/** What a command prints: results on stdout (JSON lines with --json), words and progress on stderr. */
import { errorColours } from './colours.ts';

/** Exit codes of the command line; outside scripts rely on them. */
export const EXIT = { done: 0, notSo: 1, usage: 2, couldNot: 3 } as const;

/** A failure that ends a command with words and an exit code. */
export class CommandFailure extends Error {
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, message: string, exitCode: number) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
  }
}

export interface Output {
  readonly json: boolean;
  /** A machine-readable line; only with --json. */
  line(value: object): void;
  /** Words for a person on stdout; only without --json. */
  say(text: string): void;
  /** Overwrites one line on stderr while something long goes on; only on a terminal, and not more than it can show. */
  progress(text: string): void;
  clearProgress(): void;
}

const PROGRESS_EVERY_MS = 100;

export function createOutput(json: boolean): Output {
  const live = process.stderr.isTTY;
  let shownMs = -Infinity;
  return {
    json,
    line(value) {
      if (json) process.stdout.write(`${JSON.stringify(value, bigintAsString)}\n`);
    },
    say(text) {
      if (!json) process.stdout.write(`${text}\n`);
    },
    progress(text) {
      if (!live || performance.now() - shownMs < PROGRESS_EVERY_MS) return;
      shownMs = performance.now();
      process.stderr.write(`\r\u001b[2K${text}`);
    },
    clearProgress() {
      shownMs = -Infinity;
      if (live) process.stderr.write('\r\u001b[2K');
    },
  };
}

/** Says what went wrong, for a person on stderr and for a machine on stdout. */
export function reportFailure(failure: CommandFailure, json: boolean): void {
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ event: 'error', code: failure.code, message: failure.message })}\n`,
    );
  }
  process.stderr.write(`${errorColours.red('coinfall:')} ${failure.message}\n`);
}

/** Sums may pass 2^53, which JSON numbers cannot carry. */
export function bigintAsString(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

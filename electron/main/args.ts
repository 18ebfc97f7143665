/**
 * What the desktop app was asked for on its command line. Chromium and the operating system add switches
 * of their own, so unknown ones are passed over; the command line proper (`electron/cli`) is strict.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface ShellOptions {
  /** A simulated stream, into the sandbox. */
  readonly demo: boolean;
  /** Absolute. */
  readonly dataDir: string;
  readonly sources: readonly string[];
  /** Undefined: the usual port. */
  readonly port: number | undefined;
}

export type ParsedShellArgs =
  | { readonly ok: true; readonly options: ShellOptions }
  | { readonly ok: false; readonly message: string };

const MAX_PORT = 65_535;

/**
 * Reads the arguments after the executable (and after the app folder, in development).
 *
 * @param args - `process.argv` without the executable
 * @param defaultDataDir - used when no `--data-dir` is given
 */
export function parseShellArgs(args: readonly string[], defaultDataDir: string): ParsedShellArgs {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      demo: { type: 'boolean' },
      'data-dir': { type: 'string' },
      source: { type: 'string', multiple: true },
      port: { type: 'string' },
    },
  });
  const { demo, 'data-dir': dataDir = defaultDataDir, source = [], port } = values;
  if (typeof dataDir !== 'string' || dataDir === '') {
    return { ok: false, message: '--data-dir needs a folder after it.' };
  }
  const sources = source.filter((one) => typeof one === 'string');
  if (sources.length !== source.length) {
    return { ok: false, message: '--source needs a source URL after it.' };
  }
  if (port !== undefined && !(typeof port === 'string' && isPort(port))) {
    return { ok: false, message: `--port needs a number from 0 to ${MAX_PORT} after it.` };
  }
  return {
    ok: true,
    options: {
      demo: demo === true,
      dataDir: resolve(dataDir),
      sources,
      port: port === undefined ? undefined : Number(port),
    },
  };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= MAX_PORT;
}

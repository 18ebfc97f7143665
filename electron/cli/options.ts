/** Options that every command takes, and how their values are read. */
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { isCurrency } from '../../shared/currency.ts';
import { isZone } from '../../shared/zone.ts';
import { defaultDataDir } from '../data-dir.ts';
import type { Mode } from '../ledger/schema.ts';

export interface CommonOptions {
  readonly dataDir: string;
  readonly json: boolean;
  readonly sandbox: boolean;
}

/** Adds --data-dir, --json and --sandbox. */
export function withCommonOptions(command: Command): Command {
  return command
    .option(
      '--data-dir <dir>',
      'folder that holds the ledger',
      (dir) => resolve(dir),
      defaultDataDir(),
    )
    .option('--json', 'machine-readable lines on stdout', false)
    .option('--sandbox', 'work on the sandbox of --demo instead of the real ledger', false);
}

export function modeOf(options: Pick<CommonOptions, 'sandbox'>): Mode {
  return options.sandbox ? 'sandbox' : 'live';
}

export function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('A port is a number from 0 (any free one) to 65535.');
  }
  return port;
}

export function zoneName(text: string): string {
  if (!isZone(text)) {
    throw new InvalidArgumentError('Use an IANA time zone such as Europe/Berlin or UTC.');
  }
  return text;
}

export function currencyCode(text: string): string {
  const code = text.toUpperCase();
  if (!isCurrency(code)) throw new InvalidArgumentError('Use an ISO 4217 code such as USD or EUR.');
  return code;
}

export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

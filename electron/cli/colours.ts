/**
 * Colours for a terminal, and for nothing else. picocolors on its own also colours pipes wherever `CI` is set, and looks
 * at stdout only; here each stream is asked for itself. `NO_COLOR` and `FORCE_COLOR` are obeyed (https://no-color.org,
 * https://force-color.org).
 */
import { isatty } from 'node:tty';
import picocolors from 'picocolors';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether text for this stream is to be coloured. */
export function wantsColours(terminal: boolean, env: Environment): boolean {
  if (isSet(env['NO_COLOR'])) return false;
  return isSet(env['FORCE_COLOR']) || (terminal && env['TERM'] !== 'dumb');
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function coloursOf(stream: { readonly fd: number }): ReturnType<typeof picocolors.createColors> {
  return picocolors.createColors(wantsColours(isatty(stream.fd), process.env));
}

/** For what goes to stdout. */
export const pc = coloursOf(process.stdout);
/** For what goes to stderr. */
export const errorColours = coloursOf(process.stderr);

/** Times that a person types on the command line. */
import { parseInstant } from '../../shared/zone.ts';
import { CommandFailure, EXIT } from './output.ts';

export function systemZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Unix ms of the time given for an option; null when it was left out. Throws CommandFailure for what is no time. */
export function instant(name: string, text: string | undefined, zone: string): number | null {
  if (text === undefined) return null;
  const ms = parseInstant(text, zone);
  if (ms !== undefined) return ms;
  throw new CommandFailure(
    'time_malformed',
    `${name} “${text}” is not a time. Write 2026-01-31, 2026-01-31T20:15 or 2026-01-31T20:15:00Z.`,
    EXIT.usage,
  );
}

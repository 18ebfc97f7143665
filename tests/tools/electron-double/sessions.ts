/** The sessions of a run: the default one, and one for each partition named by a window. */
import { DoubleSession } from './session.ts';

export const defaultSession = DoubleSession.create();
const partitions = new Map<string, DoubleSession>();

export function sessionOf(partition: string | undefined): DoubleSession {
  if (partition === undefined) return defaultSession;
  const known = partitions.get(partition) ?? DoubleSession.create();
  partitions.set(partition, known);
  return known;
}

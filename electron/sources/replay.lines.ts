/** The lines of text files, one after the other, however large the files: for `replay.source.ts`. */
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A frame may hold 1 MiB, and JSON may double it; a longer line is not one of a recording. */
const LONGEST_LINE = 4 * 1_048_576;

/** A line with its number from 1; null for one that is too long to be read. */
export interface FileLine {
  readonly no: number;
  readonly text: string | null;
}

/** The file itself, or the recordings in a folder by name, which is by time. Throws when there is neither. */
export function filesAt(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .map((name) => join(path, name));
}

/** Lines that are not empty. Throws what the disk throws. */
export async function* linesOf(file: string, signal: AbortSignal): AsyncGenerator<FileLine> {
  let no = 0;
  let rest = '';
  let tooLong = false;
  for await (const chunk of createReadStream(file, {
    encoding: 'utf8',
    signal,
  }) as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const text of parts) {
      no += 1;
      if (tooLong) yield { no, text: null };
      else if (text.trim() !== '') yield { no, text };
      tooLong = false;
    }
    if (rest.length > LONGEST_LINE) {
      rest = '';
      tooLong = true;
    }
  }
  if (tooLong) yield { no: no + 1, text: null };
  else if (rest.trim() !== '') yield { no: no + 1, text: rest };
}

/** Scrubs a recording, or a folder of them, into a new file. */
import { open, rm } from 'node:fs/promises';
import { RECORDING_VERSION, headerLine, readRecordedLine } from '../sources/recording.ts';
import { filesAt, linesOf } from '../sources/replay.lines.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { scrubLine } from './scrub.ts';

export type ScrubResult =
  | { readonly ok: true; readonly lines: number; readonly leftOut: number }
  | { readonly ok: false; readonly code: string; readonly message: string };

const BUFFER = 1_048_576;

/**
 * Writes `out`, which must not exist yet. Lines that are broken are left out and counted. Throws what the disk
 * throws; after a refusal or a failure there is no `out`.
 */
export async function scrubRecording(path: string, out: string): Promise<ScrubResult> {
  const files = filesAt(path);
  const target = await open(out, 'wx', 0o600);
  let complete = false;
  try {
    const result = await scrubInto(files, (text) => target.appendFile(text));
    complete = result.ok;
    return result;
  } finally {
    await target.close();
    if (!complete) await rm(out, { force: true });
  }
}

async function scrubInto(
  files: readonly string[],
  write: (text: string) => Promise<void>,
): Promise<ScrubResult> {
  const names = createPseudonyms();
  const never = new AbortController().signal;
  let text = headerLine(0);
  let lines = 0;
  let leftOut = 0;
  for (const file of files) {
    for await (const { no, text: read } of linesOf(file, never)) {
      const line = read === null ? ({ type: 'broken' } as const) : readRecordedLine(read);
      if (line.type === 'header') {
        if (line.version === RECORDING_VERSION) continue;
        const message = `${file} is a recording of another version. Update Coinfall.`;
        return { ok: false, code: 'version_unknown', message };
      }
      if (line.type === 'broken') {
        leftOut += 1;
        continue;
      }
      const scrubbed = scrubLine(line, names);
      if (!scrubbed.ok) {
        const message = `Line ${no} of ${file} is from “${scrubbed.scheme}”, whose frames this Coinfall cannot scrub. Nothing was written.`;
        return { ok: false, code: scrubbed.code, message };
      }
      lines += 1;
      text += scrubbed.text;
      if (text.length < BUFFER) continue;
      await write(text);
      text = '';
    }
  }
  await write(text);
  return { ok: true, lines, leftOut };
}

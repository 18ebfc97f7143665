/**
 * The single-instance lock between two runs of the double: a file with the owner's process id, and beside it
 * a letter box in which a second instance leaves its arguments.
 */
import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const letterSchema = z.object({ argv: z.array(z.string()), cwd: z.string() });

/** True when this process is the first in `folder`; then `onSecond` hears of every later one. */
export function takeInstanceLock(
  folder: string,
  onSecond: (argv: readonly string[], cwd: string) => void,
): boolean {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, 'double-instance.pid');
  const letter = join(folder, 'double-second.json');
  if (isHeldByAnother(lock)) {
    writeFileSync(letter, JSON.stringify({ argv: process.argv, cwd: process.cwd() }));
    return false;
  }
  writeFileSync(lock, String(process.pid));
  const watcher = watch(folder, () => {
    const read = readLetter(letter);
    if (read === undefined) return;
    rmSync(letter, { force: true });
    onSecond(read.argv, read.cwd);
  });
  watcher.unref();
  return true;
}

function isHeldByAnother(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return pid !== process.pid && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Undefined also while the letter is only half written; the next change tells. */
function readLetter(letter: string): z.infer<typeof letterSchema> | undefined {
  try {
    return letterSchema.parse(JSON.parse(readFileSync(letter, 'utf8')));
  } catch {
    return undefined;
  }
}

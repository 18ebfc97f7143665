/** Small logs beside the database, one JSON line each: what must be known even when the database is lost or replaced. */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { z } from 'zod';

/** Appends a line and flushes it to the disk. */
export function appendLine(path: string, value: object): void {
  const file = openSync(path, 'a', 0o600);
  try {
    // The line break in front: a line torn by a crash must not swallow this one.
    writeSync(file, `\n${JSON.stringify(value)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** All lines that fit the schema; one torn by a crash is passed over. None when there is no such file. */
export function readLines<Line>(path: string, schema: z.ZodType<Line>): readonly Line[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [schema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

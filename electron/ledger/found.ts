/**
 * `damage-found.json`: damage that a check found while the companion ran. A running ledger is not taken away under
 * the stream; the next start acts on this note, however large the file is.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Part } from './aside.ts';
import { writeDurably } from './durable.ts';

const foundSchema = z.object({ what: z.enum(['ledger', 'settings']), words: z.string() });
export type Found = z.infer<typeof foundSchema>;

export function noteFound(dataDir: string, found: Found): void {
  writeDurably(fileOf(dataDir), JSON.stringify(found));
}

export function readFound(dataDir: string): Found | null {
  try {
    return foundSchema.parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')));
  } catch {
    return null;
  }
}

/** These parts are not what they were any more. */
export function forgetFound(dataDir: string, parts: readonly Part[]): void {
  const found = readFound(dataDir);
  if (found !== null && parts.includes(found.what)) rmSync(fileOf(dataDir), { force: true });
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'damage-found.json');
}

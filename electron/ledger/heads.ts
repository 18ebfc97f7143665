/**
 * `heads.log`: heads of the hash chain, kept outside the database, so that `verify` can tell when the journal's
 * tail was cut off behind a recorded head.
 */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { headsFile } from './files.ts';
import type { ChainHead } from './journal.ts';
import type { Db } from './open.ts';

const lineSchema = z.object({ seq: z.int(), hash: z.string(), atMs: z.int() });
export type RecordedHead = z.infer<typeof lineSchema>;

/** Appends the head and flushes it to the disk. */
export function recordHead(dataDir: string, head: ChainHead, atMs: number): void {
  if (head.seq === 0) return;
  const file = openSync(headsFile(dataDir), 'a', 0o600);
  try {
    // The line break in front: a line torn by a crash must not swallow this one.
    writeSync(file, `\n${JSON.stringify({ seq: head.seq, hash: head.hash, atMs })}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** All recorded heads; a line torn by a crash is passed over. */
export function readHeads(dataDir: string): readonly RecordedHead[] {
  let text: string;
  try {
    text = readFileSync(headsFile(dataDir), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [lineSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** The first recorded head that the journal no longer holds as it was; undefined when all are there. */
export function lostHead(db: Db, heads: readonly RecordedHead[]): RecordedHead | undefined {
  const hashAt = db.prepare('SELECT hash FROM journal WHERE seq = ?').pluck();
  return heads.find(({ seq, hash }) => hashAt.get(seq) !== hash);
}

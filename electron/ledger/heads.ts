/**
 * `heads.log`: heads of the hash chain, kept outside the database, so that `verify` can tell when the journal's
 * tail was cut off behind a recorded head.
 */
import { z } from 'zod';
import { headsFile } from './files.ts';
import type { ChainHead } from './journal.ts';
import { appendLine, readLines } from './line-log.ts';
import type { Db } from './open.ts';

const lineSchema = z.object({ seq: z.int(), hash: z.string(), atMs: z.int() });
export type RecordedHead = z.infer<typeof lineSchema>;

/** Appends the head and flushes it to the disk. */
export function recordHead(dataDir: string, head: ChainHead, atMs: number): void {
  if (head.seq === 0) return;
  appendLine(headsFile(dataDir), { seq: head.seq, hash: head.hash, atMs });
}

/** All recorded heads. */
export function readHeads(dataDir: string): readonly RecordedHead[] {
  return readLines(headsFile(dataDir), lineSchema);
}

/** The first recorded head that the journal no longer holds as it was; undefined when all are there. */
export function lostHead(db: Db, heads: readonly RecordedHead[]): RecordedHead | undefined {
  const hashAt = db.prepare('SELECT hash FROM journal WHERE seq = ?').pluck();
  return heads.find(({ seq, hash }) => hashAt.get(seq) !== hash);
}

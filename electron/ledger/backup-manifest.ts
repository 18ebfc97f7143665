/** What a backup says about itself: `manifest.json`, its files with their sums, and the state they are proved against. */
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { z } from 'zod';
import { readHead } from './journal.ts';
import type { Db } from './open.ts';

export const MANIFEST = 'manifest.json';
/** The files of a backup beside its manifest, by their names in a data folder. */
export const BACKUP_FILES = ['ledger.sqlite', 'app.sqlite', 'heads.log'] as const;

/** Why a backup was made: a quarter hour went by, a session ended, a schema change is due, somebody asked. */
export const BACKUP_REASONS = ['timed', 'session', 'migration', 'asked'] as const;
export type BackupReason = (typeof BACKUP_REASONS)[number];

const manifestSchema = z.object({
  format: z.literal(1),
  atMs: z.int(),
  reason: z.enum(BACKUP_REASONS),
  mode: z.enum(['live', 'sandbox']),
  schema: z.object({ ledger: z.int(), app: z.int() }),
  /** Hash of the first row, which tells one ledger from another; null while there is none. */
  history: z.string().nullable(),
  head: z.object({ seq: z.int(), hash: z.string() }),
  /** Worth per platform and unit as the journal says, decimal: sums may pass 2^53. */
  totals: z.array(z.object({ platform: z.string(), unit: z.string(), units: z.string() })),
  files: z
    .array(
      z.object({
        name: z.enum(BACKUP_FILES),
        bytes: z.int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .refine((files) => BACKUP_FILES.every((name) => files.some((file) => file.name === name))),
});
export type BackupManifest = z.infer<typeof manifestSchema>;
export type BackupFacts = Pick<BackupManifest, 'history' | 'head' | 'totals'>;

/** A backup or a restore that cannot be; the words say what was kept and what to do. */
export class BackupError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Null when the text is no manifest that this Coinfall understands. */
export function parseManifest(text: string): BackupManifest | null {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What a ledger must still say after it was copied: its head, and the sums of its journal. */
export function factsOf(db: Db): BackupFacts {
  const totals = db
    .prepare(
      `SELECT platform, unit, sum(units_delta) AS units FROM journal
       WHERE platform IS NOT NULL AND unit IS NOT NULL AND units_delta IS NOT NULL
       GROUP BY platform, unit ORDER BY platform, unit`,
    )
    .safeIntegers()
    .all() as { platform: string; unit: string; units: bigint }[];
  const first = db.prepare('SELECT hash FROM journal WHERE seq = 1').pluck().get();
  return {
    history: (first as string | undefined) ?? null,
    head: readHead(db),
    totals: totals.map((total) => ({ ...total, units: total.units.toString() })),
  };
}

const PIECE_BYTES = 1024 * 1024;

/** Reads an open file from a place on, piece by piece; throws BackupError when it ends too early. */
export function* piecesOf(
  file: number,
  from: number,
  bytes: number,
): Generator<Buffer, void, undefined> {
  const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(bytes, 1)));
  for (let at = 0; at < bytes;) {
    const read = readSync(file, piece, 0, Math.min(piece.length, bytes - at), from + at);
    if (read === 0) throw new BackupError('backup_damaged', 'The backup ends too early.');
    yield piece.subarray(0, read);
    at += read;
  }
}

/** SHA-256 of a part of an open file, hex; each piece goes to `also` too. */
export function sha256Of(
  file: number,
  from: number,
  bytes: number,
  also: (piece: Buffer) => void = () => undefined,
): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(file, from, bytes)) {
    hash.update(piece);
    also(piece);
  }
  return hash.digest('hex');
}

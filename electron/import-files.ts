/**
 * Where an import's file waits: `imports/` in the data folder, readable by its owner alone. What was handed over
 * (`<id>.upload`) is gone once it is read or given up, what was read (`<id>.staged`) once it is in the ledger.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { appendFile, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { UPLOAD } from '../shared/import-limits.ts';
import type { Uploaded } from '../shared/contract/imports.ts';

const FOLDER = 'imports';
/** What nobody came back for is forgotten; a command line may be about to use what is younger. */
const FORGOTTEN_AFTER_MS = 3_600_000;

/** Makes the folder. */
export function importsFolder(dataDir: string): string {
  const folder = join(dataDir, FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

export function uploadFile(dataDir: string, id: string): string {
  return join(dataDir, FOLDER, `${id}.upload`);
}

export function stagedFile(dataDir: string, id: string): string {
  return join(dataDir, FOLDER, `${id}.staged`);
}

/** Takes a piece of a file; `upload` is null for the first. Nothing stays of a file that cannot be taken whole. */
export async function takePiece(
  dataDir: string,
  { upload, at, base64 }: { upload: string | null; at: number; base64: string },
): Promise<Uploaded> {
  const id = upload ?? randomBytes(16).toString('hex');
  const bytes = Buffer.from(base64, 'base64');
  importsFolder(dataDir);
  const file = uploadFile(dataDir, id);
  try {
    const size = upload === null ? 0 : (await stat(file)).size;
    if (size !== at || size + bytes.length > UPLOAD.most) throw new Error('not the next piece');
    await appendFile(file, bytes, { mode: 0o600 });
    return { ok: true, upload: id };
  } catch (error) {
    discardFiles(dataDir, id);
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    return {
      ok: false,
      code: isFull ? 'disk_full' : 'upload_broken',
      message: isFull
        ? 'There is no room on the disk for the file. Make room, then try again. Nothing was imported.'
        : 'The file did not come through whole, or is too large for this way. Try again, or use: coinfall import FILE',
    };
  }
}

/** Removes all that waits for one import. */
export function discardFiles(dataDir: string, id: string): void {
  for (const file of [uploadFile(dataDir, id), stagedFile(dataDir, id)])
    rmSync(file, { force: true });
}

/** Removes what nobody came back for, except for what is `needed` still. */
export function sweepImports(dataDir: string, needed: ReadonlySet<string>, nowMs: number): void {
  if (!existsSync(join(dataDir, FOLDER))) return;
  for (const name of readdirSync(join(dataDir, FOLDER))) {
    const file = join(dataDir, FOLDER, name);
    const id = name.split('.')[0] ?? '';
    const changedAtMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? nowMs;
    if (!needed.has(id) && nowMs - changedAtMs > FORGOTTEN_AFTER_MS) rmSync(file, { force: true });
  }
}

/** Writes an export to a file that appears whole or not at all, with its control file beside it. */
import { existsSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { exportPieces } from '../export-job.ts';
import { sha256OfFile, sidecarOf, sidecarSchema } from '../export-sidecar.ts';
import type { Sidecar } from '../export-sidecar.ts';
import { OpenError } from '../ledger/open.ts';
import type { AskedExport } from '../open-export.ts';
import { CommandFailure, EXIT } from './output.ts';
import type { Output } from './output.ts';

/** Writes it and its control file. Throws CommandFailure; then neither is there. */
export async function writeExportFile(
  asked: AskedExport,
  file: string,
  output: Output,
): Promise<Sidecar> {
  const { signal, done } = interruption();
  const [part, sidecar] = [`${file}.part`, sidecarOf(file)];
  const sidecarPart = `${sidecar}.part`;
  try {
    const written = await writeWhole(part, (handle) => writePieces(asked, handle, output, signal));
    const control = { ...written, file: basename(file) };
    await writeWhole(sidecarPart, (handle) =>
      handle.writeFile(`${JSON.stringify(control, null, 2)}\n`),
    );
    // The sidecar first: a file without one would count as somebody else's.
    await rename(sidecarPart, sidecar);
    await rename(part, file);
    return control;
  } catch (error) {
    await rm(part, { force: true });
    await rm(sidecarPart, { force: true });
    if (!existsSync(file)) await rm(sidecar, { force: true });
    if (error instanceof OpenError || error instanceof CommandFailure) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      'not_written',
      `The export could not be written to ${file} (${words}). Nothing was left there; the ledger is untouched.`,
      EXIT.couldNot,
    );
  } finally {
    done();
  }
}

/** An export that nobody has touched may be replaced by a newer one; anything else must not be lost. */
export async function refuseForeignFile(file: string): Promise<void> {
  if (!existsSync(file)) return;
  try {
    const { sha256 } = sidecarSchema.parse(JSON.parse(await readFile(sidecarOf(file), 'utf8')));
    if ((await sha256OfFile(file)) === sha256) return;
  } catch {
    // No readable sidecar: not a file of ours.
  }
  throw new CommandFailure(
    'file_exists',
    `${file} exists and is not an untouched export of Coinfall. Choose another name, or add --force to replace it.`,
    EXIT.couldNot,
  );
}

async function writePieces(
  asked: AskedExport,
  handle: FileHandle,
  output: Output,
  signal: AbortSignal,
): Promise<Sidecar> {
  for await (const piece of exportPieces(asked, signal)) {
    if (piece.type === 'done') return piece.control;
    output.progress(`${piece.chunk.rows} rows`);
    await handle.writeFile(piece.chunk.bytes);
  }
  throw new CommandFailure(
    'cancelled',
    'The export was cancelled. Nothing was left; the ledger is untouched.',
    EXIT.couldNot,
  );
}

/** Opens a file for writing and closes it once all of it lies on the disk. */
async function writeWhole<Result>(
  file: string,
  write: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  const handle = await open(file, 'w');
  try {
    const result = await write(handle);
    await handle.sync();
    return result;
  } finally {
    await handle.close();
  }
}

/** Ctrl-C and SIGTERM, until it is done. */
function interruption(): { readonly signal: AbortSignal; readonly done: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.once(name, abort);
  return {
    signal: controller.signal,
    done() {
      for (const name of signals) process.off(name, abort);
    },
  };
}

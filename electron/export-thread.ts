/**
 * An export in a short-lived thread of its own: reads pages of the ledger, writes the format, posts one piece
 * for each "next" it is sent. Composition of ledger and exports, like `companion.ts`.
 */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { makeSidecar } from './export-sidecar.ts';
import type { Sidecar } from './export-sidecar.ts';
import type { ExportChunk } from './exports/export.ts';
import { exportFormats } from './exports/registry.ts';
import { openExport } from './open-export.ts';
import type { AskedExport, OpenedExport } from './open-export.ts';

export type ExportThreadMessage =
  | { readonly type: 'chunk'; readonly chunk: ExportChunk }
  | { readonly type: 'done'; readonly control: Sidecar }
  | { readonly type: 'failed'; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('export-thread.ts runs as a worker thread only');
const post = (message: ExportThreadMessage) => port.postMessage(message);

try {
  const asked = workerData as AskedExport;
  const opened = openExport(asked);
  const hash = createHash('sha256');
  const next = async () => {
    const piece = await opened.pieces.next();
    if (piece.done !== true) {
      hash.update(piece.value.bytes);
      post({ type: 'chunk', chunk: piece.value });
      return;
    }
    finish(asked, opened, { totals: piece.value, sha256: hash.digest('hex') });
  };
  port.on('message', () => {
    next().catch(failed);
  });
} catch (error) {
  failed(error);
}

function finish(
  asked: AskedExport,
  opened: OpenedExport,
  written: Pick<Parameters<typeof makeSidecar>[2], 'totals' | 'sha256'>,
): void {
  opened.close();
  const name = `coinfall-${asked.view}.${exportFormats.get(asked.format)?.extension ?? ''}`;
  post({ type: 'done', control: makeSidecar(name, asked, { head: opened.head, ...written }) });
  port?.close();
}

function failed(error: unknown): void {
  post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  port?.close();
}

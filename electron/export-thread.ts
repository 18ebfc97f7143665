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
import { OpenError } from './ledger/open.ts';
import type { OpenErrorCode } from './ledger/open.ts';
import { openExport } from './open-export.ts';
import type { AskedExport, OpenedExport } from './open-export.ts';

/** A piece whose bytes are a buffer of their own. */
interface OwnChunk extends ExportChunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type ExportThreadMessage =
  | { readonly type: 'chunk'; readonly chunk: OwnChunk }
  | { readonly type: 'done'; readonly control: Sidecar }
  | { readonly type: 'failed'; readonly code: OpenErrorCode | null; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('export-thread.ts runs as a worker thread only');

function post(message: ExportThreadMessage): void {
  port?.postMessage(message, message.type === 'chunk' ? [message.chunk.bytes.buffer] : []);
}

try {
  const asked = workerData as AskedExport;
  const opened = openExport(asked);
  const hash = createHash('sha256');
  const next = async () => {
    const piece = await opened.pieces.next();
    if (piece.done !== true) {
      hash.update(piece.value.bytes);
      post({ type: 'chunk', chunk: { ...piece.value, bytes: owned(piece.value.bytes) } });
      return;
    }
    finish(asked, opened, { totals: piece.value, sha256: hash.digest('hex') });
  };
  let last = Promise.resolve();
  port.on('message', () => {
    last = last.then(next).catch(failed);
  });
} catch (error) {
  failed(error);
}

/** Bytes that may be handed over without a copy: small buffers of Node share one. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
  return isWhole ? new Uint8Array(buffer) : new Uint8Array(bytes);
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
  const message = error instanceof Error ? error.message : String(error);
  post({ type: 'failed', code: error instanceof OpenError ? error.code : null, message });
  port?.close();
}

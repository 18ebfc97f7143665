/**
 * An export in a short-lived thread of its own: reads pages of the ledger, writes the format, posts one piece
 * for each "next" it is sent. Composition of ledger and exports, like `companion.ts`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { ExportPeriod } from '../shared/export-rows.ts';
import type { ExportChunk, ExportView } from './exports/export.ts';
import { openExport } from './open-export.ts';
import type { Mode } from './ledger/schema.ts';

export interface ExportThreadData {
  readonly dataDir: string;
  readonly mode: Mode;
  readonly format: string;
  readonly view: ExportView;
  readonly period: ExportPeriod;
  readonly currency: string;
}

export type ExportThreadMessage =
  | { readonly type: 'chunk'; readonly chunk: ExportChunk }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('export-thread.ts runs as a worker thread only');
const post = (message: ExportThreadMessage) => port.postMessage(message);

try {
  const opened = openExport(workerData as ExportThreadData);
  port.on('message', () => {
    try {
      const next = opened.pieces.next();
      if (next.done !== true) {
        post({ type: 'chunk', chunk: next.value });
        return;
      }
      opened.close();
      post({ type: 'done' });
      port.close();
    } catch (error) {
      failed(error);
    }
  });
} catch (error) {
  failed(error);
}

function failed(error: unknown): void {
  post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  port?.close();
}

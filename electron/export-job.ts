/** Runs an export thread and hands its pieces on as they are asked for; stopping early ends the thread. */
import { once } from 'node:events';
import exportThread from './export-thread.ts?nodeWorker';
import type { ExportThreadMessage } from './export-thread.ts';
import type { AskedExport } from './open-export.ts';

/** Yields pieces of the file, last of all what to check them against. Throws when the ledger cannot be read. */
export async function* exportPieces(
  asked: AskedExport,
  signal: AbortSignal | undefined,
): AsyncGenerator<Exclude<ExportThreadMessage, { type: 'failed' }>, void, undefined> {
  const thread = exportThread({ workerData: asked });
  try {
    while (signal?.aborted !== true) {
      thread.postMessage('next');
      const [message] = (await once(thread, 'message')) as [ExportThreadMessage];
      if (message.type === 'failed') throw new Error(message.message);
      yield message;
      if (message.type === 'done') return;
    }
  } finally {
    await thread.terminate();
  }
}

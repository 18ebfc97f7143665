/** Runs an export thread and hands its pieces on as they are asked for; stopping early ends the thread. */
import { once } from 'node:events';
import exportThread from './export-thread.ts?nodeWorker';
import type { ExportThreadData, ExportThreadMessage } from './export-thread.ts';

/** Yields pieces of the file with the number of rows so far. Throws when the ledger cannot be read. */
export async function* exportPieces(
  data: ExportThreadData,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ text: string; rows: number }, void, undefined> {
  const thread = exportThread({ workerData: data });
  try {
    while (signal?.aborted !== true) {
      thread.postMessage('next');
      const [message] = (await once(thread, 'message')) as [ExportThreadMessage];
      if (message.type === 'done') return;
      if (message.type === 'failed') throw new Error(message.message);
      yield { text: message.chunk.text, rows: message.chunk.rows };
    }
  } finally {
    await thread.terminate();
  }
}

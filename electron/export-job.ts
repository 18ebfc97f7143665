/** Runs an export thread and hands its pieces on as they are asked for; stopping early ends the thread. */
import { on } from 'node:events';
import exportThread from './export-thread.ts?nodeWorker';
import type { ExportThreadMessage } from './export-thread.ts';
import { OpenError } from './ledger/open.ts';
import type { AskedExport } from './open-export.ts';

/**
 * Of the thread's heap. Without a bound V8 lets it grow with the machine's memory instead of tidying up; this is some
 * ten times what a million rows need, since the sums of a view grow with the people who gave.
 */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 1_024 } as const;

/**
 * Yields pieces of the file, last of all what to check them against; ends without that once `signal` is aborted. The
 * bytes of a piece are the taker's until the next is asked for. Throws OpenError when the ledger cannot be read.
 */
export async function* exportPieces(
  asked: AskedExport,
  signal: AbortSignal | undefined,
): AsyncGenerator<Exclude<ExportThreadMessage, { type: 'failed' }>, void, undefined> {
  const thread = exportThread({ workerData: asked, resourceLimits: HEAP_LIMITS });
  try {
    thread.postMessage('next');
    const messages = on(thread, 'message', { close: ['exit'], signal });
    for await (const [message] of messages as AsyncIterable<[ExportThreadMessage]>) {
      if (message.type === 'failed') throw failure(message);
      // One piece is made while this one is being taken, and no more.
      if (message.type === 'chunk') thread.postMessage('next');
      yield message;
      if (message.type === 'done') return;
      // Given back at once: waiting for the garbage collector, pieces would pile up.
      message.chunk.bytes.buffer.transfer(0);
    }
    throw new Error('The export ended before its file was whole.');
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  } finally {
    await thread.terminate();
  }
}

function failure({ code, message }: Extract<ExportThreadMessage, { type: 'failed' }>): Error {
  return code === null ? new Error(message) : new OpenError(code, message);
}

/** The reader thread: one read-only connection that answers the named queries. */
import { parentPort, workerData } from 'node:worker_threads';
import { ledgerFile } from './files.ts';
import { OpenError, openReader } from './open.ts';
import type { Db } from './open.ts';
import { queries } from './queries.ts';
import { ledgerSchema } from './schema.ts';
import type { ReaderAnswer, ReaderRequest, ThreadData } from './thread-messages.ts';

const port = parentPort;
if (port === null) throw new Error('reader.ts runs as a worker thread only');
const { dataDir, mode } = workerData as ThreadData;

function answer(message: ReaderAnswer): void {
  port?.postMessage(message);
}

try {
  const db = openReader(ledgerFile(dataDir), ledgerSchema(mode));
  port.on('message', (request: ReaderRequest | 'stop') => {
    if (request === 'stop') {
      db.close();
      port.close();
      return;
    }
    answer(reply(db, request));
  });
  answer({ type: 'ready' });
} catch (error) {
  if (!(error instanceof OpenError)) throw error;
  answer({ type: 'refused', code: error.code, message: error.message });
}

function reply(db: Db, request: ReaderRequest): ReaderAnswer {
  try {
    const named = queries as unknown as Record<string, (db: Db, asked: unknown) => unknown>;
    return {
      type: 'answer',
      id: request.id,
      ok: true,
      value: named[request.name]?.(db, request.asked),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { type: 'answer', id: request.id, ok: false, message };
  }
}

/** Memory of a running companion that is still in use after a garbage collection, thread by thread, over its inspector. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { until } from './poll.ts';

/** To be given to the process at its start. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

export interface Heaps {
  /** MiB in use after a collection: the main thread, then the workers that last. */
  measure(): Promise<readonly number[]>;
  close(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly sessionId: string; readonly message?: string };
  readonly result?: unknown;
}

/** Attaches to the inspector that `stderr` names. */
export async function attachHeaps(stderr: () => string): Promise<Heaps> {
  const url = await until('the inspector', () => /ws:\/\/127\.0\.0\.1:\S+/.exec(stderr())?.[0]);
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const workers = new Set<string>();
  const waiting = new Map<number, (result: unknown) => void>();
  /** Which thread was asked. */
  const asked = new Map<number, string>();
  let lastId = 0;

  /** A thread that ends in the middle of an answer never gives it. */
  function gone(worker: string): void {
    workers.delete(worker);
    for (const [id, of] of asked) if (of === worker) waiting.get(id)?.(null);
  }

  function hear(text: string): void {
    const { id, method, params, result } = JSON.parse(text) as Message;
    if (method === 'NodeWorker.attachedToWorker') workers.add(params?.sessionId ?? '');
    if (method === 'NodeWorker.detachedFromWorker') gone(params?.sessionId ?? '');
    if (method === 'NodeWorker.receivedMessageFromWorker') hear(params?.message ?? '{}');
    if (id !== undefined) waiting.get(id)?.(result);
  }
  socket.on('message', (data: Buffer) => hear(data.toString('utf8')));

  function ask(method: string, params: object, worker: string | null): Promise<unknown> {
    const id = (lastId += 1);
    const message = JSON.stringify({ id, method, params });
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    if (worker === null) {
      socket.send(message);
      return answer;
    }
    asked.set(id, worker);
    void ask('NodeWorker.sendMessageToWorker', { sessionId: worker, message }, null);
    return answer;
  }

  /** Null for a thread that has ended. */
  async function used(worker: string | null): Promise<number | null> {
    await ask('HeapProfiler.collectGarbage', {}, worker);
    if (worker !== null && !workers.has(worker)) return null;
    const usage = (await ask('Runtime.getHeapUsage', {}, worker)) as { usedSize: number } | null;
    return usage === null ? null : usage.usedSize / 1_048_576;
  }

  await ask('NodeWorker.enable', { waitForDebuggerOnStart: false }, null);
  const lasting = [...workers];
  return {
    async measure() {
      const threads = [null, ...lasting.filter((id) => workers.has(id))];
      return (await Promise.all(threads.map(used))).filter((mib) => mib !== null);
    },
    close: () => socket.terminate(),
  };
}

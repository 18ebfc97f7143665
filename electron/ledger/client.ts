/**
 * The ledger as the rest of the house sees it: typed, asynchronous, behind two threads. What was committed is
 * published on the bus, after the commit and in order.
 */
import type { Worker } from 'node:worker_threads';
import type { Bus } from '../bus.ts';
import type { AppStore } from './app-store.ts';
import type { Part } from './aside.ts';
import type { CommandOutcome, LedgerCommand } from './commands.ts';
import type { ChainHead } from './journal.ts';
import type { Queries } from './queries.ts';
import readerThread from './reader.ts?nodeWorker';
import writerThread from './writer.ts?nodeWorker';
import type {
  AppMethod,
  ReaderAnswer,
  ReaderRequest,
  ThreadData,
  WriterAnswer,
  WriterRequest,
} from './thread-messages.ts';

/** Commands that may wait for a failing disk before new ones are turned away. */
const MOST_WAITING = 200_000;
const STOP_WITHIN_MS = 4_000;
const READER_STOPS_WITHIN_MS = 500;

type Asked<Name extends keyof Queries> =
  Parameters<Queries[Name]> extends [unknown, infer A] ? [A] : [];

export interface LedgerClient {
  /** Resolves after the commit with one outcome per command; rejects with Overloaded while too much waits. */
  submit(commands: readonly LedgerCommand[]): Promise<readonly CommandOutcome[]>;
  query<Name extends keyof Queries>(
    name: Name,
    ...asked: Asked<Name>
  ): Promise<ReturnType<Queries[Name]>>;
  app<Method extends AppMethod>(
    method: Method,
    ...args: Parameters<AppStore[Method]>
  ): Promise<ReturnType<AppStore[Method]>>;
  head(): ChainHead;
  /** Our clock at the last commit, Unix ms; null before the first. */
  lastCommitAtMs(): number | null;
  readonly sqliteVersion: string;
  stop(): Promise<void>;
}

/** Too much is waiting to be written; what is waiting is kept. */
export class Overloaded extends Error {}

export type LedgerStart =
  | { readonly ok: true; readonly ledger: LedgerClient }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      /** What of ours is damaged and may be moved aside; null when everything must be left as it is. */
      readonly damaged: Part | null;
    };

interface Waiter {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Starts both threads; refuses with a code and words when the files must not be opened. */
export async function startLedger(
  data: ThreadData,
  bus: Bus,
  onThreadDied: (error: Error) => void,
): Promise<LedgerStart> {
  const writer = writerThread({ workerData: data });
  const opened = await firstMessage<WriterAnswer>(
    writer,
    (message) => message.type === 'ready' || message.type === 'refused',
  );
  if (opened.message.type !== 'ready') {
    await writer.terminate();
    return refusalOf(opened.message);
  }
  const ready = opened.message;
  const reader = readerThread({ workerData: data });
  const readerOpened = await firstMessage<ReaderAnswer>(reader, () => true);
  if (readerOpened.message.type !== 'ready') {
    await Promise.all([writer.terminate(), reader.terminate()]);
    return refusalOf(readerOpened.message);
  }
  return { ok: true, ledger: connect(writer, reader, bus, ready, onThreadDied) };
}

function connect(
  writer: Worker,
  reader: Worker,
  bus: Bus,
  ready: Extract<WriterAnswer, { type: 'ready' }>,
  onThreadDied: (error: Error) => void,
): LedgerClient {
  let head = ready.head;
  let lastCommitAtMs: number | null = null;
  let nextId = 1;
  let waitingCommands = 0;
  let stopping = false;
  const writes = new Map<number, Waiter & { readonly size: number }>();
  const reads = new Map<number, Waiter>();
  const appCalls = new Map<number, Waiter>();

  function settle(waiters: Map<number, Waiter>, message: { id: number } & Settled): void {
    const waiter = waiters.get(message.id);
    waiters.delete(message.id);
    if (message.ok) waiter?.resolve(message.value);
    else waiter?.reject(new Error(message.message));
  }

  writer.on('message', (message: WriterAnswer) => {
    switch (message.type) {
      case 'committed': {
        head = message.head;
        lastCommitAtMs = message.atMs;
        const { gifts, observed, entries, corrected, erased, sessions } = message.report;
        const { rejected, conflicts } = message.report;
        for (const { id, outcomes } of message.answers) {
          const waiter = writes.get(id);
          writes.delete(id);
          waitingCommands -= waiter?.size ?? 0;
          waiter?.resolve(outcomes);
        }
        if (gifts.length > 0 || observed.length > 0) bus.publish('committed', { gifts, observed });
        if (erased.length > 0) bus.publish('erased', { personNos: erased });
        if (entries.length + corrected.length > 0) {
          bus.publish('recorded', { seqs: entries, giftNos: corrected });
        }
        for (const sessionNo of sessions) bus.publish('session', { sessionNo });
        if (rejected + conflicts > 0) bus.publish('problems', { rejected, conflicts });
        return;
      }
      case 'health':
        bus.publish('ledgerHealth', message);
        return;
      case 'app':
        settle(appCalls, message);
        return;
      case 'ready':
      case 'refused':
      case 'stopped':
        return;
    }
  });
  reader.on('message', (message: ReaderAnswer) => {
    if (message.type === 'answer') settle(reads, message);
  });
  for (const thread of [writer, reader]) {
    thread.on('error', (error) => {
      if (!stopping) onThreadDied(error instanceof Error ? error : new Error(String(error)));
    });
  }

  function post(request: WriterRequest): void {
    writer.postMessage(request);
  }

  return {
    submit(commands) {
      if (stopping || waitingCommands + commands.length > MOST_WAITING) {
        return Promise.reject(new Overloaded('too much is waiting to be written'));
      }
      waitingCommands += commands.length;
      const id = nextId++;
      return new Promise((resolve, reject) => {
        writes.set(id, {
          resolve: (value) => resolve(value as readonly CommandOutcome[]),
          reject,
          size: commands.length,
        });
        post({ type: 'commands', id, commands });
      });
    },
    query(name, ...asked) {
      const id = nextId++;
      return new Promise((resolve, reject) => {
        reads.set(id, { resolve: (value) => resolve(value as never), reject });
        reader.postMessage({ id, name, asked: asked[0] } satisfies ReaderRequest);
      });
    },
    app(method, ...args) {
      const id = nextId++;
      return new Promise((resolve, reject) => {
        appCalls.set(id, { resolve: (value) => resolve(value as never), reject });
        post({ type: 'app', id, method, args });
      });
    },
    head: () => head,
    lastCommitAtMs: () => lastCommitAtMs,
    sqliteVersion: ready.sqlite,
    async stop() {
      if (stopping) return;
      stopping = true;
      const readerGone = exitOf(reader);
      const writerGone = exitOf(writer);
      reader.postMessage('stop');
      // Who closes last folds the WAL into the file, which the read-only connection cannot.
      await within(readerGone, READER_STOPS_WITHIN_MS);
      post({ type: 'stop' });
      await within(writerGone, STOP_WITHIN_MS);
      await Promise.all([writer.terminate(), reader.terminate()]);
    },
  };
}

function exitOf(thread: Worker): Promise<void> {
  return new Promise((resolve) => {
    thread.once('exit', () => resolve());
  });
}

/** Waits for `happening`, but no longer than `ms`. */
async function within(happening: Promise<void>, ms: number): Promise<void> {
  const timeout = new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref();
  });
  await Promise.race([happening, timeout]);
}

type Settled =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

function refusalOf(message: {
  type: string;
  code?: string;
  message?: string | null;
  damaged?: Part | null;
}): LedgerStart {
  return {
    ok: false,
    damaged: message.damaged ?? null,
    code: message.code ?? 'ledger_thread',
    message: message.message ?? 'The ledger thread did not start.',
  };
}

function firstMessage<Message>(
  worker: Worker,
  counts: (message: Message) => boolean,
): Promise<{ readonly message: Message }> {
  return new Promise((resolve, reject) => {
    const listen = (message: Message) => {
      if (!counts(message)) return;
      worker.off('message', listen);
      worker.off('error', reject);
      resolve({ message });
    };
    worker.on('message', listen);
    worker.once('error', reject);
  });
}

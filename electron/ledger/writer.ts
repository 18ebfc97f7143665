/** The writer thread: the only connection that writes. Owns ledger.sqlite and app.sqlite. */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { Part } from './aside.ts';
import { openAppStore } from './app-store.ts';
import type { AppStore } from './app-store.ts';
import { takeAway } from './damage.ts';
import { appFile, ledgerFile } from './files.ts';
import { forgottenAgain, readErasures, recordErasure } from './erasure.ts';
import { noteFound } from './found.ts';
import { recordHead } from './heads.ts';
import { inspectFiles } from './inspect.ts';
import { damageOf, OpenError, openWriter } from './open.ts';
import { appSchema, ledgerSchema } from './schema.ts';
import { openLedgerStore } from './store.ts';
import type { CommitReport, LedgerCommand } from './commands.ts';
import type { ThreadData, WriterAnswer, WriterRequest } from './thread-messages.ts';
import { createWriterQueue } from './writer-queue.ts';

const SWEEP_MS = 1_000;
const HEARTBEAT_SWEEPS = 15;

const port = parentPort;
if (port === null) throw new Error('writer.ts runs as a worker thread only');
const { dataDir, mode } = workerData as ThreadData;

function answer(message: WriterAnswer): void {
  port?.postMessage(message);
}

/** What is being opened, for the case that it cannot be. */
const opening: { what: Part | null } = { what: null };
try {
  const damage = inspectFiles(dataDir, mode);
  if (damage === null) run();
  else answer({ type: 'refused', code: 'damaged', message: damage.words, damaged: damage.what });
} catch (error) {
  const file = opening.what === 'settings' ? appFile(dataDir) : ledgerFile(dataDir);
  const refusal = error instanceof OpenError ? error : damageOf(error, file);
  if (refusal === null) throw error;
  const { code, message } = refusal;
  answer({ type: 'refused', code, message, damaged: code === 'damaged' ? opening.what : null });
}

function run(): void {
  opening.what = 'settings';
  const appDb = openWriter(appFile(dataDir), appSchema);
  const app = openAppStore(appDb);
  opening.what = 'ledger';
  let { db: ledgerDb, store } = openLedger(app);
  // At the start too: a crash may have come between an erasure and this.
  let emptyWals = true;

  function tell(
    report: CommitReport,
    answers: Extract<WriterAnswer, { type: 'committed' }>['answers'],
  ): void {
    const { outcomes: _, ...rest } = report;
    answer({ type: 'committed', head: store.head(), atMs: Date.now(), report: rest, answers });
    if (rest.sessions.length > 0 && store.openSession() === null) noteHead();
    if (rest.erased.length > 0) {
      emptyWals = true;
      wipeWals();
    }
  }

  /** Pages that still hold a forgotten name lie in the WALs until those are emptied; a reader may be in the way. */
  function wipeWals(): void {
    if (!emptyWals) return;
    emptyWals = [ledgerDb, appDb].some((db) => {
      const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
      return result?.busy !== 0;
    });
  }

  /** A head more or less only weakens a proof: failing to write it must not undo or repeat a commit. */
  function noteHead(): void {
    try {
      recordHead(dataDir, store.head(), Date.now());
    } catch {
      // The next session's end and the clean stop write it again.
    }
  }

  let damage: OpenError | null = null;
  function commit(commands: readonly LedgerCommand[]): CommitReport {
    try {
      return store.commit(commands);
    } catch (error) {
      const found = damageOf(error, ledgerFile(dataDir));
      if (found !== null && damage === null) {
        damage = found;
        noteFound(dataDir, { what: 'ledger', words: found.message });
      }
      throw error;
    }
  }

  /** What a damaged ledger could not take in must not be lost with the run: a new one takes it. */
  function saveInNewLedger(words: string): void {
    ledgerDb.close();
    takeAway(dataDir, mode, { what: 'ledger', words }, Date.now());
    ({ db: ledgerDb, store } = openLedger(app));
    queue.flush();
  }

  const queue = createWriterQueue(
    commit,
    isTransient,
    (task, delayMs) => {
      if (delayMs === 0) setImmediate(task);
      else setTimeout(task, delayMs);
    },
    {
      committed: tell,
      health: (state, message, pending) => answer({ type: 'health', state, message, pending }),
    },
  );

  let recovered = false;
  let sweeps = 0;
  function recover(): void {
    if (recovered) return;
    tell(store.recover(), []);
    recovered = true;
    // A restored backup may know people again who were forgotten since.
    for (const personNo of forgottenAgain(ledgerDb, readErasures(dataDir))) {
      tell(store.commit([{ type: 'erase', personNo, source: 'restore' }]), []);
    }
  }

  const sweeper = setInterval(() => {
    sweeps += 1;
    try {
      recover();
      const report = store.sweep();
      if (report !== null) tell(report, []);
      wipeWals();
      if (sweeps % HEARTBEAT_SWEEPS === 0) store.heartbeat();
    } catch (error) {
      // The next sweep tries again; gifts themselves report their own failure.
      if (!isTransient(error)) throw error;
    }
  }, SWEEP_MS);

  try {
    recover();
  } catch (error) {
    // A full disk must not keep the app from starting and saying so; the sweeper tries again. Damage stays.
    if (!isTransient(error) || damageOf(error, ledgerFile(dataDir)) !== null) throw error;
    queue.reportFailure(error);
  }
  port?.on('message', (request: WriterRequest) => {
    switch (request.type) {
      case 'commands':
        queue.push(request);
        return;
      case 'app':
        answer(callApp(app, request));
        return;
      case 'stop':
        clearInterval(sweeper);
        queue.flush();
        if (damage !== null && queue.pending() > 0) saveInNewLedger(damage.message);
        noteHead();
        ledgerDb.close();
        appDb.close();
        answer({ type: 'stopped' });
        port.close();
        return;
    }
  });
  const sqlite = String(ledgerDb.prepare('SELECT sqlite_version()').pluck().get());
  answer({ type: 'ready', head: store.head(), sqlite });
}

function openLedger(app: AppStore) {
  const db = openWriter(ledgerFile(dataDir), ledgerSchema(mode));
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const store = openLedgerStore(db, clock, {
    onErasure(token) {
      recordErasure(dataDir, token);
      // Before the ledger forgets: a crash in between must not leave the name in an alert.
      app.forgetPerson(token.personNo);
    },
  });
  return { db, store };
}

function callApp(app: AppStore, request: Extract<WriterRequest, { type: 'app' }>): WriterAnswer {
  try {
    const methods = app as unknown as Record<string, (...args: unknown[]) => unknown>;
    return {
      type: 'app',
      id: request.id,
      ok: true,
      value: methods[request.method]?.(...request.args),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { type: 'app', id: request.id, ok: false, message };
  }
}

/** Failures of the disk or of a lock: the same commit may succeed a moment later. */
function isTransient(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError &&
    /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB|PROTOCOL)/.test(
      error.code,
    )
  );
}

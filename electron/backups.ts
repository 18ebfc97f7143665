/**
 * Care for the ledger while the companion runs: backups by themselves, and a check of every page after each start.
 * Whatever fails here is said and disturbs nothing.
 */
import { once } from 'node:events';
import type { SessionState, SourceStatus } from '../shared/contract/states.ts';
import type { Latest } from './api/latest.ts';
import type { Bus } from './bus.ts';
import { runBackup } from './ledger/backup-job.ts';
import { listBackups } from './ledger/backup-folders.ts';
import { createBackupSchedule } from './ledger/backup-schedule.ts';
import checkThread from './ledger/check-thread.ts?nodeWorker';
import type { CheckThreadData } from './ledger/check-thread.ts';
import type { LedgerClient } from './ledger/client.ts';
import { damageInPlace } from './ledger/damage.ts';
import { noteFound } from './ledger/found.ts';
import type { Damage } from './ledger/inspect.ts';
import type { Mode } from './ledger/schema.ts';

/** When every index was last read against its table, Unix ms; kept in the settings. */
const FULL_CHECK_SETTING = 'fullCheckAtMs';
const FULL_CHECK_EVERY_MS = 7 * 24 * 60 * 60_000;

export interface CareParts {
  readonly dataDir: string;
  readonly mode: Mode;
  readonly ledger: LedgerClient;
  readonly bus: Bus;
  readonly session: Latest<SessionState>;
  readonly setTimeout: (run: () => void, delayMs: number) => () => void;
  readonly onError: (error: unknown) => void;
}

/** Begins both; `stop` ends them at once. */
export function careForLedger(parts: CareParts): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const backups = startBackups(parts, stopping.signal);
  const check: { thread: Promise<unknown> } = { thread: Promise.resolve() };
  checkOnce(parts, (full) => {
    const { dataDir, mode } = parts;
    const running = runCheck({ dataDir, mode, full }, stopping.signal);
    check.thread = running.catch(() => undefined);
    return running;
  }).catch(parts.onError);
  return {
    async stop() {
      stopping.abort();
      // Only the threads: a ledger that died would never answer what the rest asks of it.
      await Promise.all([backups.stop(), check.thread]);
    },
  };
}

function startBackups(parts: CareParts, signal: AbortSignal): { stop(): Promise<void> } {
  const { dataDir, mode, ledger, bus, session } = parts;
  const connected = new Set<string>();
  const newest = listBackups(dataDir)[0];
  let lastAtMs = newest?.manifest.atMs ?? null;
  bus.publish('backup', { lastAtMs, failure: null });
  const schedule = createBackupSchedule({
    setTimeout: parts.setTimeout,
    backup: (reason) => runBackup({ dataDir, mode, reason, atMs: Date.now() }, signal),
    isLive: () => connected.size > 0 || session.get()?.session?.closedAtMs === null,
    unsaved: ledger.head().hash !== newest?.manifest.head.hash && ledger.head().seq > 0,
    onResult: (result) => {
      if (result.ok) lastAtMs = result.manifest.atMs;
      bus.publish('backup', { lastAtMs, failure: result.ok ? null : result.message });
    },
    onError: parts.onError,
  });
  const follow = ({ source, state }: SourceStatus) => {
    if (state === 'connected') connected.add(source);
    else connected.delete(source);
  };
  const unsubscribers = [
    bus.subscribe('committed', () => schedule.committed()),
    bus.subscribe('session', () => schedule.committed()),
    bus.subscribe('source', follow),
    bus.subscribe('sourceRemoved', ({ source }) => connected.delete(source)),
  ];
  void followSession();
  return {
    async stop() {
      for (const unsubscribe of unsubscribers) unsubscribe();
      await schedule.stop();
    },
  };

  async function followSession(): Promise<void> {
    for await (const state of session.watch(signal)) {
      const open = state.session?.closedAtMs === null ? state.session.sessionNo : null;
      schedule.session(open);
    }
  }
}

/** Every page of both files at each start, and once a week what `quick_check` passes over. */
async function checkOnce(
  parts: CareParts,
  run: (full: boolean) => Promise<Damage | null | 'stopped'>,
): Promise<void> {
  const { dataDir, mode, ledger, bus } = parts;
  const nowMs = Date.now();
  const lastMs = Number((await ledger.app('readSetting', FULL_CHECK_SETTING)) ?? 0);
  const full = Math.abs(nowMs - lastMs) >= FULL_CHECK_EVERY_MS;
  const damage = await run(full);
  if (damage === 'stopped') return;
  if (damage !== null) {
    noteFound(dataDir, damage);
    bus.publish('damage', damageInPlace(dataDir, mode, damage, nowMs));
  } else if (full) {
    await ledger.app('writeSetting', FULL_CHECK_SETTING, String(nowMs));
  }
}

async function runCheck(
  data: CheckThreadData,
  signal: AbortSignal,
): Promise<Damage | null | 'stopped'> {
  const thread = checkThread({ workerData: data });
  try {
    const [damage] = (await once(thread, 'message', { signal })) as [Damage | null];
    return damage;
  } catch (error) {
    if (signal.aborted) return 'stopped';
    throw error;
  } finally {
    await thread.terminate();
  }
}

/**
 * When a backup is made by itself: every quarter hour while something goes on, and after a session. Knows neither
 * threads nor files, so that its hours can be tested; `electron/backups.ts` wires it.
 */
import type { BackupReason } from './backup-manifest.ts';
import type { BackupResult } from './backup.ts';

const EVERY_MS = 15 * 60_000;

export interface ScheduleParts {
  /** Calls `run` once after `delayMs`; returns the function that calls it off. */
  readonly setTimeout: (run: () => void, delayMs: number) => () => void;
  readonly backup: (reason: BackupReason) => Promise<BackupResult>;
  /** Whether a session is open or a source is connected. */
  readonly isLive: () => boolean;
  /** Something is in the ledger that no backup holds yet. */
  readonly unsaved: boolean;
  readonly onResult: (result: BackupResult) => void;
  /** A fault of ours; backups go on all the same. */
  readonly onError: (error: unknown) => void;
}

export function createBackupSchedule(parts: ScheduleParts) {
  let unsaved = parts.unsaved;
  /** Made as soon as possible, live or not: what a session left, or a backup that failed. */
  let owed: BackupReason | null = null;
  let running: Promise<void> | null = null;
  let openSession: number | null = null;
  let stopped = false;
  let callOff = parts.setTimeout(tick, EVERY_MS);

  function tick(): void {
    callOff = parts.setTimeout(tick, EVERY_MS);
    const due = owed ?? (unsaved && parts.isLive() ? 'timed' : null);
    if (due !== null) start(due);
  }

  function start(reason: BackupReason): void {
    owed = reason;
    running ??= run().finally(() => {
      running = null;
    });
  }

  async function run(): Promise<void> {
    for (let reason = owed; reason !== null && !stopped; reason = owed) {
      owed = null;
      unsaved = false;
      const worked = await attempt(reason);
      if (worked) continue;
      unsaved = true;
      // Tried again at the next quarter hour: a disk that is full stays so for a while.
      owed ??= reason;
      return;
    }
  }

  async function attempt(reason: BackupReason): Promise<boolean> {
    try {
      const result = await parts.backup(reason);
      if (!stopped) parts.onResult(result);
      return result.ok;
    } catch (error) {
      parts.onError(error);
      return false;
    }
  }

  return {
    /** Something was committed. */
    committed(): void {
      unsaved = true;
    },
    /** The session that is open now; null when none is. */
    session(sessionNo: number | null): void {
      const ended = openSession !== null && sessionNo !== openSession;
      openSession = sessionNo;
      if (ended && !stopped) start('session');
    },
    /** Resolves once no backup is under way; whoever runs them must end them. */
    async stop(): Promise<void> {
      stopped = true;
      callOff();
      await running;
    },
  };
}

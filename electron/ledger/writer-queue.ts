/**
 * Group commit: whatever arrived while the last commit was being flushed goes into the next one. A commit that
 * fails for want of space or by an I/O error is kept and tried again; nothing of it is acknowledged meanwhile.
 */
import type { CommandOutcome, CommitReport, LedgerCommand } from './commands.ts';

interface Request {
  readonly id: number;
  readonly commands: readonly LedgerCommand[];
}

export interface WriterQueueEvents {
  committed(
    report: CommitReport,
    answers: readonly { readonly id: number; readonly outcomes: readonly CommandOutcome[] }[],
  ): void;
  health(state: 'ok' | 'failing', message: string | null, pending: number): void;
}

/** Commands in one transaction: enough to share a flush, few enough to be quick. */
const MOST_PER_COMMIT = 2_000;
const RETRY_FIRST_MS = 250;
const RETRY_MOST_MS = 2_000;

export function createWriterQueue(
  commit: (commands: readonly LedgerCommand[]) => CommitReport,
  isTransient: (error: unknown) => boolean,
  schedule: (run: () => void, delayMs: number) => void,
  events: WriterQueueEvents,
) {
  let waiting: Request[] = [];
  let scheduled = false;
  let failing = false;
  let retryMs = RETRY_FIRST_MS;

  function plan(delayMs: number): void {
    if (scheduled) return;
    scheduled = true;
    schedule(() => {
      scheduled = false;
      drain();
    }, delayMs);
  }

  function takeBatch(): Request[] {
    const batch: Request[] = [];
    let size = 0;
    for (const request of waiting) {
      if (batch.length > 0 && size + request.commands.length > MOST_PER_COMMIT) break;
      batch.push(request);
      size += request.commands.length;
    }
    return batch;
  }

  function drain(): void {
    const batch = takeBatch();
    if (batch.length === 0) return;
    try {
      const report = commit(batch.flatMap((request) => request.commands));
      finish(batch, report);
    } catch (error) {
      if (isTransient(error)) {
        fail(error);
        return;
      }
      commitOneByOne(batch);
    }
    if (waiting.length > 0) plan(0);
  }

  function finish(batch: readonly Request[], report: CommitReport): void {
    waiting = waiting.slice(batch.length);
    let at = 0;
    const answers = batch.map(({ id, commands }) => {
      const outcomes = report.outcomes.slice(at, at + commands.length);
      at += commands.length;
      return { id, outcomes };
    });
    events.committed(report, answers);
    recovered();
  }

  function recovered(): void {
    if (!failing) return;
    failing = false;
    retryMs = RETRY_FIRST_MS;
    events.health('ok', null, waiting.length);
  }

  function fail(error: unknown): void {
    failing = true;
    const words = error instanceof Error ? error.message : String(error);
    events.health('failing', words, waiting.length);
    plan(retryMs);
    retryMs = Math.min(RETRY_MOST_MS, retryMs * 2);
  }

  /** One command of the batch is at fault: the others must not suffer for it, and it must not be lost silently. */
  function commitOneByOne(batch: readonly Request[]): void {
    for (const request of batch) {
      const outcomes: CommandOutcome[] = [];
      const reports: CommitReport[] = [];
      for (const command of request.commands) {
        try {
          const report = commit([command]);
          reports.push(report);
          outcomes.push(...report.outcomes);
        } catch (error) {
          if (isTransient(error)) {
            fail(error);
            return;
          }
          outcomes.push('refused');
          const words = error instanceof Error ? error.message : String(error);
          reports.push(commit([refusalOf(command, words)]));
        }
      }
      finish([request], { ...mergeReports(reports), outcomes });
    }
  }

  return {
    push(request: Request): void {
      waiting.push(request);
      if (!failing) plan(0);
    },
    pending: (): number => waiting.length,
    /** Commits everything that can be committed now; for the clean stop. */
    flush(): void {
      while (waiting.length > 0) {
        const before = waiting.length;
        drain();
        if (waiting.length === before) return;
      }
    },
  };
}

function refusalOf(command: LedgerCommand, words: string): LedgerCommand {
  const gift = command.type === 'gift' ? command.gift : null;
  return {
    type: 'rejected',
    atMs: gift?.observedAtMs ?? 0,
    source: gift?.source ?? 'coinfall',
    code: 'not_storable',
    message: `Coinfall could not store this (${words}). It was kept here; please report it.`,
    excerpt: JSON.stringify(gift?.frame ?? command).slice(0, 1_000),
  };
}

function mergeReports(reports: readonly CommitReport[]): Omit<CommitReport, 'outcomes'> {
  return {
    gifts: reports.flatMap((report) => report.gifts),
    observed: reports.flatMap((report) => report.observed),
    sessions: [...new Set(reports.flatMap((report) => report.sessions))],
    rejected: reports.reduce((sum, report) => sum + report.rejected, 0),
    conflicts: reports.reduce((sum, report) => sum + report.conflicts, 0),
  };
}

/**
 * Group commit: whatever arrived while the last commit was being flushed goes into the next one. A commit that
 * fails for want of space or by an I/O error is kept and tried again; nothing of it is acknowledged meanwhile.
 */
import type { CommandOutcome, CommitReport, LedgerCommand } from './commands.ts';

interface Request {
  readonly id: number;
  readonly commands: readonly LedgerCommand[];
}

/** A request in the queue: what is left of it, and what was decided of it already. */
interface Waiting extends Request {
  readonly decided: readonly CommandOutcome[];
}

type Attempt =
  | { readonly type: 'committed'; readonly report: CommitReport }
  /** The disk is at fault: the same commit may succeed later. */
  | { readonly type: 'failed'; readonly error: unknown }
  /** A command is at fault, and always will be. */
  | { readonly type: 'refused'; readonly error: unknown };

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
  let waiting: Waiting[] = [];
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

  function takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    let size = 0;
    for (const request of waiting) {
      if (batch.length > 0 && size + request.commands.length > MOST_PER_COMMIT) break;
      batch.push(request);
      size += request.commands.length;
    }
    return batch;
  }

  function attempt(commands: readonly LedgerCommand[]): Attempt {
    try {
      return { type: 'committed', report: commit(commands) };
    } catch (error) {
      return { type: isTransient(error) ? 'failed' : 'refused', error };
    }
  }

  function drain(): void {
    const batch = takeBatch();
    if (batch.length === 0) {
      // Nothing left that could fail; what comes next finds out.
      recovered();
      return;
    }
    const attempted = attempt(batch.flatMap((request) => request.commands));
    switch (attempted.type) {
      case 'committed':
        finish(batch, attempted.report);
        break;
      case 'failed':
        fail(attempted.error);
        return;
      case 'refused':
        commitOneByOne(batch);
        break;
    }
    if (waiting.length > 0) plan(0);
  }

  function finish(batch: readonly Waiting[], report: CommitReport): void {
    waiting = waiting.slice(batch.length);
    let at = 0;
    const answers = batch.map(({ id, commands, decided }) => {
      const outcomes = [...decided, ...report.outcomes.slice(at, at + commands.length)];
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
  function commitOneByOne(batch: readonly Waiting[]): void {
    for (const request of batch) {
      const outcomes: CommandOutcome[] = [];
      const reports: CommitReport[] = [];
      for (const command of request.commands) {
        const attempted = commitAlone(command);
        if ('error' in attempted) {
          // What is committed of the request must not be committed again, and is told now.
          const commands = request.commands.slice(outcomes.length);
          const decided = [...request.decided, ...outcomes];
          waiting = [{ id: request.id, commands, decided }, ...waiting.slice(1)];
          events.committed({ ...mergeReports(reports), outcomes: [] }, []);
          fail(attempted.error);
          return;
        }
        outcomes.push(attempted.outcome);
        reports.push(attempted.report);
      }
      finish([request], { ...mergeReports(reports), outcomes });
    }
  }

  /** Commits a command by itself, else the record that it was refused. */
  function commitAlone(
    command: LedgerCommand,
  ):
    | { readonly outcome: CommandOutcome; readonly report: CommitReport }
    | { readonly error: unknown } {
    const attempted = attempt([command]);
    if (attempted.type === 'failed') return { error: attempted.error };
    if (attempted.type === 'committed') {
      const { report } = attempted;
      return { outcome: report.outcomes[0] ?? 'refused', report };
    }
    const { error } = attempted;
    const words = error instanceof Error ? error.message : String(error);
    const recorded = attempt([refusalOf(command, words)]);
    if (recorded.type === 'committed') return { outcome: 'refused', report: recorded.report };
    if (recorded.type === 'failed') return { error: recorded.error };
    throw recorded.error;
  }

  return {
    push(request: Request): void {
      waiting.push({ ...request, decided: [] });
      if (!failing) plan(0);
    },
    pending: (): number => waiting.length,
    /** A write outside the queue failed; the queue finds out by itself when writing works again. */
    reportFailure: fail,
    /** Commits everything that can be committed now; for the clean stop. */
    flush(): void {
      while (waiting.length > 0) {
        drain();
        if (failing) return;
      }
    },
  };
}

function refusalOf(command: LedgerCommand, words: string): LedgerCommand {
  const gift = command.type === 'gift' ? command.gift : null;
  return {
    type: 'rejected',
    atMs: gift?.observedAtMs ?? ('atMs' in command ? (command.atMs ?? 0) : 0),
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
    entries: reports.flatMap((report) => report.entries),
    corrected: reports.flatMap((report) => report.corrected),
    erased: reports.flatMap((report) => report.erased),
    sessions: [...new Set(reports.flatMap((report) => report.sessions))],
    rejected: reports.reduce((sum, report) => sum + report.rejected, 0),
    conflicts: reports.reduce((sum, report) => sum + report.conflicts, 0),
  };
}

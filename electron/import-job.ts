/**
 * Runs imports: the plan in a thread of its own, then the staged lines in bounded steps through the ledger's writer, so
 * that gifts go on being recorded between them. An import that was cut off is finished at the next start; one that was
 * cancelled is taken back.
 */
import { on } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ApplyEvent, ImportFailed, UndoEvent } from '../shared/contract/imports.ts';
import type { ImportRefusal, ImportRow } from '../shared/ledger/import-row.ts';
import { withinPatience } from './api/entry-answer.ts';
import type { ImportsApi } from './api/imports.ts';
import { discardFiles, stagedFile, sweepImports, uploadFile, takePiece } from './import-files.ts';
import importThread from './import-thread.ts?nodeWorker';
import type { ImportJob, ImportThreadMessage } from './import-thread.ts';
import type { LedgerClient } from './ledger/client.ts';
import type { ImportOutcome, LedgerCommand } from './ledger/commands.ts';
import type { Mode } from './ledger/schema.ts';

/** Some 10 ms of the writer: a gift that comes meanwhile waits no longer than that. */
const ROWS_PER_STEP = 100;
const UNDONE_PER_STEP = 50;
const MOST_REFUSALS = 50;
const LONGEST_MESSAGE = 200;
const MOST_RUNS = 100;

export interface Imports extends ImportsApi {
  /** Finishes what a crash or a full disk has cut off. */
  recover(): Promise<void>;
}

type Done = Extract<ImportOutcome, { readonly ok: true }>;
type Step = Extract<LedgerCommand, { readonly type: `import${string}` }>;

export function createImports(parts: {
  readonly dataDir: string;
  readonly mode: Mode;
  readonly ledger: LedgerClient;
  readonly now: () => number;
}): Imports {
  const { dataDir, mode, ledger } = parts;
  /** One at a time: two would only slow each other down, and the plan of one would not know of the other. */
  let busy = false;
  /** Files that were read, by what the plan found. */
  const planned = new Map<string, { readonly format: string; readonly lines: number }>();

  async function step(command: Step): Promise<Done | ImportFailed> {
    const outcomes = await withinPatience(ledger.submit([command]));
    if (outcomes === null) {
      return failed(
        'ledger_not_writable',
        'The ledger cannot be written at the moment; is the disk full? Make room: the import goes on at the next start of Coinfall.',
      );
    }
    const [outcome] = outcomes;
    if (typeof outcome !== 'object' || outcome.type !== 'import') {
      return failed(
        'not_recorded',
        'The ledger could not take this; its list of problems says why.',
      );
    }
    return outcome.ok ? outcome : failed(outcome.code, outcome.message);
  }

  async function* runThread(
    job: Omit<ImportJob, 'dataDir' | 'mode'>,
    signal?: AbortSignal,
  ): AsyncGenerator<ImportThreadMessage> {
    if (!existsSync(uploadFile(dataDir, job.upload))) {
      yield failed('upload_unknown', 'The file is not there any more. Choose it again.');
      return;
    }
    const thread = importThread({ workerData: { ...job, dataDir, mode } satisfies ImportJob });
    try {
      const messages = on(thread, 'message', signal === undefined ? {} : { signal });
      for await (const [message] of messages as AsyncIterable<[ImportThreadMessage]>) {
        yield message;
        if (message.type !== 'progress') return;
      }
    } finally {
      await thread.terminate();
    }
  }

  /** Who stops asking has cancelled it: what is booked is taken back. */
  async function* applyLines(
    importNo: number,
    upload: string,
    from: number,
    ofLines: number,
  ): AsyncGenerator<ApplyEvent> {
    const sums = { added: 0, known: 0, conflicts: 0 };
    const refusals: ImportRefusal[] = [];
    let over = false;
    try {
      for await (const { after, rows } of stagedRows(stagedFile(dataDir, upload), from)) {
        const outcome = await step({ type: 'importRows', importNo, after, rows });
        if (outcome.type === 'failed') {
          // Not taken back: what cannot be written cannot be taken back either. The next start goes on.
          over = true;
          yield outcome;
          return;
        }
        sums.added += outcome.added;
        sums.known += outcome.known;
        sums.conflicts += outcome.conflicts;
        for (const { line, code, message } of outcome.refusals) {
          if (refusals.length >= MOST_REFUSALS) break;
          refusals.push({ line, code, message: message.slice(0, LONGEST_MESSAGE).toWellFormed() });
        }
        yield { type: 'progress', lines: after + rows.length, ofLines };
      }
      const ended = await step({ type: 'importEnd', importNo });
      over = true;
      if (ended.type === 'failed') {
        yield ended;
        return;
      }
      discardFiles(dataDir, upload);
      yield { ...{ type: 'applied', importNo }, ...sums, refusals };
    } finally {
      if (!over) {
        for await (const event of undoSteps(importNo)) if (event.type === 'failed') break;
        discardFiles(dataDir, upload);
      }
    }
  }

  async function* undoSteps(importNo: number): AsyncGenerator<UndoEvent> {
    let below: number | null = null;
    for (let rows = UNDONE_PER_STEP; ; rows += UNDONE_PER_STEP) {
      const outcome: Done | ImportFailed = await step({
        ...{ type: 'importUndo', importNo, below },
        limit: UNDONE_PER_STEP,
      });
      if (outcome.type === 'failed') {
        yield outcome;
        return;
      }
      if (outcome.left === 0) break;
      below = outcome.left;
      yield { type: 'progress', rows };
    }
    const run = (await ledger.query('importRuns', { limit: null })).find(
      (one) => one.importNo === importNo,
    );
    yield { type: 'undone', importNo, kept: run?.kept ?? 0 };
  }

  /** Runs `steps` when no other import runs. */
  async function* alone<Event>(
    steps: () => AsyncGenerator<Event>,
  ): AsyncGenerator<Event | ImportFailed> {
    if (busy) {
      yield failed('import_busy', 'Another import is under way. Wait until it is done.');
      return;
    }
    busy = true;
    try {
      yield* steps();
    } finally {
      busy = false;
    }
  }

  return {
    upload: (piece) => takePiece(dataDir, piece),
    async preview({ upload }) {
      for await (const message of runThread({
        what: 'preview',
        upload,
        choices: null,
        sha256: null,
      })) {
        if (message.type === 'preview' || message.type === 'failed') return message;
      }
      return failed('import_failed', 'The file could not be read.');
    },
    async *plan({ upload, choices }, sha256, signal) {
      for await (const message of runThread({ what: 'plan', upload, choices, sha256 }, signal)) {
        if (message.type === 'preview') continue;
        if (message.type === 'plan') {
          const { format, added, known, conflicts } = message;
          planned.set(upload, { format, lines: added + known + conflicts });
        }
        yield message;
      }
    },
    apply: ({ upload, name }) =>
      alone(async function* () {
        const plan = planned.get(upload);
        if (plan === undefined || !existsSync(stagedFile(dataDir, upload))) {
          yield failed('plan_missing', 'The file was not read yet, or is gone. Choose it again.');
          return;
        }
        planned.delete(upload);
        const begun = await step({ ...{ type: 'importBegin', name, staged: upload }, ...plan });
        if (begun.type === 'failed') yield begun;
        else yield* applyLines(begun.importNo, upload, 0, plan.lines);
      }),
    undo: (importNo) => alone(() => undoSteps(importNo)),
    discard(upload) {
      planned.delete(upload);
      discardFiles(dataDir, upload);
    },
    runs: () => ledger.query('importRuns', { limit: MOST_RUNS }),
    async recover() {
      const runs = await ledger.query('importRuns', { limit: null });
      const open = runs.filter(({ state }) => state === 'applying' || state === 'undoing');
      sweepImports(dataDir, new Set(open.map(({ staged }) => staged)), parts.now());
      for (const { importNo, staged, state, through, lines } of open) {
        const canGoOn = state === 'applying' && existsSync(stagedFile(dataDir, staged));
        const steps = canGoOn ? applyLines(importNo, staged, through, lines) : undoSteps(importNo);
        for await (const event of steps) if (event.type === 'failed') return;
      }
    },
  };
}

/** Staged lines from a line on, as many together as one step takes. */
async function* stagedRows(file: string, from: number) {
  let rows: ImportRow[] = [];
  let after = from;
  let at = 0;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Infinity,
  })) {
    at += 1;
    if (at <= from) continue;
    rows.push(JSON.parse(line) as ImportRow);
    if (rows.length < ROWS_PER_STEP) continue;
    yield { after, rows };
    after += rows.length;
    rows = [];
  }
  if (rows.length > 0) yield { after, rows };
}

function failed(code: string, message: string): ImportFailed {
  return { type: 'failed', code, message };
}

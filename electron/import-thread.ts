/**
 * Reads a file in a short-lived thread of its own: how it is written, what each line says, and what the ledger has of
 * it already. Lines that can be taken are staged in a file; the ledger is only read. Composition of ledger and
 * imports, like `companion.ts`.
 */
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PREVIEW } from '../shared/import-limits.ts';
import type {
  ImportChoices,
  ImportFailed,
  ImportPlan,
  ImportPreview,
  ImportQuestion,
  PlanEvent,
} from '../shared/contract/imports.ts';
import type { ImportRefusal, ImportRow } from '../shared/ledger/import-row.ts';
import { stagedFile, uploadFile } from './import-files.ts';
import { firstRecords, inspectFile, openImport } from './imports/read-file.ts';
import type { FileFacts, OpenedFile, Question } from './imports/read-file.ts';
import { importFormats } from './imports/registry.ts';
import { UnreadableFile } from './imports/table.ts';
import { ledgerFile } from './ledger/files.ts';
import { importStanding } from './ledger/import-standing.ts';
import { openReader } from './ledger/open.ts';
import { ledgerSchema } from './ledger/schema.ts';
import type { Mode } from './ledger/schema.ts';

export interface ImportJob {
  readonly what: 'preview' | 'plan';
  readonly dataDir: string;
  readonly mode: Mode;
  readonly upload: string;
  /** Null for a preview. */
  readonly choices: ImportChoices | null;
  /** SHA-256 that a control file beside the file claims; null when there is none. */
  readonly sha256: string | null;
}

export type ImportThreadMessage = PlanEvent | ImportPreview;

const MOST_REFUSALS = 50;
/** Characters of a message that is told; a cell may be anything. */
const LONGEST_MESSAGE = 200;
const TELL_EVERY_MS = 100;
/** Staged lines in one write. */
const LINES_PER_WRITE = 1_000;

const port = parentPort;
if (port === null) throw new Error('import-thread.ts runs as a worker thread only');
const post = (message: ImportThreadMessage) => port.postMessage(message);
const job = workerData as ImportJob;

try {
  post(job.what === 'preview' ? await preview() : await plan());
} catch (error) {
  post(failureOf(error));
}

function failureOf(error: unknown): ImportFailed {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UnreadableFile) {
    return { type: 'failed', code: error.code, message: `${message} Nothing was imported.` };
  }
  const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  return {
    type: 'failed',
    code: isFull ? 'disk_full' : 'import_failed',
    message: isFull
      ? 'There is no room on the disk for the lines that were read. Make room, then try again. Nothing was imported.'
      : `The file could not be read (${message}). Nothing was imported.`,
  };
}

async function* bytesOfFile(onBytes: (count: number) => void = () => undefined) {
  for await (const piece of createReadStream(uploadFile(job.dataDir, job.upload), {
    highWaterMark: 256 * 1024,
  })) {
    const bytes = piece as Buffer;
    onBytes(bytes.length);
    yield bytes;
  }
}

async function preview(): Promise<ImportPreview> {
  const facts = await inspectFile(() => bytesOfFile());
  const rows = await firstRecords(() => bytesOfFile(), facts.encoding, PREVIEW.rows);
  const cut = (cell: string) => cell.slice(0, PREVIEW.cell).toWellFormed();
  return {
    type: 'preview',
    encoding: facts.encoding,
    container: facts.container,
    separator: facts.separator,
    bytes: facts.bytes,
    columns: facts.columns.slice(0, PREVIEW.columns).map(cut),
    rows: rows.map((cells) =>
      cells.slice(0, PREVIEW.columns).map((cell) => (cell === null ? null : cut(cell))),
    ),
    recognised: facts.recognised,
    presets: [...importFormats.keys()],
  };
}

async function plan(): Promise<ImportPlan | ImportQuestion | ImportFailed> {
  const { choices } = job;
  if (choices === null) throw new Error('a plan needs choices');
  const facts = await inspectFile(() => bytesOfFile());
  if (job.sha256 !== null && job.sha256 !== facts.sha256) {
    throw new UnreadableFile(
      'file_changed',
      'The file is not the one that its control file (.sha256.json) was written for. Export it again, or remove the control file to import it as it is.',
    );
  }
  let walked = 0;
  const tell = progressTeller(facts, () => walked);
  const bytes = () => {
    walked = 0;
    return bytesOfFile((count) => (walked += count));
  };
  const opened = await openImport(bytes, facts, choices);
  if ('about' in opened) return questionOf(opened);
  const staged = await open(stagedFile(job.dataDir, job.upload), 'w', 0o600);
  try {
    const counted = await readAll(opened, staged, tell);
    await staged.sync();
    return planOf(facts, opened, choices, counted);
  } catch (error) {
    await rm(stagedFile(job.dataDir, job.upload), { force: true });
    throw error;
  } finally {
    await staged.close();
  }
}

type Counted = Pick<
  ImportPlan,
  'lines' | 'added' | 'known' | 'conflicts' | 'rejected' | 'empty' | 'refusals'
>;

async function readAll(
  opened: OpenedFile,
  staged: FileHandle,
  tell: (lines: number) => void,
): Promise<Counted> {
  const db = openReader(ledgerFile(job.dataDir), ledgerSchema(job.mode));
  try {
    const standing = importStanding(db);
    const counts = { lines: 0, added: 0, known: 0, conflicts: 0, rejected: 0, empty: 0 };
    const refusals: ImportRefusal[] = [];
    const refuse = ({ line, code, message }: ImportRefusal) => {
      if (refusals.length < MOST_REFUSALS) {
        refusals.push({ line, code, message: message.slice(0, LONGEST_MESSAGE).toWellFormed() });
      }
    };
    let waiting: string[] = [];
    for await (const line of opened.lines()) {
      counts.lines += 1;
      tell(counts.lines);
      if (line.type === 'nothing') counts.empty += 1;
      else if (line.type === 'refused') {
        counts.rejected += 1;
        refuse(line.refusal);
      } else {
        const verdict = standing.of(line.row);
        if (verdict.type === 'conflict') {
          counts.conflicts += 1;
          refuse({ line: line.row.line, code: verdict.code, message: verdict.message });
        } else counts[verdict.type] += 1;
        waiting.push(staging(line.row));
      }
      if (waiting.length < LINES_PER_WRITE) continue;
      await staged.write(waiting.join(''));
      waiting = [];
    }
    await staged.write(waiting.join(''));
    return { ...counts, refusals };
  } finally {
    db.close();
  }
}

/** Line separators of Unicode may stand in JSON, and would end a line for who reads it. */
function staging(row: ImportRow): string {
  const json = JSON.stringify(row).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return `${json}\n`;
}

function planOf(
  facts: FileFacts,
  opened: OpenedFile,
  choices: ImportChoices,
  counted: Counted,
): ImportPlan {
  const { found, spelling } = opened;
  const hasMarks =
    found.marks !== null && (found.marks.marks.length > 0 || choices.decimal !== null);
  return {
    type: 'plan',
    format: opened.format,
    encoding: facts.encoding,
    dateFormat: found.dates === null ? null : spelling.dateFormat,
    zone: found.dates?.zoneless === true || choices.dateFormat !== null ? spelling.zone : null,
    decimal: hasMarks ? spelling.decimal : null,
    ...counted,
  };
}

function questionOf(question: Question): ImportQuestion {
  const { about, example } = question;
  if (about === 'date-format') {
    const [dayFirst] = question.formats;
    return {
      ...{ type: 'question', about, example, answers: [...question.formats] },
      message:
        question.formats.length === 2 && dayFirst === 'dmy'
          ? `Does “${example}” begin with the day or the month? No date of the file tells. Choose dmy or mdy.`
          : `The dates of the file are written in several ways (${question.formats.join(', ')}). Choose the one that counts; lines in another are rejected.`,
    };
  }
  return {
    ...{ type: 'question', about, example, answers: ['point', 'comma'] },
    message: question.mixed
      ? 'Some amounts of the file have a decimal point, others a decimal comma. Choose the one that counts; look at the rejected lines then.'
      : `Is “${example}” a little over one, or a thousand? No amount of the file tells. Choose point or comma as the decimal mark.`,
  };
}

function progressTeller(facts: FileFacts, walked: () => number): (lines: number) => void {
  let toldMs = 0;
  return (lines) => {
    if (lines % 256 !== 0 || performance.now() - toldMs < TELL_EVERY_MS) return;
    toldMs = performance.now();
    post({ type: 'progress', bytes: walked(), ofBytes: facts.bytes, lines });
  };
}

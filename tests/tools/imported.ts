/** Own exports and other files, read and brought into a ledger the way that an import does it, without its threads. */
import { expect } from 'vitest';
import type {
  CommandOutcome,
  ImportOutcome,
  LedgerCommand,
} from '../../electron/ledger/commands.ts';
import { openImport, inspectFile } from '../../electron/imports/read-file.ts';
import type { ReadLine } from '../../electron/imports/read-file.ts';
import type { ImportChoices } from '../../electron/imports/import.ts';
import { openExport } from '../../electron/open-export.ts';
import type { ExportView } from '../../shared/export-rows.ts';
import type { ImportRow } from '../../shared/ledger/import-row.ts';
import type { TempLedger } from './builders.ts';
import { FACTS, PLAIN_CSV, drained } from './export-request.ts';

export const NO_CHOICES: ImportChoices = {
  ...{ preset: null, mapping: null, dateFormat: null, decimal: null, currency: null },
  zone: 'UTC',
};

/** A view of a ledger as a file. */
export async function exportOf(
  ledger: TempLedger,
  view: ExportView,
  format: string,
  csv = PLAIN_CSV,
): Promise<Buffer> {
  const opened = openExport({
    ...{ ...FACTS, dataDir: ledger.dir, mode: 'live', format, view, csv },
    head: null,
  });
  try {
    return (await drained(opened.pieces)).bytes;
  } finally {
    opened.close();
  }
}

/** Bytes in pieces of a size that cuts through everything. */
export function inPieces(bytes: Uint8Array, size = 1_021) {
  return async function* () {
    for (let at = 0; at < bytes.length; at += size) {
      yield await Promise.resolve(bytes.subarray(at, at + size));
    }
  };
}

/** All lines of a file; fails when a question is left. */
export async function readAll(
  bytes: Uint8Array,
  choices: Partial<ImportChoices> = {},
): Promise<ReadLine[]> {
  const walk = inPieces(bytes);
  const opened = await openImport(walk, await inspectFile(walk), { ...NO_CHOICES, ...choices });
  if ('about' in opened) throw new Error(`the import asks about ${opened.about}`);
  const lines: ReadLine[] = [];
  for await (const line of opened.lines()) lines.push(line);
  return lines;
}

export function rowsOf(lines: readonly ReadLine[]): ImportRow[] {
  return lines.flatMap((line) => (line.type === 'row' ? [line.row] : []));
}

export type Imported = Extract<ImportOutcome, { readonly ok: true }>;

/** Brings rows into a ledger, so many in a step. */
export function importRows(
  ledger: TempLedger,
  rows: readonly ImportRow[],
  perStep = 7,
): Pick<Imported, 'importNo' | 'added' | 'known' | 'conflicts' | 'refusals'> {
  const { importNo } = stepOf(ledger, {
    ...{ type: 'importBegin', name: 'file.csv', format: 'csv', staged: 'staged' },
    lines: rows.length,
  });
  const sum = { importNo, added: 0, known: 0, conflicts: 0, refusals: [] as Imported['refusals'] };
  for (let after = 0; after < rows.length; after += perStep) {
    const part = rows.slice(after, after + perStep);
    const step = stepOf(ledger, { type: 'importRows', importNo, after, rows: part });
    sum.added += step.added;
    sum.known += step.known;
    sum.conflicts += step.conflicts;
    sum.refusals = [...sum.refusals, ...step.refusals];
  }
  stepOf(ledger, { type: 'importEnd', importNo });
  return sum;
}

/** Takes an import back, so many rows in a step. */
export function undoImport(ledger: TempLedger, importNo: number, limit = 5): ImportOutcome {
  let below: number | null = null;
  for (;;) {
    const command: LedgerCommand = { type: 'importUndo', importNo, below, limit };
    const outcome: CommandOutcome | undefined = ledger.store.commit([command]).outcomes[0];
    if (typeof outcome !== 'object' || outcome.type !== 'import') throw new Error('no import');
    if (!outcome.ok || outcome.left === 0) return outcome;
    below = outcome.left;
  }
}

function stepOf(ledger: TempLedger, command: LedgerCommand): Imported {
  const [outcome] = ledger.store.commit([command]).outcomes;
  expect(outcome).toMatchObject({ type: 'import', ok: true });
  return outcome as Imported;
}

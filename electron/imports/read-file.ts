/**
 * Reads a file of any size as an import: finds its encoding, its form and its spelling, then hands out one line after
 * another. Walks the bytes as often as it needs to and holds none of them.
 */
import { createHash } from 'node:crypto';
import { DECIMAL_MARKS, markFinder } from './amounts.ts';
import type { FoundMarks } from './amounts.ts';
import { readCsv } from './csv.ts';
import { dateFinder } from './dates.ts';
import type { DateFormat, FoundDates } from './dates.ts';
import { decoded, encodingFinder } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import type { ImportChoices, ImportDefinition, RecordReader, Spelling } from './import.ts';
import { readJsonl } from './jsonl.ts';
import { hasAll } from './own-cells.ts';
import { importFormats } from './registry.ts';
import { UnreadableFile } from './table.ts';
import type { ClaimedTotals, Table } from './table.ts';
import type { ImportRefusal, ImportRow } from '../../shared/ledger/import-row.ts';

/** The bytes of a file; each walk begins anew. */
export type Bytes = () => AsyncIterable<Uint8Array>;

/** What a file is, before anything of it is read as money. */
export interface FileFacts {
  readonly sha256: string;
  readonly bytes: number;
  readonly encoding: Encoding;
  readonly container: Table['container'];
  readonly separator: string | null;
  readonly columns: readonly string[];
  /** Id of the import that takes it; null when none does by itself. */
  readonly recognised: string | null;
}

/** Something that only a person can say. */
export type Question =
  | {
      readonly about: 'date-format';
      readonly formats: readonly DateFormat[];
      readonly example: string;
    }
  | { readonly about: 'decimal'; readonly mixed: boolean; readonly example: string };

export type ReadLine =
  | { readonly type: 'row'; readonly row: ImportRow }
  | { readonly type: 'refused'; readonly refusal: ImportRefusal }
  /** A line without money. */
  | { readonly type: 'nothing' };

export interface OpenedFile {
  readonly format: string;
  /** As found or chosen; null where no column is of that kind. */
  readonly found: { readonly dates: FoundDates | null; readonly marks: FoundMarks | null };
  readonly spelling: Spelling;
  /** Throws UnreadableFile where the file turns out to be broken, or not to add up. */
  lines(): AsyncGenerator<ReadLine>;
}

/** Walks the file once. Throws UnreadableFile. */
export async function inspectFile(bytes: Bytes): Promise<FileFacts> {
  const hash = createHash('sha256');
  const finder = encodingFinder();
  let size = 0;
  for await (const piece of bytes()) {
    hash.update(piece);
    finder.add(piece);
    size += piece.length;
  }
  const encoding = finder.result();
  const { container, separator, columns } = await openTable(bytes, encoding);
  const recognised = [...importFormats.values()].find((one) => one.recognises(columns))?.id ?? null;
  return {
    ...{ sha256: hash.digest('hex'), bytes: size, encoding, container, separator },
    columns,
    recognised,
  };
}

/** The first records of a file, for a person to look at. */
export async function firstRecords(
  bytes: Bytes,
  encoding: Encoding,
  most: number,
): Promise<readonly (readonly (string | null)[])[]> {
  const table = await openTable(bytes, encoding);
  const found: (readonly (string | null)[])[] = [];
  for await (const { cells } of table.records) {
    found.push(cells);
    if (found.length >= most) break;
  }
  return found;
}

/**
 * Finds out how the columns are written, and what only a person can say of that; then nothing is opened. Throws
 * UnreadableFile.
 */
export async function openImport(
  bytes: Bytes,
  facts: FileFacts,
  choices: ImportChoices,
): Promise<OpenedFile | Question> {
  const definition = definitionFor(facts, choices);
  const table = await openTable(bytes, facts.encoding);
  const reader = definition.open(table, choices);
  const found = await findSpelling(table, reader, choices);
  const question = questionOf(found, choices);
  if (question !== null) return question;
  const spelling: Spelling = {
    dateFormat: choices.dateFormat ?? found.dates?.formats[0] ?? 'iso',
    decimal: choices.decimal ?? found.marks?.marks[0] ?? 'point',
    zone: choices.zone,
  };
  return {
    format: definition.id,
    found,
    spelling,
    lines: () => readLines(bytes, facts, { definition, choices, spelling }),
  };
}

function definitionFor(facts: FileFacts, choices: ImportChoices): ImportDefinition {
  const id = choices.preset ?? (choices.mapping === null ? facts.recognised : 'csv');
  const definition = id === null ? undefined : importFormats.get(id);
  if (definition !== undefined) return definition;
  const columns = facts.columns.slice(0, 40).join(', ');
  if (hasAll(facts.columns, ['seq', 'kind', 'hash'])) {
    throw new UnreadableFile(
      'view_incomplete',
      'This is an export of the view journal, which names neither senders nor platforms, so it cannot be made into a ledger again. Import the views gifts and payouts; a backup holds everything.',
    );
  }
  throw new UnreadableFile(
    'format_unknown',
    `The file is not of a kind that Coinfall knows by its columns (${columns}). Choose a preset, or say what the columns mean.`,
  );
}

async function openTable(bytes: Bytes, encoding: Encoding): Promise<Table> {
  const start = await firstBytes(bytes);
  if (start[0] === 0x50 && start[1] === 0x4b) {
    throw new UnreadableFile(
      'spreadsheet',
      'This is a spreadsheet or an archive. Save the sheet as CSV, then import that.',
    );
  }
  const text = decoded(bytes(), encoding);
  const isJson = new TextDecoder(encoding).decode(start).trimStart().startsWith('{');
  return isJson ? readJsonl(text) : readCsv(text);
}

async function firstBytes(bytes: Bytes): Promise<Uint8Array> {
  for await (const piece of bytes()) return piece.subarray(0, 64);
  return new Uint8Array(0);
}

async function findSpelling(table: Table, reader: RecordReader, choices: ImportChoices) {
  const wantsDates = reader.dates.length > 0;
  const wantsMarks = reader.amounts.length > 0 && table.container === 'csv';
  const [dates, marks] = [dateFinder(), markFinder()];
  const known =
    (!wantsDates || choices.dateFormat !== null) && (!wantsMarks || choices.decimal !== null);
  if (!known) {
    for await (const { cells } of table.records) {
      for (const at of reader.dates) dates.add(cells[at] ?? '');
      for (const at of reader.amounts) marks.add(cells[at] ?? '');
    }
  }
  return {
    dates: wantsDates ? dates.result() : null,
    marks: wantsMarks ? marks.result() : null,
  };
}

function questionOf(found: OpenedFile['found'], choices: ImportChoices): Question | null {
  const { dates, marks } = found;
  if (choices.dateFormat === null && dates !== null && dates.formats.length > 1) {
    return { about: 'date-format', formats: dates.formats, example: dates.example ?? '' };
  }
  if (choices.decimal === null && marks !== null && marks.marks.length === DECIMAL_MARKS.length) {
    return { about: 'decimal', mixed: marks.mixed, example: marks.example ?? '' };
  }
  return null;
}

async function* readLines(
  bytes: Bytes,
  facts: FileFacts,
  opened: {
    readonly definition: ImportDefinition;
    readonly choices: ImportChoices;
    readonly spelling: Spelling;
  },
): AsyncGenerator<ReadLine> {
  const table = await openTable(bytes, facts.encoding);
  const read = opened.definition.open(table, opened.choices).begin(opened.spelling);
  const totals = totalsOfRows();
  let whole = true;
  for await (const record of table.records) {
    const { line, fault } = record;
    const result = fault === null ? read(record) : { fault };
    totals.line();
    if ('fault' in result) {
      whole = false;
      yield { type: 'refused', refusal: { line, ...result.fault } };
      continue;
    }
    if (result.rows.length === 0) yield { type: 'nothing' };
    for (const row of result.rows) {
      totals.add(row);
      yield { type: 'row', row };
    }
  }
  const claimed = table.claimed();
  if (claimed !== null) checkTotals(claimed, totals, whole);
}

/** What own exports are checked against: lines, and units that were booked. */
function totalsOfRows() {
  let lines = 0;
  const sums = new Map<string, bigint>();
  function count(platform: string, unit: string, units: number): void {
    const key = `${platform}/${unit}`;
    sums.set(key, (sums.get(key) ?? 0n) + BigInt(units));
  }
  return {
    line: () => void (lines += 1),
    add(row: ImportRow): void {
      if (row.type === 'gift' && row.booked) count(row.platform, row.unit, row.units ?? 0);
      if (row.type === 'entry' && row.entry.kind === 'payout') {
        count(row.entry.platform, row.entry.unit, row.entry.units);
      }
    },
    lines: () => lines,
    of: (key: string) => sums.get(key) ?? 0n,
  };
}

/** Throws UnreadableFile when the file is not what it claims to be. Where a line was refused only lines are counted. */
export function checkTotals(
  claimed: ClaimedTotals,
  read: Pick<ReturnType<typeof totalsOfRows>, 'lines' | 'of'>,
  whole: boolean,
): void {
  if (claimed.rows !== read.lines()) {
    throw new UnreadableFile(
      'totals_differ',
      `The file should hold ${claimed.rows} lines and holds ${read.lines()}. It was cut off or changed; export it again.`,
    );
  }
  if (!whole) return;
  for (const { platform, unit, units } of claimed.units) {
    const found = read.of(`${platform}/${unit}`);
    if (found === units) continue;
    throw new UnreadableFile(
      'totals_differ',
      `The file should hold ${units} ${unit} of ${platform} and holds ${found}. It was changed; export it again.`,
    );
  }
}

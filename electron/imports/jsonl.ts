/** Reads JSON Lines: those of an export, with their header and their control totals, or any objects of one shape. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UnreadableFile } from './table.ts';
import type { ClaimedTotals, Table, TableCell, TableRecord } from './table.ts';

const LONGEST_LINE = 1024 * 1024;

const headerSchema = z.object({
  format: z.literal('coinfall-export'),
  version: z.literal(1),
  columns: z.array(z.object({ name: z.string() })),
});
const totalsSchema = z.object({
  totals: z.object({
    rows: z.int(),
    units: z.array(
      z.object({ platform: z.string(), unit: z.string(), units: z.string().transform(BigInt) }),
    ),
    contentSha256: z.string(),
  }),
});
const objectSchema = z.record(z.string(), z.unknown());

/** Throws UnreadableFile, also while records are read: an export that was changed or cut off is none. */
export async function readJsonl(text: AsyncIterable<string>): Promise<Table> {
  const lines = textLines(text);
  const first = await lines.next();
  if (first.done === true) throw new UnreadableFile('file_empty', 'The file is empty.');
  const begin = parsed(first.value);
  const header = headerSchema.safeParse(begin);
  if (!header.success && isRecord(begin) && begin['format'] === 'coinfall-export') {
    throw new UnreadableFile('export_newer', 'The file is of another version of Coinfall.');
  }
  const object = objectSchema.safeParse(begin);
  if (!object.success) {
    throw new UnreadableFile('not_json', 'The first line is not a JSON object.');
  }
  const columns = header.success
    ? header.data.columns.map(({ name }) => name)
    : Object.keys(object.data);
  let claimed: ClaimedTotals | null = null;
  const content = createHash('sha256');

  async function* records(): AsyncGenerator<TableRecord> {
    if (!header.success) yield record(1, begin, columns);
    let line = 1;
    for await (const one of lines) {
      line += 1;
      if (one === '') continue;
      if (claimed !== null) throw changed(`Line ${line} stands behind the totals.`);
      const value = parsed(one);
      const totals = header.success ? totalsSchema.safeParse(value) : undefined;
      if (totals?.success === true) {
        claimed = totals.data.totals;
        if (content.digest('hex') !== totals.data.totals.contentSha256) {
          throw changed('Its lines are not those that its totals were made for.');
        }
        continue;
      }
      content.update(`${one}\n`);
      yield record(line, value, columns);
    }
    if (header.success && claimed === null)
      throw changed('Its totals, the last line, are missing.');
  }
  return {
    ...{ container: 'jsonl', columns, separator: null, guarded: false },
    records: records(),
    claimed: () => claimed,
  };
}

function changed(what: string): UnreadableFile {
  return new UnreadableFile(
    'export_changed',
    `The export was cut off or changed. ${what} Export it again.`,
  );
}

function record(line: number, value: unknown, columns: readonly string[]): TableRecord {
  if (!isRecord(value)) {
    const fault = { code: 'not_json', message: 'The line is not a JSON object.' };
    return { line, cells: columns.map(() => null), fault };
  }
  return { line, cells: columns.map((name) => cellOf(value[name])), fault: null };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cellOf(value: unknown): TableCell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function* textLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let pending = '';
  let line = 1;
  for await (const piece of text) {
    pending += piece;
    let from = 0;
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n', from)) {
      yield pending.slice(from, end).replace(/\r$/, '');
      line += 1;
      from = end + 1;
    }
    pending = pending.slice(from);
    if (pending.length > LONGEST_LINE) {
      throw new UnreadableFile('line_too_long', `Line ${line} is longer than any line of a table.`);
    }
  }
  if (pending !== '') yield pending;
}

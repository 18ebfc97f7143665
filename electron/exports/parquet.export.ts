/**
 * Apache Parquet: text as UTF-8, whole numbers as INT64, money as DECIMAL(38, 15), times as timestamps of UTC in ms.
 * Row groups are written as they fill; the control totals stand in the file's own metadata.
 */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { defineExport } from './export.ts';
import type { ControlTotals, ExportChunk } from './export.ts';
import { factsOf, totalsOf } from './facts.ts';
import { contentHash, inGroups } from './table.ts';
import type { Cell, Column, TableRow } from './table.ts';
import { tableOf } from './tables/index.ts';

const ROWS_PER_GROUP = 10_000;
/** Read at a time: of a group only its values are kept, column by column. */
const ROWS_PER_READ = 500;
/** Decimals of an exact estimate, see `FEMTOS_DIGITS` of money. */
const SCALE = 15;
const PRECISION = 38;
const DECIMAL_BYTES = 16;

type ParquetOptions = ConstructorParameters<typeof ParquetWriter>[0];
type SchemaElement = ParquetOptions['schema'][number];

export default defineExport({
  id: 'parquet',
  extension: 'parquet',
  mime: 'application/vnd.apache.parquet',
  views: ['gifts', 'journal', 'daily', 'supporters', 'payouts'],
  *write(request): Generator<ExportChunk, ControlTotals> {
    const table = tableOf(request);
    const bytes = new ByteWriter();
    const metadata: NonNullable<ParquetOptions['kvMetadata']> = [];
    const parquet = new ParquetWriter({
      writer: bytes,
      schema: schemaOf(table.columns),
      kvMetadata: metadata,
      createdBy: 'Coinfall',
    });
    const content = contentHash(table.columns);
    const reads = inGroups(table, ROWS_PER_READ);
    let group = emptyGroup(table.columns);
    for (;;) {
      const next = reads.next();
      const isLast = next.done === true;
      if (!isLast) {
        content.add(next.value.rows);
        for (const row of next.value.rows) group.add(row);
      }
      if (group.rows() === ROWS_PER_GROUP || (isLast && group.rows() > 0)) {
        void parquet.write({ rowGroupSize: ROWS_PER_GROUP, columnData: group.columns });
        group = emptyGroup(table.columns);
        if (!isLast) yield { bytes: taken(bytes), rows: next.value.count };
      }
      if (isLast) {
        const totals = { ...totalsOf(next.value), contentSha256: content.result() };
        metadata.push(
          {
            key: 'coinfall.about',
            value: JSON.stringify({ view: request.view, ...factsOf(request.facts) }),
          },
          { key: 'coinfall.totals', value: JSON.stringify(totals) },
        );
        void parquet.finish();
        yield { bytes: taken(bytes), rows: next.value.rows };
        return next.value;
      }
    }
  },
});

/** What was written since the last time; the writer keeps counting its offset. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [
    { name: 'coinfall', num_children: columns.length },
    ...columns.map((column) => elementOf(column)),
  ];
}

function elementOf({ name, type }: Column): SchemaElement {
  const element = { name, repetition_type: 'OPTIONAL' } as const;
  switch (type) {
    case 'text':
    case 'word':
      return { ...element, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
    case 'flag':
      return { ...element, type: 'BOOLEAN' };
    case 'integer':
      return { ...element, type: 'INT64' };
    case 'time':
      return { ...element, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' };
    case 'day':
      return { ...element, type: 'INT32', converted_type: 'DATE' };
    case 'decimal':
      return {
        ...element,
        ...{ type: 'FIXED_LEN_BYTE_ARRAY', type_length: DECIMAL_BYTES },
        // eslint-disable-next-line money/no-float -- not SQL: Parquet's decimals are whole numbers with a scale
        ...{ converted_type: 'DECIMAL', precision: PRECISION, scale: SCALE },
      };
  }
}

/** Rows on their way into a group. */
function emptyGroup(columnsOf: readonly Column[]) {
  const columns = columnsOf.map(({ name }) => ({ name, data: [] as unknown[] }));
  let rows = 0;
  return {
    columns,
    rows: (): number => rows,
    add({ cells }: TableRow): void {
      rows += 1;
      for (const [at, { type }] of columnsOf.entries()) {
        columns[at]?.data.push(valueOf(type, cells[at] ?? null));
      }
    },
  };
}

function valueOf(type: Column['type'], cell: Cell): unknown {
  if (cell === null) return undefined;
  switch (type) {
    case 'integer':
    case 'time':
      return BigInt(cell);
    case 'day':
      return new Date(`${String(cell)}T00:00:00Z`);
    case 'decimal':
      return scaled(String(cell));
    case 'flag':
      return cell === true;
    case 'text':
    case 'word':
      return String(cell).toWellFormed();
  }
}

/** A decimal string as a whole number of its smallest part. */
function scaled(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(`${whole}${fraction.padEnd(SCALE, '0')}`);
}

/**
 * JSON Lines: a header object, an object for each row, and the control totals. Money is a decimal string, times are
 * ISO 8601 in UTC, whole numbers are exact.
 */
import { defineExport } from './export.ts';
import type { ControlTotals, ExportChunk } from './export.ts';
import { factsOf, totalsOf } from './facts.ts';
import { contentHash, inGroups, jsonLines } from './table.ts';
import { tableOf } from './tables/index.ts';

const ROWS_PER_CHUNK = 500;
/** Of the shape of these lines. */
const VERSION = 1;

export default defineExport({
  id: 'jsonl',
  extension: 'jsonl',
  mime: 'application/jsonl; charset=utf-8',
  views: ['gifts', 'journal', 'daily', 'supporters', 'payouts'],
  *write(request): Generator<ExportChunk, ControlTotals> {
    const table = tableOf(request);
    const header = {
      ...{ format: 'coinfall-export', version: VERSION, view: request.view },
      ...factsOf(request.facts),
      columns: table.columns,
    };
    yield { bytes: lineOf(header), rows: 0 };
    const content = contentHash(table.columns);
    const lines = jsonLines(table.columns);
    const groups = inGroups(table, ROWS_PER_CHUNK);
    for (;;) {
      const next = groups.next();
      if (next.done === true) {
        const totals = { ...totalsOf(next.value), contentSha256: content.result() };
        yield { bytes: lineOf({ totals }), rows: next.value.rows };
        return next.value;
      }
      const { rows, count } = next.value;
      const text = lines(rows);
      content.add(text);
      yield { bytes: Buffer.from(text), rows: count };
    }
  },
});

function lineOf(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

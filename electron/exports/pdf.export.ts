/**
 * A statement to hand to an accountant: what was earned and paid, how well it is known, and what proves it. It holds
 * sums, not gifts; those are walked once and never held.
 */
import { defineExport } from './export.ts';
import type { ControlTotals, ExportChunk } from './export.ts';
import { statementContent } from './statement/content.ts';
import { statementSums } from './statement/sums.ts';
import { contentHash, inGroups } from './table.ts';
import { giftTable } from './tables/gifts.ts';

const ROWS_PER_GROUP = 500;

export default defineExport({
  id: 'pdf',
  extension: 'pdf',
  mime: 'application/pdf',
  views: ['all'],
  async *write(request): AsyncGenerator<ExportChunk, ControlTotals> {
    const sums = statementSums(request);
    const table = giftTable(request, (row, worth) => sums.add(row, worth));
    const content = contentHash(table.columns);
    const groups = inGroups(table, ROWS_PER_GROUP);
    let next = groups.next();
    for (; next.done !== true; next = groups.next()) {
      content.add(next.value.rows);
      // Nothing to write yet, but how far it is, and a moment at which it can be cancelled.
      yield { bytes: new Uint8Array(), rows: next.value.count };
    }
    const totals = next.value;
    const { rows } = totals;
    const contentSha256 = content.result();
    const { facts, statement } = request;
    const { print } = await import('./statement/print.ts');
    const pieces = print({
      ...statementContent(request, sums.result(), { totals, contentSha256 }),
      ...{ author: statement.name === '' ? null : statement.name, paper: statement.paper },
      atMs: facts.head.atMs,
    });
    for (const bytes of pieces) yield { bytes, rows };
    return totals;
  },
});

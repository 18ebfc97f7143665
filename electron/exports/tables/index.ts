/** Every view as a table, the same for all tabular formats. */
import { EXPORT_VIEWS } from '../../../shared/export-rows.ts';
import type { ExportView, TableView } from '../../../shared/export-rows.ts';
import type { ExportRequest } from '../export.ts';
import type { Table } from '../table.ts';
import { dailySums } from './daily.ts';
import { giftTable, giftWorth } from './gifts.ts';
import { journalTable } from './journal.ts';
import { payoutTable } from './payouts.ts';
import { supporterSums } from './supporters.ts';

const MAKERS: Readonly<Record<TableView, (request: ExportRequest) => Table>> = {
  gifts: giftTable,
  journal: journalTable,
  payouts: payoutTable,
  daily(request) {
    const sums = dailySums(request);
    for (const row of request.books.gifts()) sums.add(row, giftWorth(row, request));
    return sums.table();
  },
  supporters(request) {
    const sums = supporterSums();
    for (const row of request.books.gifts()) sums.add(row);
    return sums.table();
  },
};

export function isTableView(view: ExportView): view is TableView {
  return (EXPORT_VIEWS as readonly string[]).includes(view);
}

/** The table of the view that was asked for. Throws for a view that is more than a table. */
export function tableOf(request: ExportRequest): Table {
  const { view } = request;
  if (!isTableView(view)) throw new Error(`the view “${view}” is not a table`);
  return MAKERS[view](request);
}

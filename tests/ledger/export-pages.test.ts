/** How an export reads: by key, without sorting, and never the whole journal for what is rare in it. */
import { describe, expect, it, vi } from 'vitest';
import { giftExportRows, journalExportRows } from '../../electron/ledger/export-pages.ts';
import { readPayouts } from '../../electron/ledger/payouts.ts';
import { gift, giftFrame, tempLedger } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

/** Steps of SQLite's plan for each statement that `read` prepares. */
function plansOf(ledger: TempLedger, read: () => unknown): readonly string[] {
  const prepared = vi.spyOn(ledger.db, 'prepare');
  read();
  const statements = prepared.mock.calls.map(([sql]) => sql);
  prepared.mockRestore();
  return statements.flatMap((sql) =>
    ledger
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql.replaceAll(/@\w+|\?/g, '1')}`)
      .map(({ detail }) => detail),
  );
}

const PERIOD = { fromMs: 1, toMs: 2 };
const HEAD = { seq: 1, observedNo: 1, atMs: 0 };

describe('a page of an export', () => {
  it('of gifts or of the journal is a span of keys, and nothing is sorted', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ final: true }))]);
    const plans = plansOf(ledger, () => [
      ...giftExportRows(ledger.db, PERIOD, HEAD),
      ...journalExportRows(ledger.db, PERIOD, HEAD),
    ]);
    expect(plans).toContain('SEARCH g USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)');
    expect(plans).toContain('SEARCH journal USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)');
    expect(plans.filter((step) => /TEMP B-TREE|_effective|SCAN (?!last)/.test(step))).toEqual([]);
  });

  it('of payouts is found by the index of what is no gift', () => {
    using ledger = tempLedger();
    const plans = plansOf(ledger, () => readPayouts(ledger.db));
    expect(plans.join('\n')).toContain('journal_entry');
  });
});

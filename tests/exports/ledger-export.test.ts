import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { openExport } from '../../electron/open-export.ts';
import { exportFormats } from '../../electron/exports/registry.ts';
import type { ControlTotals } from '../../electron/exports/export.ts';
import type { AskedExport } from '../../electron/open-export.ts';
import type { ExportPeriod, ExportView } from '../../shared/export-rows.ts';
import {
  T0,
  comboKey,
  gift,
  giftFrame,
  recorded,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { FACTS, PLAIN_CSV, drained } from '../tools/export-request.ts';

const ALWAYS: ExportPeriod = { fromMs: null, toMs: null };

const asked = (ledger: TempLedger, view: ExportView, period = ALWAYS): AskedExport => ({
  ...FACTS,
  dataDir: ledger.dir,
  mode: 'live',
  format: 'csv',
  csv: PLAIN_CSV,
  view,
  period,
  head: null,
});

async function exported(
  ledger: TempLedger,
  view: ExportView,
  period: ExportPeriod = ALWAYS,
  meanwhile?: () => unknown,
): Promise<{ rows: Record<string, string>[]; totals: ControlTotals }> {
  const opened = openExport(asked(ledger, view, period));
  const { bytes, totals } = await drained(opened.pieces, meanwhile);
  opened.close();
  return { rows: parse(bytes, { columns: true }), totals };
}

function filled(): TempLedger {
  const ledger = tempLedger();
  ledger.store.commit([
    gift(giftFrame({ counter: total(5), unitsEach: 30 })),
    gift(giftFrame({ counter: total(9), unitsEach: 30, final: true })),
    gift(giftFrame({ giftKey: comboKey('2'), unitsEach: null, counter: total(3) })),
  ]);
  ledger.store.commit([
    gift(tipFrame(500, 'USD', { messageId: 'tip', occurredAtMs: T0 + 3_600_000 }), { live: false }),
    gift(giftFrame({ giftKey: comboKey('3'), observed: 'mirrored', counter: total(4) })),
  ]);
  return ledger;
}

describe('an export of the ledger', () => {
  it('has one more line for what came late for a locked period, and adds up all the same', async () => {
    using ledger = tempLedger();
    const frame = (count: number) => gift(giftFrame({ counter: total(count), final: true }));
    ledger.store.commit([frame(5)]);
    ledger.clock.advance(2 * 3_600_000);
    const lockEnd = T0 + 3_600_000;
    recorded(ledger, { kind: 'lock', fromMs: null, toMs: lockEnd });
    ledger.store.commit([frame(8)]);
    const lines = (await exported(ledger, 'gifts')).rows.map((row) => [
      row['gift_key'],
      row['effective_at'],
      row['quantity'],
      row['units'],
    ]);
    const key = comboKey('1');
    expect(lines).toEqual([
      [key, new Date(T0).toISOString(), '5', '5'],
      [key, new Date(lockEnd).toISOString(), '3', '3'],
    ]);
    const before = { fromMs: null, toMs: lockEnd };
    expect((await exported(ledger, 'gifts', before)).totals.units).toEqual([
      { platform: 'tiktok', unit: 'coin', units: 5n },
    ]);
    expect((await exported(ledger, 'gifts')).totals.units).toEqual([
      { platform: 'tiktok', unit: 'coin', units: 8n },
    ]);
  });

  it('shows a gift that was taken back as nothing, and its two rows in the journal', async () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(5), final: true }))]);
    recorded(ledger, { kind: 'reversal', corrects: 1 });
    const [line] = (await exported(ledger, 'gifts')).rows;
    expect(line).toMatchObject({ quantity: '0', units: '0', status: 'reversed', booked: 'yes' });
    const rows = (await exported(ledger, 'journal')).rows;
    expect(rows.map((row) => [row['kind'], row['units'], row['corrects']])).toEqual([
      ['gift', '5', ''],
      ['reversal', '-5', '1'],
    ]);
  });

  it('names a person who was erased by a number, in either view', async () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ final: true }))]);
    ledger.store.commit([{ type: 'erase', personNo: 1, source: 'hand' }]);
    expect((await exported(ledger, 'gifts')).rows[0]).toMatchObject({
      gift_key: 'erased-1',
      sender_id: 'erased-1',
      sender_handle: '',
      sender_name: 'erased-1',
      units: '1',
    });
    expect((await exported(ledger, 'journal')).rows[0]).toMatchObject({ gift_key: 'erased-1' });
  });

  it('has one row per gift, income first, and sums up to what the ledger holds', async () => {
    using ledger = filled();
    const { rows, totals } = await exported(ledger, 'gifts');
    expect(
      rows.map((row) => [row['quantity'], row['units'], row['booked'], row['status']]),
    ).toEqual([
      ['9', '270', 'yes', 'settled'],
      ['3', '', 'yes', 'open'],
      ['1', '500', 'yes', 'settled'],
      ['4', '4', 'no', 'settled'],
    ]);
    const held = ledger
      .all<{ platform: string; unit: string; units: number }>(
        'SELECT platform, unit, sum(units) AS units FROM bucket GROUP BY 1, 2 ORDER BY 1, 2',
      )
      .map((row) => ({ ...row, units: BigInt(row.units) }));
    expect(totals).toEqual({ rows: 4, units: held });
  });

  it('has one journal row per change, with the same sums', async () => {
    using ledger = filled();
    const { rows, totals } = await exported(ledger, 'journal');
    expect(rows.map((row) => row['seq'])).toEqual(['1', '2', '3']);
    expect(totals.units).toEqual((await exported(ledger, 'gifts')).totals.units);
  });

  it('takes a period from inclusive to exclusive, so that periods side by side add up', async () => {
    using ledger = filled();
    const at = T0 + 3_600_000;
    const keys = async (view: ExportView, fromMs: number | null, toMs: number | null) =>
      (await exported(ledger, view, { fromMs, toMs })).rows.map((row) => row['gift_key']);
    expect(await keys('gifts', at, null)).toEqual(['myshop|msg|tip']);
    expect(await keys('gifts', at, at + 1)).toEqual(['myshop|msg|tip']);
    expect(await keys('gifts', null, at)).toHaveLength(3);
    expect(await keys('journal', at, null)).toEqual(['myshop|msg|tip']);
    expect(await keys('journal', null, at)).toHaveLength(2);
    expect(await keys('gifts', at + 1, null)).toEqual([]);
  });

  it('pages through more gifts than one read takes, up to the head at which it began', async () => {
    using ledger = tempLedger();
    const many = Array.from({ length: 5_001 }, (_, index) =>
      gift(tipFrame(1, 'USD', { messageId: `t${index}` }), { live: false }),
    );
    ledger.store.commit(many);
    for (const view of ['gifts', 'journal'] as const) {
      const before = ledger.store.head().seq;
      const late = gift(tipFrame(1, 'USD', { messageId: `late ${view}` }), { live: false });
      const { rows, totals } = await exported(ledger, view, ALWAYS, () =>
        ledger.store.commit([late]),
      );
      expect(new Set(rows.map((row) => row['gift_key'])).size).toBe(before);
      expect(totals.units).toEqual([{ platform: 'myshop', unit: 'USD', units: BigInt(before) }]);
    }
  });

  it('of an unknown format is refused', () => {
    using ledger = tempLedger();
    expect(() => openExport({ ...asked(ledger, 'gifts'), format: 'doc' })).toThrow(
      'no export format',
    );
  });
});

describe('every export format', () => {
  it.each([...exportFormats.values()])('$id says what it writes', (format) => {
    expect(format.extension).toMatch(/^[a-z]+$/);
    expect(format.mime).toContain('/');
    expect(format.views.length).toBeGreaterThan(0);
  });
});

/** An import is taken back as a whole, and can be brought in again. */
import { describe, expect, it } from 'vitest';
import {
  T0,
  comboKey,
  entryCommand,
  gift,
  giftFrame,
  recorded,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { exportOf, importRows, readAll, rowsOf, undoImport } from '../tools/imported.ts';

const HOUR_MS = 3_600_000;

function filled(): TempLedger {
  const ledger = tempLedger();
  ledger.store.commit([
    ...[1, 2, 3].map((no) =>
      gift(
        giftFrame({ giftKey: comboKey(String(no)), counter: total(no), unitsEach: 5, final: true }),
      ),
    ),
    gift(tipFrame(500, 'USD', { messageId: 'tip' }), { live: false }),
    entryCommand({
      ...{ kind: 'payout', atMs: T0 - HOUR_MS, platform: 'tiktok', unit: 'coin', units: 10 },
      ...{ currency: 'USD', grossMinor: 5, feeMinor: 0, taxMinor: 0, netMinor: 5 },
    }),
  ]);
  return ledger;
}

async function bothViews(ledger: TempLedger) {
  const files = [await exportOf(ledger, 'gifts', 'csv'), await exportOf(ledger, 'payouts', 'csv')];
  return rowsOf((await Promise.all(files.map((file) => readAll(file)))).flat());
}

const booked = (ledger: TempLedger) =>
  ledger.all('SELECT account, commodity, amount FROM balance WHERE amount <> 0');

describe('taking an import back', () => {
  it('leaves no money of it, and the ledger proves itself', async () => {
    using ledger = filled();
    using other = tempLedger();
    other.store.commit([
      gift(giftFrame({ giftKey: comboKey('own'), counter: total(7), final: true })),
    ]);
    const before = booked(other);
    const { importNo, added } = importRows(other, await bothViews(ledger));
    expect(added).toBe(5);
    expect(booked(other)).not.toEqual(before);
    expect(undoImport(other, importNo)).toMatchObject({ ok: true, left: 0 });
    expect(booked(other)).toEqual(before);
    expect(other.one('SELECT state FROM import_run')).toBe('undone');
    expect(other.verify().findings).toEqual([]);
  });

  it('lets the same file be imported again, as new gifts, and only once', async () => {
    using ledger = filled();
    using other = tempLedger();
    const rows = await bothViews(ledger);
    const first = importRows(other, rows);
    const money = booked(other);
    undoImport(other, first.importNo);
    expect(importRows(other, rows)).toMatchObject({ added: 5, known: 0, conflicts: 0 });
    expect(booked(other)).toEqual(money);
    expect(importRows(other, rows)).toMatchObject({ added: 0, known: 5 });
    expect(other.verify().findings).toEqual([]);
  });

  it('leaves a gift on which more was booked since, and says how many', async () => {
    using ledger = filled();
    using other = tempLedger();
    const { importNo } = importRows(other, await bothViews(ledger));
    other.store.commit([
      gift(giftFrame({ giftKey: comboKey('2'), counter: total(9), unitsEach: 5, final: true })),
    ]);
    undoImport(other, importNo);
    expect(other.one('SELECT kept FROM import_run')).toBe(1);
    expect(other.one("SELECT sum(units) FROM gift WHERE status <> 'reversed'")).toBe(45);
  });

  it('is refused while a row of it lies in a locked period, and takes nothing back', async () => {
    using ledger = filled();
    using other = tempLedger();
    const { importNo } = importRows(other, await bothViews(ledger));
    const money = booked(other);
    other.clock.advance(2 * HOUR_MS);
    recorded(other, { kind: 'lock', fromMs: null, toMs: T0 + HOUR_MS });
    expect(undoImport(other, importNo)).toMatchObject({ ok: false, code: 'row_locked' });
    expect(booked(other)).toEqual(money);
  });
});

describe('an import into a ledger with locks', () => {
  it('books what lies in a locked period at the lock’s end, and is still imported once', async () => {
    using ledger = filled();
    using other = tempLedger();
    other.clock.advance(2 * HOUR_MS);
    const lockEnd = T0 + HOUR_MS;
    recorded(other, { kind: 'lock', fromMs: null, toMs: lockEnd });
    const rows = await bothViews(ledger);
    expect(importRows(other, rows)).toMatchObject({ added: 5 });
    expect(other.all('SELECT DISTINCT effective_at AS at FROM gift')).toEqual([{ at: lockEnd }]);
    expect(other.one("SELECT count(*) FROM journal WHERE note LIKE 'period locked%'")).toBe(5);
    expect(
      importRows(
        other,
        rows.filter(({ type }) => type === 'gift'),
      ),
    ).toMatchObject({ known: 4, added: 0 });
    expect(other.verify().findings).toEqual([]);
  });
});

describe('what the ledger says otherwise', () => {
  it('stays, and is told with the line', async () => {
    using ledger = filled();
    using other = tempLedger();
    other.store.commit([
      gift(giftFrame({ giftKey: comboKey('3'), counter: total(2), unitsEach: 5, final: true })),
      gift(giftFrame({ giftKey: comboKey('2'), counter: total(2), unitsEach: 6, final: true })),
      gift(giftFrame({ giftKey: comboKey('1'), counter: total(4), unitsEach: 5, final: true })),
    ]);
    const outcome = importRows(other, await bothViews(ledger));
    expect(outcome).toMatchObject({ added: 2, known: 1, conflicts: 2 });
    expect(outcome.refusals.map(({ line, code }) => [line, code])).toEqual([
      [3, 'price_contradiction'],
      [4, 'count_contradiction'],
    ]);
  });

  it('knows a live tip again when the file has its id', async () => {
    using ledger = tempLedger();
    ledger.store.commit([
      gift(
        tipFrame(500, 'USD', {
          platform: 'streamlabs',
          giftKey: 'streamlabs|msg|77',
          messageId: '77',
        }),
        { live: false },
      ),
    ]);
    const csv =
      'donation_id,created_at,name,amount,currency\n77,2027-01-15T08:00:00Z,Ada,5.00,USD\n78,2027-01-15T08:00:00Z,Ada,5.00,USD\n';
    expect(importRows(ledger, rowsOf(await readAll(Buffer.from(csv))))).toMatchObject({
      added: 1,
      known: 1,
    });
  });

  it('is not told to alerts or to who follows the events', async () => {
    using ledger = filled();
    using other = tempLedger();
    const rows = await bothViews(ledger);
    const reports = rows.length;
    importRows(other, rows);
    const { queries } = await import('../../electron/ledger/queries.ts');
    expect(reports).toBe(5);
    expect(queries.giftsAfter(other.db, { seq: 0, limit: 10 })).toEqual([]);
    other.store.commit([gift(giftFrame({ giftKey: comboKey('own'), final: true }))]);
    expect(queries.giftsAfter(other.db, { seq: 0, limit: 10 })).toHaveLength(1);
  });
});

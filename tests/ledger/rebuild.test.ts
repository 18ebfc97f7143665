import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { headsFile, ledgerFile } from '../../electron/ledger/files.ts';
import { PROJECTION_TABLES } from '../../electron/ledger/projections.ts';
import { rebuildProjections } from '../../electron/ledger/rebuild.ts';
import {
  T0,
  comboKey,
  gift,
  giftFrame,
  recorded,
  tempDir,
  tipFrame,
  total,
} from '../tools/builders.ts';
import { filledLedger } from './backed-up.ts';

function retouched(dir: string, sql: string): void {
  const db = new Database(ledgerFile(dir));
  db.exec(sql);
  db.close();
}

describe('a rebuild', () => {
  it.each(PROJECTION_TABLES)('makes %s anew, exactly as the journal says', (table) => {
    using ledger = filledLedger(20);
    ledger.store.commit([
      gift(giftFrame({ giftKey: comboKey('a'), counter: total(7), final: true })),
      gift(tipFrame(250, 'USD')),
    ]);
    ledger.clock.advance(3_600_000);
    recorded(ledger, { kind: 'lock', fromMs: null, toMs: T0 + 60_000 });
    ledger.store.commit([
      gift(giftFrame({ giftKey: comboKey('a'), counter: total(9), final: true })),
    ]);
    const rows = ledger.store.head().seq;
    const select = `SELECT * FROM ${table} ORDER BY 1, 2, 3`;
    const before = ledger.all(select);
    expect(before.length).toBeGreaterThan(0);
    ledger.close();
    retouched(ledger.dir, `DELETE FROM ${table}`);
    expect(ledger.verify().ok).toBe(false);
    expect(rebuildProjections(ledger.dir, 'live')).toEqual({ ok: true, rows });
    expect(ledger.verify()).toMatchObject({ ok: true, findings: [] });
    ledger.reopen();
    expect(ledger.all(select)).toEqual(before);
  });

  it('changes nothing when the journal itself is not sound', () => {
    using ledger = filledLedger(5);
    ledger.close();
    retouched(
      ledger.dir,
      `DROP TRIGGER journal_no_update; UPDATE journal SET units_delta = 9 WHERE seq = 3;
       UPDATE bucket SET units = 77`,
    );
    const result = rebuildProjections(ledger.dir, 'live');
    expect(result).toMatchObject({ ok: false, findings: [{ code: 'chain', seq: 3 }] });
    ledger.reopen();
    expect(ledger.one('SELECT units FROM bucket')).toBe(77);
  });

  it('says that there is no ledger where there is none', () => {
    using place = tempDir();
    rmSync(headsFile(place.dir), { force: true });
    expect(() => rebuildProjections(place.dir, 'live')).toThrow('There is no ledger');
  });
});

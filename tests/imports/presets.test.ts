/** Every import of the registry recognises its own file and reads it; no two recognise the same. */
import { describe, expect, it } from 'vitest';
import { importFormats } from '../../electron/imports/registry.ts';
import { inspectFile } from '../../electron/imports/read-file.ts';
import { T0, gift, giftFrame, recorded, tempLedger } from '../tools/builders.ts';
import { exportOf, importRows, inPieces, readAll, rowsOf } from '../tools/imported.ts';

const DAY_MS = 86_400_000;

/** A file of each kind, and what it holds. Names of columns: see the import’s own file for where they are from. */
const FILES: Readonly<Record<string, { readonly text: string; readonly rows: readonly object[] }>> =
  {
    'streamlabs-tips': {
      text: 'donation_id,created_at,name,amount,currency,message\n9,2026-04-03 10:00:00 UTC,Ada,5.00,USD,hi\n',
      rows: [
        {
          giftKey: 'streamlabs|msg|9',
          units: 500,
          unit: 'USD',
          effectiveAtMs: Date.UTC(2026, 3, 3, 10),
        },
      ],
    },
    'streamelements-tips': {
      text: '_id,createdAt,provider,status,donation.user.username,donation.amount,donation.currency\nab1,2026-04-03T10:00:00.000Z,paypal,success,Ada,12.5,EUR\nab2,2026-04-03T10:00:00.000Z,paypal,pending,Ada,9,EUR\n',
      rows: [
        { giftKey: 'streamelements|msg|ab1', units: 1250, unit: 'EUR', sender: { name: 'Ada' } },
      ],
    },
    'tiktok-payouts': {
      text: 'Withdrawal ID,Withdrawal Date,Withdrawal Amount,Fee,Net Amount,Currency,Status\nw1,04/25/2026,50.00,0.90,49.10,USD,Completed\n',
      rows: [
        {
          note: 'w1',
          entry: {
            kind: 'payout',
            platform: 'tiktok',
            unit: 'USD',
            units: 5_000,
            feeMinor: 90,
            netMinor: 4_910,
            atMs: Date.UTC(2026, 3, 25),
          },
        },
      ],
    },
    'twitch-revenue': {
      text: 'Date,Average Viewers,Sub Revenue,Prime Revenue,Ad Revenue,Bits Revenue\n2026-04-03,12,9.99,2.50,7.77,1.00\n2026-04-04,12,0,0,0,0\n',
      rows: [
        {
          entry: {
            kind: 'income',
            platform: 'twitch',
            unit: 'USD',
            units: 777,
            heldAt: 'platform',
            category: 'ads',
          },
        },
        {
          statement: {
            platform: 'twitch',
            unit: 'USD',
            units: 1_349,
            fromMs: Date.UTC(2026, 3, 3),
            toMs: Date.UTC(2026, 3, 4),
          },
        },
      ],
    },
  };

async function fileOf(id: string): Promise<Buffer> {
  if (FILES[id] !== undefined) return Buffer.from(FILES[id].text);
  using ledger = tempLedger();
  ledger.store.commit([gift(giftFrame({ final: true }))]);
  recorded(ledger, {
    ...{ kind: 'payout', atMs: T0 - DAY_MS, platform: 'tiktok', unit: 'coin', units: 10 },
    ...{ currency: 'USD', grossMinor: 5, feeMinor: 0, taxMinor: 0, netMinor: 5 },
  });
  return await exportOf(ledger, id === 'coinfall-gifts' ? 'gifts' : 'payouts', 'csv');
}

const recognisable = [...importFormats.keys()].filter((id) => id !== 'csv');

describe('the imports', () => {
  it.each(recognisable)('%s knows its own file, and no other takes it', async (id) => {
    const { columns, recognised } = await inspectFile(inPieces(await fileOf(id)));
    expect(recognised).toBe(id);
    const taking = [...importFormats.values()].filter((one) => one.recognises(columns));
    expect(taking.map((one) => one.id)).toEqual([id]);
  });

  it.each(Object.entries(FILES))('%s reads what it holds', async (_id, { text, rows }) => {
    expect(rowsOf(await readAll(Buffer.from(text)))).toMatchObject(rows);
  });

  it.each(recognisable)('%s is imported once', async (id) => {
    using ledger = tempLedger();
    const rows = rowsOf(await readAll(await fileOf(id)));
    expect(rows.length).toBeGreaterThan(0);
    expect(importRows(ledger, rows)).toMatchObject({ added: rows.length, conflicts: 0 });
    expect(importRows(ledger, rows)).toMatchObject({ added: 0, known: rows.length });
    expect(ledger.verify().findings).toEqual([]);
  });
});

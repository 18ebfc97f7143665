/** Broken files: said with the line, and nothing is made of what cannot be read. */
import { describe, expect, it } from 'vitest';
import { tempLedger } from '../tools/builders.ts';
import { gift, giftFrame, tipFrame } from '../tools/builders.ts';
import { exportOf, readAll, rowsOf } from '../tools/imported.ts';

const HEAD = 'Date,Name,Amount,Currency\n';
const mapping = {
  kind: 'tips',
  platform: 'myshop',
  currency: null,
  columns: { date: 'Date', amount: 'Amount', name: 'Name', currency: 'Currency' },
} as const;
const read = (lines: string) =>
  readAll(Buffer.from(HEAD + lines), { mapping, dateFormat: 'iso', decimal: 'point' });
const refusals = async (lines: string) =>
  (await read(lines)).flatMap((line) =>
    line.type === 'refused' ? [[line.refusal.line, line.refusal.code]] : [],
  );

describe('a line that cannot be taken', () => {
  it('is refused by itself, with its number', async () => {
    const lines = [
      '2026-04-03,Ada,5.00,USD',
      '2026-04-03,Ada,5.00',
      '2026-04-03,Ada,5.00,USD,more',
      '"2026-04-03"x,Ada,5.00,USD',
      '',
      'soon,Ada,5.00,USD',
      '2026-04-03,Ada,lots,USD',
      '2026-04-03,Ada,-5.00,USD',
      '2026-04-03,Ada,5.00,ZZZ',
      '2026-04-03,Ada,5.001,USD',
      '2026-04-03,"Ada\nLovelace",0,USD',
      '2026-04-03,Ada,1e9,USD',
      '2026-04-03,A\0da,6.00,USD',
    ];
    expect(await refusals(lines.join('\n'))).toEqual([
      [3, 'ragged'],
      [4, 'ragged'],
      [5, 'quote_stray'],
      [7, 'date_malformed'],
      [8, 'amount_malformed'],
      [9, 'amount_negative'],
      [10, 'currency_unknown'],
      [11, 'amount_malformed'],
      // A cell of two lines moves the numbers on.
      [14, 'amount_malformed'],
    ]);
    expect(rowsOf(await read(lines.join('\n')))).toMatchObject([
      { line: 2, units: 500 },
      { line: 15, units: 600, sender: { name: 'Ada' } },
    ]);
  });

  it('equal lines without an id are told apart by their number, and found again', async () => {
    const line = '2026-04-03,Ada,5.00,USD\n';
    const keys = rowsOf(await read(line + line)).map((row) => row.type === 'gift' && row.giftKey);
    expect(new Set(keys).size).toBe(2);
    expect(
      rowsOf(await read(line + line)).map((row) => row.type === 'gift' && row.giftKey),
    ).toEqual(keys);
  });
});

describe('a file that cannot be trusted', () => {
  it('with a quotation mark that is never closed names the line of the mark', async () => {
    const lines = `2026-04-03,Ada,5.00,USD\n2026-04-03,"Ada,5.00,USD\n${'2026-04-03,Bob,5.00,USD\n'.repeat(50)}`;
    await expect(read(lines)).rejects.toMatchObject({
      code: 'quote_open',
      message: expect.stringContaining('line 3') as string,
    });
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, text.lastIndexOf('{"totals"'))],
    ['changed', (text: string) => text.replace('"quantity":1,', '"quantity":2,')],
    ['of more lines', (text: string) => `${text}{}\n`],
  ])('an own export in JSON Lines that was %s', async (_how, change) => {
    using ledger = tempLedger();
    ledger.store.commit([
      gift(giftFrame({ final: true })),
      gift(tipFrame(500, 'USD'), { live: false }),
    ]);
    const text = (await exportOf(ledger, 'gifts', 'jsonl')).toString('utf8');
    await expect(readAll(Buffer.from(text))).resolves.toHaveLength(2);
    await expect(readAll(Buffer.from(change(text)))).rejects.toMatchObject({
      code: 'export_changed',
    });
  });

  it.each([
    ['nothing', '', 'file_empty'],
    ['a spreadsheet', 'PK\u0003\u0004', 'spreadsheet'],
    ['columns that nobody knows', 'a,b\n1,2\n', 'format_unknown'],
    ['the view journal', 'seq,kind,effective_at,hash\n', 'view_incomplete'],
  ])('%s', async (_what, text, code) => {
    await expect(readAll(Buffer.from(text))).rejects.toMatchObject({ code });
  });

  it('with pseudonyms is refused line by line', async () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ final: true }))]);
    const text = (await exportOf(ledger, 'gifts', 'csv'))
      .toString('utf8')
      .replace(/tiktok\|combo[^,]*/, 'gift-1');
    expect(await readAll(Buffer.from(text))).toMatchObject([
      { type: 'refused', refusal: { line: 2, code: 'cell_malformed' } },
    ]);
  });
});

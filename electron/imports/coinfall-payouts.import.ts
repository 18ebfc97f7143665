/** View `payouts` of an own export: payouts that stood, with what their creator noted. */
import { isCurrency } from '../../shared/currency.ts';
import { checkEntry } from '../../shared/ledger/entries.ts';
import { parseMinor } from '../../shared/money.ts';
import { readAmount } from './amounts.ts';
import { defineImport } from './import.ts';
import type { RecordResult, Spelling } from './import.ts';
import { occurrenceCounter } from './occurrences.ts';
import { BadCell, hasAll, ownCells } from './own-cells.ts';
import type { OwnCells } from './own-cells.ts';

const MONEY = ['gross', 'fee', 'tax', 'net', 'effective_rate'];
const COLUMNS = ['effective_at', 'platform', 'unit', 'units', 'currency', ...MONEY, 'note'];
/** The ledger itself looks at the date. */
const FAR_AHEAD_MS = Date.UTC(9_000, 0, 1);

export default defineImport({
  id: 'coinfall-payouts',
  recognises: (columns) => hasAll(columns, COLUMNS),
  open({ columns, guarded }) {
    const cellsOf = ownCells(columns, guarded);
    return {
      dates: [],
      amounts: MONEY.map((name) => columns.indexOf(name)),
      begin(spelling) {
        const occurrence = occurrenceCounter();
        return (record) => {
          try {
            return payoutOf(record.line, cellsOf(record.cells), spelling, occurrence);
          } catch (error) {
            if (error instanceof BadCell) return { fault: error.fault };
            throw error;
          }
        };
      },
    };
  },
});

function payoutOf(
  line: number,
  cells: OwnCells,
  spelling: Spelling,
  count: ReturnType<typeof occurrenceCounter>,
): RecordResult {
  const currency = cells.word('currency');
  if (!isCurrency(currency)) throw new BadCell('currency', currency, 'a currency');
  const money = (name: string) => {
    const cell = cells.word(name);
    const minor = parseMinor(readAmount(cell, spelling.decimal)?.text ?? '', currency);
    if (minor === undefined) throw new BadCell(name, cell, `an amount of ${currency}`);
    return minor;
  };
  const checked = checkEntry(
    {
      kind: 'payout',
      atMs: cells.time('effective_at'),
      platform: cells.word('platform'),
      unit: cells.word('unit'),
      units: cells.count('units'),
      currency,
      grossMinor: money('gross'),
      feeMinor: money('fee'),
      taxMinor: money('tax'),
      netMinor: money('net'),
    },
    FAR_AHEAD_MS,
  );
  if (!checked.ok) return { fault: { code: checked.code, message: checked.message } };
  const { entry } = checked;
  const occurrence = count([entry]);
  if ('code' in occurrence) return { fault: occurrence };
  return {
    rows: [
      {
        ...{ type: 'entry', line, entry },
        note: cells.text('note'),
        occurrence: occurrence.number,
      },
    ],
  };
}

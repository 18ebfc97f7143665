/** The rate cards that estimates are read through: a table of the book. */
import { decimalString } from '../../../shared/money.ts';
import type { ExportRequest } from '../export.ts';
import { columns } from '../table.ts';
import type { Table, TableRow } from '../table.ts';

const MICROS_DIGITS = 6;

const COLUMNS = columns({
  id: 'text',
  platform: 'word',
  kind: 'word',
  unit: 'word',
  region: 'word',
  currency: 'word',
  unit_value: 'decimal',
  valid_from: 'time',
  valid_to: 'time',
  source: 'text',
  confidence: 'word',
  origin: 'word',
});

export function rateCardTable({ books }: ExportRequest): Table {
  function* rows(): Generator<TableRow> {
    for (const card of books.rates.cards) {
      const value = decimalString(BigInt(card.unitMicros), MICROS_DIGITS);
      yield {
        ...{ platform: null, unit: null, units: null },
        cells: [
          ...[card.id, card.platform, card.kind, card.unit, card.region, card.currency, value],
          ...[card.validFromMs, card.validToMs, card.source, card.confidence, card.origin],
        ],
      };
    }
  }
  return { columns: COLUMNS, rows: rows() };
}

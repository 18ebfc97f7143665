/**
 * View `gifts` of an own export: every gift comes back with its key, so that none is booked twice. What the view does
 * not carry (session, number of the row, the price's own card) does not come back; an open gift is unconfirmed.
 */
import { GIFT_KINDS } from '../../shared/gift.ts';
import { GIFT_STATUSES } from '../../shared/ledger/counter.ts';
import { unitProblem } from '../../shared/ledger/entries.ts';
import type { ImportedGift } from '../../shared/ledger/import-row.ts';
import { MAX_UNITS_PER_GIFT, PLATFORM_PATTERN } from '../../shared/units.ts';
import { defineImport } from './import.ts';
import { BadCell, hasAll, ownCells } from './own-cells.ts';
import type { OwnCells } from './own-cells.ts';

const COLUMNS = [
  ...[
    'gift_key',
    'effective_at',
    'first_at',
    'last_at',
    'platform',
    'kind',
    'gift_id',
    'gift_name',
  ],
  ...['sender_id', 'sender_handle', 'sender_name', 'receiver_id', 'quantity', 'unit', 'units'],
  ...['status', 'booked', 'sources'],
];
const LONGEST_ID = 256;
const LONGEST_TEXT = 20_000;
const LONGEST_KEY = 2_000;
const MOST_SOURCES = 100;
/** What an export with pseudonyms has for a key. */
const HIDDEN_KEY = /^(?:gift|observed)-\d+$/;

export default defineImport({
  id: 'coinfall-gifts',
  recognises: (columns) => hasAll(columns, COLUMNS),
  open({ columns, guarded }) {
    const cellsOf = ownCells(columns, guarded);
    return {
      dates: [],
      amounts: [],
      begin: () => (record) => {
        try {
          return { rows: [giftOf(record.line, cellsOf(record.cells))] };
        } catch (error) {
          if (error instanceof BadCell) return { fault: error.fault };
          throw error;
        }
      },
    };
  },
});

function giftOf(line: number, cells: OwnCells): ImportedGift {
  const platform = cells.word('platform');
  if (!PLATFORM_PATTERN.test(platform)) throw new BadCell('platform', platform, 'a platform');
  const unit = cells.word('unit');
  const problem = unitProblem(platform, unit);
  if (problem !== undefined) throw new BadCell('unit', unit, 'a unit of this platform');
  const status = cells.oneOf('status', GIFT_STATUSES);
  const quantity = worth(cells, 'quantity');
  const units = worth(cells, 'units');
  if (quantity === null) throw new BadCell('quantity', null, 'a whole number');
  return {
    ...{ type: 'gift', line, platform, unit, quantity, units },
    giftKey: keyOf(cells),
    effectiveAtMs: cells.time('effective_at'),
    firstAtMs: cells.time('first_at'),
    lastAtMs: cells.time('last_at'),
    kind: cells.oneOf('kind', GIFT_KINDS),
    gift: { id: id(cells, 'gift_id'), name: text(cells, 'gift_name') },
    sender: {
      id: id(cells, 'sender_id'),
      handle: text(cells, 'sender_handle'),
      name: text(cells, 'sender_name'),
    },
    receiverId: id(cells, 'receiver_id'),
    // Nothing more will be heard of it.
    status: status === 'open' ? 'unconfirmed' : status,
    booked: cells.flag('booked'),
    sources: (cells.text('sources') ?? '').split(' ').filter(Boolean).slice(0, MOST_SOURCES),
  };
}

function keyOf(cells: OwnCells): string {
  const key = cells.text('gift_key');
  if (key === null || key.length < 3 || key.length > LONGEST_KEY) {
    throw new BadCell('gift_key', key, 'the key of a gift');
  }
  if (HIDDEN_KEY.test(key)) {
    throw new BadCell(
      'gift_key',
      key,
      'a key: an export with pseudonyms cannot be told from another',
    );
  }
  return key;
}

function worth(cells: OwnCells, name: string): number | null {
  const value = cells.count(name);
  if (value !== null && value > MAX_UNITS_PER_GIFT) {
    throw new BadCell(name, String(value), 'what one gift can be worth');
  }
  return value;
}

function id(cells: OwnCells, name: string): string | null {
  const value = cells.text(name);
  if (value === '') return null;
  if (value !== null && value.length > LONGEST_ID) throw new BadCell(name, value, 'an id');
  return value;
}

function text(cells: OwnCells, name: string): string | null {
  const value = cells.text(name);
  if (value !== null && value.length > LONGEST_TEXT)
    throw new BadCell(name, value, 'a shorter text');
  return value;
}

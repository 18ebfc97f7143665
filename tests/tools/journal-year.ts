/** A year of journal rows of every kind and unit, made by a seed: what an accountant's export has to stand. */
import type { JournalExportRow } from '../../shared/export-rows.ts';
import type { GiftKind } from '../../shared/gift.ts';
import { encodeEntry } from '../../shared/ledger/entries.ts';
import type { Entry } from '../../shared/ledger/entries.ts';
import { messageKey } from '../../shared/ledger/gift-key.ts';
import { between, seeded } from './seeded.ts';

export const YEAR_START = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

/** Names as viewers make them up to break a file. */
export const HOSTILE_NAMES: readonly string[] = [
  'Ada',
  '"quoted" \\"twice\\" \\',
  'two\nlines\r\n2026-01-01 open Assets:Evil',
  '; comment | payee # tag ^link',
  '* (1) ! = 2020-01-01',
  'date:2026-13-99, seq:1 [2026-99-99]',
  '😀👩‍👩‍👧‍👦 \u202Egnp.exe',
  'שלום עולם مرحبا',
  'include /etc/passwd',
  '\u0000\u0007\u2028\u2029\u0085',
  '{} @ 5 USD @@ 1',
  'comment',
  '\uD800 lone',
  '%(format)s ${x} \t\t  wide',
  "'=HYPERLINK()",
  '``` \u00A0 ~ txn "',
];

const UNITS: readonly (readonly [platform: string, unit: string, kind: GiftKind])[] = [
  ['tiktok', 'coin', 'gift'],
  ['tiktok', 'coin', 'gift'],
  ['twitch', 'bit', 'bits'],
  ['twitch', 'sub1', 'sub'],
  ['twitch', 'sub2', 'resub'],
  ['twitch', 'sub3', 'subgift'],
  ['twitch', 'sub1', 'bundle'],
  ['twitch', 'prime', 'sub'],
  ['myshop', 'star', 'gift'],
  ['my_shop-2', 'star_', 'gift'],
  ['my-shop_2', 'star-', 'gift'],
  ['a-very-long-platform-name-1234567', 'a-very-long-unit-name', 'gift'],
  ['a-very-long-platform-name-1234567', 'a-very-long-unit-nama', 'gift'],
  ['bank', 'general', 'gift'],
  ['bank_', 'general', 'gift'],
  ['myshop', 'USD', 'tip'],
  ['myshop', 'JPY', 'tip'],
  ['myshop', 'KWD', 'tip'],
];

/** A journal row that moves nothing; `parts` make it one that does. */
export function journalRow(parts: Partial<JournalExportRow> & { seq: number }): JournalExportRow {
  return {
    format: 1,
    kind: 'gift',
    occurredAtMs: YEAR_START,
    observedAtMs: YEAR_START,
    effectiveAtMs: YEAR_START,
    sessionNo: null,
    source: 'webhook://',
    platform: null,
    giftKind: null,
    giftId: null,
    giftNo: null,
    personNo: null,
    giftCommitment: null,
    personCommitment: null,
    unit: null,
    unitsEach: null,
    delta: null,
    countAfter: null,
    unitsDelta: null,
    statusAfter: null,
    corrects: null,
    entry: null,
    note: null,
    giftKey: null,
    giftName: null,
    senderName: null,
    hash: 'ab',
    ...parts,
  };
}

/** The row that an entry makes. */
export function entryRow(
  seq: number,
  entry: Entry,
  parts: Partial<JournalExportRow> = {},
): JournalExportRow {
  return journalRow({
    seq,
    kind: entry.kind,
    platform: 'platform' in entry ? entry.platform : null,
    corrects: entry.kind === 'reversal' ? entry.corrects : null,
    effectiveAtMs: 'atMs' in entry ? entry.atMs : YEAR_START,
    entry: encodeEntry(entry),
    ...parts,
  });
}

/** Rows in order of seq; every fourteenth is no gift, and among those each kind comes in turn. */
export function journalYear(seed: number, count: number): readonly JournalExportRow[] {
  const random = seeded(seed);
  const pick = <Item>(items: readonly Item[]): Item =>
    items[between(random, 0, items.length - 1)] as Item;
  const rows: JournalExportRow[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const atMs = YEAR_START + between(random, 0, 365 * DAY_MS - 1);
    const name = pick(HOSTILE_NAMES);
    if (seq % 14 === 0) {
      rows.push(manualRow(rows, seq, atMs, random, name));
      continue;
    }
    const earlier = rows.at(-1);
    if (earlier?.kind === 'gift' && earlier.unitsEach === null && random() < 0.5) {
      rows.push(pricedLater(earlier, seq, between(random, 1, 500)));
      continue;
    }
    const [platform, unit, giftKind] = pick(UNITS);
    const delta = between(random, 1, 99);
    const unitsEach = random() < 0.1 ? null : between(random, 0, random() < 0.05 ? 4e10 : 30_000);
    rows.push(
      journalRow({
        seq,
        platform,
        unit,
        giftKind,
        effectiveAtMs: atMs,
        giftId: pick(['5655', name]),
        giftNo: seq,
        personNo: seq,
        unitsEach,
        delta,
        countAfter: delta,
        unitsDelta: unitsEach === null ? 0 : unitsEach * delta,
        statusAfter: 'settled',
        giftKey: random() < 0.05 ? null : messageKey(platform, name),
        giftName: pick([null, name]),
        senderName: pick([null, name]),
      }),
    );
  }
  return rows;
}

function pricedLater(row: JournalExportRow, seq: number, unitsEach: number): JournalExportRow {
  return { ...row, seq, unitsEach, delta: 0, unitsDelta: unitsEach * (row.countAfter ?? 0) };
}

function manualRow(
  rows: readonly JournalExportRow[],
  seq: number,
  atMs: number,
  random: () => number,
  note: string,
): JournalExportRow {
  const units = between(random, 1, 9_000_000_000);
  const money = { atMs, platform: 'tiktok', unit: 'USD', units, heldAt: 'bank' } as const;
  const coins = { atMs, platform: 'tiktok', unit: 'coin', units, heldAt: 'platform' } as const;
  const feeMinor = between(random, 0, 90);
  const paid = { feeMinor, taxMinor: 7, netMinor: units - feeMinor + 100, grossMinor: units + 107 };
  const kinds: readonly (() => Entry)[] = [
    () => ({ kind: 'opening', ...coins }),
    () => ({
      kind: 'payout',
      atMs,
      platform: 'tiktok',
      unit: 'coin',
      units,
      currency: 'USD',
      ...paid,
    }),
    () => ({
      kind: 'payout',
      atMs,
      platform: 'my_shop-2',
      unit: 'star_',
      units,
      currency: 'KWD',
      ...paid,
    }),
    () => ({ kind: 'payout', ...money, ...paid, units: paid.grossMinor, currency: 'USD' }),
    () => ({ kind: 'fee', ...money }),
    () => ({ kind: 'tax', ...money, platform: null }),
    () => ({ kind: 'refund', ...coins }),
    () => ({ kind: 'chargeback', ...money, heldAt: 'platform' }),
    () => ({ kind: 'income', ...money, platform: null, category: 'sponsors' }),
    () => ({ kind: 'expense', ...money, platform: null, unit: 'JPY', category: 'gear-2' }),
    () => ({ kind: 'adjustment', ...coins, units: -units }),
    () => ({ kind: 'lock', fromMs: null, toMs: atMs }),
    () => ({ kind: 'erasure', personNo: seq }),
    // The newest row that an entry made before this one, whatever it is.
    () => ({ kind: 'reversal', corrects: rows.findLast((row) => row.entry !== null)?.seq ?? 1 }),
    () => ({
      kind: 'reversal',
      corrects: rows.findLast((row) => (row.unitsDelta ?? 0) > 0)?.seq ?? 1,
    }),
  ];
  const made = kinds[(seq / 14) % kinds.length];
  if (made === undefined) throw new Error('There is no such kind of entry.');
  const entry = trimmed(made());
  const corrected = entry.kind === 'reversal' ? rows[entry.corrects - 1] : undefined;
  const gift =
    corrected?.kind === 'gift'
      ? { ...corrected, unitsDelta: -(corrected.unitsDelta ?? 0), delta: 0 }
      : {};
  return entryRow(seq, entry, {
    ...gift,
    seq,
    kind: entry.kind,
    entry: encodeEntry(entry),
    corrects: corrected?.seq ?? null,
    effectiveAtMs: corrected?.effectiveAtMs ?? atMs,
    note,
  });
}

/** Takes off what spreading left over: an entry is strict about its keys. */
function trimmed(entry: Entry): Entry {
  return JSON.parse(encodeEntry(entry)) as Entry;
}

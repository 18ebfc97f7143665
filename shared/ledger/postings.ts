/**
 * Journal rows as double-entry postings: pure, and zero-sum per commodity. A change of commodity goes through an
 * account of its own under `equity:conversion`.
 *
 * A gift whose price is unknown has no worth yet and so no postings; the row that learns the price carries the
 * whole worth in `unitsDelta`.
 */
import { assertNever } from '../assert-never.ts';
import { isCurrency } from '../currency.ts';
import type { GiftKind } from '../gift.ts';
import { commodity } from '../units.ts';
import { decodeEntry } from './entries.ts';
import type { Entry, EntryOf } from './entries.ts';
import type { JournalRow } from './journal-row.ts';

export interface Posting {
  /** Lower case, parts separated by colons: `assets:tiktok:coins`. */
  readonly account: string;
  readonly commodity: string;
  /** Native units, or minor units of a currency; debit positive, credit negative. */
  readonly amount: bigint;
}

/** Finds another journal row by its seq; undefined when there is none. */
export type RowLookup = (seq: number) => JournalRow | undefined;

/**
 * What a row moves; empty when it moves nothing. `lookup` is needed for a `reversal` of anything
 * but a gift. Throws on a row that breaks the journal's own rules, naming it.
 */
export function postingsOf(row: JournalRow, lookup?: RowLookup): readonly Posting[] {
  if (row.kind === 'gift') return postingsOfGift(row);
  const entry = entryOf(row);
  return entry.kind === 'reversal'
    ? reversalPostings(row, entry.corrects, lookup)
    : entryPostings(entry);
}

function entryOf(row: JournalRow): Entry {
  const result = row.entry === null ? undefined : decodeEntry(row.entry);
  if (result?.ok !== true) throw broken(row, result?.message ?? 'It has no entry.');
  if (result.entry.kind !== row.kind) {
    throw broken(row, `Its entry is of kind “${result.entry.kind}”.`);
  }
  return result.entry;
}

function broken(row: JournalRow, why: string): Error {
  return new Error(`Row ${row.seq} of the journal (${row.kind}) cannot be posted: ${why}`);
}

function postingsOfGift(row: JournalRow): readonly Posting[] {
  const { platform, unit, unitsDelta } = row;
  if (platform === null || unit === null || unitsDelta === null) {
    throw broken(row, 'It lacks platform, unit or worth.');
  }
  return giftPostings({ platform, kind: row.giftKind ?? 'gift', unit, units: BigInt(unitsDelta) });
}

/** What gifts of one platform, kind and unit move; `units` may be the sum of many rows. */
export function giftPostings(gifts: {
  readonly platform: string;
  readonly kind: GiftKind;
  readonly unit: string;
  readonly units: bigint;
}): readonly Posting[] {
  const { platform, unit } = gifts;
  return pair(
    platformAccount(platform, unit),
    `income:${part(platform)}:${INCOME[gifts.kind]}`,
    commodity(platform, unit),
    gifts.units,
  );
}

const INCOME: Readonly<Record<GiftKind, string>> = {
  gift: 'gifts',
  bits: 'bits',
  sub: 'subs',
  resub: 'subs',
  subgift: 'subs',
  bundle: 'subs',
  tip: 'tips',
};

/**
 * A reversal with a worth of its own takes back a whole gift, of which there may be many rows. Without one it
 * negates exactly the row it corrects.
 */
function reversalPostings(
  row: JournalRow,
  corrects: number,
  lookup: RowLookup | undefined,
): readonly Posting[] {
  if (row.corrects !== corrects || corrects >= row.seq) {
    throw broken(row, 'It does not name an earlier row to take back.');
  }
  if (row.giftNo !== null && row.unitsDelta !== null) return postingsOfGift(row);
  const corrected = lookup?.(corrects);
  if (corrected?.seq !== corrects) throw broken(row, `Row ${corrects} could not be read.`);
  return postingsOf(corrected, lookup).map((posting) => ({
    ...posting,
    amount: -posting.amount,
  }));
}

function entryPostings(entry: Exclude<Entry, { kind: 'reversal' }>): readonly Posting[] {
  switch (entry.kind) {
    case 'payout':
      return payoutPostings(entry);
    case 'fee':
    case 'tax':
      return movement(
        entry,
        `expenses:${owner(entry)}:${entry.kind === 'fee' ? 'fees' : 'taxes'}`,
        -1,
      );
    case 'refund':
    case 'chargeback':
      return movement(entry, `income:${owner(entry)}:${entry.kind}s`, -1);
    case 'income':
      return movement(entry, `income:${owner(entry)}:${entry.category}`, 1);
    case 'expense':
      return movement(entry, `expenses:${owner(entry)}:${entry.category}`, -1);
    case 'adjustment':
      return movement(entry, 'equity:adjustments', 1);
    case 'opening':
      return movement(entry, 'equity:opening-balances', 1);
    case 'lock':
    case 'erasure':
      return [];
    default:
      return assertNever(entry, 'entry');
  }
}

/** The gross amount splits into net, fee and tax; the entry's own check made sure that nothing is left over. */
function payoutPostings(entry: EntryOf<'payout'>): readonly Posting[] {
  const { platform, unit, currency } = entry;
  const source = platformAccount(platform, unit);
  const left = commodity(platform, unit);
  const clearing = left === currency ? source : `equity:conversion:${left}-${currency}`;
  const split = [
    [BANK, entry.netMinor],
    [`expenses:${part(platform)}:fees`, entry.feeMinor],
    [`expenses:${part(platform)}:taxes`, entry.taxMinor],
    [clearing, -entry.grossMinor],
  ] as const;
  return [
    ...(clearing === source ? [] : pair(clearing, source, left, BigInt(entry.units))),
    ...split
      .filter(([, minor]) => minor !== 0)
      .map(([account, minor]) => ({ account, commodity: currency, amount: BigInt(minor) })),
  ];
}

/** An amount that came from `other` (sign 1) or went there (sign −1), at the platform or in the bank. */
function movement(
  entry: Omit<EntryOf<'adjustment'>, 'kind'>,
  other: string,
  sign: 1 | -1,
): readonly Posting[] {
  const { platform, unit } = entry;
  const held =
    entry.heldAt === 'bank' || platform === null ? BANK : platformAccount(platform, unit);
  const name = platform === null ? unit : commodity(platform, unit);
  const units = BigInt(entry.units);
  return sign === 1 ? pair(held, other, name, units) : pair(other, held, name, units);
}

function pair(debit: string, credit: string, name: string, amount: bigint): readonly Posting[] {
  if (amount === 0n) return [];
  return [
    { account: debit, commodity: name, amount },
    { account: credit, commodity: name, amount: -amount },
  ];
}

const BANK = 'assets:bank';
const GENERAL = 'general';

/** Where a platform keeps what it owes the creator; the commodity tells tiers of a subscription apart. */
function platformAccount(platform: string, unit: string): string {
  if (isCurrency(unit)) return `assets:${part(platform)}:balance`;
  return `assets:${part(platform)}:${PLURALS.get(`${platform}/${unit}`) ?? unit}`;
}

const PLURALS: ReadonlyMap<string, string> = new Map([
  ['tiktok/coin', 'coins'],
  ['twitch/bit', 'bits'],
  ['twitch/sub1', 'subs'],
  ['twitch/sub2', 'subs'],
  ['twitch/sub3', 'subs'],
  ['twitch/prime', 'subs'],
]);

function owner(entry: { readonly platform: string | null }): string {
  return entry.platform === null ? GENERAL : part(entry.platform);
}

/** A platform's part of an account name. A platform that is called like one of our own parts gets an underscore. */
function part(platform: string): string {
  return /^(?:bank|general)_*$/.test(platform) ? `${platform}_` : platform;
}

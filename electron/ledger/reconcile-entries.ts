/** Entries of a period or a session, added up for a reconciliation (`reconcile-facts.ts`). */
import { decodeEntry } from '../../shared/ledger/entries.ts';
import type { EntryOf } from '../../shared/ledger/entries.ts';
import type { Counted, ReconcileInput } from '../../shared/ledger/reconcile.ts';
import { worthOf } from '../../shared/estimates.ts';
import type { RateBook } from '../../shared/estimates.ts';
import type { GiftKind } from '../../shared/gift.ts';
import { femtosToMicros } from '../../shared/money.ts';
import { quarterHourOf } from '../../shared/rates.ts';
import type { Db } from './open.ts';
import { readRateBook } from './rate-cards.ts';
import { add, NONE } from './reconcile-counts.ts';
import type { Asked } from './reconcile-counts.ts';

/** Payouts of one currency, added up. */
export interface PaidFacts {
  readonly currency: string;
  readonly payouts: number;
  readonly units: bigint;
  readonly grossMinor: bigint;
  readonly feeMinor: bigint;
  readonly taxMinor: bigint;
  readonly netMinor: bigint;
  /** By the cards, micros; null when some of it is covered by none. */
  readonly paidEstimate: bigint | null;
  readonly bookedEstimate: bigint | null;
}

/** What each kind does to what the platform owes; payouts and what was there before earn nothing. */
const EARNING_SIGNS = {
  income: 1n,
  adjustment: 1n,
  refund: -1n,
  chargeback: -1n,
  fee: -1n,
  tax: -1n,
  expense: -1n,
} as const;

type Earning = EntryOf<keyof typeof EARNING_SIGNS>;

export function readEarnings(db: Db, asked: Asked): ReconcileInput['entries'] {
  const sums = new Map<string, Counted & { readonly kind: string }>();
  for (const entry of standingEntries(db, asked, Object.keys(EARNING_SIGNS))) {
    if (!isEarning(entry) || entry.heldAt !== 'platform') continue;
    const units = EARNING_SIGNS[entry.kind] * BigInt(entry.units);
    const before = sums.get(entry.kind) ?? NONE;
    sums.set(entry.kind, { kind: entry.kind, ...add(before, { count: 1, units }) });
  }
  return [...sums.values()];
}

function isEarning(entry: { readonly kind: string }): entry is Earning {
  return Object.hasOwn(EARNING_SIGNS, entry.kind);
}

/** Entries whose own time lies in the span and which nobody took back. */
function standingEntries(db: Db, asked: Asked, kinds: readonly string[]) {
  const rows = db
    .prepare(
      `SELECT j.entry FROM journal j INDEXED BY journal_entry
       WHERE j.kind <> 'gift' AND j.kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})
         AND j.platform = @platform AND j.unit = @unit AND j.occurred_at >= @fromMs AND j.occurred_at < @toMs
         AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.corrects = j.seq AND r.kind = 'reversal')`,
    )
    .pluck()
    .all(asked) as string[];
  return rows.flatMap((text) => {
    const decoded = decodeEntry(text);
    return decoded.ok ? [decoded.entry] : [];
  });
}

export function readPaid(db: Db, asked: Asked): PaidFacts[] {
  const book = readRateBook(db);
  const sums = new Map<string, PaidFacts>();
  for (const entry of standingEntries(db, asked, ['payout'])) {
    if (entry.kind !== 'payout') continue;
    const { currency } = entry;
    const before = sums.get(currency);
    const amount = { ...asked, kind: null, atMs: entry.atMs, units: BigInt(entry.units) };
    const worth = worthOf(book, amount, currency);
    const value = worth === undefined ? null : femtosToMicros(worth.femtos);
    const sum = before?.paidEstimate === undefined ? 0n : before.paidEstimate;
    sums.set(currency, {
      currency,
      payouts: (before?.payouts ?? 0) + 1,
      units: (before?.units ?? 0n) + BigInt(entry.units),
      grossMinor: (before?.grossMinor ?? 0n) + BigInt(entry.grossMinor),
      feeMinor: (before?.feeMinor ?? 0n) + BigInt(entry.feeMinor),
      taxMinor: (before?.taxMinor ?? 0n) + BigInt(entry.taxMinor),
      netMinor: (before?.netMinor ?? 0n) + BigInt(entry.netMinor),
      paidEstimate: sum === null || value === null ? null : sum + value,
      bookedEstimate: before?.bookedEstimate ?? bookedEstimate(db, asked, currency, book),
    });
  }
  return [...sums.values()];
}

/** The gifts of the span by the cards of their quarter hours. */
function bookedEstimate(db: Db, asked: Asked, currency: string, book: RateBook): bigint | null {
  const [table, where] =
    asked.sessionNo === null
      ? ['bucket', 'quarter_at >= @firstMs AND quarter_at < @toMs']
      : ['session_bucket', 'session_no = @sessionNo'];
  const rows = db
    .prepare(
      `SELECT quarter_at AS atMs, kind, sum(units) AS units FROM ${table}
       WHERE ${where} AND platform = @platform AND unit = @unit GROUP BY 1, 2`,
    )
    .safeIntegers()
    .all({ ...asked, firstMs: quarterHourOf(asked.fromMs) }) as {
    atMs: bigint;
    kind: GiftKind;
    units: bigint;
  }[];
  let femtos = 0n;
  for (const { atMs, kind, units } of rows) {
    const value = worthOf(book, { ...asked, kind, atMs: Number(atMs), units }, currency);
    if (value === undefined) return null;
    femtos += value.femtos;
  }
  return femtosToMicros(femtos);
}

/** Named queries about entries, balances and payouts. Like all of `queries.ts`: short, indexed, in pages. */
import type { Balance, EntryRow, PayoutRow } from '../../shared/contract/money.ts';
import { grossRate } from '../../shared/effective-rate.ts';
import { decodeEntry } from '../../shared/ledger/entries.ts';
import type { Entry, EntryKind } from '../../shared/ledger/entries.ts';
import { heldIn } from '../../shared/ledger/held.ts';
import { JOURNAL_KINDS } from '../../shared/ledger/journal-row.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import { postingsOf } from '../../shared/ledger/postings.ts';
import { worthOf } from '../../shared/estimates.ts';
import { femtosToMicros } from '../../shared/money.ts';
import { PERIOD_LOCKED } from './gift-rows.ts';
import { JOURNAL_COLUMNS, journalLookup, readHead } from './journal.ts';
import type { Db } from './open.ts';
import { readRateBook } from './rate-cards.ts';

interface Page {
  readonly beforeSeq: number | null;
  readonly limit: number;
}

type StoredEntry = JournalRow & {
  readonly entryNote: string | null;
  readonly reversedBy: number | null;
};

const ENTRY_KINDS = JOURNAL_KINDS.filter((kind) => kind !== 'gift');

export const moneyQueries = {
  /** Entries, newest first, below `beforeSeq`. */
  entries(db: Db, asked: Page & { readonly kinds?: readonly EntryKind[] | undefined }): EntryRow[] {
    const lookup = journalLookup(db);
    return readEntries(db, asked, asked.kinds ?? ENTRY_KINDS).map((row) => ({
      seq: row.seq,
      kind: row.kind,
      entry: entryOf(row),
      effectiveAtMs: row.effectiveAtMs,
      occurredAtMs: row.occurredAtMs,
      recordedAtMs: row.observedAtMs,
      source: row.source,
      note: row.entryNote,
      moved: row.note === PERIOD_LOCKED,
      reversedBy: row.reversedBy,
      moves: postingsOf(row, lookup).map((posting) => ({ ...posting })),
    }));
  },

  /** A row of a booked gift; null when no gift has the key. */
  giftRow(db: Db, asked: { readonly giftKey: string }): number | null {
    const seq = db
      .prepare(
        `SELECT g.last_seq FROM gift_identity i JOIN gift g USING (gift_no) WHERE i.gift_key = ?`,
      )
      .pluck()
      .get(asked.giftKey) as number | undefined;
    // A gift that was taken back has a reversal for its last row; the refusal should name the gift's own.
    const own = db.prepare(
      "SELECT max(seq) FROM journal WHERE gift_no = (SELECT gift_no FROM gift WHERE last_seq = ?) AND kind = 'gift'",
    );
    return seq === undefined ? null : (own.pluck().get(seq) as number | null);
  },

  /** What is held, by platform and unit and in the bank; read with today's cards. */
  balances(
    db: Db,
    asked: { readonly currency: string; readonly nowMs: number },
  ): { seq: number; rows: Balance[]; unpricedGifts: number } {
    const book = readRateBook(db);
    const stored = db
      .prepare(
        "SELECT account, commodity, amount FROM balance WHERE account >= 'assets:' AND account < 'assets;' AND amount <> 0",
      )
      .safeIntegers()
      .all() as { account: string; commodity: string; amount: bigint }[];
    const rows = stored.flatMap(({ account, commodity, amount }): Balance[] => {
      const held = heldIn(account, commodity);
      if (held === null) return [];
      const { platform, unit } = held;
      if (platform === null) return [{ ...held, units: amount, label: 'paid', estimate: null }];
      const amountNow = { platform, unit, kind: null, atMs: asked.nowMs, units: amount };
      const value = worthOf(book, amountNow, asked.currency);
      const estimate =
        value === undefined
          ? null
          : {
              label: 'estimated' as const,
              micros: femtosToMicros(value.femtos),
              currency: value.currency,
              rateCard: value.rateCard,
            };
      return [{ ...held, units: amount, label: 'observed', estimate }];
    });
    return {
      seq: readHead(db).seq,
      rows,
      unpricedGifts: db
        .prepare(
          "SELECT count(*) FROM gift INDEXED BY gift_suspense WHERE units_each IS NULL AND status <> 'reversed'",
        )
        .pluck()
        .get() as number,
    };
  },

  /** Payouts, newest first, with the rate that each really paid. */
  payouts(db: Db, asked: Page): PayoutRow[] {
    return readEntries(db, asked, ['payout']).flatMap((row): PayoutRow[] => {
      const entry = entryOf(row);
      if (entry.kind !== 'payout') return [];
      const { platform, unit, currency } = entry;
      const [units, grossMinor] = [BigInt(entry.units), BigInt(entry.grossMinor)];
      return [
        {
          seq: row.seq,
          effectiveAtMs: row.effectiveAtMs,
          atMs: entry.atMs,
          platform,
          unit,
          units,
          label: 'paid',
          currency,
          grossMinor,
          feeMinor: BigInt(entry.feeMinor),
          taxMinor: BigInt(entry.taxMinor),
          netMinor: BigInt(entry.netMinor),
          effectiveRate: grossRate({ unit, units, currency, grossMinor }),
          note: row.entryNote,
          reversedBy: row.reversedBy,
        },
      ];
    });
  },
};

function entryOf(row: JournalRow): Entry {
  const decoded = row.entry === null ? null : decodeEntry(row.entry);
  if (decoded?.ok !== true) throw new Error(`Row ${row.seq} of the journal has no entry.`);
  return decoded.entry;
}

/** The index is by kind and then seq, so each kind gives its newest and the newest of these are the page. */
function readEntries(db: Db, asked: Page, kinds: readonly EntryKind[]): readonly StoredEntry[] {
  const newest = kinds.map(
    (kind) =>
      `SELECT * FROM (SELECT seq FROM journal INDEXED BY journal_entry
         WHERE kind <> 'gift' AND kind = '${kind}' AND seq < @below ORDER BY seq DESC LIMIT @limit)`,
  );
  if (newest.length === 0) return [];
  return db
    .prepare(
      `SELECT j.*, n.note AS entryNote, (SELECT min(r.seq) FROM journal r WHERE r.corrects = j.seq
         AND r.kind = 'reversal') AS reversedBy
       FROM (${newest.join(' UNION ALL ')} ORDER BY seq DESC LIMIT @limit) k
         JOIN (SELECT ${JOURNAL_COLUMNS} FROM journal) j ON j.seq = k.seq
         LEFT JOIN entry_note n ON n.seq = j.seq
       ORDER BY j.seq DESC`,
    )
    .all({
      below: asked.beforeSeq ?? Number.MAX_SAFE_INTEGER,
      limit: asked.limit,
    }) as StoredEntry[];
}

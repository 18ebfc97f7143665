/**
 * Projections: sums kept beside the journal, in the same transaction. One function turns a journal row into what
 * it adds; the writer and the replay both use it, so they cannot disagree about what a row means.
 */
import { quarterHourOf } from '../../shared/rates.ts';
import type { GiftKind } from '../../shared/gift.ts';
import type { GiftStatus } from '../../shared/ledger/counter.ts';
import { decodeEntry } from '../../shared/ledger/entries.ts';
import { IMPORT_SCHEME } from '../../shared/ledger/import-row.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import { giftPostings, postingsOf } from '../../shared/ledger/postings.ts';
import type { Posting, RowLookup } from '../../shared/ledger/postings.ts';
import { giftPartReader } from './gift-parts.ts';
import type { Db } from './open.ts';

/** The tables made here; `rebuild` and `verify` walk this list. */
export const PROJECTION_TABLES = [
  'gift',
  'gift_late',
  'bucket',
  'bucket_gift',
  'session_bucket',
  'session_supporter',
  'supporter',
  'balance',
  'period_lock',
] as const;

const SUM_KEYS = {
  bucket: ['quarter_at', 'platform', 'kind', 'unit'],
  bucket_gift: ['quarter_at', 'platform', 'kind', 'gift_id', 'unit'],
  session_bucket: ['session_no', 'quarter_at', 'platform', 'kind', 'unit'],
  session_supporter: ['session_no', 'person_no', 'unit'],
  supporter: ['person_no', 'unit'],
} as const satisfies Partial<Record<(typeof PROJECTION_TABLES)[number], readonly string[]>>;

type SumTable = keyof typeof SUM_KEYS;

interface Sum {
  readonly key: readonly (string | number)[];
  gifts: number;
  quantity: bigint;
  units: bigint;
}

/** A journal row that is about a gift, with what it changes of it. */
interface GiftChange {
  readonly seq: number;
  readonly effectiveAtMs: number;
  readonly sessionNo: number | null;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly giftId: string | null;
  readonly giftNo: number;
  readonly personNo: number | null;
  readonly unit: string;
  /** Of an import: it may be of another time than its gift, as it was in the ledger that it comes from. */
  readonly imported: boolean;
  readonly unitsEach: number | null;
  readonly countAfter: number;
  readonly statusAfter: GiftStatus;
  readonly gifts: number;
  readonly quantity: number;
  readonly units: number;
}

/** What all changes of one gift in a batch come to, with the last of them. */
interface GiftSum {
  readonly last: GiftChange;
  readonly effectiveAtMs: number;
  readonly units: number;
  readonly firstSeq: number;
}

export interface ProjectionWriter {
  /** Adds one row in memory. Throws on a row that breaks the journal's own rules, naming it. */
  add(row: JournalRow): void;
  /** Writes what was added, each record touched once; may be called again after more rows. */
  flush(): void;
}

/** Prepares the statements. `lookup` finds the row that another one takes back. */
export function projectionStatements(db: Db, lookup: RowLookup) {
  const upserts = new Map(
    Object.entries(SUM_KEYS).map(([table, keys]) => [
      table as SumTable,
      db.prepare(
        `INSERT INTO ${table} (${keys.join(', ')}, gifts, quantity, units)
         VALUES (${keys.map(() => '?').join(', ')}, ?, ?, ?)
         ON CONFLICT DO UPDATE SET gifts = gifts + excluded.gifts,
           quantity = quantity + excluded.quantity, units = units + excluded.units`,
      ),
    ]),
  );
  const giftUpsert = db.prepare(
    `INSERT INTO gift (gift_no, platform, kind, gift_id, person_no, unit, units_each, quantity, units, status,
       effective_at, session_no, first_seq, last_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (gift_no) DO UPDATE SET units_each = excluded.units_each, quantity = excluded.quantity,
       units = units + excluded.units, status = excluded.status, last_seq = excluded.last_seq`,
  );
  const lateUpsert = db.prepare(
    `INSERT INTO gift_late (gift_no, effective_at, quantity, units, first_seq, last_seq)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity, units = units + excluded.units,
       last_seq = excluded.last_seq`,
  );
  const balanceUpsert = db.prepare(
    `INSERT INTO balance (account, commodity, amount) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET amount = amount + excluded.amount`,
  );
  const insertLock = db.prepare('INSERT INTO period_lock (seq, from_at, to_at) VALUES (?, ?, ?)');
  const releaseLock = db.prepare('UPDATE period_lock SET released_seq = ? WHERE seq = ?');
  const baseTime = db.prepare('SELECT effective_at FROM gift WHERE gift_no = ?').pluck();
  const status = db.prepare('SELECT status FROM gift WHERE gift_no = ?').pluck();
  const anyLock = db.prepare('SELECT 1 FROM period_lock LIMIT 1').pluck();
  const parts = giftPartReader(db);
  // Only a lock or an import parts a gift from its own time: without one no row needs to look at its gift's.
  let lockSeen = anyLock.get() !== undefined;

  function begin(): ProjectionWriter {
    const sums = new Map<SumTable, Map<string, Sum>>();
    const gifts = new Map<number, GiftSum>();
    const late = new Map<string, GiftChange & { readonly firstSeq: number }>();
    const balances = new Map<string, Posting>();

    function addTo(table: SumTable, key: readonly (string | number)[], change: GiftChange): void {
      let records = sums.get(table);
      if (records === undefined) sums.set(table, (records = new Map<string, Sum>()));
      const name = JSON.stringify(key);
      let record = records.get(name);
      if (record === undefined) {
        records.set(name, (record = { key, gifts: 0, quantity: 0n, units: 0n }));
      }
      record.gifts += change.gifts;
      record.quantity += BigInt(change.quantity);
      record.units += BigInt(change.units);
    }

    function addPosting(posting: Posting): void {
      const name = `${posting.account} ${posting.commodity}`;
      const amount = (balances.get(name)?.amount ?? 0n) + posting.amount;
      balances.set(name, { ...posting, amount });
    }

    function addChange(change: GiftChange): void {
      const before = gifts.get(change.giftNo);
      const { effectiveAtMs } = change;
      const baseMs = before?.effectiveAtMs ?? storedBase(change);
      gifts.set(change.giftNo, {
        last: change,
        effectiveAtMs: baseMs,
        units: (before?.units ?? 0) + change.units,
        firstSeq: before?.firstSeq ?? change.seq,
      });
      if (change.quantity === 0 && change.units === 0) return;
      if (effectiveAtMs !== baseMs) addLate(change);
      const { platform, kind, unit, sessionNo, personNo } = change;
      const quarterAt = quarterHourOf(effectiveAtMs);
      addTo('bucket', [quarterAt, platform, kind, unit], change);
      addTo('bucket_gift', [quarterAt, platform, kind, change.giftId ?? '', unit], change);
      if (personNo !== null) addTo('supporter', [personNo, unit], change);
      if (sessionNo === null) return;
      addTo('session_bucket', [sessionNo, quarterAt, platform, kind, unit], change);
      if (personNo !== null) addTo('session_supporter', [sessionNo, personNo, unit], change);
    }

    function storedBase({ giftNo, effectiveAtMs, imported }: GiftChange): number {
      if (!lockSeen && !imported) return effectiveAtMs;
      return (baseTime.get(giftNo) as number | undefined) ?? effectiveAtMs;
    }

    function addLate(change: GiftChange): void {
      const name = `${change.giftNo} ${change.effectiveAtMs}`;
      const before = late.get(name);
      late.set(name, {
        ...change,
        quantity: change.quantity + (before?.quantity ?? 0),
        units: change.units + (before?.units ?? 0),
        firstSeq: before?.firstSeq ?? change.seq,
      });
    }

    function addReversal(row: JournalRow): void {
      // What stood there before decides how much is taken back, rows of this very batch included.
      flush();
      const change = changeOf(row);
      const part = parts(change.giftNo).find(
        ({ effectiveAtMs }) => effectiveAtMs === row.effectiveAtMs,
      );
      // The first row of a reversal is for the gift's own time, where the gift was counted.
      const isFirst = status.get(change.giftNo) !== 'reversed';
      addChange({ ...change, gifts: isFirst ? -1 : 0, quantity: -(part?.quantity ?? 0) });
    }

    function addEntry(row: JournalRow): void {
      for (const posting of postingsOf(row, lookup)) addPosting(posting);
      const decoded = row.entry === null ? null : decodeEntry(row.entry);
      if (decoded?.ok !== true) return;
      const { entry } = decoded;
      if (entry.kind === 'lock') {
        lockSeen = true;
        insertLock.run(row.seq, entry.fromMs, entry.toMs);
      } else if (entry.kind === 'reversal') {
        releaseLock.run(row.seq, entry.corrects);
      }
    }

    function flush(): void {
      for (const { last, effectiveAtMs, units, firstSeq } of gifts.values()) {
        giftUpsert.run(
          last.giftNo,
          last.platform,
          last.kind,
          last.giftId,
          last.personNo,
          last.unit,
          last.unitsEach,
          last.countAfter,
          units,
          last.statusAfter,
          effectiveAtMs,
          last.sessionNo,
          firstSeq,
          last.seq,
        );
      }
      for (const part of late.values()) {
        lateUpsert.run(
          part.giftNo,
          part.effectiveAtMs,
          part.quantity,
          part.units,
          part.firstSeq,
          part.seq,
        );
      }
      for (const sum of sums.get('bucket')?.values() ?? []) {
        const [, platform, kind, unit] = sum.key as [number, string, GiftKind, string];
        giftPostings({ platform, kind, unit, units: sum.units }).forEach(addPosting);
      }
      for (const [table, records] of sums) {
        const upsert = upserts.get(table);
        for (const sum of records.values()) {
          upsert?.run(...sum.key, sum.gifts, sum.quantity, sum.units);
        }
      }
      for (const { account, commodity, amount } of balances.values()) {
        balanceUpsert.run(account, commodity, amount);
      }
      for (const map of [gifts, late, sums, balances]) map.clear();
    }

    return {
      add(row) {
        if (row.kind === 'gift') addChange(changeOf(row));
        else if (row.kind === 'reversal' && row.giftNo !== null) addReversal(row);
        else addEntry(row);
      },
      flush,
    };
  }

  return { begin };
}

function changeOf(row: JournalRow): GiftChange {
  const { giftKind, giftNo, platform, unit, countAfter, unitsDelta, statusAfter } = row;
  if (
    giftKind === null ||
    giftNo === null ||
    platform === null ||
    unit === null ||
    countAfter === null ||
    unitsDelta === null ||
    statusAfter === null
  ) {
    throw new Error(`Row ${row.seq} of the journal (${row.kind}) lacks what its gift needs.`);
  }
  const delta = row.delta ?? 0;
  return {
    seq: row.seq,
    effectiveAtMs: row.effectiveAtMs,
    sessionNo: row.sessionNo,
    platform,
    kind: giftKind,
    giftId: row.giftId,
    giftNo,
    personNo: row.personNo,
    unit,
    imported: row.source.startsWith(IMPORT_SCHEME),
    unitsEach: row.unitsEach,
    countAfter,
    statusAfter,
    // A row that brings its gift from nothing to something is the gift's first.
    gifts: delta > 0 && countAfter === delta ? 1 : 0,
    quantity: delta,
    units: unitsDelta,
  };
}

/**
 * Projections: sums kept beside the journal, in the same transaction. One function turns a gift row into what
 * it adds; the writer and the rebuild both use it, so they cannot disagree about what a row means.
 */
import { quarterHourOf } from '../../shared/rates.ts';
import type { GiftKind } from '../../shared/gift.ts';
import type { GiftStatus } from '../../shared/ledger/counter.ts';
import type { Db } from './open.ts';

/** What a gift row of the journal says, as far as the projections care. */
export interface GiftRowFacts {
  readonly seq: number;
  readonly effectiveAtMs: number;
  readonly sessionNo: number | null;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly giftId: string | null;
  readonly giftNo: number;
  readonly personNo: number | null;
  readonly unit: string;
  readonly unitsEach: number | null;
  readonly delta: number;
  readonly countAfter: number;
  readonly unitsDelta: number;
  readonly statusAfter: GiftStatus;
}

/** The tables made here, with their keys; `rebuild` and `verify` walk this list. */
export const PROJECTION_TABLES = [
  'gift',
  'bucket',
  'bucket_gift',
  'session_bucket',
  'session_supporter',
  'supporter',
] as const;

interface Sum {
  readonly key: readonly (string | number)[];
  gifts: number;
  quantity: bigint;
  units: bigint;
}

type SumTable = Exclude<(typeof PROJECTION_TABLES)[number], 'gift'>;

const SUM_KEYS: Readonly<Record<SumTable, readonly string[]>> = {
  bucket: ['quarter_at', 'platform', 'kind', 'unit'],
  bucket_gift: ['quarter_at', 'platform', 'gift_id', 'unit'],
  session_bucket: ['session_no', 'quarter_at', 'platform', 'unit'],
  session_supporter: ['session_no', 'person_no', 'unit'],
  supporter: ['person_no', 'unit'],
};

export interface ProjectionWriter {
  /** Adds one row in memory. */
  add(row: GiftRowFacts): void;
  /** Writes what was added, each record touched once. Call inside the transaction, then forget this object. */
  flush(): void;
}

/** Prepares statements once; call `begin` for every transaction. */
export function projectionStatements(db: Db): { begin(): ProjectionWriter } {
  const upserts = Object.fromEntries(
    Object.entries(SUM_KEYS).map(([table, keys]) => [
      table,
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

  function begin(): ProjectionWriter {
    const sums = new Map<SumTable, Map<string, Sum>>();
    const gifts = new Map<
      number,
      GiftRowFacts & { readonly unitsSum: number; readonly firstSeq: number }
    >();

    function addTo(table: SumTable, key: readonly (string | number)[], row: GiftRowFacts): void {
      const records = sums.get(table) ?? new Map<string, Sum>();
      sums.set(table, records);
      const name = JSON.stringify(key);
      const record = records.get(name) ?? { key, gifts: 0, quantity: 0n, units: 0n };
      records.set(name, record);
      // A row that brings its gift from nothing to something is the gift's first.
      if (row.delta > 0 && row.countAfter === row.delta) record.gifts += 1;
      record.quantity += BigInt(row.delta);
      record.units += BigInt(row.unitsDelta);
    }

    return {
      add(row) {
        const before = gifts.get(row.giftNo);
        gifts.set(row.giftNo, {
          ...row,
          unitsSum: (before?.unitsSum ?? 0) + row.unitsDelta,
          firstSeq: before?.firstSeq ?? row.seq,
        });
        if (row.delta === 0 && row.unitsDelta === 0) return;
        const quarterAt = quarterHourOf(row.effectiveAtMs);
        addTo('bucket', [quarterAt, row.platform, row.kind, row.unit], row);
        addTo('bucket_gift', [quarterAt, row.platform, row.giftId ?? '', row.unit], row);
        if (row.personNo !== null) addTo('supporter', [row.personNo, row.unit], row);
        if (row.sessionNo === null) return;
        addTo('session_bucket', [row.sessionNo, quarterAt, row.platform, row.unit], row);
        if (row.personNo !== null) {
          addTo('session_supporter', [row.sessionNo, row.personNo, row.unit], row);
        }
      },
      flush() {
        for (const gift of gifts.values()) {
          giftUpsert.run(
            gift.giftNo,
            gift.platform,
            gift.kind,
            gift.giftId,
            gift.personNo,
            gift.unit,
            gift.unitsEach,
            gift.countAfter,
            gift.unitsSum,
            gift.statusAfter,
            gift.effectiveAtMs,
            gift.sessionNo,
            gift.firstSeq,
            gift.seq,
          );
        }
        for (const [table, records] of sums) {
          const upsert = upserts[table];
          for (const sum of records.values()) {
            upsert?.run(...sum.key, sum.gifts, sum.quantity, sum.units);
          }
        }
      },
    };
  }

  return { begin };
}

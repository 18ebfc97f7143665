/** Pages through the ledger for exports: by key, up to the head taken at the start, in short reads. */
import type { ExportPeriod, GiftExportRow, JournalExportRow } from '../../shared/export-rows.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import { JOURNAL_COLUMNS, readHead } from './journal.ts';
import type { Db } from './open.ts';

/** Most rows of one read transaction: long readers would keep the WAL from being checkpointed. */
const PAGE = 5_000;

/** Rows of view `gifts`: income first (by gift number), then what was seen but is not income. */
export function* giftExportRows(db: Db, period: ExportPeriod): Generator<GiftExportRow> {
  const head = readHead(db).seq;
  const range = [period.fromMs ?? -1, period.toMs ?? Number.MAX_SAFE_INTEGER] as const;
  const gifts = db.prepare(
    `SELECT g.gift_no AS pageKey, coalesce(i.gift_key, 'erased-' || g.gift_no) AS giftKey,
       g.effective_at AS effectiveAtMs, i.first_at AS firstAtMs, i.last_at AS lastAtMs, g.platform, g.kind,
       g.gift_id AS giftId, i.gift_name AS giftName, p.platform_id AS senderId, p.handle AS senderHandle,
       p.name AS senderName, i.receiver_id AS receiverId, g.quantity, g.unit,
       CASE WHEN g.units_each IS NULL THEN NULL ELSE g.units END AS units, g.status, 1 AS booked, i.sources,
       g.session_no AS sessionNo, g.last_seq AS seq
     FROM gift g JOIN gift_identity i USING (gift_no) LEFT JOIN person p USING (person_no)
     WHERE g.gift_no > ? AND g.first_seq <= ? AND g.effective_at >= ? AND g.effective_at < ?
     ORDER BY g.gift_no LIMIT ${PAGE}`,
  );
  yield* pages((after) => gifts.all(after, head, ...range) as StoredGiftRow[], giftRow);
  const observed = db.prepare(
    `SELECT o.observed_no AS pageKey, o.gift_key AS giftKey, o.at AS effectiveAtMs, o.at AS firstAtMs,
       o.at AS lastAtMs, o.platform, o.kind, o.gift_id AS giftId, o.gift_name AS giftName,
       p.platform_id AS senderId, p.handle AS senderHandle, p.name AS senderName, o.receiver_id AS receiverId,
       o.quantity, o.unit, o.units, 'settled' AS status, 0 AS booked, json_array(o.source) AS sources,
       o.session_no AS sessionNo, NULL AS seq
     FROM observed_gift o LEFT JOIN person p USING (person_no)
     WHERE o.observed_no > ? AND o.at_seq <= ? AND o.at >= ? AND o.at < ?
     ORDER BY o.observed_no LIMIT ${PAGE}`,
  );
  yield* pages((after) => observed.all(after, head, ...range) as StoredGiftRow[], giftRow);
}

/** Rows of view `journal`, in seq order. */
export function* journalExportRows(db: Db, period: ExportPeriod): Generator<JournalExportRow> {
  const head = readHead(db).seq;
  const rows = db.prepare(
    `SELECT j.*, i.gift_key AS giftKey, i.gift_name AS giftName, coalesce(p.name, p.handle) AS senderName,
       j.seq AS pageKey
     FROM (SELECT ${JOURNAL_COLUMNS} FROM journal) j
       LEFT JOIN gift_identity i ON i.gift_no = j.giftNo LEFT JOIN person p ON p.person_no = j.personNo
     WHERE j.seq > ? AND j.seq <= ? AND j.effectiveAtMs >= ? AND j.effectiveAtMs < ?
     ORDER BY j.seq LIMIT ${PAGE}`,
  );
  yield* pages(
    (after) =>
      rows.all(
        after,
        head,
        period.fromMs ?? -1,
        period.toMs ?? Number.MAX_SAFE_INTEGER,
      ) as (JournalExportRow & Paged)[],
    (row) => row,
  );
}

/** Reads any row of the journal by its seq. */
export function journalLookup(db: Db): (seq: number) => JournalRow | undefined {
  const row = db.prepare(`SELECT ${JOURNAL_COLUMNS} FROM journal WHERE seq = ?`);
  return (seq) => row.get(seq) as JournalRow | undefined;
}

interface Paged {
  readonly pageKey: number;
}
type StoredGiftRow = Omit<GiftExportRow, 'booked' | 'sources'> &
  Paged & { readonly booked: number; readonly sources: string };

function giftRow(row: StoredGiftRow): GiftExportRow {
  return { ...row, booked: row.booked === 1, sources: JSON.parse(row.sources) as string[] };
}

function* pages<Stored extends Paged, Row>(
  read: (afterKey: number) => readonly Stored[],
  toRow: (stored: Stored) => Row,
): Generator<Row> {
  let after = 0;
  for (;;) {
    const page = read(after);
    for (const stored of page) yield toRow(stored);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.pageKey;
  }
}

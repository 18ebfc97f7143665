/**
 * Pages through the ledger for exports: by key, as it stood at a head, in short reads. A gift that has changed since
 * that head is put back to what the journal said then; names and the last sight of it are those of today.
 *
 * A page is a span of keys, not a LIMIT: with a small one SQLite would rather walk the index of times and sort, once
 * for every page. The plus signs before times are there for the same reason.
 */
import type {
  ExportHead,
  ExportPeriod,
  GiftExportRow,
  JournalExportRow,
} from '../../shared/export-rows.ts';
import type { GiftStatus } from '../../shared/ledger/counter.ts';
import { remembered } from '../../shared/remembered.ts';
import { JOURNAL_COLUMNS, readHead } from './journal.ts';
import type { Db } from './open.ts';

/**
 * Keys of one read transaction: long readers would keep the WAL from being checkpointed, and rows that wait for
 * their turn grow the heap. More of them at a time are not faster.
 */
const PAGE = 1_000;

/** The head as it stands. */
export function readExportHead(db: Db, atMs: number): ExportHead {
  const observedNo = db.prepare('SELECT coalesce(max(observed_no), 0) FROM observed_gift').pluck();
  return { seq: readHead(db).seq, observedNo: observedNo.get() as number, atMs };
}

/**
 * Rows of view `gifts`: income first (by gift number), then what was booked late for a locked period (one more line
 * of its gift for each time), then what was seen but is not income.
 */
export function* giftExportRows(
  db: Db,
  period: ExportPeriod,
  head: ExportHead,
): Generator<GiftExportRow> {
  const asked = { head: head.seq, ...boundsOf(period) };
  const toRow = giftStanding(db, head.seq);
  const lastOf = (table: string) =>
    db.prepare(`SELECT coalesce(max(gift_no), 0) FROM ${table}`).pluck().get() as number;
  const read = (sql: string) => {
    const page = db.prepare<[object], StoredGiftRow>(sql);
    return (span: KeySpan) => page.all({ ...asked, ...span });
  };
  yield* pages(lastOf('gift'), read(OWN_LINES), toRow);
  yield* pages(lastOf('gift_late'), read(LATE_LINES), toRow);
  yield* pages(head.observedNo, read(OBSERVED), toRow);
}

function boundsOf({ fromMs, toMs }: ExportPeriod): { fromMs: number; toMs: number } {
  return { fromMs: fromMs ?? -1, toMs: toMs ?? Number.MAX_SAFE_INTEGER };
}

const ERASED = 'p.person_no IS NOT NULL AND p.salt IS NULL';
const SENDER = `CASE WHEN ${ERASED} THEN 'erased-' || p.person_no ELSE p.platform_id END AS senderId,
  p.handle AS senderHandle, CASE WHEN ${ERASED} THEN 'erased-' || p.person_no ELSE p.name END AS senderName`;
/** As in the buckets: a gift counts in its first part that holds anything. */
const LATE_COUNTS = `(l.quantity > 0 AND g.quantity = (SELECT sum(a.quantity) FROM gift_late a WHERE a.gift_no = l.gift_no)
  AND NOT EXISTS (SELECT 1 FROM gift_late e WHERE e.gift_no = l.gift_no AND e.effective_at < l.effective_at
    AND e.quantity > 0))`;
const GIFT_TABLES =
  'FROM gift g JOIN gift_identity i USING (gift_no) LEFT JOIN person p USING (person_no)';

function giftColumns(effectiveAt: string): string {
  return `g.gift_no AS giftNo, NULL AS observedNo, g.person_no AS personNo, coalesce(i.gift_key, 'erased-' || g.gift_no) AS giftKey, ${effectiveAt} AS effectiveAtMs,
    i.first_at AS firstAtMs, i.last_at AS lastAtMs, g.platform, g.kind, g.gift_id AS giftId,
    i.gift_name AS giftName, ${SENDER}, i.receiver_id AS receiverId, g.unit, g.status, 1 AS booked, i.sources,
    g.session_no AS sessionNo`;
}

function unlessUnpriced(units: string): string {
  return `CASE WHEN g.units_each IS NULL THEN NULL ELSE ${units} END AS units`;
}

/** Gifts, each less what came late of it. */
const OWN_LINES = `SELECT 0 AS isLate, ${giftColumns('g.effective_at')},
    g.quantity - coalesce(l.quantity, 0) AS quantity, ${unlessUnpriced('g.units - coalesce(l.units, 0)')},
    g.quantity > coalesce(l.quantity, 0) AS counts, g.last_seq AS seq, g.last_seq AS lastSeq
  ${GIFT_TABLES} LEFT JOIN (SELECT gift_no, sum(quantity) AS quantity, sum(units) AS units
    FROM gift_late WHERE gift_no > @after AND gift_no <= @upTo GROUP BY gift_no) l USING (gift_no)
  WHERE g.gift_no > @after AND g.gift_no <= @upTo AND g.first_seq <= @head
    AND +g.effective_at >= @fromMs AND +g.effective_at < @toMs
  ORDER BY g.gift_no`;
const LATE_LINES = `SELECT 1 AS isLate, ${giftColumns('l.effective_at')}, l.quantity,
    ${unlessUnpriced('l.units')}, ${LATE_COUNTS} AS counts, l.last_seq AS seq, g.last_seq AS lastSeq
  ${GIFT_TABLES} JOIN gift_late l USING (gift_no)
  WHERE l.gift_no > @after AND l.gift_no <= @upTo AND l.first_seq <= @head
    AND +l.effective_at >= @fromMs AND +l.effective_at < @toMs
  ORDER BY l.gift_no, l.effective_at`;
const OBSERVED = `SELECT 0 AS isLate, NULL AS giftNo, o.observed_no AS observedNo, o.person_no AS personNo,
    0 AS counts, o.gift_key AS giftKey, o.at AS effectiveAtMs, o.at AS firstAtMs, o.at AS lastAtMs, o.platform,
    o.kind, o.gift_id AS giftId, o.gift_name AS giftName, ${SENDER}, o.receiver_id AS receiverId, o.quantity, o.unit,
    o.units, 'settled' AS status, 0 AS booked, json_array(o.source) AS sources, o.session_no AS sessionNo,
    NULL AS seq, 0 AS lastSeq
  FROM observed_gift o LEFT JOIN person p USING (person_no)
  WHERE o.observed_no > @after AND o.observed_no <= @upTo AND +o.at >= @fromMs AND +o.at < @toMs
  ORDER BY o.observed_no`;

/** Rows of view `journal`, in seq order. What the creator noted stands before what Coinfall did. */
export function* journalExportRows(
  db: Db,
  period: ExportPeriod,
  head: ExportHead,
): Generator<JournalExportRow> {
  const page = db.prepare<[object], JournalExportRow>(JOURNAL);
  const bounds = boundsOf(period);
  const read = (span: KeySpan) => page.all({ ...bounds, ...span });
  yield* pages(head.seq, read, (row) => row);
}

const JOURNAL = `SELECT j.*, concat_ws('; ', n.note, j.note) AS note,
    CASE WHEN i.gift_no IS NULL THEN NULL ELSE coalesce(i.gift_key, 'erased-' || i.gift_no) END AS giftKey,
    i.gift_name AS giftName, coalesce(p.name, p.handle, 'erased-' || p.person_no) AS senderName
  FROM (SELECT ${JOURNAL_COLUMNS} FROM journal) j LEFT JOIN gift_identity i ON i.gift_no = j.giftNo
    LEFT JOIN person p ON p.person_no = j.personNo LEFT JOIN entry_note n ON n.seq = j.seq
  WHERE j.seq > @after AND j.seq <= @upTo AND +j.effectiveAtMs >= @fromMs AND +j.effectiveAtMs < @toMs
  ORDER BY j.seq`;

type StoredGiftRow = Omit<GiftExportRow, 'booked' | 'sources' | 'counts'> & {
  readonly booked: number;
  readonly counts: number;
  readonly sources: string;
  readonly isLate: number;
  /** Last journal row of the gift, whichever of its lines that row is about. */
  readonly lastSeq: number;
};

/** What the journal said of a line of a gift. */
interface Standing {
  readonly counts: number;
  readonly quantity: number;
  readonly units: number;
  readonly seq: number;
  readonly unitsEach: number | null;
  readonly status: GiftStatus;
}

/** Makes a row of a stored one, as it stood at a head. */
function giftStanding(db: Db, head: number): (row: StoredGiftRow) => GiftExportRow {
  const select = db.prepare(
    `WITH past AS (SELECT * FROM journal WHERE gift_no = @giftNo AND seq <= @head),
       part AS (SELECT * FROM past WHERE effective_at = @effectiveAtMs),
       last AS (SELECT seq, units_each, status_after FROM past ORDER BY seq DESC LIMIT 1)
     SELECT coalesce(sum(delta), 0) AS quantity, coalesce(sum(units_delta), 0) AS units,
       coalesce(sum(delta > 0 AND count_after = delta), 0) AS counts,
       CASE WHEN @isOwn THEN last.seq ELSE max(part.seq) END AS seq, last.units_each AS unitsEach,
       last.status_after AS status
     FROM last LEFT JOIN part`,
  );
  const sourcesOf = remembered((text: string) => JSON.parse(text) as readonly string[]);
  return (row) => {
    const plain = {
      ...row,
      booked: row.booked === 1,
      counts: row.counts === 1,
      sources: sourcesOf(row.sources),
    };
    if (row.lastSeq <= head) return plain;
    const { giftNo, effectiveAtMs } = row;
    const isOwn = 1 - row.isLate;
    const then = select.get({ giftNo, effectiveAtMs, isOwn, head }) as Standing;
    const { seq, status, unitsEach } = then;
    const isReversed = status === 'reversed';
    return {
      ...plain,
      seq,
      status,
      quantity: isReversed ? 0 : then.quantity,
      units: unitsEach === null ? null : then.units,
      counts: !isReversed && then.counts > 0,
    };
  };
}

/** Keys of a page: above the first, up to and with the second. */
interface KeySpan {
  readonly after: number;
  readonly upTo: number;
}

/** All rows, read a page at a time. */
function* pages<Stored, Row>(
  lastKey: number,
  read: (span: KeySpan) => readonly Stored[],
  toRow: (stored: Stored) => Row,
): Generator<Row> {
  for (let after = 0; after < lastKey; after += PAGE) {
    for (const stored of read({ after, upTo: Math.min(after + PAGE, lastKey) })) {
      yield toRow(stored);
    }
  }
}

/**
 * Compares a line of an imported file with what the ledger has of it. The plan asks over a read-only connection, the
 * writer within its transaction: both by the same rules.
 */
import { encodeEntry } from '../../shared/ledger/entries.ts';
import type { GiftStatus } from '../../shared/ledger/counter.ts';
import { IMPORT_SCHEME } from '../../shared/ledger/import-row.ts';
import type {
  ImportRow,
  ImportVerdict,
  ImportedEntry,
  ImportedFigure,
  ImportedGift,
} from '../../shared/ledger/import-row.ts';
import type { Db } from './open.ts';

/** A gift of the ledger, as far as an import looks at it. */
export interface StandingGift {
  readonly giftNo: number;
  readonly unit: string;
  readonly unitsEach: number | null;
  readonly quantity: number;
  readonly units: number;
  readonly status: GiftStatus;
  readonly firstSeq: number;
  readonly lastSource: string;
}

/** Which counter a line is about: its key, or the key under which it was imported again. */
export interface Located {
  readonly giftKey: string;
  readonly standing: StandingGift | null;
}

/** Who imports, takes back and imports again more often than this is told that the gift was taken back. */
const MOST_AGAIN = 99;

/** Prepares the statements. */
export function importStanding(db: Db) {
  const giftByKey = db.prepare(
    `SELECT g.gift_no AS giftNo, g.unit, g.units_each AS unitsEach, g.quantity, g.units, g.status,
       g.first_seq AS firstSeq, j.source AS lastSource
     FROM gift_identity i JOIN gift g USING (gift_no) JOIN journal j ON j.seq = g.last_seq WHERE i.gift_key = ?`,
  );
  const erasedGift = db
    .prepare(
      `SELECT g.gift_no FROM gift_identity i JOIN gift g USING (gift_no)
       WHERE g.gift_no = ? AND i.gift_key IS NULL AND g.platform = ? AND g.unit = ?`,
    )
    .pluck();
  const observedByKey = db.prepare('SELECT 1 FROM observed_gift WHERE gift_key = ?').pluck();
  const ofImport = db.prepare('SELECT 1 FROM import_row WHERE import_no = ? AND seq = ?').pluck();
  // Also what was booked at a lock's end: an export only tells when it counted.
  const standingEntries = db
    .prepare(
      `SELECT count(*) FROM journal j WHERE j.kind = @kind AND j.kind <> 'gift' AND (j.entry = @entry
         OR (j.effective_at = @atMs AND json_remove(j.entry, '$.atMs') = json_remove(@entry, '$.atMs')))
         AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.corrects = j.seq AND r.kind = 'reversal')`,
    )
    .pluck();
  const figure = db
    .prepare(
      `SELECT units FROM statement WHERE platform = @platform AND unit = @unit AND from_at = @fromMs AND to_at = @toMs
         AND session_no IS @sessionNo ORDER BY statement_no DESC LIMIT 1`,
    )
    .pluck();

  function locate(giftKey: string): Located {
    for (let again = 1; again <= MOST_AGAIN; again += 1) {
      const key = again === 1 ? giftKey : `${giftKey}|again|${again}`;
      const standing = (giftByKey.get(key) as StandingGift | undefined) ?? null;
      if (standing === null || !wasUndone(standing)) return { giftKey: key, standing };
    }
    return { giftKey, standing: (giftByKey.get(giftKey) as StandingGift | undefined) ?? null };
  }

  /** `importNo` is the import that asks; null for a plan. */
  function gift(row: ImportedGift, found: Located, importNo: number | null): ImportVerdict {
    if (!row.booked) {
      return observedByKey.get(row.giftKey) === undefined ? { type: 'added' } : { type: 'known' };
    }
    const erasedNo = /^erased-(\d{1,15})$/.exec(row.giftKey)?.[1];
    if (erasedNo !== undefined) return erased(row, Number(erasedNo));
    if (found.standing === null) return { type: 'added' };
    if (importNo !== null && isOf(importNo, found.standing)) return { type: 'added' };
    return compare(row, found.standing);
  }

  /** A gift whose sender was forgotten has no identity left that could be told from another's. */
  function erased(row: ImportedGift, giftNo: number): ImportVerdict {
    return erasedGift.get(giftNo, row.platform, row.unit) !== undefined
      ? { type: 'known' }
      : {
          type: 'conflict',
          code: 'erased_gift',
          message:
            'The sender of this gift was erased, so it cannot be told whether it is here already. It was not taken; record it as income if it is not.',
        };
  }

  function isOf(importNo: number, standing: StandingGift): boolean {
    return ofImport.get(importNo, standing.firstSeq) !== undefined;
  }

  return {
    locate,
    gift,
    isOf,
    entry(row: ImportedEntry): ImportVerdict {
      const { entry } = row;
      const atMs = 'atMs' in entry ? entry.atMs : -1;
      const asked = { kind: entry.kind, entry: encodeEntry(entry), atMs };
      const standing = standingEntries.get(asked) as number;
      return row.occurrence <= standing ? { type: 'known' } : { type: 'added' };
    },
    figure({ statement }: ImportedFigure): ImportVerdict {
      const last = figure.get(statement) as number | undefined;
      return last === statement.units ? { type: 'known' } : { type: 'added' };
    },
    /** For a plan. */
    of(row: ImportRow): ImportVerdict {
      switch (row.type) {
        case 'gift':
          return gift(row, locate(row.giftKey), null);
        case 'entry':
          return this.entry(row);
        case 'figure':
          return this.figure(row);
      }
    },
  };
}

/** Taken back with its import: what is imported again is a new gift. */
function wasUndone({ status, lastSource }: StandingGift): boolean {
  return (
    status === 'reversed' && lastSource.startsWith(IMPORT_SCHEME) && lastSource.endsWith('/undone')
  );
}

/** Price of one; undefined where the units are no multiple of the quantity. */
export function priceOf({ quantity, units }: { quantity: number; units: number | null }) {
  if (units === null) return null;
  if (quantity === 0) return units === 0 ? 0 : undefined;
  return units % quantity === 0 ? Math.trunc(units / quantity) : undefined;
}

function compare(row: ImportedGift, standing: StandingGift): ImportVerdict {
  if (standing.status === 'reversed' || row.status === 'reversed') {
    if (standing.status === row.status) return { type: 'known' };
    return conflict(
      'reversed_gift',
      standing.status === 'reversed'
        ? 'This gift was taken back in the ledger; it stays so.'
        : 'The file says that this gift was taken back; in the ledger it stands, and stays.',
    );
  }
  if (row.unit !== standing.unit) {
    return conflict(
      'unit_contradiction',
      `The ledger counts this gift in ${standing.unit}, the file in ${row.unit}. The ledger’s stands.`,
    );
  }
  if (row.quantity > standing.quantity) {
    return conflict(
      'count_contradiction',
      `The ledger has ${standing.quantity} of this gift, the file ${row.quantity}. The ledger’s stands.`,
    );
  }
  if (isPricedOtherwise(row, standing)) {
    return conflict(
      'price_contradiction',
      `The file has another price for this gift than the ledger (${standing.unitsEach ?? 'unknown'} ${standing.unit} each). The ledger’s stands.`,
    );
  }
  return { type: 'known' };
}

/** Of a gift that was booked in parts, a part may hold the price of others: only a whole one is compared. */
function isPricedOtherwise(row: ImportedGift, standing: StandingGift): boolean {
  if (row.units === null || row.quantity < standing.quantity) return false;
  return standing.unitsEach === null || row.units !== standing.units;
}

function conflict(code: string, message: string): ImportVerdict {
  return { type: 'conflict', code, message };
}

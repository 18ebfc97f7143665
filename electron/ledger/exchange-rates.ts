/** Exchange rates as rows: kept as they were entered or imported, and looked up by day. */
import { checkExchange, dayText } from '../../shared/exchange.ts';
import type {
  ExchangeEntry,
  ExchangeOrigin,
  ExchangeSource,
  Refused,
} from '../../shared/exchange.ts';
import type { ExchangeOutcome, RateConflict } from './commands.ts';
import type { Db } from './open.ts';

/** Conflicts that are told in full; all are counted. */
const CONFLICTS_TOLD = 20;

const COLUMNS = 'base, quote, origin, valid_from AS dayMs, rate_nanos AS nanos, source, revision';

type StoredRate = ExchangeEntry & { readonly revision: number };

/**
 * Keeps rates. One that stands already is left alone; another rate for its day is a conflict, which is told and
 * not kept, unless it comes as a correction. With a rate that cannot be, none of them is kept.
 */
export function addExchangeRates(
  db: Db,
  command: { readonly rates: readonly unknown[]; readonly correct: boolean },
  nowMs: number,
): ExchangeOutcome {
  const entries: ExchangeEntry[] = [];
  for (const rate of command.rates) {
    const checked = checkExchange(rate, nowMs);
    if (!checked.ok) return { type: 'exchange', ...(checked satisfies Refused) };
    entries.push(checked.entry);
  }
  const find = db.prepare(
    `SELECT ${COLUMNS} FROM exchange_rate WHERE base = ? AND quote = ? AND origin = ? AND valid_from = ?
     ORDER BY revision DESC LIMIT 1`,
  );
  const insert = db.prepare(
    `INSERT INTO exchange_rate (base, quote, origin, valid_from, revision, rate_nanos, source)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const conflicts: RateConflict[] = [];
  let conflictCount = 0;
  let added = 0;
  let known = 0;
  for (const entry of entries) {
    const { base, quote, origin, dayMs, nanos } = entry;
    const standing = find.get(base, quote, origin, dayMs) as StoredRate | undefined;
    if (standing?.nanos === nanos) {
      known += 1;
    } else if (standing !== undefined && !command.correct) {
      conflictCount += 1;
      if (conflicts.length < CONFLICTS_TOLD) {
        const day = dayText(dayMs);
        conflicts.push({ base, quote, day, standingNanos: standing.nanos, nanos });
      }
    } else {
      insert.run(base, quote, origin, dayMs, (standing?.revision ?? 0) + 1, nanos, entry.source);
      added += 1;
    }
  }
  return { type: 'exchange', ok: true, added, known, conflictCount, conflicts };
}

/** Looks rates up, for the length of one query or export. */
export function exchangeReader(db: Db): ExchangeSource {
  const find = db.prepare(
    `SELECT ${COLUMNS} FROM exchange_rate WHERE base = ? AND quote = ? AND origin = ? AND valid_from <= ?
     ORDER BY valid_from DESC, revision DESC LIMIT 1`,
  );
  return {
    latest: (base: string, quote: string, origin: ExchangeOrigin, dayMs: number) =>
      find.get(base, quote, origin, dayMs) as StoredRate | undefined,
  };
}

/** Rates of a pair (or of all), newest first, as they count now. */
export function readExchangeRates(
  db: Db,
  asked: { readonly base: string | null; readonly quote: string | null; readonly limit: number },
): readonly ExchangeEntry[] {
  return db
    .prepare(
      `SELECT base, quote, origin, valid_from AS dayMs, rate_nanos AS nanos, source FROM exchange_rate r
       WHERE (@base IS NULL OR base = @base) AND (@quote IS NULL OR quote = @quote)
         AND revision = (SELECT max(revision) FROM exchange_rate o WHERE o.base = r.base AND o.quote = r.quote
           AND o.origin = r.origin AND o.valid_from = r.valid_from)
       ORDER BY valid_from DESC, base, quote, origin LIMIT @limit`,
    )
    .all(asked) as ExchangeEntry[];
}

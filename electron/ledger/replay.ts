/**
 * Walks a journal: checks its chain, what its rows committed to and the journal's own rules, and adds the rows up
 * in projections. `verify` does so into a scratch database, `rebuild` and a migration into the ledger itself.
 */
import { decodeEntry } from '../../shared/ledger/entries.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import { lockList } from '../../shared/ledger/locks.ts';
import { chainHash, commitment, GENESIS_HASH, JOURNAL_COLUMNS, journalLookup } from './journal.ts';
import type { ChainHead } from './journal.ts';
import type { Db } from './open.ts';
import { PROJECTION_TABLES, projectionStatements } from './projections.ts';
import type { ProjectionWriter } from './projections.ts';

export interface Finding {
  readonly code:
    | 'schema'
    | 'sqlite'
    | 'foreign_key'
    | 'chain'
    | 'gap'
    | 'head_missing'
    | 'commitment'
    | 'rule'
    | 'register'
    | 'projection';
  readonly message: string;
  /** The journal row at fault, when there is one. */
  readonly seq: number | null;
}

/** Enough to see the pattern of a damage; one sort of finding must not crowd out another. */
const MOST_OF_A_SORT = 25;
const PAGE = 5_000;
/** People remembered as proven; some hundred bytes each. */
const MOST_PROVEN = 20_000;

/** History first: a row that is gone leaves much else in want of it. */
const SORTS: readonly (readonly Finding['code'][])[] = [
  ['schema', 'sqlite', 'foreign_key'],
  ['gap', 'chain', 'head_missing'],
  ['rule', 'commitment', 'register', 'projection'],
];

/** What was found so far, up to a bound. */
export class Findings {
  private readonly found: Finding[] = [];

  get list(): readonly Finding[] {
    return SORTS.flatMap((codes) => this.found.filter(({ code }) => codes.includes(code)));
  }

  add(code: Finding['code'], message: string, seq: number | null = null): void {
    const alike = this.found.filter((finding) => finding.code === code);
    if (alike.length < MOST_OF_A_SORT) this.found.push({ code, message, seq });
  }
}

type StoredRow = JournalRow & { readonly hash: string };

interface RegisterEntry {
  readonly value: string | null;
  readonly salt: Uint8Array | null;
  /** Kept for people alone. */
  readonly platform?: string;
}

function isProven(
  stored: RegisterEntry | undefined,
  committed: string,
  platform: string | null,
): boolean {
  return (
    stored?.salt != null &&
    stored.value !== null &&
    (stored.platform ?? platform) === platform &&
    commitment(stored.salt, stored.value) === committed
  );
}

export type Replay = ReturnType<typeof createReplay>;

/** Reads from `db`, adds up in `scratch`; they may be the same. */
export function createReplay(db: Db, scratch: Db, findings: Findings) {
  const projections = projectionStatements(scratch, journalLookup(db));
  const page = db.prepare(
    `SELECT ${JOURNAL_COLUMNS} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  const giftRegister = db.prepare(
    'SELECT gift_key AS value, salt FROM gift_identity WHERE gift_no = ?',
  );
  const personRegister = db.prepare(
    'SELECT platform_id AS value, salt, platform FROM person WHERE person_no = ?',
  );
  const erasure = db.prepare(
    "SELECT 1 FROM journal WHERE kind <> 'gift' AND kind = 'erasure' AND person_no = ?",
  );
  let head: ChainHead = { seq: 0, hash: GENESIS_HASH };
  let rows = 0;
  let locks = lockList([]);
  /** People give often: who was looked up once need not be for each gift. */
  const provenPeople = new Map<number, string>();
  /** After the first broken link every later one would be broken too; one finding names the place. */
  let broken = false;

  function checkRow(row: StoredRow): void {
    if (row.seq !== head.seq + 1) {
      findings.add(
        'gap',
        `Rows ${head.seq + 1} to ${row.seq - 1} are missing from the journal.`,
        head.seq + 1,
      );
      broken = true;
    }
    if (!broken && chainHash(head.hash, row) !== row.hash) {
      findings.add(
        'chain',
        `Row ${row.seq} does not match its hash: it, or the row before it, was changed.`,
        row.seq,
      );
      broken = true;
    }
    checkCommitments(row);
    checkRules(row);
    head = { seq: row.seq, hash: row.hash };
    rows += 1;
  }

  /** Each entry of a register must still be what the row committed to, unless the person was erased. */
  function checkCommitments(row: StoredRow): void {
    const checked = [
      ['gift', giftRegister, row.giftNo, row.giftCommitment],
      ['person', personRegister, row.personNo, row.personCommitment],
    ] as const;
    for (const [what, register, no, committed] of checked) {
      if (no === null || committed === null) continue;
      if (what === 'person' && provenPeople.get(no) === committed) continue;
      const stored = register.get(no) as RegisterEntry | undefined;
      if (isProven(stored, committed, row.platform)) {
        if (what === 'person') rememberPerson(no, committed);
        continue;
      }
      const isBlank = stored === undefined || (stored.salt === null && stored.value === null);
      const forgotten = isBlank && erasure.get(row.personNo) !== undefined;
      // A person's entry may be gone with them; a gift's holds its place in the exports.
      if (forgotten && (stored !== undefined || what === 'person')) continue;
      findings.add(
        'commitment',
        `The identity kept for ${what} ${no} is not the one that row ${row.seq} was written for.`,
        row.seq,
      );
    }
  }

  function rememberPerson(personNo: number, committed: string): void {
    if (provenPeople.size >= MOST_PROVEN) provenPeople.clear();
    provenPeople.set(personNo, committed);
  }

  /** What the writer never writes, though the chain would hold. */
  function checkRules(row: StoredRow): void {
    if (locks.isLocked(row.effectiveAtMs)) {
      findings.add('rule', `Row ${row.seq} was booked in a period that was locked.`, row.seq);
    }
    if (row.kind === 'gift') return;
    const decoded = row.entry === null ? null : decodeEntry(row.entry);
    if (decoded?.ok !== true || decoded.entry.kind !== row.kind) {
      findings.add(
        'rule',
        `Row ${row.seq} (${row.kind}) does not hold a valid entry: ${decoded?.ok === false ? decoded.message : 'it has none of its kind.'}`,
        row.seq,
      );
      return;
    }
    locks = locks.after(row.seq, decoded.entry);
  }

  /** A row that cannot be added up is a finding; the rest of the journal still is. */
  function addUp(writer: ProjectionWriter, row: StoredRow): void {
    try {
      writer.add(row);
    } catch (error) {
      findings.add('rule', error instanceof Error ? error.message : String(error), row.seq);
    }
  }

  function addPage(found: readonly StoredRow[]): void {
    const writer = projections.begin();
    for (const row of found) {
      checkRow(row);
      addUp(writer, row);
    }
    writer.flush();
  }

  return {
    head: () => head,
    rows: () => rows,
    hashAt: (seq: number) =>
      db.prepare('SELECT hash FROM journal WHERE seq = ?').pluck().get(seq) as string | undefined,
    /** Checks the next page of the journal; false when there was none. */
    page(limit: number): boolean {
      // Each look-up by itself would open and close a read transaction, which costs more than the look-up.
      return db.transaction(() => {
        const found = page.all(head.seq, limit) as StoredRow[];
        if (found.length > 0) scratch.transaction(() => addPage(found))();
        return found.length > 0;
      })();
    },
  };
}

/** Makes every projection of a ledger anew from its journal, inside the caller's transaction; says what it found. */
export function rebuildAll(
  db: Db,
  onProgress: (rows: number) => void = () => undefined,
): { readonly rows: number; readonly findings: readonly Finding[] } {
  const findings = new Findings();
  for (const table of PROJECTION_TABLES) db.exec(`DELETE FROM ${table}`);
  const replay = createReplay(db, db, findings);
  while (replay.page(PAGE)) onProgress(replay.rows());
  return { rows: replay.rows(), findings: findings.list };
}

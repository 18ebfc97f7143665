/**
 * Imports in the writer: lines of a file become rows of the journal, a bounded number in each transaction, and the
 * whole import can be taken back. How far it has come is written with the rows, so that a crash repeats nothing.
 */
import { hash as hashOf } from 'node:crypto';
import type { GiftFrame } from '../../shared/gift.ts';
import { encodeEntry } from '../../shared/ledger/entries.ts';
import { factsOf } from '../../shared/ledger/facts.ts';
import { importSource } from '../../shared/ledger/import-row.ts';
import type {
  ImportRefusal,
  ImportRow,
  ImportVerdict,
  ImportedFigure,
  ImportedGift,
} from '../../shared/ledger/import-row.ts';
import { checkStatement } from '../../shared/ledger/statement.ts';
import type { ImportOutcome, LedgerCommand } from './commands.ts';
import type { Draft } from './draft.ts';
import type { entryWriter } from './entries.ts';
import type { GiftDraft, Registers } from './gift-draft.ts';
import { giftColumns, PERIOD_LOCKED } from './gift-rows.ts';
import { giftPartReader } from './gift-parts.ts';
import { importStanding, priceOf } from './import-standing.ts';
import type { StandingGift } from './import-standing.ts';
import { journalLookup } from './journal.ts';
import { observedStatements } from './observed.ts';
import type { Db } from './open.ts';

type RowsCommand = Extract<LedgerCommand, { readonly type: 'importRows' }>;

interface Run {
  readonly state: string;
  readonly through: number;
}

/** Prepares the statements. Each act expects that all drafted gifts and messages are written. */
export function importWriter(
  db: Db,
  people: Registers,
  entries: ReturnType<typeof entryWriter>,
  nowMs: () => number,
) {
  const standing = importStanding(db);
  const partsOf = giftPartReader(db);
  const rowAt = journalLookup(db);
  const observedGifts = observedStatements(db);
  const insertRun = db.prepare(
    `INSERT INTO import_run (name, format, staged, state, started_at, lines) VALUES (?, ?, ?, 'applying', ?, ?)`,
  );
  const readRun = db.prepare('SELECT state, through FROM import_run WHERE import_no = ?');
  const advance = db.prepare(
    `UPDATE import_run SET through = @through, added = added + @added, known = known + @known,
       conflicts = conflicts + @conflicts WHERE import_no = @importNo`,
  );
  const setState = db.prepare('UPDATE import_run SET state = ?, ended_at = ? WHERE import_no = ?');
  const addKept = db.prepare('UPDATE import_run SET kept = kept + ? WHERE import_no = ?');
  const insertRow = db.prepare('INSERT INTO import_row (import_no, seq) VALUES (?, ?)');
  const isRow = db.prepare('SELECT 1 FROM import_row WHERE import_no = ? AND seq = ?').pluck();
  const lastRows = db
    .prepare('SELECT seq FROM import_row WHERE import_no = ? AND seq < ? ORDER BY seq DESC LIMIT ?')
    .pluck();
  const lockedRow = db.prepare(
    `SELECT j.seq, l.seq AS lockSeq FROM period_lock l JOIN import_row r ON r.import_no = ?
       JOIN journal j ON j.seq = r.seq AND (l.from_at IS NULL OR j.effective_at >= l.from_at)
         AND j.effective_at < l.to_at
     WHERE l.released_seq IS NULL LIMIT 1`,
  );
  const takenBack = db
    .prepare("SELECT 1 FROM journal WHERE corrects = ? AND kind = 'reversal'")
    .pluck();
  // A message that a live source brought in the meantime keeps what it led to.
  const insertMessage = db.prepare(
    'INSERT OR IGNORE INTO message (platform, message_id, facts_hash, seq) VALUES (?, ?, ?, ?)',
  );
  const insertStatement = db.prepare(
    `INSERT INTO statement (platform, unit, from_at, to_at, session_no, units, recorded_at, note)
     VALUES (@platform, @unit, @fromMs, @toMs, @sessionNo, @units, @recordedAtMs, @note)`,
  );
  const insertFigure = db.prepare(
    'INSERT INTO import_figure (import_no, statement_no) VALUES (?, ?)',
  );
  const dropStatements = db.prepare(
    'DELETE FROM statement WHERE statement_no IN (SELECT statement_no FROM import_figure WHERE import_no = ?)',
  );
  const dropFigures = db.prepare('DELETE FROM import_figure WHERE import_no = ?');

  /** Keys of the gifts in the rows that are being applied. */
  const writtenKeys = new Set<string>();

  function begin(command: Extract<LedgerCommand, { readonly type: 'importBegin' }>): ImportOutcome {
    const { name, format, staged, lines } = command;
    const run = insertRun.run(name, format, staged, nowMs(), lines);
    return done(Number(run.lastInsertRowid));
  }

  function applyRows(draft: Draft, command: RowsCommand): ImportOutcome {
    const { importNo } = command;
    const run = readRun.get(importNo) as Run | undefined;
    if (run?.state !== 'applying')
      return refused('import_not_open', 'This import is not under way.');
    const counts = { added: 0, known: 0, conflicts: 0 };
    const refusals: ImportRefusal[] = [];
    writtenKeys.clear();
    command.rows.forEach((row, at) => {
      if (command.after + at < run.through) return;
      const verdict = applyRow(draft, importNo, row);
      if (verdict.type !== 'conflict') {
        counts[verdict.type] += 1;
        return;
      }
      counts.conflicts += 1;
      refusals.push({ line: row.line, code: verdict.code, message: verdict.message });
    });
    const through = Math.max(run.through, command.after + command.rows.length);
    advance.run({ importNo, through, ...counts });
    return { ...done(importNo), ...counts, refusals };
  }

  function applyRow(draft: Draft, importNo: number, row: ImportRow): ImportVerdict {
    switch (row.type) {
      case 'gift':
        return applyGift(draft, importNo, row);
      case 'entry':
        return applyEntry(draft, importNo, row);
      case 'figure':
        return applyFigure(importNo, row);
    }
  }

  function applyEntry(
    draft: Draft,
    importNo: number,
    row: Extract<ImportRow, { readonly type: 'entry' }>,
  ): ImportVerdict {
    const verdict = standing.entry(row);
    if (verdict.type !== 'added') return verdict;
    const outcome = entries.apply(draft, {
      type: 'entry',
      entry: row.entry,
      note: row.note,
      id: null,
      source: importSource(importNo),
    });
    if (!outcome.ok) return { type: 'conflict', code: outcome.code, message: outcome.message };
    insertRow.run(importNo, outcome.seq);
    return verdict;
  }

  function applyFigure(importNo: number, row: ImportedFigure): ImportVerdict {
    const verdict = standing.figure(row);
    if (verdict.type !== 'added') return verdict;
    const checked = checkStatement(row.statement, nowMs());
    if (!checked.ok) return { type: 'conflict', code: checked.code, message: checked.message };
    const saved = insertStatement.run({ ...checked.statement, recordedAtMs: nowMs() });
    insertFigure.run(importNo, saved.lastInsertRowid);
    return verdict;
  }

  function applyGift(draft: Draft, importNo: number, row: ImportedGift): ImportVerdict {
    // A line before this one was about the same gift: the sums, which are written seldom, must hold it.
    if (writtenKeys.has(row.giftKey)) draft.pen.flush();
    writtenKeys.add(row.giftKey);
    const found = standing.locate(row.giftKey);
    const verdict = standing.gift(row, found, importNo);
    if (verdict.type !== 'added') return verdict;
    if (!row.booked) {
      keepObserved(draft, importNo, row);
      return verdict;
    }
    if (found.standing !== null) return addPart(draft, importNo, row, found.standing);
    const each = priceOf(row);
    if (each === undefined) return unpriceable(row);
    writeNew(draft, importNo, { ...row, giftKey: found.giftKey }, each);
    return verdict;
  }

  function keepObserved(draft: Draft, importNo: number, row: ImportedGift): void {
    const frame = { ...frameOf(row, priceOf(row) ?? null), observed: 'imported' as const };
    observedGifts.save({
      incoming: {
        frame,
        source: row.sources[0] ?? importSource(importNo),
        observedAtMs: row.effectiveAtMs,
        live: false,
        evidence: null,
      },
      reason: 'imported',
      person: people.findPerson(frame, () => (draft.personNo += 1)),
      atSeq: draft.headSeq,
      sessionNo: null,
    });
  }

  function writeNew(draft: Draft, importNo: number, row: ImportedGift, each: number | null): void {
    const frame = frameOf(row, each);
    const source = importSource(importNo);
    draft.giftNo += 1;
    const gift = people.newGift(frame, {
      giftNo: draft.giftNo,
      person: people.findPerson(frame, () => (draft.personNo += 1)),
      atMs: row.firstAtMs,
      effectiveAtMs: draft.locks.bookAt(row.effectiveAtMs),
      observedAtMs: nowMs(),
      sessionNo: null,
      source,
      clockOff: false,
    });
    gift.sources = row.sources.length === 0 ? [source] : row.sources;
    gift.receiverId = row.receiverId;
    gift.lastAtMs = row.lastAtMs;
    people.save(gift);
    const isReversed = row.status === 'reversed';
    // What is taken back was there once: its row says so, and the next one takes it back.
    gift.state = {
      ...gift.state,
      count: row.quantity,
      status: isReversed ? 'settled' : row.status,
    };
    writeGift(draft, importNo, gift, { row, delta: row.quantity, unitsDelta: row.units ?? 0 });
    if (isReversed) writeReversal(draft, importNo, gift);
    if (isReversed || frame.messageId === NO_MESSAGE) return;
    const facts = hashOf('sha256', factsOf(frame), 'buffer');
    insertMessage.run(frame.platform, frame.messageId, facts, gift.lastSeq);
  }

  /** What the gift holds beside the lines before: it was booked in parts. */
  function addPart(
    draft: Draft,
    importNo: number,
    row: ImportedGift,
    before: StandingGift,
  ): ImportVerdict {
    const gift = people.loadGift(before.giftNo);
    if (gift === undefined || before.status === 'reversed') return { type: 'known' };
    const effectiveAtMs = draft.locks.bookAt(row.effectiveAtMs);
    const part = partsOf(before.giftNo).find((one) => one.effectiveAtMs === effectiveAtMs);
    if (part !== undefined && (part.quantity > 0 || row.quantity === 0)) {
      return part.quantity === row.quantity && part.units === (row.units ?? 0)
        ? { type: 'known' }
        : {
            type: 'conflict',
            code: 'line_contradiction',
            message: 'An earlier line says something else of this very gift. The first one stands.',
          };
    }
    const quantity = before.quantity + row.quantity;
    const units = row.units === null ? null : before.units + row.units;
    const each = priceOf({ quantity, units });
    if (each === undefined) return unpriceable(row);
    gift.unitsEach = each;
    gift.observedAtMs = nowMs();
    gift.state = { ...gift.state, count: quantity, status: row.status };
    writeGift(draft, importNo, gift, { row, delta: row.quantity, unitsDelta: row.units ?? 0 });
    return { type: 'added' };
  }

  function writeGift(
    draft: Draft,
    importNo: number,
    gift: GiftDraft,
    change: { readonly row: ImportedGift; readonly delta: number; readonly unitsDelta: number },
  ): void {
    const wantedMs = change.row.effectiveAtMs;
    const effectiveAtMs = draft.locks.bookAt(wantedMs);
    gift.lastSeq = draft.pen.write({
      ...giftColumns(gift),
      kind: 'gift',
      occurredAtMs: change.row.firstAtMs,
      observedAtMs: gift.observedAtMs,
      effectiveAtMs,
      source: importSource(importNo),
      delta: change.delta,
      countAfter: gift.state.count,
      unitsDelta: change.unitsDelta,
      statusAfter: gift.state.status,
      corrects: null,
      entry: null,
      note: effectiveAtMs === wantedMs ? null : PERIOD_LOCKED,
    });
    insertRow.run(importNo, gift.lastSeq);
  }

  function writeReversal(draft: Draft, importNo: number, gift: GiftDraft): void {
    const corrects = gift.lastSeq;
    gift.lastSeq = draft.pen.write({
      ...giftColumns(gift),
      kind: 'reversal',
      occurredAtMs: null,
      observedAtMs: gift.observedAtMs,
      effectiveAtMs: gift.effectiveAtMs,
      source: importSource(importNo),
      delta: null,
      countAfter: 0,
      unitsDelta: 0,
      statusAfter: 'reversed',
      corrects,
      entry: encodeEntry({ kind: 'reversal', corrects }),
      note: null,
    });
    insertRow.run(importNo, gift.lastSeq);
  }

  function end(command: Extract<LedgerCommand, { readonly type: 'importEnd' }>): ImportOutcome {
    setState.run('done', nowMs(), command.importNo);
    return done(command.importNo);
  }

  /** Takes back up to `limit` rows, the newest first; `left` says below which row to go on, 0 when it is done. */
  function undo(
    draft: Draft,
    command: Extract<LedgerCommand, { readonly type: 'importUndo' }>,
  ): ImportOutcome {
    const { importNo, below, limit } = command;
    const run = readRun.get(importNo) as Run | undefined;
    if (run === undefined) return refused('import_unknown', `There is no import ${importNo}.`);
    if (run.state === 'undone') return { ...done(importNo), left: 0 };
    draft.pen.flush();
    const locked = lockedRow.get(importNo) as { seq: number; lockSeq: number } | undefined;
    if (locked !== undefined) {
      return refused(
        'row_locked',
        `Row ${locked.seq} of this import lies in a period that is locked (by row ${locked.lockSeq}). Unlock it first by reversing row ${locked.lockSeq}. Nothing was taken back.`,
      );
    }
    setState.run('undoing', null, importNo);
    const seqs = lastRows.all(importNo, below ?? Number.MAX_SAFE_INTEGER, limit) as number[];
    const kept = seqs.filter((seq) => !takeBack(draft, importNo, seq)).length;
    addKept.run(kept, importNo);
    const left = seqs.length < limit ? 0 : (seqs.at(-1) ?? 0);
    if (left === 0) {
      dropStatements.run(importNo);
      dropFigures.run(importNo);
      setState.run('undone', nowMs(), importNo);
    }
    return { ...done(importNo), left };
  }

  /** False for a row that must stand: something else was booked on the same gift since. */
  function takeBack(draft: Draft, importNo: number, seq: number): boolean {
    const row = rowAt(seq);
    if (row === undefined || row.kind === 'reversal') return true;
    if (row.giftNo !== null) {
      draft.pen.flush();
      const gift = people.loadGift(row.giftNo);
      if (gift === undefined || gift.state.status === 'reversed') return true;
      if (isRow.get(importNo, gift.lastSeq) === undefined) return false;
    } else if (takenBack.get(seq) !== undefined) return true;
    const outcome = entries.apply(draft, {
      type: 'entry',
      entry: { kind: 'reversal', corrects: seq },
      note: null,
      id: null,
      source: importSource(importNo, '/undone'),
    });
    return outcome.ok;
  }

  return { begin, applyRows, end, undo };
}

/** A gift that is no single message has no id that could come again. */
const NO_MESSAGE = '-';

function frameOf(row: ImportedGift, unitsEach: number | null): GiftFrame {
  return {
    platform: row.platform,
    giftKey: row.giftKey,
    messageId: messageIdOf(row),
    kind: row.kind,
    counter: { type: 'total', atLeast: row.quantity },
    unit: row.unit,
    unitsEach,
    final: true,
    sender: row.sender,
    gift: row.gift,
    receiverId: row.receiverId,
    occurredAtMs: row.firstAtMs,
    observed: null,
  };
}

/** The id of the message that a gift is, as `messageKey` wrote it into the key. */
function messageIdOf({ platform, giftKey }: ImportedGift): string {
  const [owner, form, id, ...more] = giftKey.split('|');
  if (owner !== platform || form !== 'msg' || id === undefined || more.length > 0)
    return NO_MESSAGE;
  try {
    return decodeURIComponent(id);
  } catch {
    return NO_MESSAGE;
  }
}

function unpriceable(row: ImportedGift): ImportVerdict {
  return {
    type: 'conflict',
    code: 'units_uneven',
    message: `${row.units ?? 0} ${row.unit} cannot be the worth of ${row.quantity} equal gifts.`,
  };
}

function done(importNo: number): Extract<ImportOutcome, { readonly ok: true }> {
  return {
    type: 'import',
    ok: true,
    importNo,
    added: 0,
    known: 0,
    conflicts: 0,
    refusals: [],
    left: 0,
  };
}

function refused(code: string, message: string): ImportOutcome {
  return { type: 'import', ok: false, code, message };
}

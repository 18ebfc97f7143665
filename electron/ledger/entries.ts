/**
 * Entries: rows of the journal that a person (or an import) records rather than a platform. Checks them against
 * the ledger as it stands and writes them; a refusal is an answer with a code and words, and writes nothing.
 */
import { createHash } from 'node:crypto';
import { assertNever } from '../../shared/assert-never.ts';
import { checkEntry, encodeEntry } from '../../shared/ledger/entries.ts';
import type { Entry, EntryOf } from '../../shared/ledger/entries.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import type { EntryOutcome, LedgerCommand } from './commands.ts';
import type { Draft } from './draft.ts';
import type { GiftDraft, Registers } from './gift-draft.ts';
import { giftColumns, PERIOD_LOCKED } from './gift-rows.ts';
import { journalLookup } from './journal.ts';
import { BLANK_ROW } from './journal-pen.ts';
import type { Db } from './open.ts';
import { giftPartReader } from './gift-parts.ts';

type EntryCommand = Extract<LedgerCommand, { readonly type: 'entry' }>;
type Refusal = Extract<EntryOutcome, { readonly ok: false }>;

/** Message ids of entries live under a platform of their own, which no frame can name. */
export const ENTRY_MESSAGES = 'ENTRY';

/** Prepares the statements. `apply` expects that all drafted gifts are written. */
export function entryWriter(db: Db, people: Registers, nowMs: () => number) {
  const rowAt = journalLookup(db);
  const partsOf = giftPartReader(db);
  const takenBack = db
    .prepare("SELECT seq FROM journal WHERE corrects = ? AND kind = 'reversal'")
    .pluck();
  const openGiftIn = db
    .prepare(
      `SELECT g.gift_no FROM gift g WHERE g.status = 'open' AND (g.effective_at >= @fromMs AND g.effective_at < @toMs
         OR EXISTS (SELECT 1 FROM gift_late l WHERE l.gift_no = g.gift_no AND l.effective_at >= @fromMs
           AND l.effective_at < @toMs)) LIMIT 1`,
    )
    .pluck();
  const insertNote = db.prepare('INSERT INTO entry_note (seq, note) VALUES (?, ?)');
  const findMessage = db.prepare(
    'SELECT facts_hash AS hash, seq FROM message WHERE platform = ? AND message_id = ?',
  );
  const insertMessage = db.prepare(
    'INSERT INTO message (platform, message_id, facts_hash, seq) VALUES (?, ?, ?, ?)',
  );

  function apply(draft: Draft, command: EntryCommand): EntryOutcome {
    const checked = checkEntry(command.entry, nowMs());
    if (!checked.ok) return { type: 'entry', ok: false, ...problemOf(checked) };
    const { entry } = checked;
    if (entry.kind === 'erasure') {
      return refused(
        'erasure_by_erase',
        'A person is erased by the command for it, not by an entry.',
      );
    }
    const known = command.id === null ? null : knownMessage(command.id, entry);
    if (known !== null) return known;
    const outcome = write(draft, entry, command);
    if (outcome.ok) {
      if (command.note !== null && command.note !== '') insertNote.run(outcome.seq, command.note);
      if (command.id !== null) {
        insertMessage.run(ENTRY_MESSAGES, command.id, hashOf(entry), outcome.seq);
      }
    }
    return outcome;
  }

  /** The same entry sent again is answered as it was, so that a retry never books twice. */
  function knownMessage(id: string, entry: Entry): EntryOutcome | null {
    const known = findMessage.get(ENTRY_MESSAGES, id) as { hash: Buffer; seq: number } | undefined;
    if (known === undefined) return null;
    if (!known.hash.equals(hashOf(entry))) {
      return refused(
        'id_taken',
        `An entry with the id “${id}” is recorded already (row ${known.seq}) and says something else.`,
      );
    }
    const row = rowAt(known.seq);
    const effectiveAtMs = row?.effectiveAtMs ?? 0;
    const moved = row?.note === PERIOD_LOCKED;
    return { type: 'entry', ok: true, seq: known.seq, effectiveAtMs, moved, known: true };
  }

  function write(draft: Draft, entry: Exclude<Entry, { kind: 'erasure' }>, command: EntryCommand) {
    switch (entry.kind) {
      case 'reversal':
        return takeBack(draft, entry, command);
      case 'lock':
        return lock(draft, entry, command);
      case 'payout':
      case 'fee':
      case 'tax':
      case 'refund':
      case 'chargeback':
      case 'income':
      case 'expense':
      case 'adjustment':
      case 'opening':
        return append(draft, entry, command, {
          occurredAtMs: entry.atMs,
          platform: entry.platform,
          unit: entry.unit,
          wantedMs: entry.atMs,
        });
      default:
        return assertNever(entry, 'entry');
    }
  }

  function append(
    draft: Draft,
    entry: Entry,
    command: Pick<EntryCommand, 'source'>,
    row: Partial<JournalRow> & { readonly wantedMs: number },
  ): EntryOutcome {
    const { wantedMs, ...columns } = row;
    const effectiveAtMs = draft.locks.bookAt(wantedMs);
    const moved = effectiveAtMs !== wantedMs;
    const seq = draft.pen.write({
      ...BLANK_ROW,
      ...columns,
      kind: entry.kind,
      observedAtMs: nowMs(),
      effectiveAtMs,
      source: command.source,
      entry: encodeEntry(entry),
      note: moved ? PERIOD_LOCKED : null,
    });
    draft.locks = draft.locks.after(seq, entry);
    draft.entries.push(seq);
    return { type: 'entry', ok: true, seq, effectiveAtMs, moved, known: false };
  }

  function lock(draft: Draft, entry: EntryOf<'lock'>, command: EntryCommand): EntryOutcome {
    if (entry.toMs > nowMs()) {
      return refused('period_not_over', 'The period is not over yet. Lock it once it is.');
    }
    const fromMs = entry.fromMs ?? Number.MIN_SAFE_INTEGER;
    const within = draft.locks.locks.find(
      (one) => (one.fromMs ?? Number.MIN_SAFE_INTEGER) <= fromMs && entry.toMs <= one.toMs,
    );
    if (within !== undefined) {
      return refused('already_locked', `This period is locked already (by row ${within.seq}).`);
    }
    draft.pen.flush();
    if (openGiftIn.get({ fromMs, toMs: entry.toMs }) !== undefined) {
      return refused(
        'gift_open',
        'A gift of this period is still growing. Try again in a minute, once it has ended.',
      );
    }
    return append(draft, entry, command, { wantedMs: nowMs() });
  }

  function takeBack(draft: Draft, entry: EntryOf<'reversal'>, command: EntryCommand): EntryOutcome {
    const { corrects } = entry;
    const row = rowAt(corrects);
    if (row === undefined) {
      return refused('row_unknown', `The journal has no row ${corrects}. Check the number.`);
    }
    if (row.kind === 'erasure') {
      return refused('erasure_final', 'An erasure cannot be taken back: what it removed is gone.');
    }
    if (row.kind === 'reversal') {
      return refused(
        'reversal_final',
        `Row ${corrects} is a reversal itself and stays. Record anew what it took back.`,
      );
    }
    if (row.kind === 'gift') return takeBackGift(draft, row, entry, command);
    const earlier = takenBack.get(corrects) as number | undefined;
    if (earlier !== undefined) return alreadyReversed(corrects, earlier);
    if (row.kind === 'lock') {
      return append(draft, entry, command, { corrects, wantedMs: nowMs() });
    }
    return (
      refusedByLock(draft, row.seq, row.effectiveAtMs) ??
      append(draft, entry, command, {
        corrects,
        platform: row.platform,
        unit: row.unit,
        wantedMs: row.effectiveAtMs,
      })
    );
  }

  /** A gift is taken back whole, each of its parts by the time that it was booked for. */
  function takeBackGift(
    draft: Draft,
    row: JournalRow,
    entry: EntryOf<'reversal'>,
    command: EntryCommand,
  ): EntryOutcome {
    draft.pen.flush();
    const gift = row.giftNo === null ? undefined : people.loadGift(row.giftNo);
    if (gift === undefined) {
      return refused('row_unknown', `The gift of row ${row.seq} could not be found.`);
    }
    if (gift.state.status === 'reversed') return alreadyReversed(row.seq, gift.lastSeq);
    const parts = partsOf(gift.giftNo);
    for (const part of parts) {
      const locked = refusedByLock(draft, row.seq, part.effectiveAtMs);
      if (locked !== null) return locked;
    }
    let left = gift.state.count;
    for (const part of parts) {
      left -= part.quantity;
      writeReversedPart(draft, gift, { ...part, left, entry, source: command.source });
    }
    gift.state = { ...gift.state, count: 0, status: 'reversed' };
    draft.touched.push(gift);
    draft.corrected.push(gift.giftNo);
    return {
      type: 'entry',
      ok: true,
      seq: gift.lastSeq,
      effectiveAtMs: gift.effectiveAtMs,
      moved: false,
      known: false,
    };
  }

  function writeReversedPart(
    draft: Draft,
    gift: GiftDraft,
    part: {
      readonly effectiveAtMs: number;
      readonly units: number;
      readonly left: number;
      readonly entry: EntryOf<'reversal'>;
      readonly source: string;
    },
  ): void {
    gift.lastSeq = draft.pen.write({
      ...giftColumns(gift),
      kind: 'reversal',
      occurredAtMs: null,
      observedAtMs: nowMs(),
      effectiveAtMs: part.effectiveAtMs,
      source: part.source,
      delta: null,
      countAfter: part.left,
      unitsDelta: -part.units,
      statusAfter: 'reversed',
      corrects: part.entry.corrects,
      entry: encodeEntry(part.entry),
      note: null,
    });
  }

  return { apply };
}

function refusedByLock(draft: Draft, seq: number, effectiveAtMs: number): Refusal | null {
  const lock = draft.locks.lockOf(effectiveAtMs);
  if (lock === undefined) return null;
  return refused(
    'row_locked',
    `Row ${seq} lies in a period that is locked (by row ${lock.seq}). Unlock it by reversing row ${lock.seq}, or record an adjustment for an open period.`,
  );
}

function alreadyReversed(seq: number, by: number): Refusal {
  return refused('already_reversed', `Row ${seq} is taken back already (by row ${by}).`);
}

function refused(code: string, message: string): Refusal {
  return { type: 'entry', ok: false, code, message: `${message} Nothing was recorded.` };
}

function problemOf(problem: { readonly code: string; readonly message: string }) {
  return { code: problem.code, message: problem.message };
}

function hashOf(entry: Entry): Buffer {
  return createHash('sha256').update(encodeEntry(entry)).digest();
}

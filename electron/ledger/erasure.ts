/**
 * People can be forgotten, money cannot. Erasing removes what the registers and the evidence know of a person; the
 * journal keeps its rows, which name only numbers and commitments whose salts are gone.
 *
 * `erasures.log`, beside the database, tells a ledger that was restored from an older backup whom to forget again.
 * It names nobody: a token of the person's number under their own salt, which only such a backup still has.
 */
import { z } from 'zod';
import { encodeEntry } from '../../shared/ledger/entries.ts';
import type { EntryOutcome } from './commands.ts';
import type { Draft } from './draft.ts';
import { evidenceOfOthers } from './evidence.ts';
import { erasuresFile } from './files.ts';
import { commitment } from './journal.ts';
import { BLANK_ROW } from './journal-pen.ts';
import { appendLine, readLines } from './line-log.ts';
import type { Db } from './open.ts';

const lineSchema = z.object({ personNo: z.int(), token: z.string(), atMs: z.int() });
export type ErasureToken = z.infer<typeof lineSchema>;

interface Person {
  readonly platform: string;
  readonly platformId: string | null;
  readonly handle: string | null;
  readonly name: string | null;
  readonly salt: Uint8Array | null;
}

/** Names of fewer characters would be found in everything. */
const LEAST_SEARCHED = 2;

/** Prepares the statements. `onToken` is handed each erasure's token before anything is removed. */
export function eraser(db: Db, nowMs: () => number, onToken: (token: ErasureToken) => void) {
  const findPerson = db.prepare(
    'SELECT platform, platform_id AS platformId, handle, name, salt FROM person WHERE person_no = ?',
  );
  const openGift = db
    .prepare("SELECT 1 FROM gift WHERE person_no = ? AND status = 'open' LIMIT 1")
    .pluck();
  const gifts = 'SELECT gift_no FROM gift WHERE person_no = @personNo';
  const observed = 'SELECT observed_no FROM observed_gift WHERE person_no = @personNo';
  const removals = [
    `DELETE FROM evidence WHERE gift_no IN (${gifts})`,
    `DELETE FROM evidence WHERE observed_no IN (${observed})`,
    `UPDATE gift_identity SET gift_key = NULL, salt = NULL WHERE gift_no IN (${gifts})`,
    `UPDATE observed_gift SET gift_key = 'erased-o' || observed_no, message_id = ''
     WHERE person_no = @personNo`,
    `UPDATE person SET platform_id = NULL, handle = NULL, name = NULL, salt = NULL
     WHERE person_no = @personNo`,
  ].map((sql) => db.prepare(sql));
  // Who gave may also have received, as a guest: the account then is known to be somebody's, and no more.
  const asReceiver = [
    `UPDATE gift_identity SET receiver_id = 'erased-' || @personNo WHERE receiver_id = @platformId
       AND (SELECT platform FROM gift WHERE gift.gift_no = gift_identity.gift_no) = @platform`,
    `UPDATE observed_gift SET receiver_id = 'erased-' || @personNo
     WHERE receiver_id = @platformId AND platform = @platform`,
  ].map((sql) => db.prepare(sql));
  const removeEvidenceOfOthers = evidenceOfOthers(db);
  const excerpts = db.prepare('SELECT problem_no AS no, message, excerpt FROM problem');
  const blankProblem = db.prepare(
    "UPDATE problem SET excerpt = '', message = ? WHERE problem_no = ?",
  );
  const notes = db.prepare('SELECT seq, note FROM entry_note');
  const removeNote = db.prepare('DELETE FROM entry_note WHERE seq = ?');
  const reports = db.prepare("SELECT statement_no AS no, note FROM statement WHERE note <> ''");
  const blankReport = db.prepare("UPDATE statement SET note = '' WHERE statement_no = ?");

  /** What was refused or noted, or given to others, may tell of the person too; nothing of it is summed or chained. */
  function blankMentions(person: Person): void {
    const words = [person.platformId, person.handle, person.name]
      .filter((word) => word !== null)
      .filter((word) => word.length >= LEAST_SEARCHED)
      .flatMap(spellings);
    const mentions = (text: string) => {
      const lower = text.toLowerCase();
      return words.some((word) => lower.includes(word));
    };
    removeEvidenceOfOthers(person.platform, mentions);
    const problems = excerpts.all() as { no: number; message: string; excerpt: string }[];
    for (const { no, message, excerpt } of problems) {
      if (!mentions(message) && !mentions(excerpt)) continue;
      blankProblem.run(
        mentions(message) ? 'The words were about a person who was erased.' : message,
        no,
      );
    }
    for (const { seq, note } of notes.all() as { seq: number; note: string }[]) {
      if (mentions(note)) removeNote.run(seq);
    }
    for (const { no, note } of reports.all() as { no: number; note: string }[]) {
      if (mentions(note)) blankReport.run(no);
    }
  }

  return {
    /** Writes the erasure and removes what it is about, inside the caller's transaction. */
    erase(
      draft: Draft,
      command: { readonly personNo: number; readonly source: string },
    ): EntryOutcome {
      const { personNo } = command;
      const person = findPerson.get(personNo) as Person | undefined;
      if (person?.salt == null) {
        return refused('person_unknown', `There is no supporter ${personNo}, or not any more.`);
      }
      if (openGift.get(personNo) !== undefined) {
        return refused(
          'gift_open',
          'A gift of this person is still growing. Try again in a minute.',
        );
      }
      onToken({ personNo, token: tokenOf(person.salt, personNo), atMs: nowMs() });
      const seq = draft.pen.write({
        ...BLANK_ROW,
        kind: 'erasure',
        observedAtMs: nowMs(),
        effectiveAtMs: draft.locks.bookAt(nowMs()),
        source: command.source,
        personNo,
        entry: encodeEntry({ kind: 'erasure', personNo }),
      });
      const corrected = db.prepare(gifts).pluck().all({ personNo }) as number[];
      for (const removal of removals) removal.run({ personNo });
      const { platform, platformId } = person;
      if (platformId !== null) {
        for (const removal of asReceiver) removal.run({ personNo, platform, platformId });
      }
      blankMentions(person);
      draft.corrected.push(...corrected);
      draft.erased.push(personNo);
      draft.entries.push(seq);
      return { type: 'entry', ok: true, seq, effectiveAtMs: nowMs(), moved: false, known: false };
    },
  };
}

/**
 * A word as it may stand in what was kept, in lower case: plain, in JSON, in JSON that is all ASCII, in the tags of
 * Twitch's chat, and each of these once more in JSON, since an excerpt may quote a message that is JSON itself.
 */
function spellings(word: string): readonly string[] {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const ascii = (text: string) =>
    text.replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  const tag = word.replaceAll('\\', '\\\\').replaceAll(';', '\\:').replaceAll(' ', '\\s');
  const plain = [word, tag, inJson(word), ascii(inJson(word)), inJson(word).replaceAll('/', '\\/')];
  return [...new Set([...plain, ...plain.map(inJson)].map((text) => text.toLowerCase()))];
}

/** People of this file who were erased after it was copied: their numbers. */
export function forgottenAgain(db: Db, tokens: readonly ErasureToken[]): readonly number[] {
  const salt = db.prepare('SELECT salt FROM person WHERE person_no = ?').pluck();
  const due = tokens.filter(({ personNo, token }) => {
    const kept = salt.get(personNo) as Uint8Array | null | undefined;
    return kept != null && tokenOf(kept, personNo) === token;
  });
  return [...new Set(due.map(({ personNo }) => personNo))];
}

function tokenOf(salt: Uint8Array, personNo: number): string {
  return commitment(salt, `erased ${personNo}`);
}

function refused(code: string, message: string): EntryOutcome {
  return { type: 'entry', ok: false, code, message: `${message} Nothing was changed.` };
}

/** Appends a token: it must be on the disk before the salt is gone. */
export function recordErasure(dataDir: string, token: ErasureToken): void {
  appendLine(erasuresFile(dataDir), token);
}

/** All recorded erasures. */
export function readErasures(dataDir: string): readonly ErasureToken[] {
  return readLines(erasuresFile(dataDir), lineSchema);
}

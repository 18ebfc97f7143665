/** People are forgotten: registers, evidence and mentions go; rows, sums and the chain stay and still verify. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forgottenAgain } from '../../electron/ledger/erasure.ts';
import type { ErasureToken } from '../../electron/ledger/erasure.ts';
import { ledgerSchema } from '../../electron/ledger/schema.ts';
import { openLedgerStore } from '../../electron/ledger/store.ts';
import { openWriter } from '../../electron/ledger/open.ts';
import { ledgerFile } from '../../electron/ledger/files.ts';
import {
  T0,
  answerTo,
  comboKey,
  entryCommand,
  fakeLedgerClock,
  gift,
  giftFrame,
  tempDir,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const NAME = 'Zoë "Quill" Ümlaut';
const SENDER = { id: 'viewer-4711', handle: 'zoequill', name: NAME };

/** Everything that the files of a folder could tell of a person. */
function mentionsIn(dir: string): readonly string[] {
  const words = [SENDER.id, SENDER.handle, NAME, JSON.stringify(NAME).slice(1, -1), 'Ümlaut'];
  return readdirSync(dir).flatMap((file) => {
    const bytes = readFileSync(join(dir, file));
    return words.filter((word) => bytes.includes(word)).map((word) => `${word} in ${file}`);
  });
}

/** Gifts of one viewer in every way that leaves a trace of them, beside another's. */
function ledgerWithTraces(): TempLedger {
  const ledger = tempLedger();
  const frame = giftFrame({
    giftKey: comboKey('z'),
    counter: total(7),
    final: true,
    sender: SENDER,
  });
  const evidence = JSON.stringify({ padding: 'x'.repeat(2_000), sender: SENDER });
  ledger.store.commit([
    gift(frame, { evidence }),
    gift(tipFrame(900, 'USD', { sender: SENDER, platform: 'tiktok' }), { evidence: NAME }),
    gift(
      giftFrame({ observed: 'mirrored', giftKey: `tiktok|combo|${SENDER.id}|1|2`, sender: SENDER }),
      {
        evidence,
      },
    ),
    // The same message with other facts: a conflict, whose excerpt holds the frame.
    gift({ ...frame, counter: total(8) }),
    gift(giftFrame({ giftKey: comboKey('other'), final: true })),
    {
      type: 'rejected',
      atMs: T0,
      source: 'webhook://',
      code: 'x',
      message: `a frame of ${SENDER.handle}`,
      excerpt: JSON.stringify({ name: NAME }),
    },
    entryCommand(
      {
        kind: 'expense',
        atMs: T0,
        platform: null,
        unit: 'USD',
        units: 1,
        heldAt: 'bank',
        category: 'gear',
      },
      { note: `a mug for ${NAME}` },
    ),
  ]);
  return ledger;
}

const erase = (personNo: number) => ({ type: 'erase', personNo, source: 'hand' }) as const;

describe('erasing a person', () => {
  it('leaves none of their words in any file, and every chain and total as it was', () => {
    using ledger = ledgerWithTraces();
    const before = ledger.verify();
    expect(mentionsIn(ledger.dir).length).toBeGreaterThan(0);
    const report = ledger.store.commit([erase(1)]);
    expect(report.outcomes[0]).toMatchObject({ ok: true });
    expect(report.erased).toEqual([1]);
    expect(report.corrected).toEqual([1, 2]);
    ledger.db.pragma('wal_checkpoint(TRUNCATE)');
    expect(mentionsIn(ledger.dir)).toEqual([]);
    const after = ledger.verify();
    expect(after).toMatchObject({ ok: true, findings: [], totals: before.totals });
    expect(after.rows).toBe(before.rows + 1);
    ledger.close();
    expect(mentionsIn(ledger.dir)).toEqual([]);
    // Whoever is left is known as before.
    expect(ledger.verify().ok).toBe(true);
  });

  it('does not let their messages count again, and knows them as somebody new when they come back', () => {
    using ledger = tempLedger();
    const frame = giftFrame({ counter: total(7), final: true, messageId: 'm1' });
    ledger.store.commit([gift(frame)]);
    ledger.store.commit([erase(1)]);
    expect(ledger.store.commit([gift(frame)]).outcomes).toEqual(['duplicate']);
    ledger.store.commit([gift(giftFrame({ giftKey: comboKey('9'), final: true }))]);
    expect(ledger.all('SELECT person_no, name FROM person')).toEqual([
      { person_no: 1, name: null },
      { person_no: 2, name: 'Ada' },
    ]);
    expect(ledger.one('SELECT sum(units) FROM gift')).toBe(8);
  });

  it('is refused for somebody unknown, somebody erased, and while their gift is still growing', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame())]);
    const answer = (personNo: number) => ledger.store.commit([erase(personNo)]).outcomes[0];
    expect(answer(9)).toMatchObject({ ok: false, code: 'person_unknown' });
    expect(answer(1)).toMatchObject({ ok: false, code: 'gift_open' });
    ledger.clock.advance(11_000);
    ledger.store.sweep();
    expect(answer(1)).toMatchObject({ ok: true });
    expect(answer(1)).toMatchObject({ ok: false, code: 'person_unknown' });
    expect(answerTo(ledger, { kind: 'reversal', corrects: ledger.store.head().seq })).toMatchObject(
      {
        code: 'erasure_final',
      },
    );
  });

  it('is known again in a copy from before, by a token that names nobody', () => {
    using folder = tempDir();
    const file = ledgerFile(folder.dir);
    const tokens: ErasureToken[] = [];
    const db = openWriter(file, ledgerSchema('live'));
    const store = openLedgerStore(db, fakeLedgerClock(), { onErasure: (one) => tokens.push(one) });
    store.commit([gift(giftFrame({ final: true, sender: SENDER }))]);
    expect(forgottenAgain(db, tokens)).toEqual([]);
    // What a backup holds at this moment still knows the salt.
    const salt = db.prepare('SELECT salt FROM person').pluck().get();
    store.commit([erase(1)]);
    expect(forgottenAgain(db, tokens)).toEqual([]);
    db.prepare('UPDATE person SET salt = ?').run(salt);
    expect(forgottenAgain(db, tokens)).toEqual([1]);
    db.prepare('UPDATE person SET salt = ?').run(Buffer.alloc(16));
    expect(forgottenAgain(db, tokens)).toEqual([]);
    expect(JSON.stringify(tokens)).not.toContain(SENDER.id);
    db.close();
  });
});

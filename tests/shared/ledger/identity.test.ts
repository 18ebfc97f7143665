import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../shared/ledger/facts.ts';
import {
  messageKey,
  streakKey,
  tiktokKey,
  twitchBundleKey,
} from '../../../shared/ledger/gift-key.ts';
import { canonicalForm } from '../../../shared/ledger/journal-row.ts';
import type { JournalRow } from '../../../shared/ledger/journal-row.ts';
import { giftFrame, total } from '../../tools/builders.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });

describe('a gift key', () => {
  it('is spelled as the ledger says', () => {
    const combo = { senderId: '7', giftId: '5655', groupId: '1700', messageId: 'm1' };
    expect(tiktokKey(combo)).toBe('tiktok|combo|7|5655|1700');
    expect(tiktokKey({ ...combo, groupId: '0' })).toBe('tiktok|msg|m1');
    expect(tiktokKey({ ...combo, groupId: '' })).toBe('tiktok|msg|m1');
    expect(tiktokKey({ ...combo, groupId: null })).toBe('tiktok|msg|m1');
    expect(twitchBundleKey('99')).toBe('twitch|bundle|99');
    expect(messageKey('myshop', 'a|b')).toBe('myshop|msg|a%7Cb');
    expect(streakKey('myshop', 's', 'g', 'k')).toBe('myshop|streak|s|g|k');
  });

  it('is another one for other parts, whatever a viewer puts into an id', () => {
    const parts = fc.tuple(text, text, text);
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const key = ([sender, gift, streak]: [string, string, string]) =>
          streakKey('myshop', sender, gift, streak);
        const same = one.every(
          (part, index) => part.toWellFormed() === other[index]?.toWellFormed(),
        );
        expect(key(one) === key(other)).toBe(same);
      }),
    );
  });

  it('can be made of half a surrogate pair', () => {
    expect(messageKey('myshop', '\ud83d')).toBe('myshop|msg|%EF%BF%BD');
  });
});

describe('the facts of a message', () => {
  const frame = giftFrame({ counter: total(3) });

  it('are the same whoever tells them, in whatever words and at whatever time', () => {
    const elsewhere = {
      ...frame,
      sender: { id: 'ada', handle: 'x', name: 'Y' },
      gift: { id: '5655', name: 'Rosa' },
      occurredAtMs: 1,
      final: true,
      receiverId: 'me',
    };
    expect(factsOf(elsewhere)).toBe(factsOf(frame));
  });

  it('differ when key, count, unit or price differ', () => {
    const forms = [
      frame,
      { ...frame, giftKey: 'tiktok|msg|other' },
      { ...frame, counter: total(4) },
      { ...frame, unit: 'bit' },
      { ...frame, unitsEach: 5 },
      { ...frame, unitsEach: null },
    ].map(factsOf);
    expect(new Set(forms).size).toBe(forms.length);
  });
});

describe('the canonical form of a journal row', () => {
  const row: JournalRow = {
    seq: 1,
    format: 1,
    kind: 'gift',
    occurredAtMs: 2,
    observedAtMs: 3,
    effectiveAtMs: 4,
    sessionNo: 5,
    source: 'a',
    platform: 'b',
    giftKind: 'gift',
    giftId: 'c',
    giftNo: 6,
    personNo: 7,
    giftCommitment: 'd',
    personCommitment: 'e',
    unit: 'f',
    unitsEach: 8,
    delta: 9,
    countAfter: 10,
    unitsDelta: 11,
    statusAfter: 'open',
    corrects: 12,
    entry: '{"h":1}',
    note: 'g',
  };

  it('depends on every single field', () => {
    const forms = Object.keys(row).map((field) => canonicalForm({ ...row, [field]: null }));
    expect(new Set([canonicalForm(row), ...forms]).size).toBe(Object.keys(row).length + 1);
  });

  it('of format 1 never changes: rows that stand are hashed by it', () => {
    expect(canonicalForm(row)).toBe(
      '[1,1,"gift",2,3,4,5,"a","b","gift","c",6,7,"d","e","f",8,9,10,11,"open",12,"{\\"h\\":1}","g"]',
    );
  });
});

/** What reaches a voice: names that attack the ear come out harmless, names that do not come out as they are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spokenLine, spokenValue } from '../../shared/speech.ts';
import { loadOffends } from '../../renderer/dashboard/speech/offends.ts';

const offends = await loadOffends();
const say = (name: string): string => spokenValue(name, offends);

describe('a name for the ear', () => {
  it.each([
    ['Mira Halloran', 'Mira Halloran'],
    ['Łukasz Żółć', 'Łukasz Żółć'],
    ['李小龍', '李小龍'],
    ['عمر', 'عمر'],
    ['xX_Dragon_Xx', 'xX_Dragon_Xx'],
    ['Scunthorpe', 'Scunthorpe'],
    ['Therapist Anna', 'Therapist Anna'],
    ['St. Ann', 'St. Ann'],
    ['Coconut', 'Coconut'],
    ['player1000000', 'player1000000'],
    ['heyyyyyyyyyyy', 'heyy'],
    ['AAAAaaaaAAAA', 'AA'],
    ['🎉🎉🎉🎉🎉', '🎉🎉'],
    ['Ａｎｎａ', 'Anna'],
    [
      'A\u0336\u0335\u0334\u0333n\u0336\u0335\u0334n',
      'A\u0336\u0335nn'.replace('nn', 'n\u0336\u0335n'),
    ],
    ['\u202EannA\u202C', 'annA'],
    ['An\u200Bna', 'Anna'],
    ['see www.evil.example/x now', 'see now'],
    ['https://evil.example', ''],
    ['ht\u200Btps://evil.example Ann', 'Ann'],
    ['buy at cheap-coins . com', 'buy at'],
    ['free.gift.xyz/claim', ''],
    ['...!!!???', ''],
    ['\u2800\u3164', ''],
    ['', ''],
  ])('%j is said as %j', (raw, said) => {
    expect(say(raw)).toBe(said);
  });

  it.each([
    'fuck',
    'FUUUUUCK',
    'f u c k you',
    'f.u.c.k',
    'ｆｕｃｋ',
    'ʃ𝐟ʃὗƈｋ ỹоứ',
    'f\u200Bu\u200Bc\u200Bk',
    'b1tch',
    'a$$hole',
    'fu\u0336c\u0336k',
    `${'a'.repeat(40)} fuck`,
  ])('%j is not said at all', (raw) => {
    expect(say(raw)).toBe('');
  });

  it('has at most 32 characters as people count them, whatever it is made of', () => {
    const family = '👩‍👩‍👧‍👦';
    const said = say(`${family}a`.repeat(60));
    expect([...new Intl.Segmenter().segment(said.replace('…', ''))]).toHaveLength(32);
    expect(say('ab '.repeat(1_000_000)).length).toBeLessThan(40);
  });

  it('never lets a control, a direction mark, an address or a third repetition through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => {
        const said = say(raw);
        expect(said).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069\u061C]/u);
        expect(said).not.toMatch(/https?:\/\/|www\./i);
        expect(said).not.toMatch(/(\p{L})\1\1/iu);
        expect(offends(said)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a line for the ear', () => {
  const values = { name: 'fuck', gift: 'Rose', count: '5', amount: '1,000', unit: 'coin' };
  const otherwise = { name: 'Someone', gift: 'a gift' };

  it('puts something plain where a name cannot be said, and leaves figures alone', () => {
    const line = spokenLine(
      '{name} gave {count} {gift} worth {amount}',
      values,
      otherwise,
      offends,
    );
    expect(line).toBe('Someone gave 5 Rose worth 1,000');
  });

  it('fills in once: a viewer called {amount} stays that', () => {
    const line = spokenLine('Thanks {name}', { ...values, name: '{amount}' }, otherwise, offends);
    expect(line).toBe('Thanks {amount}');
  });
});

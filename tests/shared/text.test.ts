import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayText } from '../../shared/text.ts';

const BIDI = [
  0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
].map((code) => String.fromCodePoint(code));
const BIDI_CONTROL = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const graphemes = (text: string) => [...segmenter.segment(text)].length;

describe('displayText', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  two   words ', 'two words'],
    ['line\nbreak\tand tab', 'line break and tab'],
    ['a \u200b b', 'a b'],
    ['nul\u0000byte', 'nulbyte'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['half \ud83d pair', 'half pair'],
    ['Jose\u0301', 'José'],
    ['e\u200b\u0301', 'é'],
    ['مرحبا', 'مرحبا'],
    ['राष्ट्रीय', 'राष्ट्रीय'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('shows %j as %j', (raw, shown) => {
    expect(displayText(raw)).toBe(shown);
  });

  it.each(BIDI)('strips the bidi control %j wherever it stands', (control) => {
    expect(displayText(`${control}a${control}b${control}`)).toBe('ab');
  });

  it.each(['👩‍👩‍👧‍👦', '👩🏽‍🚀', '🏳️‍🌈', '🏴‍☠️', '❤️‍🔥', '🇩🇪', '1️⃣', '👁️‍🗨️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🧑🏻‍❤️‍💋‍🧑🏿'])(
    'leaves the emoji %s whole',
    (emoji) => {
      expect(displayText(`a${emoji}b`)).toBe(`a${emoji}b`);
      expect(displayText(emoji.repeat(40))).toBe(`${emoji.repeat(32)}…`);
    },
  );

  it.each([
    '',
    ' ',
    '\u200b',
    '\u202e\u2066',
    '\u3164',
    '\u200d',
    '\u200c\u200d',
    '\ufe0f',
    '\u2800',
    '\u{e0061}\u{e007f}',
    '\ud800',
    '\u00a0\u2003',
  ])('is empty when nothing visible is left of %j', (raw) => {
    expect(displayText(raw)).toBe('');
  });

  it('keeps two combining marks and drops the pile above them', () => {
    expect(displayText(`Z${'\u0334'.repeat(50)}`)).toBe('Z\u0334\u0334');
    // Joiners between the marks do not help the pile.
    expect(displayText(`Z${'\u0334\u200d'.repeat(50)}`).match(/\u0334/gu)).toHaveLength(2);
    expect(displayText(`Z${'\u0334\u200b'.repeat(50)}`)).toBe('Z\u0334\u0334');
  });

  it('cuts after 32 characters and says so', () => {
    expect(displayText('x'.repeat(32))).toBe('x'.repeat(32));
    expect(displayText('x'.repeat(33))).toBe(`${'x'.repeat(32)}…`);
    expect(displayText('x'.repeat(20_000))).toBe(`${'x'.repeat(32)}…`);
    expect(displayText('abcdef', 3)).toBe('abc…');
    expect(displayText('ab cdef', 3)).toBe('ab…');
  });

  it('is quick with a name of any length', () => {
    const startMs = performance.now();
    displayText('\u0334'.repeat(1_000_000));
    displayText('\u200b'.repeat(1_000_000));
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  it('gives harmless text for whatever comes, and the same text for that text', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          ...BIDI,
          '\u200d',
          '\u200c',
          '\ufe0f',
          '\u0301',
          '\u0334',
          ' ',
          '\n',
          'a',
          '👩',
          '\ud83d',
        ),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 80,
    });
    fc.assert(
      fc.property(hostile, (raw) => {
        const shown = displayText(raw);
        expect(shown).not.toMatch(BIDI_CONTROL);
        expect(shown).not.toMatch(/\p{M}[\u200c\u200d]*\p{M}[\u200c\u200d]*\p{M}/u);
        expect(shown).not.toMatch(/\p{Cc}| {2}|^ | $/u);
        expect(shown.isWellFormed()).toBe(true);
        expect(graphemes(shown)).toBeLessThanOrEqual(33);
        if (graphemes(shown) <= 32) expect(displayText(shown)).toBe(shown);
      }),
      { numRuns: 1_000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ECB_SOURCE, ecbPieces, ecbReader } from '../../shared/ecb.ts';
import type { EcbResult } from '../../shared/ecb.ts';
import { dayText } from '../../shared/exchange.ts';
import type { ExchangeEntry } from '../../shared/exchange.ts';

const NOW = Date.UTC(2026, 10, 25);

/** As the ECB writes it: a comma ends each line, `N/A` stands for none, the newest day comes first. */
const SAMPLE = [
  'Date,USD,JPY,CYP,GBP,HRK,',
  '2026-01-30,1.0835,161.93,N/A,0.8345,N/A,',
  '2026-01-29,1.0801,161.5,N/A,0.83,N/A,',
  '1999-01-04,1.1789,133.73,0.58231,0.7111,N/A,',
].join('\n');

/** Reads a text in pieces of a size; the first problem, else all entries. */
function read(text: string, size = text.length + 1): EcbResult {
  const reader = ecbReader(NOW);
  const entries: ExchangeEntry[] = [];
  for (let from = 0; from < text.length; from += size) {
    const result = reader.push(text.slice(from, from + size));
    if (!result.ok) return result;
    entries.push(...result.entries);
  }
  const last = reader.end();
  return last.ok ? { ok: true, entries: [...entries, ...last.entries] } : last;
}

const entriesOf = (text: string, size?: number) => {
  const result = read(text, size);
  if (!result.ok) throw new Error(`line ${result.line}: ${result.message}`);
  return result.entries;
};

describe('the ECB’s file', () => {
  it('becomes one rate a day and currency, exact, with its source', () => {
    const entries = entriesOf(SAMPLE);
    expect(entries).toHaveLength(9);
    expect(entries[0]).toEqual({
      base: 'EUR',
      quote: 'USD',
      dayMs: Date.UTC(2026, 0, 30),
      nanos: 1_083_500_000,
      source: ECB_SOURCE,
      origin: 'import',
    });
    expect(
      entries.map((entry) => `${dayText(entry.dayMs)} ${entry.quote} ${entry.nanos}`),
    ).toContain('1999-01-04 GBP 711100000');
  });

  it('says which columns are left out: currencies that the euro replaced', () => {
    const reader = ecbReader(NOW);
    reader.push(`${SAMPLE}\n`);
    expect(reader.skipped()).toEqual(['CYP', 'HRK']);
  });

  it('reads the same in pieces cut anywhere, with a BOM, CRLF, blanks and blank lines', () => {
    const expected = entriesOf(SAMPLE);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (size) => {
        expect(entriesOf(SAMPLE, size)).toEqual(expected);
      }),
    );
    const odd = `\uFEFF${SAMPLE.replaceAll('\n', '\r\n\r\n').replaceAll(',', ' , ')}\r\n\r\n`;
    expect(entriesOf(odd)).toEqual(expected);
  });

  it('reads 6,500 lines', () => {
    const lines = Array.from(
      { length: 6_500 },
      (_, index) => `${dayText(NOW - index * 86_400_000)},1.${1000 + index},N/A,N/A,0.5,N/A,`,
    );
    expect(entriesOf([SAMPLE.split('\n')[0], ...lines].join('\n'), 50_000)).toHaveLength(13_000);
  });

  it('cut into pieces for a message reads the same, and keeps its line numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 400 }), fc.boolean(), (characters, blankLines) => {
        const text = blankLines ? SAMPLE.replaceAll('\n', '\n\n') : SAMPLE;
        const pieces = [...ecbPieces(text, characters)];
        expect(pieces.flatMap((piece) => entriesOf(piece.text))).toEqual(entriesOf(SAMPLE));
        const broken = text.replace('133.73', 'oops');
        const whole = read(broken);
        const found = [...ecbPieces(broken, characters)].map((piece) => {
          const reader = ecbReader(NOW, piece.firstLine);
          const pushed = reader.push(piece.text);
          return pushed.ok ? reader.end() : pushed;
        });
        expect(found.filter((result) => !result.ok)).toEqual([whole]);
      }),
    );
  });
});

describe('what is not the ECB’s file', () => {
  const withLine = (line: string) => `${SAMPLE}\n${line}`;

  it.each([
    ['nothing', '', 'not_ecb', 1],
    ['a page', '<!doctype html>\n<html>', 'not_ecb', 1],
    ['another table', 'Day,USD\n2026-01-30,1', 'not_ecb', 1],
    ['a header alone', 'Date,USD,JPY,\n', 'no_rates', 1],
    ['a column that is no currency', 'Date,USD,Yen,\n2026-01-30,1,2,', 'column_malformed', 1],
    ['a column twice', 'Date,USD,USD,\n2026-01-30,1,2,', 'column_twice', 1],
    ['the euro against itself', 'Date,EUR,\n2026-01-30,1,', 'column_twice', 1],
    ['a day there is not', withLine('2026-02-30,1,1,1,1,1,'), 'date_malformed', 5],
    ['a date in words', withLine('25 November 2026,1,1,1,1,1,'), 'date_malformed', 5],
    ['a day beyond tomorrow', withLine('2027-01-01,1,1,1,1,1,'), 'date_in_future', 5],
    ['a day before the euro', withLine('1998-12-31,1,1,1,1,1,'), 'date_too_early', 5],
    ['a rate of nothing', withLine('2026-01-28,0,1,1,1,1,'), 'rate_malformed', 5],
    ['a rate below nothing', withLine('2026-01-28,-1,1,1,1,1,'), 'rate_malformed', 5],
    ['an exponent', withLine('2026-01-28,1e3,1,1,1,1,'), 'rate_malformed', 5],
    ['other digits', withLine('2026-01-28,١,1,1,1,1,'), 'rate_malformed', 5],
    ['too many decimals', withLine('2026-01-28,1.0000000001,1,1,1,1,'), 'rate_malformed', 5],
    ['a number past counting', withLine(`2026-01-28,${'9'.repeat(15)},1,,,,`), 'rate_malformed', 5],
    ['more cells than columns', withLine('2026-01-28,1,1,1,1,1,1,'), 'too_many_cells', 5],
    ['an endless line', withLine('9'.repeat(10_000)), 'line_too_long', 5],
    ['a formula', withLine('2026-01-28,=1+1,1,1,1,1,'), 'rate_malformed', 5],
  ])('is refused with its line: %s', (_, text, code, line) => {
    expect(read(text)).toMatchObject({ ok: false, code, line });
    expect(read(text, 7)).toMatchObject({ ok: false, code, line });
  });

  it('never throws, never loops, and gives sound entries or a line', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('N/A', '1.5', '2026-01-30', 'Date', 'USD', 'JPY', '', '\0', '"'),
    );
    const text = fc
      .array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 })
      .map((rows) => rows.map((row) => row.join(',')).join('\n'));
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `Date,USD,JPY,\n${rest}`),
        ),
        (input) => {
          const result = read(input, 5);
          if (!result.ok) {
            expect(result.line).toBeGreaterThan(0);
            return;
          }
          for (const entry of result.entries) {
            expect(Number.isSafeInteger(entry.nanos) && entry.nanos > 0).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('stays refused once a line was', () => {
    const reader = ecbReader(NOW);
    const first = reader.push('no\n');
    expect(reader.push(SAMPLE)).toEqual(first);
    expect(reader.end()).toEqual(first);
  });
});

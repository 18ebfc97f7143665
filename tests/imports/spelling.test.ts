/** How files are written: dates, amounts, encodings, separators. What only a person can tell is asked. */
import { describe, expect, it } from 'vitest';
import { markFinder, readAmount } from '../../electron/imports/amounts.ts';
import { dateFinder, readDate } from '../../electron/imports/dates.ts';
import { inspectFile, openImport } from '../../electron/imports/read-file.ts';
import { NO_CHOICES, inPieces, readAll, rowsOf } from '../tools/imported.ts';

const found = (...cells: string[]) => {
  const finder = dateFinder();
  cells.forEach((cell) => finder.add(cell));
  return finder.result().formats;
};
const marks = (...cells: string[]) => {
  const finder = markFinder();
  cells.forEach((cell) => finder.add(cell));
  return finder.result();
};
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

describe('dates', () => {
  it.each([
    [['03/04/2026', '25/04/2026'], ['dmy']],
    [['03/04/2026', '04/25/2026'], ['mdy']],
    [
      ['03/04/2026', '05/06/2026'],
      ['dmy', 'mdy'],
    ],
    [
      ['25/04/2026', '04/25/2026'],
      ['dmy', 'mdy'],
    ],
    [['03.04.2026'], ['dmy']],
    [['2026-04-03'], ['iso']],
    [['Apr 3, 2026', '12 May 2026 3:04 PM'], ['named']],
    [['1775174400'], ['unix']],
    [
      ['2026-04-03', '03/25/2026'],
      ['iso', 'mdy'],
    ],
  ])('%j are %j', (cells, formats) => {
    expect(found(...cells)).toEqual(formats);
  });

  it.each([
    ['03/04/2026 14:05', 'dmy', 'Europe/Berlin', '2026-04-03T12:05:00.000Z'],
    ['03/04/2026 2:05 PM', 'mdy', 'UTC', '2026-03-04T14:05:00.000Z'],
    ['12:00', 'iso', 'UTC', undefined],
    ['31/02/2026', 'dmy', 'UTC', undefined],
    ['2026-04-03T10:00:00+0200', 'iso', 'UTC', '2026-04-03T08:00:00.000Z'],
    ['Friday, April 3rd, 2026, 12:30 AM', 'named', 'UTC', '2026-04-03T00:30:00.000Z'],
  ] as const)('“%s” as %s in %s is %s', (cell, format, zone, wanted) => {
    expect(iso(readDate(cell, format, zone))).toBe(wanted);
  });
});

describe('amounts', () => {
  it.each([
    [['1,234.50'], ['point'], false],
    [['1.234,50'], ['comma'], false],
    [['1.234'], ['point', 'comma'], false],
    [['1.234', '5,00'], ['comma'], false],
    [['5.00', '5,00'], ['point', 'comma'], true],
    [['1.234.567'], ['comma'], false],
    [['12'], [], false],
    [['0.005'], ['point'], false],
  ])('%j are written with %j', (cells, wanted, mixed) => {
    expect(marks(...cells)).toMatchObject({ marks: wanted, mixed });
  });

  it.each([
    ['$1,234.50', 'point', { text: '1234.50', currency: null, negative: false }],
    ['1 234,50 €', 'comma', { text: '1234.50', currency: 'EUR', negative: false }],
    ['(5.00)', 'point', { text: '5.00', negative: true }],
    ['USD 5', 'point', { text: '5', currency: 'USD' }],
    ['1’234.50 CHF', 'point', { text: '1234.50', currency: 'CHF' }],
    ['five', 'point', null],
    ['5.00 to 6.00', 'point', null],
  ] as const)('“%s” with a %s', (cell, mark, wanted) => {
    const read = readAmount(cell, mark);
    if (wanted === null) expect(read).toBeNull();
    else expect(read).toMatchObject(wanted);
  });
});

const TIPS = 'Date;Name;Amount\r\n13/04/2026;Zoë „Ü“ €;5,00\r\n';
const MAPPING = {
  kind: 'tips',
  platform: 'myshop',
  currency: 'EUR',
  columns: { date: 'Date', amount: 'Amount', name: 'Name' },
} as const;

/** The sign of the euro and the low quotation mark, as Windows wrote them. */
const WINDOWS: Readonly<Record<string, number>> = { '€': 0x80, '„': 0x84, '“': 0x93 };
const windows1252 = (text: string) =>
  Buffer.from(Array.from(text, (char) => WINDOWS[char] ?? char.charCodeAt(0)));
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('encodings', () => {
  it.each([
    ['utf-8', Buffer.from(TIPS)],
    ['utf-8', Buffer.from(`\uFEFF${TIPS}`)],
    ['utf-16le', Buffer.from(`\uFEFF${TIPS}`, 'utf16le')],
    ['utf-16le', Buffer.from(TIPS, 'utf16le')],
    ['utf-16be', utf16be(`\uFEFF${TIPS}`)],
    ['utf-16be', utf16be(TIPS)],
    ['windows-1252', windows1252(TIPS)],
  ])('%s is found and read', async (encoding, bytes) => {
    expect((await inspectFile(inPieces(bytes, 7))).encoding).toBe(encoding);
    expect(rowsOf(await readAll(bytes, { mapping: MAPPING }))).toMatchObject([
      {
        sender: { name: 'Zoë „Ü“ €' },
        unit: 'EUR',
        units: 500,
        effectiveAtMs: Date.UTC(2026, 3, 13),
      },
    ]);
  });
});

describe('what the file does not tell', () => {
  const opened = async (text: string, choices = {}) => {
    const walk = inPieces(Buffer.from(text));
    return openImport(walk, await inspectFile(walk), {
      ...NO_CHOICES,
      mapping: MAPPING,
      ...choices,
    });
  };
  it('is asked: the order of day and month', async () => {
    expect(await opened('Date,Name,Amount\n03/04/2026,Ada,5.00\n')).toMatchObject({
      about: 'date-format',
      formats: ['dmy', 'mdy'],
      example: '03/04/2026',
    });
    expect(
      await opened('Date,Name,Amount\n03/04/2026,Ada,5.00\n', { dateFormat: 'mdy' }),
    ).toMatchObject({ spelling: { dateFormat: 'mdy' } });
  });
  it('is asked: the decimal mark', async () => {
    expect(await opened('Date,Name,Amount\n2026-04-03,Ada,"1,234"\n')).toMatchObject({
      about: 'decimal',
      mixed: false,
    });
    expect(
      await opened('Date,Name,Amount\n2026-04-03,Ada,"1,23"\n2026-04-03,Ada,1.23\n'),
    ).toMatchObject({ about: 'decimal', mixed: true });
  });
});

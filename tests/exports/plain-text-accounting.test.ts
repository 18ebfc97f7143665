/** The exports for hledger and Beancount, judged by the real programs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import beancount, {
  beancountAccount,
  beancountCommodity,
} from '../../electron/exports/beancount.export.ts';
import type { ControlTotals } from '../../electron/exports/export.ts';
import hledger from '../../electron/exports/hledger.export.ts';
import { openExport } from '../../electron/open-export.ts';
import type { JournalExportRow } from '../../shared/export-rows.ts';
import { JOURNAL_KINDS } from '../../shared/ledger/journal-row.ts';
import { postingsOf } from '../../shared/ledger/postings.ts';
import type { Posting } from '../../shared/ledger/postings.ts';
import { displayText } from '../../shared/text.ts';
import { commodity } from '../../shared/units.ts';
import { tempDir } from '../tools/builders.ts';
import { ledgerYear } from '../tools/ledger-year.ts';
import { FACTS, PLAIN_CSV, drained, drainedNow, exportRequest } from '../tools/export-request.ts';
import {
  beancountBalances,
  beancountRows,
  checkBeancount,
  checkHledger,
  hledgerBalances,
  postedBy,
  pureBalances,
  run,
} from '../tools/accounting.ts';
import { ensurePrograms } from '../tools/debian.ts';
import {
  HOSTILE_NAMES,
  YEAR_START,
  entryRow,
  journalRow,
  journalYear,
} from '../tools/journal-year.ts';

const missing = ensurePrograms(['hledger', 'beancount']);
const folder = tempDir();
afterAll(() => folder[Symbol.dispose]());

function written(
  format: typeof hledger,
  rows: readonly JournalExportRow[],
  lookup: (seq: number) => JournalExportRow | undefined = (seq) =>
    rows.find((row) => row.seq === seq),
): { text: string; totals: ControlTotals; pieces: number } {
  const request = exportRequest({ view: 'journal', books: { journal: () => rows, lookup } });
  const { bytes, totals, told } = drainedNow(format.write(request));
  return { text: bytes.toString('utf8'), totals, pieces: told.length };
}

let files = 0;
function fileOf(text: string, extension: string): string {
  files += 1;
  const file = join(folder.dir, `${files}.${extension}`);
  writeFileSync(file, text);
  return file;
}

function giftRow(parts: Partial<JournalExportRow> = {}): JournalExportRow {
  return journalRow({
    seq: 12,
    platform: 'tiktok',
    unit: 'coin',
    giftKind: 'gift',
    giftId: '5655',
    giftNo: 4,
    personNo: 9,
    unitsEach: 1,
    delta: 34,
    countAfter: 34,
    unitsDelta: 34,
    giftKey: 'tiktok|combo|ada|5655|1',
    giftName: 'Rose',
    senderName: 'Ada',
    ...parts,
  });
}

const PAYOUT = entryRow(
  13,
  {
    kind: 'payout',
    atMs: YEAR_START,
    platform: 'tiktok',
    unit: 'coin',
    units: 30,
    currency: 'USD',
    grossMinor: 15,
    feeMinor: 1,
    taxMinor: 0,
    netMinor: 14,
  },
  { note: 'January; "first"' },
);
const UNPRICED = giftRow({
  seq: 14,
  giftNo: 5,
  unitsEach: null,
  unitsDelta: 0,
  delta: 3,
  countAfter: 3,
});

describe('a small journal', () => {
  it('reads like this for hledger', () => {
    expect(written(hledger, [giftRow(), PAYOUT, UNPRICED]).text).toBe(
      `; Earnings of live streams, exported by Coinfall. Dates are days of UTC.
decimal-mark .

commodity 1000. "COIN"
account assets:tiktok:coins
account income:tiktok:gifts

2026-01-01 (12) Ada | Rose x 34  ; seq:12, kind:gift, time:2026-01-01T00:00:00.000Z, gift_key:tiktok|combo|ada|5655|1
    assets:tiktok:coins  34 "COIN"
    income:tiktok:gifts  -34 "COIN"

account equity:conversion:COIN-USD
commodity 1000.00 "USD"
account assets:bank
account expenses:tiktok:fees

2026-01-01 (13) payout tiktok: January, "first"  ; seq:13, kind:payout, time:2026-01-01T00:00:00.000Z
    equity:conversion:COIN-USD  30 "COIN"
    assets:tiktok:coins  -30 "COIN"
    assets:bank  0.14 "USD"
    expenses:tiktok:fees  0.01 "USD"
    equity:conversion:COIN-USD  -0.15 "USD"

; 2026-01-01 seq 14: 3 x gift 5655 in suspense, price not known yet

; Control totals
; rows: 3 (2 with postings)
; in suspense, price not known: gifts 1, pieces 3
; total COIN: debits 64, credits -64, sum 0
; total USD: debits 0.15, credits -0.15, sum 0.00
; balance assets:bank: 0.14 USD
; balance assets:tiktok:coins: 4 COIN
; balance equity:conversion:COIN-USD: 30 COIN
; balance equity:conversion:COIN-USD: -0.15 USD
; balance expenses:tiktok:fees: 0.01 USD
; balance income:tiktok:gifts: -34 COIN
`,
    );
  });

  it('reads like this for Beancount', () => {
    expect(written(beancount, [giftRow(), PAYOUT]).text).toContain(
      `
1970-01-01 commodity COIN
1970-01-01 open Assets:Tiktok:Coins
1970-01-01 open Income:Tiktok:Gifts

2026-01-01 * "Ada" "Rose x 34"
  seq: "12"
  kind: "gift"
  time: "2026-01-01T00:00:00.000Z"
  gift_key: "tiktok|combo|ada|5655|1"
  Assets:Tiktok:Coins  34 COIN
  Income:Tiktok:Gifts  -34 COIN

1970-01-01 open Equity:Conversion:COIN-USD
1970-01-01 commodity USD
1970-01-01 open Assets:Bank
1970-01-01 open Expenses:Tiktok:Fees

2026-01-01 * "payout tiktok: January; \\"first\\""
`,
    );
  });

  it.each([hledger, beancount])('of $id names nobody who was forgotten', (format) => {
    const { text } = written(format, [
      giftRow({ giftKey: 'erased-4', giftName: null, senderName: 'erased-9' }),
    ]);
    expect(text).toContain('erased-9');
    expect(text).toMatch(/gift_key: ?"?erased-4/);
  });

  it.each([hledger, beancount])('of $id is refused as a list of gifts', (format) => {
    const pieces = format.write(exportRequest({ view: 'gifts' }));
    expect(() => pieces.next()).toThrow('made of the view “journal”');
  });

  it.each([hledger, beancount])('of $id asks for a row from before the period', (format) => {
    const before = giftRow({ seq: 1 });
    const row = entryRow(20, { kind: 'reversal', corrects: 1 });
    const lookup = (seq: number) => (seq === 1 ? before : undefined);
    expect(written(format, [row], lookup).text).toMatch(/coins {2}-34 /i);
    expect(() => written(format, [row])).toThrow('Row 1 could not be read');
  });

  it.each([hledger, beancount])(
    'of $id comes in pieces, with totals like any other format',
    (format) => {
      const rows = Array.from({ length: 1_200 }, (_, index) => giftRow({ seq: index + 1 }));
      const { totals, pieces } = written(format, rows);
      expect(totals).toEqual({
        rows: 1_200,
        units: [{ platform: 'tiktok', unit: 'coin', units: 40_800n }],
      });
      expect(pieces).toBe(4);
    },
  );
});

describe('names for Beancount', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,31}$/);

  it('of accounts are valid, and two accounts never become one', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, name), { maxLength: 20 }), (pairs) => {
        const accounts = new Set(pairs.map(([platform, unit]) => `assets:${platform}:${unit}`));
        const mapped = [...accounts].map(beancountAccount);
        for (const account of mapped)
          expect(account).toMatch(/^Assets(:[A-Z0-9][A-Za-z0-9-]*){2}$/);
        expect(new Set(mapped).size).toBe(accounts.size);
      }),
    );
    expect(beancountAccount('assets:my_shop:x')).toBe('Assets:My-X5f-shop:X');
    expect(beancountAccount('equity:conversion:MY_SHOP-X-USD')).toBe(
      'Equity:Conversion:MY-x5F-SHOP-X-USD',
    );
  });

  it('of commodities are valid, and two commodities never become one', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, name), { maxLength: 20 }), (pairs) => {
        const names = new Set(pairs.map(([platform, unit]) => commodity(platform, unit)));
        const mapped = [...names].map(beancountCommodity);
        for (const short of mapped) expect(short).toMatch(/^[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]$/);
        expect(new Set(mapped).size).toBe(names.size);
      }),
    );
    const long = (end: string) => beancountCommodity(`A-VERY-LONG-PLATFORM-UNIT-${end}`);
    expect(long('A')).toMatch(/^A-VERY-LON\.[0-9A-F]{13}$/);
    expect(long('A')).not.toBe(long('B'));
  });
});

describe.skipIf(missing !== null)(
  missing === null ? 'the real programs' : `the real programs (skipped: ${missing})`,
  () => {
    const SEED = 20_261_123;
    const rows = journalYear(SEED, 2_800);
    const expected = pureBalances(rows);
    const transactions = rows.filter((row) => postingsOf(row, (seq) => rows[seq - 1]).length > 0);

    it(`accept and balance a year of everything, and hledger reads back every figure (seed ${SEED})`, () => {
      const file = fileOf(written(hledger, rows).text, 'journal');
      checkHledger(file);
      expect(hledgerBalances(file)).toEqual(expected);
      expect(expected.size).toBeGreaterThan(50);
    }, 120_000);

    it(`accept and balance a year of everything, and Beancount reads back every figure (seed ${SEED})`, () => {
      const file = fileOf(written(beancount, rows).text, 'beancount');
      checkBeancount(file);
      expect(beancountBalances(file, postedBy(rows))).toEqual(expected);
    }, 120_000);

    it('find every transaction by its row, whatever its viewer is called', () => {
      const file = fileOf(written(hledger, rows).text, 'journal');
      const printed = JSON.parse(run('hledger', '-f', file, 'print', '-O', 'json')) as {
        tcode: string;
        tdate: string;
        ttags: [string, string][];
      }[];
      const found = new Map(printed.map((of) => [of.tcode, of]));
      expect(printed).toHaveLength(transactions.length);
      for (const row of transactions) {
        const of = found.get(String(row.seq));
        const day = new Date(row.effectiveAtMs).toISOString().slice(0, 10);
        expect([of?.tdate, of?.ttags[0], of?.ttags[1]]).toEqual([
          day,
          ['seq', String(row.seq)],
          ['kind', row.kind],
        ]);
        expect(of?.ttags.length).toBeLessThanOrEqual(5);
      }
      const meta = fileOf(written(beancount, rows).text, 'beancount');
      const query = "SELECT DISTINCT any_meta('seq') AS seq, any_meta('kind') AS kind, date";
      expect(new Set(beancountRows(meta, query).map((row) => row['seq']))).toEqual(
        new Set(transactions.map((row) => String(row.seq))),
      );
    }, 120_000);

    it('show hostile names as they are, or as near as hledger can', () => {
      const hostile = HOSTILE_NAMES.map((senderName, index) =>
        giftRow({
          seq: index + 1,
          senderName,
          giftName: senderName,
          giftId: senderName,
          giftKey: `myshop|msg|${senderName}`,
          note: senderName,
        }),
      );
      const shown = hostile.map((row) => displayText(row.senderName ?? '', 64));
      const file = fileOf(written(hledger, hostile).text, 'journal');
      checkHledger(file);
      const printed = JSON.parse(run('hledger', '-f', file, 'print', '-O', 'json')) as {
        tdescription: string;
      }[];
      expect(printed.map((of) => of.tdescription.split(' | ')[0])).toEqual(
        shown.map((name) =>
          name === '' ? 'gift x 34' : name.replaceAll(';', ',').replaceAll('|', '/'),
        ),
      );
      const meta = fileOf(written(beancount, hostile).text, 'beancount');
      checkBeancount(meta);
      const payees = new Map(
        beancountRows(meta, "SELECT DISTINCT any_meta('seq') AS seq, payee").map((row) => [
          row['seq'],
          row['payee']?.trim(),
        ]),
      );
      expect(hostile.map((row) => payees.get(String(row.seq)))).toEqual(shown);
    }, 120_000);

    it('take any name, note and key without the file breaking', () => {
      const anyText = fc.string({ unit: 'binary', maxLength: 40 });
      const rowsOf = fc
        .sample(fc.tuple(anyText, anyText, anyText, anyText), { numRuns: 500, seed: SEED })
        .map(([senderName, giftName, note, giftKey], index) =>
          giftRow({ seq: index + 1, senderName, giftName, note, giftKey, giftId: giftName }),
        );
      const both = [
        ...rowsOf,
        giftRow({ seq: 900, unitsEach: null, unitsDelta: 0, giftId: '\n; x' }),
      ];
      const file = fileOf(written(hledger, both).text, 'journal');
      checkHledger(file);
      expect(hledgerBalances(file)).toEqual(pureBalances(both));
      const meta = fileOf(written(beancount, both).text, 'beancount');
      checkBeancount(meta);
      expect(beancountBalances(meta, postedBy(both))).toEqual(pureBalances(both));
    }, 120_000);

    it('add up past 2^53 exactly, at the ends of time too', () => {
      const big = Array.from({ length: 40 }, (_, index) =>
        giftRow({
          seq: index + 1,
          unitsDelta: 999_999_999_999,
          effectiveAtMs: index % 2 === 0 ? 0 : 8_640_000_000_000_000,
        }),
      ).flatMap((row) => [
        row,
        entryRow(row.seq + 100, {
          kind: 'opening',
          atMs: YEAR_START,
          platform: 'tiktok',
          unit: 'coin',
          units: 999_999_999_999_999,
          heldAt: 'platform',
        }),
      ]);
      const pure = pureBalances(big);
      expect(pure.get('assets:tiktok:coins COIN')).toBe(40_039_999_999_999_920n);
      const file = fileOf(written(hledger, big).text, 'journal');
      checkHledger(file);
      expect(hledgerBalances(file)).toEqual(pure);
      const meta = fileOf(written(beancount, big).text, 'beancount');
      checkBeancount(meta);
      expect(beancountBalances(meta, postedBy(big))).toEqual(pure);
    }, 120_000);

    it('refuse a file in which one amount was changed, so their word counts', () => {
      const change = (text: string) => text.replace(/(gifts +)-34 /i, '$1-33 ');
      const journal = fileOf(change(written(hledger, [giftRow()]).text), 'journal');
      expect(() => checkHledger(journal)).toThrow('could not balance');
      const bean = fileOf(change(written(beancount, [giftRow()]).text), 'beancount');
      expect(() => checkBeancount(bean)).toThrow('does not balance');
    });

    it('accept an empty ledger', () => {
      checkHledger(fileOf(written(hledger, []).text, 'journal'));
      checkBeancount(fileOf(written(beancount, []).text, 'beancount'));
    });

    it.each([
      ['hledger', checkHledger, hledgerBalances],
      ['beancount', checkBeancount, beancountBalances],
    ] as const)(
      'accept a year of a real ledger as %s, and count what it counts (seed 20261125)',
      async (format, check, balancesIn) => {
        using ledger = ledgerYear(20_261_125);
        const kinds = ledger.all<{ kind: string }>('SELECT DISTINCT kind FROM journal');
        expect(kinds.map(({ kind }) => kind).sort()).toEqual([...JOURNAL_KINDS].sort());
        expect(ledger.one('SELECT count(*) FROM gift_late') as number).toBeGreaterThan(0);
        const opened = openExport({
          ...FACTS,
          dataDir: ledger.dir,
          mode: 'live',
          format,
          view: 'journal',
          csv: PLAIN_CSV,
          head: null,
        });
        const { bytes } = await drained(opened.pieces);
        const file = fileOf(bytes.toString('utf8'), format);
        opened.close();
        check(file);
        const kept = ledger.all<Omit<Posting, 'amount'> & { amount: number }>(
          'SELECT account, commodity, amount FROM balance WHERE amount <> 0 ORDER BY account, commodity',
        );
        const own = kept.map(({ account, commodity: of, amount }) => [
          `${account} ${of}`,
          BigInt(amount),
        ]);
        expect(Object.fromEntries(balancesIn(file, kept))).toEqual(Object.fromEntries(own));
        expect(ledger.verify().findings).toEqual([]);
      },
    );
  },
);

/** Every format, read by a program of others: rows and totals agree with the ledger, and hostile names stay names. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFormats } from '../../electron/exports/registry.ts';
import { openExport } from '../../electron/open-export.ts';
import type { AskedExport } from '../../electron/open-export.ts';
import { checkBeancount, checkHledger } from '../tools/accounting.ts';
import { gift, giftFrame, tempDir, tempLedger } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { ensurePrograms } from '../tools/debian.ts';
import { FACTS, PLAIN_CSV, drained } from '../tools/export-request.ts';
import { ledgerYear } from '../tools/ledger-year.ts';
import {
  duckdb,
  libreOffice,
  pdfRows,
  pdfText,
  pythonCsv,
  pythonJsonLines,
  pythonSheet,
} from '../tools/readers.ts';
import { rateCard } from '../tools/rates.ts';

const missing = ensurePrograms(['python', 'libreoffice', 'poppler', 'hledger', 'beancount']);
const names = process.env['COINFALL_NIGHTLY'] === undefined ? 1_000 : 10_000;
const folder = tempDir();
afterAll(() => folder[Symbol.dispose]());

type Sums = Readonly<Record<string, string>>;
/** What a reader found: how many gifts, and the income of each platform's units. */
interface Found {
  readonly rows: number;
  readonly sums: Sums;
}

let files = 0;
async function exported(
  ledger: Pick<TempLedger, 'dir'>,
  parts: Partial<AskedExport> & Pick<AskedExport, 'format' | 'view'>,
): Promise<string> {
  const opened = openExport({
    ...{ ...FACTS, mode: 'live', csv: PLAIN_CSV, head: null, dataDir: ledger.dir },
    ...parts,
  });
  const { bytes } = await drained(opened.pieces);
  opened.close();
  files += 1;
  const file = join(folder.dir, `${files}.${exportFormats.get(parts.format)?.extension ?? ''}`);
  writeFileSync(file, bytes);
  return file;
}

function sumsOf(
  rows: readonly Readonly<Record<string, unknown>>[],
  isBooked: (row: Readonly<Record<string, unknown>>) => boolean,
): Found {
  const sums = new Map<string, bigint>();
  for (const row of rows.filter(isBooked)) {
    const key = `${String(row['platform'])}/${String(row['unit'])}`;
    const units = row['units'];
    const text = typeof units === 'string' || typeof units === 'number' ? String(units) : '0';
    sums.set(key, (sums.get(key) ?? 0n) + BigInt(text === '' ? '0' : text));
  }
  return { rows: rows.length, sums: textsOf(sums) };
}

function textsOf(sums: Iterable<readonly [string, bigint]>): Sums {
  const nonZero = [...sums].filter(([, units]) => units !== 0n);
  return Object.fromEntries(nonZero.sort().map(([key, units]) => [key, units.toString()]));
}

/** By format: reads a file of view `gifts`, or says by itself what it thinks of a file of another view. */
const READERS: Readonly<Record<string, (ledger: TempLedger) => Promise<Found | 'accepted'>>> = {
  async csv(ledger) {
    const rows = pythonCsv(await exported(ledger, { format: 'csv', view: 'gifts' }));
    return sumsOf(rows, (row) => row['booked'] === 'yes');
  },
  async jsonl(ledger) {
    const [header, ...rest] = pythonJsonLines(
      await exported(ledger, { format: 'jsonl', view: 'gifts' }),
    );
    const { totals } = (rest.pop() ?? {}) as { totals: { rows: number; units: UnitText[] } };
    const found = sumsOf(rest, (row) => row['booked'] === true);
    expect(header).toMatchObject({
      format: 'coinfall-export',
      version: 1,
      view: 'gifts',
      zone: 'UTC',
    });
    expect(totals.rows).toBe(rest.length);
    expect(unitTexts(totals.units)).toEqual(found.sums);
    return found;
  },
  async xlsx(ledger) {
    const book = libreOffice(await exported(ledger, { format: 'xlsx', view: 'all' }), folder.dir);
    expect(book.formulas).toBe(0);
    const found = sumsOf(book.sheet('Gifts'), (row) => row['booked'] === 'yes');
    for (const name of ['Daily', 'Supporters']) {
      expect(sumsOf(book.sheet(name), () => true).sums, name).toEqual(found.sums);
    }
    expect(book.sheet('Payouts').length).toBeGreaterThan(0);
    expect(book.sheet('Rate cards').map((row) => row['id'])).toEqual(['tiktok-coin-usd']);
    const summary = book
      .sheet('Summary')
      .filter(({ part, what }) => part === 'Gifts' && what?.includes(' '));
    const totals = summary.filter(({ what }) => !String(what).startsWith('SHA'));
    expect(
      Object.fromEntries(totals.map(({ what, value }) => [String(what).replace(' ', '/'), value])),
    ).toEqual(found.sums);
    return found;
  },
  async parquet(ledger) {
    const file = await exported(ledger, { format: 'parquet', view: 'gifts' });
    const [count] = await duckdb(`SELECT count(*) AS n FROM '${file}'`);
    const sums = await duckdb(
      `SELECT platform || '/' || unit AS key, sum(units)::VARCHAR AS units FROM '${file}' WHERE booked GROUP BY 1`,
    );
    return {
      rows: Number(count?.['n']),
      sums: textsOf(sums.map((row) => [row['key'] ?? '', BigInt(row['units'] ?? '0')])),
    };
  },
  async hledger(ledger) {
    checkHledger(await exported(ledger, { format: 'hledger', view: 'journal' }));
    return 'accepted';
  },
  async pdf(ledger) {
    const text = pdfText(await exported(ledger, { format: 'pdf', view: 'all' }));
    const rows = pdfRows(text, 'Control totals');
    const label = (name: string) => rows.find(([first]) => first === name)?.at(-1) ?? '';
    const sums = rows.flatMap(([platform = '', unit = '', units = '', ...more]) =>
      units === '' || more.length > 0
        ? []
        : [[`${platform}/${unit}`, BigInt(units.replace('.', ''))] as const],
    );
    const earned = pdfRows(text, 'What was earned');
    const coins = earned.find(([platform]) => platform === 'TikTok') ?? [];
    expect(coins[3]?.replace(/[^0-9]/g, '')).toBe(textsOf(sums)['tiktok/coin']);
    return { rows: Number(label('Rows of gifts')), sums: textsOf(sums) };
  },
  async beancount(ledger) {
    checkBeancount(await exported(ledger, { format: 'beancount', view: 'journal' }));
    return 'accepted';
  },
};

interface UnitText {
  readonly platform: string;
  readonly unit: string;
  readonly units: string;
}
function unitTexts(units: readonly UnitText[]): Sums {
  return textsOf(units.map((one) => [`${one.platform}/${one.unit}`, BigInt(one.units)]));
}

describe('every export format', () => {
  it('has a reader here that checks it', () => {
    expect(Object.keys(READERS).sort()).toEqual([...exportFormats.keys()].sort());
  });
});

describe.skipIf(missing !== null)(
  `a year of everything${missing === null ? '' : ` (not read: ${missing})`}`,
  () => {
    let ledger: TempLedger;
    beforeAll(() => {
      ledger = ledgerYear(20_261_125, 200);
      ledger.store.commit([{ type: 'shippedRateCards', cards: [rateCard()] }]);
    });
    afterAll(() => ledger[Symbol.dispose]());

    it.each(Object.keys(READERS))(
      'is the same in %s as in the ledger',
      { timeout: 120_000 },
      async (format) => {
        const found = await READERS[format]?.(ledger);
        if (found === 'accepted') return;
        const held = ledger.all<{ key: string; units: number }>(
          "SELECT platform || '/' || unit AS key, sum(units) AS units FROM bucket GROUP BY 1",
        );
        expect(found?.sums).toEqual(textsOf(held.map(({ key, units }) => [key, BigInt(units)])));
        const lines = ['gift', 'gift_late', 'observed_gift'].map((table) =>
          Number(ledger.one(`SELECT count(*) FROM ${table}`)),
        );
        expect(found?.rows).toBe(lines.reduce((sum, count) => sum + count));
      },
    );

    it('has typed columns in Parquet, and exact decimals', async () => {
      const file = await exported(ledger, { format: 'parquet', view: 'gifts' });
      const columns = await duckdb(
        `SELECT column_name AS name, column_type AS type FROM (DESCRIBE '${file}')`,
      );
      const types: Readonly<Record<string, string>> = Object.fromEntries(
        columns.map(({ name, type }) => [name ?? '', type ?? '']),
      );
      expect(types).toMatchObject({
        gift_id: 'VARCHAR',
        units: 'BIGINT',
        booked: 'BOOLEAN',
        estimate_amount: 'DECIMAL(38,15)',
      });
      expect(types['effective_at']).toContain('TIMESTAMP');
      const csv = pythonCsv(await exported(ledger, { format: 'csv', view: 'gifts' }));
      const rows = await duckdb(
        `SELECT gift_key, strftime(effective_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS at, estimate_amount::VARCHAR AS worth FROM '${file}'`,
      );
      const decimal = (text: string | null | undefined) => (text ?? '').replace(/\.?0+$/, '');
      expect(rows.map(({ gift_key: key, at, worth }) => [key, at, decimal(worth)])).toEqual(
        csv.map((row) => [row['gift_key'], row['effective_at'], decimal(row['estimate_amount'])]),
      );
      const [about] = await duckdb(
        `SELECT decode(value) AS totals FROM parquet_kv_metadata('${file}') WHERE decode(key) = 'coinfall.totals'`,
      );
      expect(JSON.parse(about?.['totals'] ?? '')).toMatchObject({ rows: csv.length });
    });

    it('says in the PDF the content hash of the gifts that it is made of', async () => {
      const lines = pythonJsonLines(await exported(ledger, { format: 'jsonl', view: 'gifts' }));
      const { totals } = lines.at(-1) as { totals: { contentSha256: string } };
      const text = pdfText(await exported(ledger, { format: 'pdf', view: 'all' }));
      expect(text).toContain(totals.contentSha256);
    });

    it('says the same content hash in JSON Lines, Parquet and XLSX', async () => {
      const lines = pythonJsonLines(await exported(ledger, { format: 'jsonl', view: 'daily' }));
      const { totals } = lines.at(-1) as { totals: { contentSha256: string } };
      const sheet = pythonSheet(await exported(ledger, { format: 'xlsx', view: 'daily' }), 1);
      expect(sheet.flat()).toContain(totals.contentSha256);
      const file = await exported(ledger, { format: 'parquet', view: 'daily' });
      const [row] = await duckdb(
        `SELECT decode(value) AS text FROM parquet_kv_metadata('${file}') WHERE decode(key) = 'coinfall.totals'`,
      );
      expect(row?.['text']).toContain(totals.contentSha256);
    });
  },
);

describe.skipIf(missing !== null)('hostile names', () => {
  const hostile = fc.array(
    fc.oneof(
      fc.constantFrom(
        ...['=', '+', '-', '@', "'", '"', ',', ';', '\t', '\r', '\n', '\0', '＝', ' '],
      ),
      fc.constantFrom(
        '=HYPERLINK("http://x","y")',
        "=cmd|' /C calc'!A0",
        '\ufeff',
        '👩‍👩‍👧',
        '\u202e',
        '_x0041_',
      ),
      fc.constantFrom('<f>1+1</f>', ']]>', '&lt;', '\u0007', '\u0085', '\ufffe', 'שלום', '_x000'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 8 },
  );
  let ledger: TempLedger;
  let given: readonly string[];
  beforeAll(() => {
    ledger = tempLedger();
    given = fc.sample(
      hostile.map((parts) => parts.join('').toWellFormed()),
      { numRuns: names, seed: 11 },
    );
    ledger.store.commit(
      given.map((name, at) =>
        gift(
          giftFrame({
            ...{ giftKey: `tiktok|msg|${at}`, final: true, gift: { id: String(at), name } },
            sender: { id: `v${at}`, handle: null, name },
          }),
        ),
      ),
    );
  });
  afterAll(() => ledger[Symbol.dispose]());

  it(
    `come back word for word from every tabular format (${names} names)`,
    { timeout: 120_000 },
    async () => {
      const disarmed = (cell: string) =>
        /^'+[=+\-@\t\r\n\0＝＋－＠]/u.test(cell) ? cell.slice(1) : cell;
      const csv = pythonCsv(await exported(ledger, { format: 'csv', view: 'gifts' }));
      expect(csv.map((row) => disarmed(row['sender_name'] ?? ''))).toEqual(given);
      expect(
        csv
          .flatMap((row) => Object.values(row))
          .filter((cell) => /^[=+\-@\t\r＝＋－＠]/u.test(cell)),
      ).toEqual([]);
      const lines = pythonJsonLines(await exported(ledger, { format: 'jsonl', view: 'gifts' }));
      expect(lines.slice(1, -1).map((row) => row['sender_name'])).toEqual(given);
      const file = await exported(ledger, { format: 'parquet', view: 'gifts' });
      // As bytes: on the way from DuckDB to JavaScript a name would lose a byte order mark that it begins with.
      const rows = await duckdb(`SELECT hex(encode(sender_name)) AS name FROM '${file}'`);
      expect(rows.map(({ name }) => Buffer.from(name ?? '', 'hex').toString('utf8'))).toEqual(
        given,
      );
      const workbook = await exported(ledger, { format: 'xlsx', view: 'gifts' });
      const sheet = pythonSheet(workbook, 2).slice(1);
      expect(sheet.map((cells) => cells[10])).toEqual(given);
      const book = libreOffice(workbook, folder.dir);
      expect(book.formulas).toBe(0);
      expect(book.sheet('Gifts')).toHaveLength(given.length);
    },
  );
});

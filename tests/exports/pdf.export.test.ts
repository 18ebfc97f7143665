/** The statement: what it says of a ledger, read back by poppler; how it breaks pages; and that it is the same again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { linesOf } from '../../electron/exports/statement/lines.ts';
import type { Line } from '../../electron/exports/statement/lines.ts';
import { pagesOf } from '../../electron/exports/statement/pages.ts';
import type { SetText } from '../../electron/exports/statement/typesetter.ts';
import { openExport } from '../../electron/open-export.ts';
import type { AskedExport } from '../../electron/open-export.ts';
import { gift, giftFrame, recorded, tempDir, tempLedger, total } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { ensurePrograms } from '../tools/debian.ts';
import { FACTS, PLAIN_CSV, drained } from '../tools/export-request.ts';
import { rateCard } from '../tools/rates.ts';
import { pdfRows, pdfText } from '../tools/readers.ts';

const missing = ensurePrograms(['poppler']);
const folder = tempDir();
afterAll(() => folder[Symbol.dispose]());

async function statement(ledger: TempLedger, parts: Partial<AskedExport> = {}): Promise<Buffer> {
  const opened = openExport({
    ...{ ...FACTS, mode: 'live', csv: PLAIN_CSV, head: null, dataDir: ledger.dir },
    ...{ format: 'pdf', view: 'all', ...parts },
  });
  const { bytes } = await drained(opened.pieces);
  opened.close();
  return bytes;
}

async function read(ledger: TempLedger, parts: Partial<AskedExport> = {}): Promise<string> {
  const file = join(folder.dir, 'statement.pdf');
  writeFileSync(file, await statement(ledger, parts));
  return pdfText(file);
}

/** A gift of 100 coins by each name, the first the greatest. */
function named(names: readonly string[]): TempLedger {
  const ledger = tempLedger();
  ledger.store.commit([{ type: 'shippedRateCards', cards: [rateCard()] }]);
  ledger.store.commit(
    names.map((name, at) =>
      gift(
        giftFrame({
          ...{ giftKey: `tiktok|msg|${at}`, final: true, counter: total(1) },
          unitsEach: 1_000 - at,
          sender: { id: `v${at}`, handle: null, name },
        }),
      ),
    ),
  );
  return ledger;
}

describe.skipIf(missing !== null)(
  `a statement${missing === null ? '' : ` (not read: ${missing})`}`,
  () => {
    it('names people in their own scripts', async () => {
      const names = ['مرحبا بالعالم', 'שלום עולם', '王小明', '山田さくら', '김철수', 'สวัสดี'];
      using ledger = named([...names, 'Łukasz', 'Привет', '𝓕𝓪𝓷']);
      // Poppler puts marks of direction around what runs to the left.
      const text = (await read(ledger)).replace(/[\u202A-\u202E]/g, '');
      for (const name of names) expect(text).toContain(name);
      expect(text).toContain('Łukasz');
      expect(text).toContain('Привет');
      expect(text).toContain('𝓕𝓪𝓷');
    });

    it('lets no name hide, turn the line around or break it', async () => {
      using ledger = named(['\u202Eevil', 'two\nlines\u0007', 'x'.repeat(500), 'ꦲꦤ']);
      const rows = pdfRows(await read(ledger), 'Top supporters: TikTok, coins');
      const [evil, two, long, javanese] = rows.map(([, name]) => name);
      expect([evil, two]).toEqual(['evil', 'two lines']);
      expect(long).toMatch(/^x{20,60}…$/);
      // Said to be missing, not left out.
      expect(javanese).toContain('▯');
    });

    it('says observed, estimated and paid, and how they agree', async () => {
      using ledger = named(['Ada']);
      const at = ledger.clock.now();
      recorded(ledger, {
        ...{ kind: 'payout', atMs: at, platform: 'tiktok', unit: 'coin', units: 400 },
        ...{ currency: 'USD', grossMinor: 210, feeMinor: 20, taxMinor: 10, netMinor: 180 },
      });
      const text = await read(ledger, { statement: { name: 'Mina Kaja', paper: 'a4' } });
      expect(text).toMatch(/Earnings statement +Mina Kaja/);
      expect(pdfRows(text, 'What was earned')[0]?.slice(0, 5)).toEqual([
        ...['TikTok', 'coins', '1', '1,000 coins', '≈ $5.00 estimated'],
      ]);
      expect(pdfRows(text, 'Payouts')[0]?.slice(1)).toEqual([
        ...['TikTok', '400 coins', '$2.10', '$0.20', '$0.10', '$1.80', '0.00525'],
      ]);
      expect(pdfRows(text, 'Observed against paid')[0]).toEqual([
        ...['TikTok, coins', '1,000', '400', '600', '≈ $2.00 estimated', '$2.10', '$0.10'],
      ]);
      expect(text).toContain('tiktok-coin-usd');
    });

    it('leaves personal data out when asked to', async () => {
      using ledger = named(['Ada', 'Ben']);
      const text = await read(ledger, { people: 'pseudonyms' });
      expect(text).toContain('supporter-1');
      expect(text).not.toMatch(/Ada|Ben/);
    });

    it('lists the top fifty, the rest in one line, under a head that comes again', async () => {
      using ledger = named(Array.from({ length: 60 }, (_, at) => `Name ${at + 1}`));
      const text = await read(ledger);
      expect(text).toContain('Name 50');
      expect(text).not.toContain('Name 51');
      expect(text).toMatch(/10 more supporters +10 +9,455 coins/);
      expect(text).toContain('Top supporters: TikTok, coins, continued');
      const pages = text.split('\f').length - 1;
      expect(text.match(/page \d+ of \d+/g)).toEqual(
        Array.from({ length: pages }, (_, at) => `page ${at + 1} of ${pages}`),
      );
    });

    it('is one calm page when there is nothing to tell', async () => {
      using ledger = tempLedger();
      const text = await read(ledger);
      expect(text).toContain('No gift was booked in this period.');
      expect(text).toContain('page 1 of 1');
    });
  },
);

describe('the bytes of a statement', () => {
  it('are the same for the same facts, and not for others', async () => {
    using ledger = named(['Ada', 'مرحبا', '王小明']);
    const head = { seq: 3, observedNo: 0, atMs: ledger.clock.now() };
    const first = await statement(ledger, { head });
    expect((await statement(ledger, { head })).equals(first)).toBe(true);
    const letter = { name: '', paper: 'letter' } as const;
    expect((await statement(ledger, { head, statement: letter })).equals(first)).toBe(false);
  });
});

describe('the pages of a table', () => {
  const setter = {
    line: (text: string): SetText => ({
      ...{ runs: [{ face: '', text, width: 9 }], width: 9 },
      style: { size: 8, weight: 400 },
    }),
    lines: () => [],
    draw: () => undefined,
  };
  const texts = (rows: number, height: number) => {
    const lines: readonly Line[] = linesOf(
      {
        ...{ type: 'table', title: 'T', columns: [{ title: 'C', share: 100, align: 'left' }] },
        rows: Array.from({ length: rows }, (_, at) => ({ cells: [{ text: `r${at + 1}` }] })),
        totals: [{ cells: [{ text: 'total' }] }],
      },
      400,
      setter,
    );
    return pagesOf(lines, height).map((page) =>
      page.flatMap((mark) => (mark.type === 'text' ? [mark.set.runs[0]?.text] : [])),
    );
  };

  it('repeat the head, and leave neither a row nor the total alone', () => {
    for (let rows = 2; rows < 40; rows += 1) {
      const pages = texts(rows, 150);
      expect(pages.flat().filter((text) => /^r|^total/.test(text ?? ''))).toHaveLength(rows + 1);
      for (const [at, page] of pages.entries()) {
        expect(page.slice(0, 2)).toEqual([at === 0 ? 'T' : 'T, continued', 'C']);
        expect(page.length, `${rows} rows, page ${at + 1}`).toBeGreaterThanOrEqual(4);
      }
    }
  });
});

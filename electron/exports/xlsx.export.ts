/**
 * A workbook of Office Open XML (ECMA-376): view `all` is a book of every table, any other view is its own sheet
 * between a summary and the rate cards. Sheets are written row by row into a ZIP; no sheet is ever held in memory.
 */
import type { TableView } from '../../shared/export-rows.ts';
import { defineExport } from './export.ts';
import type { ControlTotals, ExportChunk, ExportRequest } from './export.ts';
import { factsOf } from './facts.ts';
import { MAX_SHEET_ROWS, SHEET_END, STYLES_XML, sheetRow, sheetStart, xmlText } from './sheet.ts';
import { columns, contentHash, inGroups } from './table.ts';
import type { Cell, Table } from './table.ts';
import { dailySums } from './tables/daily.ts';
import { giftTable } from './tables/gifts.ts';
import { isTableView, tableOf } from './tables/index.ts';
import { payoutTable } from './tables/payouts.ts';
import { rateCardTable } from './tables/rate-cards.ts';
import { supporterSums } from './tables/supporters.ts';
import { zipWriter } from './zip.ts';

const ROWS_PER_GROUP = 500;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const TITLES: Readonly<Record<TableView, string>> = {
  gifts: 'Gifts',
  journal: 'Journal',
  daily: 'Daily',
  supporters: 'Supporters',
  payouts: 'Payouts',
};

/** A table that became one sheet or several. */
interface WrittenTable {
  readonly title: string;
  readonly totals: ControlTotals;
  readonly contentSha256: string;
}

export default defineExport({
  id: 'xlsx',
  extension: 'xlsx',
  mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  views: ['all', 'gifts', 'journal', 'daily', 'supporters', 'payouts'],
  *write(request): Generator<ExportChunk, ControlTotals> {
    const book = bookWriter();
    const written = yield* tables(book, request);
    const [main] = written;
    if (main === undefined) throw new Error('a book without a table');
    yield* book.sheets('Rate cards', rateCardTable(request), main.totals.rows);
    yield* book.end(summaryTable(request, written), main.totals.rows);
    return main.totals;
  },
});

/** The tables of the view; the first is the one that the file's totals are about. */
function* tables(
  book: ReturnType<typeof bookWriter>,
  request: ExportRequest,
): Generator<ExportChunk, readonly WrittenTable[]> {
  if (isTableView(request.view)) {
    return [yield* book.sheets(TITLES[request.view], tableOf(request), 0)];
  }
  // One walk over the gifts fills three tables.
  const [daily, supporters] = [dailySums(request), supporterSums()];
  const giftRows = giftTable(request, (row, worth) => {
    daily.add(row, worth);
    supporters.add(row);
  });
  const gifts = yield* book.sheets(TITLES.gifts, giftRows, 0);
  const { rows } = gifts.totals;
  return [
    gifts,
    yield* book.sheets(TITLES.daily, daily.table(), rows),
    yield* book.sheets(TITLES.supporters, supporters.table(), rows),
    yield* book.sheets(TITLES.payouts, payoutTable(request), rows),
  ];
}

/** Collects sheets; the summary, which knows of all of them, is written last and stands first. */
function bookWriter() {
  const zip = zipWriter();
  const titles: string[] = [];

  function* pieces(bytes: Iterable<Uint8Array>, rows: number): Generator<ExportChunk> {
    for (const piece of bytes) yield { bytes: piece, rows };
  }

  return {
    /** A table as a sheet, and as more sheets where one is full. Progress tells of `rowsBefore` and its own rows. */
    *sheets(title: string, table: Table, rowsBefore: number): Generator<ExportChunk, WrittenTable> {
      const content = contentHash(table.columns);
      const groups = inGroups(table, ROWS_PER_GROUP);
      let next = groups.next();
      for (let part = 1; ; part += 1) {
        titles.push(part === 1 ? title : `${title} ${part}`);
        const name = `xl/worksheets/sheet${titles.length + 1}.xml`;
        const progress = { rows: rowsBefore };
        const isFirst = rowsBefore === 0;
        const texts = sheetTexts(table, () => {
          if (next.done === true) return undefined;
          const { rows, count } = next.value;
          content.add(rows);
          if (isFirst) progress.rows = count;
          next = groups.next();
          return rows;
        });
        for (const bytes of zip.entry(name, texts)) yield { bytes, rows: progress.rows };
        if (next.done === true) {
          return { title, totals: next.value, contentSha256: content.result() };
        }
      }
    },
    *end(summary: Table, rows: number): Generator<ExportChunk> {
      const sheet = sheetOf(summary);
      yield* pieces(zip.entry('xl/worksheets/sheet1.xml', sheet), rows);
      for (const [name, text] of bookParts(['Summary', ...titles])) {
        yield* pieces(zip.entry(name, [text]), rows);
      }
      yield { bytes: zip.end(), rows };
    },
  };
}

/** A sheet's text from groups of rows, until there are no more or the sheet is full. */
function* sheetTexts(
  table: Table,
  nextRows: () => readonly { readonly cells: readonly Cell[] }[] | undefined,
): Generator<string> {
  yield sheetStart(table.columns);
  for (let written = 1; written + ROWS_PER_GROUP <= MAX_SHEET_ROWS;) {
    const rows = nextRows();
    if (rows === undefined) break;
    yield rows.map((row) => sheetRow(table.columns, row)).join('');
    written += rows.length;
  }
  yield SHEET_END;
}

function* sheetOf(table: Table): Generator<string> {
  yield sheetStart(table.columns);
  for (const row of table.rows) yield sheetRow(table.columns, row);
  yield SHEET_END;
}

function summaryTable({ facts }: ExportRequest, written: readonly WrittenTable[]): Table {
  const lines: (readonly [string, string, Cell])[] = Object.entries(factsOf(facts)).map(
    ([name, value]) => ['About', name, String((value as string | number | null) ?? 'open')],
  );
  for (const { title, totals, contentSha256 } of written) {
    lines.push([title, 'rows', String(totals.rows)]);
    for (const { platform, unit, units } of totals.units) {
      lines.push([title, `${platform} ${unit}`, units.toString()]);
    }
    lines.push([title, 'SHA-256 of the rows as JSON Lines', contentSha256]);
  }
  return {
    columns: columns({ part: 'text', what: 'text', value: 'text' }),
    rows: lines.map((cells) => ({ cells, platform: null, unit: null, units: null })),
  };
}

function bookParts(titles: readonly string[]): readonly (readonly [string, string])[] {
  const sheets = titles.map((title, at) => ({ title, id: at + 1 }));
  const list = (text: (sheet: (typeof sheets)[number]) => string) => sheets.map(text).join('');
  return [
    [
      'xl/workbook.xml',
      `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}"><sheets>${list(({ title, id }) => `<sheet name="${xmlText(title)}" sheetId="${id}" r:id="rId${id}"/>`)}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">${list(({ id }) => `<Relationship Id="rId${id}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${id}.xml"/>`)}<Relationship Id="rIdStyles" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', STYLES_XML],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/>${list(({ id }) => `<Override PartName="/xl/worksheets/sheet${id}.xml" ContentType="${TYPES}.worksheet+xml"/>`)}</Types>`,
    ],
  ];
}

/** A table as a worksheet of Office Open XML: typed cells, a frozen header, and no cell that could be a formula. */
import { DAY_MS } from '../../shared/exchange.ts';
import type { Cell, Column, ColumnType, TableRow } from './table.ts';

/** Rows that a sheet can hold, its header included. */
export const MAX_SHEET_ROWS = 1_048_576;
/** Most UTF-16 units of a cell. */
const MAX_CELL = 32_767;
/** Digits that a double, which is all that a spreadsheet has, carries exactly. */
const EXACT_DIGITS = 15;
/** 1 January 1970 in days from 30 December 1899, where spreadsheets begin to count. */
const EPOCH_DAY = 25_569;

/** Indices into the cell formats of `styles.xml`. */
const STYLE = { plain: 0, heading: 1, text: 2, integer: 3, decimal: 4, time: 5, day: 6 } as const;

const STYLE_OF: Readonly<Record<ColumnType, number>> = {
  text: STYLE.text,
  word: STYLE.text,
  flag: STYLE.text,
  integer: STYLE.integer,
  decimal: STYLE.decimal,
  time: STYLE.time,
  day: STYLE.day,
};

const WIDTH_OF: Readonly<Record<ColumnType, number>> = {
  text: 22,
  word: 13,
  flag: 9,
  integer: 12,
  decimal: 15,
  time: 21,
  day: 12,
};

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** The formats that `STYLE` points at; 49 is text, 3 is #,##0. */
export const STYLES_XML = `${XML}<styleSheet xmlns="${MAIN}">
<numFmts count="3"><numFmt numFmtId="164" formatCode="#,##0.00#############"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/><numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>${[
  49, 3, 164, 165, 166,
]
  .map(
    (format) =>
      `<xf numFmtId="${format}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`,
  )
  .join('')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>
`;

/** What stands before the rows. */
export function sheetStart(columns: readonly Column[]): string {
  const widths = columns
    .map(({ type, name }, at) => {
      const width = Math.max(WIDTH_OF[type], name.length + 2);
      return `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`;
    })
    .join('');
  const heading = columns.map(({ name }) => textCell(name, STYLE.heading)).join('');
  return `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths}</cols><sheetData><row>${heading}</row>`;
}

export const SHEET_END = '</sheetData></worksheet>';

/** A row of a sheet. */
export function sheetRow(columns: readonly Column[], { cells }: Pick<TableRow, 'cells'>): string {
  let xml = '<row>';
  for (let at = 0; at < columns.length; at += 1) {
    xml += cellOf(columns[at]?.type ?? 'text', cells[at] ?? null);
  }
  return `${xml}</row>`;
}

function cellOf(type: ColumnType, cell: Cell): string {
  if (cell === null) return '<c/>';
  const style = STYLE_OF[type];
  switch (type) {
    case 'text':
    case 'word':
      return textCell(String(cell), style);
    case 'flag':
      return textCell(cell === true ? 'yes' : 'no', style);
    case 'time':
      return numberCell(serialOf(Number(cell)), style);
    case 'day':
      return numberCell(serialOf(Date.parse(`${String(cell)}T00:00:00Z`)), style);
    case 'integer':
    case 'decimal':
      return amountCell(String(cell), style);
  }
}

/** A figure that a double cannot carry stands as text, whole, instead of as a number that is almost it. */
function amountCell(text: string, style: number): string {
  if (text.length <= EXACT_DIGITS) return numberCell(text, style);
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '').length;
  return digits > EXACT_DIGITS ? textCell(text, STYLE.text) : numberCell(text, style);
}

function numberCell(text: string, style: number): string {
  return `<c s="${style}"><v>${text}</v></c>`;
}

/** Days since the beginning of spreadsheets, in UTC, with the fraction of a millisecond's exactness. */
function serialOf(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  // Eleven decimals, cut: (ms of the day) × 10¹¹ / 86,400,000, shortened so that no double has to round.
  const fraction = Math.floor(((ms - day * DAY_MS) * 1_000_000) / 864);
  const decimals = fraction === 0 ? '' : `.${String(fraction).padStart(11, '0')}`;
  return `${day + EPOCH_DAY}${decimals}`;
}

function textCell(text: string, style: number): string {
  const space = /^\s|\s$|\n/.test(text) ? ' xml:space="preserve"' : '';
  return `<c t="inlineStr" s="${style}"><is><t${space}>${xmlText(cut(text))}</t></is></c>`;
}

function cut(text: string): string {
  return text.length <= MAX_CELL ? text : text.slice(0, MAX_CELL);
}

/** What XML cannot hold, and what would be taken for such an escape, is written as Office does: _x0007_. */
const ESCAPED = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/g;
/** Whether anything of either may be there. */
const SUSPECT = /[^ -~]|[&<>]|_x/;
const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text for XML, whatever a viewer is called. */
export function xmlText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .toWellFormed()
    .replace(
      ESCAPED,
      (one) => `_x${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>]/g, (one) => MARKUP[one] ?? one);
}

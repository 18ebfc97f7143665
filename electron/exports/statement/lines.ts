/** Blocks become lines of a known height; `pages.ts` puts those on pages. */
import type { Block, Cell, Column, Row, TableBlock } from './blocks.ts';
import { INK, QUIET, RULE, STRONG_RULE } from './paper.ts';
import type { Colour } from './paper.ts';
import type { SetText, TextStyle, Typesetter } from './typesetter.ts';

export type Mark =
  | {
      readonly type: 'text';
      readonly x: number;
      readonly y: number;
      readonly set: SetText;
      readonly colour: Colour;
    }
  | {
      readonly type: 'rule';
      readonly from: number;
      readonly to: number;
      readonly y: number;
      readonly colour: Colour;
    };

/** Marks are relative to the line's upper left corner; points. */
export interface Line {
  readonly height: number;
  readonly marks: readonly Mark[];
  /** Must not be the last line of a page. */
  readonly staysWithNext: boolean;
  /** Space above, which the top of a page does without. */
  readonly above: number;
  /** Lines that are set again where a page begins with this one. */
  readonly head: readonly Line[];
}

const TITLE: TextStyle = { size: 20, weight: 600 };
const HEADING: TextStyle = { size: 11, weight: 600 };
const BODY: TextStyle = { size: 8, weight: 400 };
const STRONG: TextStyle = { size: 8, weight: 600 };
const SMALL: TextStyle = { size: 7, weight: 400 };

const ROW = 18;
const ROW_BASE = 12;
const SMALL_ROW = 12;
const GAP = 8;
const UNIT_GAP = 3;

export function linesOf(block: Block, width: number, setter: Typesetter): readonly Line[] {
  switch (block.type) {
    case 'title':
      return [titleLine(block.text, block.aside, width, setter)];
    case 'heading':
      return [headingLine(block.text, 22, setter)];
    case 'facts':
      return factLines(block.facts, width, setter);
    case 'text':
      return paragraph(setter.lines(block.text, SMALL, width));
    case 'code':
      return paragraph(setter.lines(block.text, BODY, width));
    case 'table':
      return tableLines(block, width, setter);
  }
}

function line(parts: Partial<Line> & Pick<Line, 'height' | 'marks'>): Line {
  return { staysWithNext: false, above: 0, head: [], ...parts };
}

function mark(set: SetText, x: number, y: number, colour: Colour = INK): Mark {
  return { type: 'text', x, y, set, colour };
}

function titleLine(text: string, aside: string, width: number, setter: Typesetter): Line {
  const title = setter.line(text, TITLE);
  const name = setter.line(aside, HEADING, width - title.width - 4 * GAP);
  return line({
    height: 34,
    marks: [mark(title, 0, 18), mark(name, width - name.width, 18)],
    staysWithNext: true,
  });
}

function headingLine(text: string, above: number, setter: Typesetter): Line {
  return line({
    ...{ height: 20, above, staysWithNext: true },
    marks: [mark(setter.line(text, HEADING), 0, 12)],
  });
}

/** Two columns of label and value. */
function factLines(
  facts: readonly (readonly [string, string])[],
  width: number,
  setter: Typesetter,
): readonly Line[] {
  const half = Math.floor(width / 2);
  const label = 84;
  return Array.from({ length: Math.ceil(facts.length / 2) }, (_, row) => {
    const marks = [0, 1].flatMap((side) => {
      const fact = facts[2 * row + side];
      if (fact === undefined) return [];
      const x = side * half;
      return [
        mark(setter.line(fact[0], BODY, label - GAP), x, 10, QUIET),
        mark(setter.line(fact[1], BODY, half - label - GAP), x + label, 10),
      ];
    });
    return line({ height: 14, marks });
  });
}

function paragraph(sets: readonly SetText[]): readonly Line[] {
  return sets.map((set, at) =>
    line({
      ...{ height: SMALL_ROW, above: at === 0 ? 4 : 0 },
      marks: [mark(set, 0, 9, QUIET)],
      // Neither the first nor the last line stands alone.
      staysWithNext: at < sets.length - 1 && (at === 0 || at === sets.length - 2),
    }),
  );
}

/** Where a column lies, and how much of it its units take. */
interface Place {
  readonly column: Column;
  readonly x: number;
  readonly width: number;
  readonly unitWidth: number;
}

function tableLines(table: TableBlock, width: number, setter: Typesetter): readonly Line[] {
  const places = placesOf(table, width, setter);
  const names = columnNames(places, width, setter);
  const head = [headingLine(`${table.title}, continued`, 0, setter), names];
  const rows = table.rows.map((row, at) => {
    const next = table.rows[at + 1];
    const isNextToLast = at === table.rows.length - 2;
    const hasTotals = table.totals.length > 0;
    return rowLines(row, places, setter, {
      style: BODY,
      width,
      colour: at === 0 ? null : RULE,
      staysWithNext:
        next === undefined ? hasTotals : at === 0 || isNextToLast || next.continues === true,
      head,
    });
  });
  const totals = table.totals.map((row, at) =>
    rowLines(row, places, setter, {
      style: STRONG,
      width,
      colour: at === 0 && table.rows.length > 0 ? STRONG_RULE : RULE,
      staysWithNext: at < table.totals.length - 1,
      head,
    }),
  );
  return [headingLine(table.title, 22, setter), names, ...rows.flat(), ...totals.flat()];
}

function placesOf(table: TableBlock, width: number, setter: Typesetter): readonly Place[] {
  let x = 0;
  const all = [...table.rows, ...table.totals];
  return table.columns.map((column, at) => {
    const own = Math.floor((width * column.share) / 100);
    const units = all.map(({ cells }) => setter.line(cells[at]?.unit ?? '', SMALL).width);
    const widest = Math.max(0, ...units);
    const place = { column, x, width: own, unitWidth: widest === 0 ? 0 : widest + UNIT_GAP };
    x += own;
    return place;
  });
}

function columnNames(places: readonly Place[], width: number, setter: Typesetter): Line {
  const marks = places.map(({ column, x, width: own, unitWidth }, at) => {
    const isLast = at === places.length - 1;
    const set = setter.line(column.title, SMALL, own - (isLast ? 0 : GAP));
    const end = x + own - (isLast ? 0 : GAP);
    // Above its figures, unless it is wider than they are.
    const start = column.align === 'left' ? x : Math.max(x, end - unitWidth - set.width);
    return mark(set, start, 10, QUIET);
  });
  return line({
    ...{ height: 17, staysWithNext: true },
    marks: [...marks, { type: 'rule', from: 0, to: width, y: 16, colour: STRONG_RULE }],
  });
}

function rowLines(
  row: Row,
  places: readonly Place[],
  setter: Typesetter,
  how: {
    readonly style: TextStyle;
    readonly width: number;
    readonly colour: Colour | null;
    readonly staysWithNext: boolean;
    readonly head: readonly Line[];
  },
): readonly Line[] {
  const { colour, width, head, staysWithNext } = how;
  const rule: readonly Mark[] =
    colour === null || row.continues === true
      ? []
      : [{ type: 'rule', from: 0, to: width, y: 0, colour }];
  const cells = places.flatMap((place, at) => {
    const cell = row.cells[at];
    const isLast = at === places.length - 1;
    return cell == null ? [] : cellMarks(cell, place, isLast, how.style, setter);
  });
  const first = line({
    ...{ height: ROW, marks: [...rule, ...cells], head },
    staysWithNext: staysWithNext || row.note !== undefined,
  });
  if (row.note === undefined) return [first];
  const note = mark(setter.line(row.note, SMALL, width), 0, 6, QUIET);
  return [first, line({ height: SMALL_ROW, marks: [note], head, staysWithNext })];
}

function cellMarks(
  { text, unit }: Cell,
  { column, x, width, unitWidth }: Place,
  isLast: boolean,
  style: TextStyle,
  setter: Typesetter,
): readonly Mark[] {
  const room = width - (isLast ? 0 : GAP);
  if (column.align === 'left') return [mark(setter.line(text, style, room), x, ROW_BASE)];
  const set = setter.line(text, { ...style, figures: true }, room - unitWidth);
  const end = x + room - unitWidth;
  const figure = mark(set, end - set.width, ROW_BASE);
  if (unit === undefined) return [figure];
  return [figure, mark(setter.line(unit, SMALL), end + UNIT_GAP, ROW_BASE, QUIET)];
}

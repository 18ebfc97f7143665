/** What a statement is made of, before anybody knows of pages: headings, paragraphs, facts and tables. */

/** `unit` stands small and quiet behind a figure. */
export interface Cell {
  readonly text: string;
  readonly unit?: string;
}

export interface Column {
  readonly title: string;
  /** Out of 100. */
  readonly share: number;
  readonly align: 'left' | 'right';
}

export interface Row {
  readonly cells: readonly (Cell | null)[];
  /** A quiet line below it, such as a note. */
  readonly note?: string;
  /** Goes on with what the row above began: no rule between them, and one page. */
  readonly continues?: true;
}

export interface TableBlock {
  readonly type: 'table';
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Stands below the rows in bold; never alone on a page. */
  readonly totals: readonly Row[];
}

export type Block =
  | { readonly type: 'title'; readonly text: string; readonly aside: string }
  | { readonly type: 'facts'; readonly facts: readonly (readonly [string, string])[] }
  | { readonly type: 'heading'; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | TableBlock;

export function left(title: string, share: number): Column {
  return { title, share, align: 'left' };
}

export function right(title: string, share: number): Column {
  return { title, share, align: 'right' };
}

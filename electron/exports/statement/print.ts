/** Prints blocks as a PDF, page by page. The same blocks give the same bytes. */
import PDFDocument from 'pdfkit';
import type { Paper } from '../../../shared/export-rows.ts';
import type { Block } from './blocks.ts';
import { linesOf } from './lines.ts';
import type { Mark } from './lines.ts';
import { pagesOf } from './pages.ts';
import { QUIET, sheetOf } from './paper.ts';
import type { Sheet } from './paper.ts';
import { openTypefaces } from './typefaces.ts';
import { createTypesetter } from './typesetter.ts';
import type { Typesetter } from './typesetter.ts';

export interface Document {
  readonly title: string;
  readonly author: string | null;
  readonly paper: Paper;
  /** Stands at the foot of each page. */
  readonly foot: string;
  /** When the facts were read, Unix ms: a clock would make two files of one statement. */
  readonly atMs: number;
  readonly blocks: readonly Block[];
}

export function* print(document: Document): Generator<Uint8Array> {
  const { title, author, blocks } = document;
  const sheet = sheetOf(document.paper);
  const doc = new PDFDocument({
    ...{ size: [...sheet.size], margin: 0, autoFirstPage: false, lang: 'en', displayTitle: true },
    info: {
      ...{ Title: title, Creator: 'Coinfall', Producer: 'Coinfall' },
      ...(author === null ? {} : { Author: author }),
      CreationDate: new Date(document.atMs),
    },
  });
  const setter = createTypesetter(doc, openTypefaces());
  const lines = blocks.flatMap((block) => linesOf(block, sheet.width, setter));
  const pages = pagesOf(lines, sheet.bottom - sheet.top);
  for (const [at, page] of pages.entries()) {
    doc.addPage();
    for (const mark of page) draw(mark, doc, setter, sheet);
    drawFoot(document.foot, `page ${at + 1} of ${pages.length}`, { doc, setter, sheet });
    yield* pull(doc);
  }
  doc.end();
  yield* pull(doc);
}

/** What the document has made so far. */
function* pull(doc: PDFKit.PDFDocument): Generator<Uint8Array> {
  for (;;) {
    const piece = doc.read() as Buffer | null;
    if (piece === null) return;
    // Copied: whoever takes a piece keeps its memory, and pdfkit's lies in a pool with what comes next.
    yield new Uint8Array(piece);
  }
}

function draw(mark: Mark, doc: PDFKit.PDFDocument, setter: Typesetter, sheet: Sheet): void {
  const { margin, top } = sheet;
  const y = top + mark.y;
  if (mark.type === 'text') {
    doc.fillColor(mark.colour);
    setter.draw(mark.set, margin + mark.x, y);
  } else {
    doc.rect(margin + mark.from, y, mark.to - mark.from, RULE_HEIGHT).fill(mark.colour);
  }
}

/** Of a rule, in points. */
const RULE_HEIGHT = 1;

function drawFoot(
  left: string,
  right: string,
  { doc, setter, sheet }: { doc: PDFKit.PDFDocument; setter: Typesetter; sheet: Sheet },
): void {
  const style = { size: 7, weight: 400 } as const;
  const page = setter.line(right, style);
  const about = setter.line(left, style, sheet.width - page.width - 24);
  doc.fillColor(QUIET);
  setter.draw(about, sheet.margin, sheet.foot);
  setter.draw(page, sheet.margin + sheet.width - page.width, sheet.foot);
}

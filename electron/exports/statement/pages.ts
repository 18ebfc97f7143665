/** Puts lines on pages: what belongs together stays together, and a table that goes on says what it is again. */
import type { Line, Mark } from './lines.ts';

/** Marks in points from the upper left corner of the area that may be used. */
export type Page = readonly Mark[];

export function pagesOf(lines: readonly Line[], height: number): readonly Page[] {
  const pages: Mark[][] = [];
  let page: Mark[] = [];
  let y = 0;
  const put = (line: Line): void => {
    if (y > 0) y += line.above;
    const top = y;
    page.push(...line.marks.map((mark) => moved(mark, top)));
    y += line.height;
  };
  const turn = (): void => {
    pages.push(page);
    page = [];
    y = 0;
  };
  for (const group of groupsOf(lines)) {
    const needed = group.reduce(
      (sum, line, at) => sum + line.height + (at > 0 ? line.above : 0),
      0,
    );
    if (y > 0 && y + (group[0]?.above ?? 0) + needed > height) {
      turn();
      for (const line of group[0]?.head ?? []) put(line);
    }
    for (const line of group) {
      // Only a group that is longer than a page.
      if (y + line.height > height) turn();
      put(line);
    }
  }
  return [...pages, page];
}

/** Lines that must not be parted. */
function groupsOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const groups: Line[][] = [];
  let isOpen = false;
  for (const line of lines) {
    if (isOpen) groups.at(-1)?.push(line);
    else groups.push([line]);
    isOpen = line.staysWithNext;
  }
  return groups;
}

function moved(mark: Mark, by: number): Mark {
  return { ...mark, y: mark.y + by };
}

/** Which rows of the feed to show. Pure. */
import type { FeedRow } from '../../../shared/contract/states.ts';

export type Booked = 'all' | 'income' | 'observed';

export interface FeedFilter {
  readonly search: string;
  /** Null for all platforms. */
  readonly platform: string | null;
  readonly booked: Booked;
}

export const NO_FILTER: FeedFilter = { search: '', platform: null, booked: 'all' };

/** Whether anything is filtered at all. */
export function isFiltering(filter: FeedFilter): boolean {
  return filter.search.trim() !== '' || filter.platform !== null || filter.booked !== 'all';
}

/** The rows that fit, in their order. The very same array when nothing is filtered. */
export function filterRows(rows: readonly FeedRow[], filter: FeedFilter): readonly FeedRow[] {
  if (!isFiltering(filter)) return rows;
  const words = fold(filter.search).split(' ').filter(Boolean);
  return rows.filter(
    (row) =>
      (filter.platform === null || row.platform === filter.platform) &&
      isBookedAs(row, filter.booked) &&
      words.every((word) => haystack(row).includes(word)),
  );
}

/** Platforms of the rows, in alphabetical order. */
export function platformsOf(rows: readonly FeedRow[]): readonly string[] {
  return [...new Set(rows.map(({ platform }) => platform))].sort();
}

function isBookedAs(row: FeedRow, booked: Booked): boolean {
  switch (booked) {
    case 'all':
      return true;
    case 'income':
      return row.observed === null;
    case 'observed':
      return row.observed !== null;
  }
}

function haystack(row: FeedRow): string {
  return fold(`${row.senderName} ${row.senderHandle ?? ''} ${row.giftName ?? ''}`);
}

/** Case and accents do not matter: "tomas" finds "Tomás". */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

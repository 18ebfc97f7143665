/** Rows without personal data: who gave becomes `supporter-1`, `supporter-2` …, the same within one file. */
import type { GiftExportRow, JournalExportRow } from '../../shared/export-rows.ts';
import type { ExportBooks } from './export.ts';

/**
 * Hides names, handles, ids, keys that hold ids, the creator's own handle in the sources, and notes and titles, which
 * may name anybody. Numbers are given in the order in which people first appear.
 */
export function withPseudonyms(books: ExportBooks): ExportBooks {
  const numbers = new Map<number, number>();
  const pseudonym = (personNo: number | null): string | null => {
    if (personNo === null) return null;
    let number = numbers.get(personNo);
    if (number === undefined) numbers.set(personNo, (number = numbers.size + 1));
    return `supporter-${number}`;
  };
  return {
    ...books,
    *gifts() {
      for (const row of books.gifts()) yield hiddenGift(row, pseudonym(row.personNo));
    },
    *journal() {
      for (const row of books.journal()) yield hiddenJournalRow(row, pseudonym(row.personNo));
    },
    *payouts() {
      for (const row of books.payouts()) yield { ...row, note: null };
    },
    *entries() {
      for (const row of books.entries()) yield { ...row, note: null };
    },
    *sessions() {
      for (const row of books.sessions()) yield { ...row, title: null };
    },
  };
}

function hiddenGift(row: GiftExportRow, senderName: string | null): GiftExportRow {
  return {
    ...row,
    senderName,
    senderId: null,
    senderHandle: null,
    receiverId: null,
    giftKey: row.giftNo === null ? `observed-${row.observedNo ?? 0}` : `gift-${row.giftNo}`,
    sources: row.sources.map(schemeOf),
  };
}

function hiddenJournalRow(row: JournalExportRow, senderName: string | null): JournalExportRow {
  return {
    ...row,
    senderName,
    giftKey: row.giftNo === null ? null : `gift-${row.giftNo}`,
    source: schemeOf(row.source),
    note: null,
  };
}

function schemeOf(source: string): string {
  return source.replace(/:\/\/.*$/s, '');
}

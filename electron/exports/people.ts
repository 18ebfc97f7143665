/** Rows without personal data: who gave becomes `supporter-1`, `supporter-2` …, the same within one file. */
import type { GiftExportRow, JournalExportRow } from '../../shared/export-rows.ts';
import type { ExportBooks } from './export.ts';

/**
 * Hides names, handles, ids, keys that hold ids, the creator's own handle in the sources, and notes and titles, which
 * may name anybody. Numbers are given in the order in which people first appear.
 */
export function withPseudonyms(books: ExportBooks): ExportBooks {
  // By number in the register of people, which has no gaps to speak of: four bytes each, 0 for nobody yet.
  let numbers = new Uint32Array(1_024);
  let count = 0;
  const pseudonym = (personNo: number | null): string | null => {
    if (personNo === null) return null;
    if (personNo >= numbers.length) {
      const larger = new Uint32Array(2 * personNo);
      larger.set(numbers);
      numbers = larger;
    }
    if (numbers[personNo] === 0) numbers[personNo] = count += 1;
    return `supporter-${numbers[personNo] ?? 0}`;
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

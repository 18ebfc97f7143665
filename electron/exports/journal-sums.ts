/** Control totals of a plain-text journal: rows, transactions, sums per commodity and balances per account. */
import { currencyExponent } from '../../shared/currency.ts';
import { decimalString } from '../../shared/money.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import type { Posting } from '../../shared/ledger/postings.ts';

interface Sum {
  debits: bigint;
  credits: bigint;
}

export function journalSums() {
  let rows = 0;
  let transactions = 0;
  const commodities = new Map<string, Sum>();
  const balances = new Map<string, { readonly posting: Posting; sum: bigint }>();
  /** Pieces of gifts whose price is not known. */
  const suspense = new Map<number, number>();

  function addPosting(posting: Posting): void {
    const sum = commodities.get(posting.commodity) ?? { debits: 0n, credits: 0n };
    commodities.set(posting.commodity, sum);
    if (posting.amount > 0n) sum.debits += posting.amount;
    else sum.credits += posting.amount;
    const key = `${posting.account} ${posting.commodity}`;
    const balance = balances.get(key) ?? { posting, sum: 0n };
    balances.set(key, balance);
    balance.sum += posting.amount;
  }

  return {
    add(row: JournalRow, postings: readonly Posting[]): void {
      rows += 1;
      if (postings.length > 0) transactions += 1;
      for (const posting of postings) addPosting(posting);
      if (row.giftNo === null) return;
      if (row.kind === 'gift' && row.unitsEach === null) {
        suspense.set(row.giftNo, row.countAfter ?? 0);
      } else {
        suspense.delete(row.giftNo);
      }
    },
    /** Lines of text, in the ledger's own names, without comment marks. */
    lines(): readonly string[] {
      const pieces = [...suspense.values()].reduce((sum, count) => sum + BigInt(count), 0n);
      return [
        'Control totals',
        `rows: ${rows} (${transactions} with postings)`,
        `in suspense, price not known: gifts ${suspense.size}, pieces ${pieces}`,
        ...sorted(commodities).map(
          ([name, { debits, credits }]) =>
            `total ${name}: debits ${text(name, debits)}, credits ${text(name, credits)}, ` +
            `sum ${text(name, debits + credits)}`,
        ),
        ...sorted(balances).map(
          ([, { posting, sum }]) =>
            `balance ${posting.account}: ${text(posting.commodity, sum)} ${posting.commodity}`,
        ),
      ];
    },
  };
}

function text(commodity: string, amount: bigint): string {
  return decimalString(amount, currencyExponent(commodity) ?? 0);
}

function sorted<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A journal for hledger: https://hledger.org. Commodities are always quoted, since SUB1 and MYSHOP-STAR must be. */
import { currencyExponent } from '../../shared/currency.ts';
import { defineExport } from './export.ts';
import { amountText, writeJournal } from './journal-text.ts';
import type { Dialect, Transaction } from './journal-text.ts';

const dialect: Dialect = {
  name: 'hledger',
  header: () =>
    '; Earnings of live streams, exported by Coinfall. Dates are days of UTC.\n' +
    // Else 1.234 KWD could be read as a thousand.
    'decimal-mark .\n',
  openCommodity: (commodity) =>
    `commodity 1000.${'0'.repeat(currencyExponent(commodity) ?? 0)} "${commodity}"\n`,
  openAccount: (account) => `account ${account}\n`,
  transaction,
};

export default defineExport({
  id: 'hledger',
  extension: 'journal',
  mime: 'text/plain; charset=utf-8',
  views: ['journal'],
  write: (request) => writeJournal(request, dialect),
});

function transaction({ date, payee, narration, tags, postings }: Transaction): string {
  const description = [payee, narration].filter((part) => part !== null).map(plain);
  const comment = tags.map(([name, value]) => `${name}:${value}`).join(', ');
  // The code keeps a description that starts with ! * or ( from being read as anything else.
  const code = tags.find(([name]) => name === 'seq')?.[1] ?? '';
  return [
    `${date} (${code}) ${description.join(' | ')}  ; ${comment}`,
    ...postings.map(
      (posting) => `    ${posting.account}  ${amountText(posting)} "${posting.commodity}"`,
    ),
    '',
  ].join('\n');
}

/** hledger has no escape: `;` would begin a comment, `|` would end the payee. */
function plain(text: string): string {
  return text.replaceAll(';', ',').replaceAll('|', '/');
}

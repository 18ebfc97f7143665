/** A journal for Beancount (v2 and v3): https://beancount.github.io. */
import { createHash } from 'node:crypto';
import { defineExport } from './export.ts';
import { amountText, writeJournal } from './journal-text.ts';
import type { Dialect, Transaction } from './journal-text.ts';

/** Opens everything before anything could have happened: rows are in order of seq, not of date. */
const OPENED = '1970-01-01';

const dialect: Dialect = {
  name: 'Beancount',
  header: () =>
    '; Earnings of live streams, exported by Coinfall. Dates are days of UTC.\n' +
    'option "title" "Coinfall"\n',
  openCommodity(commodity) {
    const name = beancountCommodity(commodity);
    const full = name === commodity ? '' : `  name: ${quoted(commodity)}\n`;
    return `${OPENED} commodity ${name}\n${full}`;
  },
  openAccount: (account) => `${OPENED} open ${beancountAccount(account)}\n`,
  transaction,
};

export default defineExport({
  id: 'beancount',
  extension: 'beancount',
  mime: 'text/plain; charset=utf-8',
  views: ['journal'],
  write: (request) => writeJournal(request, dialect),
});

function transaction({ date, payee, narration, tags, postings }: Transaction): string {
  const strings = payee === null ? [narration] : [payee, narration];
  return [
    `${date} * ${strings.map(quoted).join(' ')}`,
    ...tags.map(([name, value]) => `  ${name}: ${quoted(value)}`),
    ...postings.map(
      (posting) =>
        `  ${beancountAccount(posting.account)}  ${amountText(posting)} ${beancountCommodity(posting.commodity)}`,
    ),
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/**
 * Account in Beancount's alphabet: each part begins with a capital and holds letters, digits and hyphens. Other
 * characters become -Xhex- (-xHEX- in parts of capitals); no part has letters of that case itself, so two
 * accounts never become one.
 */
export function beancountAccount(account: string): string {
  return account.split(':').map(component).join(':');
}

function component(part: string): string {
  if (/^[A-Z]/.test(part)) {
    return part.replace(/[^A-Z0-9-]/gu, (other) => `-x${hex(other).toUpperCase()}-`);
  }
  const escaped = part.replace(/[^a-z0-9-]/gu, (other) => `-X${hex(other)}-`);
  return `${escaped.charAt(0).toUpperCase()}${escaped.slice(1)}`;
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}

const COMMODITY = /^[A-Z][A-Z0-9_-]{0,22}[A-Z0-9]$/;
const HEAD_LENGTH = 10;
const DIGEST_LENGTH = 13;

/**
 * Commodity in Beancount's alphabet, at most 24 characters, the last a letter or digit. One that does not fit
 * keeps its beginning and gets 52 bits of its SHA-256 after a dot, which no commodity of the ledger holds.
 */
export function beancountCommodity(commodity: string): string {
  if (COMMODITY.test(commodity)) return commodity;
  const digest = createHash('sha256').update(commodity).digest('hex').toUpperCase();
  return `${commodity.slice(0, HEAD_LENGTH)}.${digest.slice(0, DIGEST_LENGTH)}`;
}

/** What accountants' programs say of a file, and what the pure postings say of the same rows. */
import { execFileSync } from 'node:child_process';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { beancountAccount, beancountCommodity } from '../../electron/exports/beancount.export.ts';
import type { JournalExportRow } from '../../shared/export-rows.ts';
import { currencyExponent } from '../../shared/currency.ts';
import { postingsOf } from '../../shared/ledger/postings.ts';
import type { Posting } from '../../shared/ledger/postings.ts';

const ENV = { ...process.env, LC_ALL: 'C.UTF-8', BEANCOUNT_DISABLE_LOAD_CACHE: '1' };

export function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, {
    env: ENV,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
}

export const checkHledger = (file: string) => run('hledger', '-f', file, 'check', '--strict');
export const checkBeancount = (file: string) => run('bean-check', file);

export type Balances = ReadonlyMap<string, bigint>;

type Posted = Pick<Posting, 'account' | 'commodity'>;

/** What these rows posted to. */
export function postedBy(rows: readonly JournalExportRow[]): readonly Posted[] {
  const lookup = (seq: number) => rows.find((row) => row.seq === seq);
  return rows.flatMap((row) => postingsOf(row, lookup));
}

/** Balances that are not zero, by account and commodity, from the pure postings alone. */
export function pureBalances(rows: readonly JournalExportRow[]): Balances {
  const lookup = (seq: number) => rows.find((row) => row.seq === seq);
  const sums = new Map<string, bigint>();
  for (const posting of rows.flatMap((row) => postingsOf(row, lookup))) {
    const key = `${posting.account} ${posting.commodity}`;
    sums.set(key, (sums.get(key) ?? 0n) + posting.amount);
  }
  return withoutZeros(sums);
}

function withoutZeros(sums: Balances): Balances {
  return new Map([...sums].filter(([, sum]) => sum !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A decimal as a program printed it, in minor units; more decimals than the commodity has must be zeros. */
function minor(text: string, exponent: number): bigint {
  const [whole = '', fraction = ''] = text.trim().split('.');
  expect(fraction.slice(exponent)).toMatch(/^0*$/);
  return BigInt(whole + fraction.slice(0, exponent).padEnd(exponent, '0'));
}

export function hledgerBalances(file: string): Balances {
  const csv = run('hledger', '-f', file, 'bal', '-N', '-E', '--layout=bare', '-O', 'csv');
  const sums = new Map<string, bigint>();
  for (const row of parse<Record<string, string>>(csv, { columns: true })) {
    const name = row['commodity'] ?? '';
    if (name === '') continue;
    const exponent = currencyExponent(name) ?? 0;
    sums.set(`${row['account'] ?? ''} ${name}`, minor(row['balance'] ?? '', exponent));
  }
  return withoutZeros(sums);
}

export function beancountRows(file: string, query: string): readonly Record<string, string>[] {
  return parse(run('bean-query', '-f', 'csv', file, query), { columns: true, trim: true });
}

/** Balances under the names that the ledger gave: Beancount has a smaller alphabet. */
export function beancountBalances(file: string, posted: readonly Posted[]): Balances {
  const names = new Map(
    posted.map((posting) => [
      `${beancountAccount(posting.account)} ${beancountCommodity(posting.commodity)}`,
      posting,
    ]),
  );
  const sums = new Map<string, bigint>();
  for (const row of beancountRows(
    file,
    'SELECT account, currency, str(sum(number)) AS n GROUP BY 1, 2',
  )) {
    const of = names.get(`${row['account'] ?? ''} ${row['currency'] ?? ''}`);
    if (of === undefined) throw new Error(`Nobody posted to ${JSON.stringify(row)}`);
    sums.set(
      `${of.account} ${of.commodity}`,
      minor(/[-.\d]+/.exec(row['n'] ?? '')?.[0] ?? '', currencyExponent(of.commodity) ?? 0),
    );
  }
  return withoutZeros(sums);
}

/** `balance`: what is held at the platforms and in the bank. Reads beside a running companion. */
import { Command } from 'commander';
import type { Balance } from '../../shared/contract/money.ts';
import { DEFAULT_CURRENCY } from '../companion.ts';
import { folderOf } from '../data-folder.ts';
import { ledgerFile } from '../ledger/files.ts';
import { moneyQueries } from '../ledger/money-queries.ts';
import { OpenError, openReader } from '../ledger/open.ts';
import { ledgerSchema } from '../ledger/schema.ts';
import { amountWords, estimateWords } from './amounts.ts';
import { pc } from './colours.ts';
import { currencyCode, modeOf, withCommonOptions } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';

interface BalanceOptions extends CommonOptions {
  readonly currency: string;
}

export function balanceCommand(): Command {
  return withCommonOptions(new Command('balance'))
    .description('what is held at the platforms and in the bank')
    .option('--currency <code>', 'currency of the estimates', currencyCode, DEFAULT_CURRENCY)
    .action((options: BalanceOptions) => balance(options));
}

function balance(options: BalanceOptions): void {
  const output = createOutput(options.json);
  const { seq, rows, unpricedGifts } = readBalances(options);
  output.line({ event: 'balance', seq, unpricedGifts, rows });
  const width = Math.max(4, ...rows.map(({ platform }) => platform?.length ?? 0));
  for (const row of rows) {
    output.say(`${pc.bold((row.platform ?? 'bank').padEnd(width))}  ${words(row)}`);
  }
  if (rows.length === 0) output.say('Nothing is held anywhere yet.');
  if (unpricedGifts > 0) {
    output.say(pc.dim(`${unpricedGifts} gifts whose price is unknown are not in here yet.`));
  }
}

function words(row: Balance): string {
  const held = amountWords(row.units, row.unit);
  return row.estimate === null ? held : `${held}  ${pc.dim(estimateWords(row.estimate))}`;
}

function readBalances(options: BalanceOptions) {
  const mode = modeOf(options);
  try {
    const db = openReader(ledgerFile(folderOf(options.dataDir, mode)), ledgerSchema(mode));
    try {
      return moneyQueries.balances(db, { currency: options.currency, nowMs: Date.now() });
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof OpenError)) throw error;
    throw new CommandFailure(error.code, error.message, EXIT.couldNot);
  }
}

/** `exchange list|add|import`: exchange rates, typed in or taken from a file. Nothing is ever fetched. */
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { IMPORT_PIECE_CHARACTERS } from '../../shared/contract/rates.ts';
import type { ExchangeAnswer } from '../../shared/contract/rates.ts';
import { ecbPieces, ecbReader } from '../../shared/ecb.ts';
import { RATE_DECIMALS, dayText, parseDay, utcDayOf } from '../../shared/exchange.ts';
import { decimalString, parseDecimal } from '../../shared/money.ts';
import { queries } from '../ledger/queries.ts';
import { pc } from './colours.ts';
import { currencyCode, withCommonOptions } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import type { Output } from './output.ts';
import { rateRefusal } from './rate-refusal.ts';
import { readLedger } from './read-ledger.ts';
import { withLedgerApi } from './running.ts';

/** The whole history since 1999 has less than two million characters. */
const LARGEST_FILE = 8_000_000;

interface ListOptions extends CommonOptions {
  readonly base?: string;
  readonly quote?: string;
  readonly limit: number;
}

interface AddOptions extends CommonOptions {
  readonly from?: number;
  readonly source: string;
  readonly correct: boolean;
}

export function exchangeCommand(): Command {
  const command = new Command('exchange').description(
    'exchange rates by day, typed in or imported; never fetched',
  );
  command.addCommand(
    withCommonOptions(new Command('list'))
      .description('the rates as they count, newest first')
      .option('--base <code>', 'only of this currency', currencyCode)
      .option('--quote <code>', 'only into this currency', currencyCode)
      .option('--limit <n>', 'at most so many', count, 50)
      .action((options: ListOptions) => list(options)),
  );
  command.addCommand(
    withCommonOptions(new Command('add'))
      .description('enter a rate; it holds until a later one')
      .argument('<base>', 'such as EUR', currencyCode)
      .argument('<quote>', 'such as USD', currencyCode)
      .argument('<rate>', 'how much of the second is one of the first, such as 1.0835', nanos)
      .option('--from <day>', 'from this day on, UTC (default: today)', day)
      .option('--source <words>', 'where it comes from', 'Entered by hand.')
      .option('--correct', 'replace the rate you entered for the same day', false)
      .action((base: string, quote: string, rate: number, options: AddOptions) =>
        add(base, quote, rate, options),
      ),
  );
  command.addCommand(
    withCommonOptions(new Command('import'))
      .description('take in the ECB’s eurofxref-hist.csv, which you have downloaded; twice is once')
      .argument('<file>', 'the file')
      .action((file: string, options: CommonOptions) => importFile(file, options)),
  );
  return command;
}

function count(text: string): number {
  const n = Number(text);
  if (!/^\d{1,4}$/.test(text) || n < 1 || n > 1_000) {
    throw new InvalidArgumentError('Use a whole number from 1 to 1000.');
  }
  return n;
}

function nanos(text: string): number {
  const value = parseDecimal(text, RATE_DECIMALS);
  if (value === undefined) {
    throw new InvalidArgumentError('Use a number such as 1.0835, with nine decimals at most.');
  }
  return value;
}

function day(text: string): number {
  const ms = parseDay(text);
  if (ms === undefined) throw new InvalidArgumentError('Use a day such as 2026-01-31.');
  return ms;
}

function list(options: ListOptions): void {
  const output = createOutput(options.json);
  const rates = readLedger(options, (db) =>
    queries.exchangeRates(db, {
      base: options.base ?? null,
      quote: options.quote ?? null,
      limit: options.limit,
    }),
  );
  for (const rate of rates) {
    output.line({ event: 'rate', ...rate, day: dayText(rate.dayMs) });
    const shown = decimalString(BigInt(rate.nanos), RATE_DECIMALS);
    output.say(
      `${dayText(rate.dayMs)}  1 ${rate.base} = ${shown} ${rate.quote}  ${pc.dim(rate.source)}`,
    );
  }
  if (rates.length === 0) output.say('There are no exchange rates yet.');
}

async function add(base: string, quote: string, rate: number, options: AddOptions): Promise<void> {
  const { source, correct } = options;
  const dayMs = options.from ?? utcDayOf(Date.now());
  const entry = { base, quote, dayMs, nanos: rate, source, correct };
  const answer = await withLedgerApi(options, (api) => api.exchange.add(entry));
  if (!answer.ok) throw rateRefusal(answer);
  const output = createOutput(options.json);
  output.line({ event: 'exchange', ...answer });
  const shown = decimalString(BigInt(rate), RATE_DECIMALS);
  const what = answer.added === 0 ? 'stood already' : 'is in force';
  output.say(`1 ${base} = ${shown} ${quote} ${what} from ${dayText(dayMs)} on.`);
}

async function importFile(file: string, options: CommonOptions): Promise<void> {
  const output = createOutput(options.json);
  const text = readText(file);
  const skipped = checkWhole(text);
  const pieces = [...ecbPieces(text, IMPORT_PIECE_CHARACTERS)];
  let sum = { added: 0, known: 0, conflictCount: 0 };
  const conflicts: Extract<ExchangeAnswer, { ok: true }>['conflicts'] = [];
  await withLedgerApi(options, async (api) => {
    for (const [index, piece] of pieces.entries()) {
      const answer = await api.exchange.import(piece);
      if (!answer.ok) throw rateRefusal(answer);
      sum = {
        added: sum.added + answer.added,
        known: sum.known + answer.known,
        conflictCount: sum.conflictCount + answer.conflictCount,
      };
      conflicts.push(...answer.conflicts);
      output.progress(`${index + 1} of ${pieces.length} pieces`);
    }
  });
  output.clearProgress();
  report(output, { ...sum, conflicts: conflicts.slice(0, 20), skipped });
}

function report(
  output: Output,
  result: Omit<Extract<ExchangeAnswer, { ok: true }>, 'ok'> & {
    readonly skipped: readonly string[];
  },
): void {
  output.line({ event: 'imported', ...result });
  output.say(`${result.added} rates added, ${result.known} were there already.`);
  if (result.skipped.length > 0) {
    output.say(pc.dim(`Left out, no currencies any more: ${result.skipped.join(', ')}.`));
  }
  if (result.conflictCount === 0) return;
  process.exitCode = EXIT.notSo;
  output.say(
    pc.red(`${result.conflictCount} differ from what stands for their day and were not taken:`),
  );
  for (const { day: on, base, quote, standingNanos, nanos: given } of result.conflicts) {
    const shown = (value: number) => decimalString(BigInt(value), RATE_DECIMALS);
    output.say(
      `  ${on} ${base}/${quote}: ${shown(standingNanos)} stands, the file says ${shown(given)}`,
    );
  }
}

function readText(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length <= LARGEST_FILE) return text;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      'file_unreadable',
      `${file} cannot be read (${words}).`,
      EXIT.couldNot,
    );
  }
  throw new CommandFailure(
    'file_too_large',
    `${file} is too large for exchange rates.`,
    EXIT.usage,
  );
}

/** Reads it all first, so that a file with a broken line leaves nothing behind. Returns what is left out. */
function checkWhole(text: string): readonly string[] {
  const reader = ecbReader(Date.now());
  const pushed = reader.push(text);
  const result = pushed.ok ? reader.end() : pushed;
  if (result.ok) return reader.skipped();
  throw new CommandFailure(
    result.code,
    `Line ${result.line}: ${result.message} Nothing was imported.`,
    EXIT.notSo,
  );
}

/** From options in a person's terms to entries. What they mean to the ledger is for the ledger to check. */
import type { Command } from 'commander';
import { isCurrency } from '../../shared/currency.ts';
import { currencyProblem } from '../../shared/ledger/entries.ts';
import type { Entry, EntryOf } from '../../shared/ledger/entries.ts';
import { parseAmount } from '../../shared/money.ts';
import { parseInstant } from '../../shared/zone.ts';
import { zoneName } from './options.ts';
import { CommandFailure, EXIT } from './output.ts';

export type MovementKind =
  'fee' | 'tax' | 'refund' | 'chargeback' | 'income' | 'expense' | 'adjustment' | 'opening';

interface TimeOptions {
  readonly at?: string;
  readonly zone: string;
}

export interface PayoutOptions extends TimeOptions {
  readonly platform: string;
  readonly units?: string;
  readonly unit?: string;
  readonly currency: string;
  readonly gross?: string;
  readonly fee: string;
  readonly tax: string;
  readonly net?: string;
}

export interface MovementOptions extends TimeOptions {
  readonly platform?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly units?: string;
  readonly unit?: string;
  readonly atPlatform: boolean;
  readonly category?: string;
}

export interface LockOptions {
  readonly from?: string;
  readonly to: string;
  readonly zone: string;
}

export function systemZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function withTimeOptions(command: Command): Command {
  return command
    .option('--at <time>', 'when it happened, such as 2026-01-31 (default: now)')
    .option('--zone <iana>', 'time zone of --at', zoneName, systemZone());
}

export function withMovementOptions(command: Command, kind: MovementKind): Command {
  command
    .option('--amount <amount>', 'money, such as 12.50')
    .option('--currency <code>', 'currency of --amount')
    .option('--units <number>', 'coins, bits … instead of money')
    .option('--unit <unit>', 'what --units counts: coin, bit, sub1 …')
    .option('--platform <platform>', 'which platform it is about, such as tiktok')
    .option('--at-platform', 'the money is at the platform, not in the bank', false);
  return kind === 'income' || kind === 'expense'
    ? command.option('--category <name>', 'your own category, such as sponsors', 'other')
    : command;
}

export function payoutEntry(options: PayoutOptions): Entry {
  const { platform } = options;
  const currency = currencyOf(options.currency);
  const unit = options.unit ?? currency;
  const money = (name: string, text: string) => positive(name, text, currency);
  const fee = money('--fee', options.fee);
  const tax = money('--tax', options.tax);
  const net = options.net === undefined ? null : money('--net', options.net);
  const gross = options.gross === undefined ? null : money('--gross', options.gross);
  if (gross === null && net === null) {
    throw usage('amount_missing', 'Give --gross or --net, or both.');
  }
  const grossMinor = gross ?? (net ?? 0) + fee + tax;
  if (options.units === undefined && unit !== currency) {
    throw usage('units_missing', `Say with --units how many ${unit} were paid out.`);
  }
  return {
    kind: 'payout',
    atMs: instantOf(options),
    platform,
    unit,
    units: options.units === undefined ? grossMinor : positive('--units', options.units, unit),
    currency,
    grossMinor,
    feeMinor: fee,
    taxMinor: tax,
    netMinor: net ?? grossMinor - fee - tax,
  };
}

export function movementEntry(kind: MovementKind, options: MovementOptions): Entry {
  const signed = kind === 'adjustment' || kind === 'opening';
  const { unit, units } = movedOf(options, signed ? amount : positive);
  const movement = {
    atMs: instantOf(options),
    platform: options.platform ?? null,
    unit,
    units,
    // Only money can be in a bank.
    heldAt: options.atPlatform || !isCurrency(unit) ? ('platform' as const) : ('bank' as const),
  } satisfies Omit<EntryOf<'fee'>, 'kind'>;
  return kind === 'income' || kind === 'expense'
    ? { kind, ...movement, category: options.category ?? 'other' }
    : { kind, ...movement };
}

function movedOf(
  options: MovementOptions,
  read: typeof amount,
): { readonly unit: string; readonly units: number } {
  const { amount: money, currency, units, unit } = options;
  if ((money === undefined) === (units === undefined)) {
    throw usage('amount_missing', 'Give either --amount with --currency, or --units with --unit.');
  }
  if (money !== undefined) {
    if (currency === undefined) throw usage('currency_missing', 'Say with --currency what money.');
    const code = currencyOf(currency);
    return { unit: code, units: read('--amount', money, code) };
  }
  if (unit === undefined) throw usage('unit_missing', 'Say with --unit what --units counts.');
  return { unit, units: read('--units', units ?? '', unit) };
}

export function lockEntry(options: LockOptions): Entry {
  return {
    kind: 'lock',
    fromMs: options.from === undefined ? null : instant('--from', options.from, options.zone),
    toMs: instant('--to', options.to, options.zone),
  };
}

/** An amount as it was typed; of a currency in minor units. */
export function amount(name: string, text: string, unit: string): number {
  const parsed = parseAmount(text, unit);
  if (parsed !== undefined) return parsed;
  const instead = isCurrency(unit)
    ? `Write it with a point and no more decimals than ${unit} has, such as 12`
    : 'Write a whole number, such as 10000';
  throw usage('amount_malformed', `${name} “${text}” is not an amount of ${unit}. ${instead}.`);
}

/** What only an adjustment or an opening balance may be is negative. */
function positive(name: string, text: string, unit: string): number {
  const parsed = amount(name, text, unit);
  if (parsed >= 0) return parsed;
  throw usage(
    'amount_negative',
    `${name} “${text}” is negative. Leave out the sign; the kind of the entry says which way it went.`,
  );
}

function instantOf(options: TimeOptions): number {
  return options.at === undefined ? Date.now() : instant('--at', options.at, options.zone);
}

export function instant(name: string, text: string, zone: string): number {
  const ms = parseInstant(text, zone);
  if (ms !== undefined) return ms;
  throw usage(
    'time_malformed',
    `${name} “${text}” is not a time. Write 2026-01-31, 2026-01-31T20:15 or 2026-01-31T20:15:00Z.`,
  );
}

function currencyOf(text: string): string {
  const code = text.toUpperCase();
  const problem = currencyProblem(code);
  if (problem === undefined) return code;
  throw usage(problem.code, problem.message);
}

function usage(code: string, message: string): CommandFailure {
  return new CommandFailure(code, `${message} Nothing was recorded.`, EXIT.usage);
}

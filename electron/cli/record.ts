/** `record`: what a person says about money, as entries of the journal. The options of each kind: `record-entry.ts`. */
import { Command } from 'commander';
import { ENTRY_PROBLEMS } from '../../shared/ledger/entries.ts';
import type { Entry } from '../../shared/ledger/entries.ts';
import type { RecordOutcome } from '../../shared/contract/money.ts';
import { pc } from './colours.ts';
import { withCommonOptions, zoneName } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import type { Output } from './output.ts';
import {
  lockEntry,
  movementEntry,
  payoutEntry,
  systemZone,
  withMovementOptions,
  withTimeOptions,
} from './record-entry.ts';
import type { LockOptions, MovementKind, MovementOptions, PayoutOptions } from './record-entry.ts';
import { withLedgerApi } from './running.ts';
import type { LedgerApi } from './running.ts';

interface NoteOptions extends CommonOptions {
  readonly note?: string;
  readonly id?: string;
}

interface ReversalOptions extends NoteOptions {
  readonly row?: number;
  readonly gift?: string;
}

const LONGEST_NOTE = 2_000;
const LONGEST_ID = 200;

export function recordCommand(): Command {
  const record = new Command('record')
    .description('record money out and in, corrections and locked periods')
    .addHelpText(
      'after',
      `
Each kind has its own help: coinfall record payout --help

Examples:
  coinfall record payout --platform tiktok --units 10000 --unit coin \\
    --currency USD --gross 50.00 --fee 0.90
  coinfall record expense --amount 129.00 --currency EUR --category gear
  coinfall record income --amount 300 --currency USD --category sponsors \\
    --note "Spring campaign"
  coinfall record reversal --row 12
  coinfall record lock --to 2026-01-01

What was recorded is never changed: a mistake is taken back by a reversal.
Where an amount goes: money moves in the bank unless --at-platform is given;
coins, bits and subs are always at their platform.
Exit codes: 0 recorded, 1 the ledger does not allow it (no such row, locked),
2 the entry itself is not right, 3 could not.`,
    );
  record.addCommand(payoutCommand());
  for (const kind of Object.keys(MOVEMENTS) as MovementKind[]) {
    record.addCommand(movementCommand(kind));
  }
  record.addCommand(reversalCommand());
  record.addCommand(lockCommand());
  for (const command of record.commands) command.exitOverride();
  return record;
}

function withNoteOptions(command: Command): Command {
  return withCommonOptions(command)
    .option('--note <text>', 'your own words, kept beside the entry')
    .option('--id <id>', 'given twice, the entry is recorded once');
}

function payoutCommand(): Command {
  return withTimeOptions(withNoteOptions(new Command('payout')))
    .description('units of a platform became money in the bank')
    .requiredOption('--platform <platform>', 'who paid, such as tiktok')
    .option('--units <number>', 'how much left the platform (money: the gross amount)')
    .option('--unit <unit>', 'coin, bit, sub1 … or a currency (default: that of the money)')
    .requiredOption('--currency <code>', 'currency of the money')
    .option('--gross <amount>', 'before fee and tax (default: net + fee + tax)')
    .option('--fee <amount>', 'kept by whoever transferred it', '0')
    .option('--tax <amount>', 'withheld', '0')
    .option('--net <amount>', 'what arrived (default: gross − fee − tax)')
    .addHelpText(
      'after',
      `
Example:
  coinfall record payout --at 2026-11-02 --platform tiktok --units 10000 \\
    --unit coin --currency USD --gross 50.00 --fee 0.90 --net 49.10`,
    )
    .action((options: PayoutOptions & NoteOptions) => record(options, payoutEntry(options)));
}

const MOVEMENTS: Readonly<Record<MovementKind, readonly [words: string, example: string]>> = {
  fee: ['somebody kept a fee', '--amount 0.90 --currency USD --platform tiktok'],
  tax: ['a tax was paid', '--amount 120 --currency EUR'],
  refund: ['given back to who paid', '--amount 5.00 --currency USD --platform myshop'],
  chargeback: ['taken back by who paid', '--platform tiktok --units 500 --unit coin'],
  income: ['income that no gift tells of', '--amount 300 --currency USD --category sponsors'],
  expense: ['money spent', '--amount 129.00 --currency EUR --category gear'],
  adjustment: [
    'brings the books to what the platform or the bank says; may be negative',
    '--platform tiktok --units -34 --unit coin',
  ],
  opening: [
    'what was there before Coinfall; may be negative',
    '--at 2026-01-01 --platform tiktok \\\n    --units 2500 --unit coin',
  ],
};

function movementCommand(kind: MovementKind): Command {
  const [words, example] = MOVEMENTS[kind];
  const command = withTimeOptions(withNoteOptions(new Command(kind)));
  return withMovementOptions(command, kind)
    .description(words)
    .addHelpText('after', `\nExample:\n  coinfall record ${kind} ${example}`)
    .action((options: MovementOptions & NoteOptions) =>
      record(options, movementEntry(kind, options)),
    );
}

function reversalCommand(): Command {
  return withNoteOptions(new Command('reversal'))
    .description('take back a row, whole; unlocks a period when the row is a lock')
    .option('--row <number>', 'number of the row (seq)', rowNumber)
    .option('--gift <key>', 'key of a gift instead (gift_key of an export)')
    .addHelpText('after', '\nExample:\n  coinfall record reversal --row 12 --note "a typing error"')
    .action((options: ReversalOptions) => reverse(options));
}

function lockCommand(): Command {
  return withNoteOptions(new Command('lock'))
    .description('close a period: what comes later counts for the next open one')
    .option('--from <time>', 'from this time on (default: the beginning)')
    .requiredOption('--to <time>', 'up to, but not including, this time')
    .option('--zone <iana>', 'time zone of --from and --to', zoneName, systemZone())
    .addHelpText(
      'after',
      '\nExample:\n  coinfall record lock --from 2026-10-01 --to 2026-11-01 --zone UTC',
    )
    .action((options: LockOptions & NoteOptions) => record(options, lockEntry(options)));
}

function rowNumber(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new CommandFailure('row_malformed', `“${text}” is not the number of a row.`, EXIT.usage);
}

async function record(options: NoteOptions, entry: Entry): Promise<void> {
  await withLedgerApi(options, (api) => recordThrough(api, options, entry));
}

async function reverse(options: ReversalOptions): Promise<void> {
  const { row, gift } = options;
  if ((row === undefined) === (gift === undefined)) {
    throw new CommandFailure(
      'row_or_gift',
      'Say what to take back: either --row or --gift. Nothing was recorded.',
      EXIT.usage,
    );
  }
  await withLedgerApi(options, async (api) => {
    const corrects = row ?? (await api.money.giftRow({ giftKey: gift ?? '' }));
    if (corrects === null) {
      throw new CommandFailure(
        'gift_unknown',
        `The ledger has no gift with the key “${gift ?? ''}”. Nothing was recorded.`,
        EXIT.notSo,
      );
    }
    await recordThrough(api, options, { kind: 'reversal', corrects });
  });
}

async function recordThrough(api: LedgerApi, options: NoteOptions, entry: Entry): Promise<void> {
  const { note = null, id = null } = options;
  refuseLong('note', note, LONGEST_NOTE);
  refuseLong('id', id, LONGEST_ID);
  report(createOutput(options.json), await api.money.record({ entry, note, id }));
}

function refuseLong(name: string, text: string | null, most: number): void {
  if (text === null || (text !== '' && text.length <= most)) return;
  throw new CommandFailure(
    `${name}_length`,
    `--${name} takes 1 to ${most} characters. Nothing was recorded.`,
    EXIT.usage,
  );
}

function report(output: Output, outcome: RecordOutcome): void {
  if (!outcome.ok) throw refusalOf(outcome);
  const { seq, effectiveAtMs, moved, known } = outcome;
  const effectiveAt = new Date(effectiveAtMs).toISOString();
  output.line({ event: 'recorded', seq, effectiveAt, moved, known });
  if (known) {
    output.say(`Recorded before as row ${seq}, under the same id. Nothing was added.`);
    return;
  }
  output.say(`${pc.green('Recorded')} as row ${seq}.`);
  if (moved) {
    output.say(`Its own time lies in a locked period, so it counts for ${effectiveAt}.`);
  }
}

/** Words of the ledger; the exit code says whether the entry is at fault or what it meets. */
export function refusalOf(outcome: Extract<RecordOutcome, { readonly ok: false }>): CommandFailure {
  const { code, message } = outcome;
  if (ENTRY_PROBLEMS.some((problem) => problem === code)) {
    return new CommandFailure(code, message, EXIT.usage);
  }
  const couldNot = code === 'ledger_not_writable' || code === 'not_recorded';
  return new CommandFailure(code, message, couldNot ? EXIT.couldNot : EXIT.notSo);
}

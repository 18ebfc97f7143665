/** `reconcile`: what a platform reported against what was booked, with the difference explained. */
import { Command } from 'commander';
import type { ReconciliationReport, Span } from '../../shared/contract/money.ts';
import { isCurrency } from '../../shared/currency.ts';
import { withCommonOptions, zoneName } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import { reconciliationWords } from './reconcile-words.ts';
import { amount, instant, systemZone } from './record-entry.ts';
import { refusalOf } from './record.ts';
import { withLedgerApi } from './running.ts';
import type { LedgerApi } from './running.ts';

interface ReconcileOptions extends CommonOptions {
  readonly platform: string;
  readonly unit: string;
  readonly from?: string;
  readonly to?: string;
  readonly session?: string;
  readonly zone: string;
  readonly reported?: string;
  readonly note: string;
  readonly dryRun: boolean;
}

export function reconcileCommand(): Command {
  return withCommonOptions(new Command('reconcile'))
    .description('compare what a platform reported with what was booked')
    .requiredOption('--platform <platform>', 'who reported, such as tiktok')
    .requiredOption('--unit <unit>', 'in what: coin, bit, sub1 … or a currency')
    .option('--from <time>', 'from this time on')
    .option('--to <time>', 'up to, but not including, this time')
    .option('--session <number>', 'a session instead of a period')
    .option('--zone <iana>', 'time zone of --from and --to', zoneName, systemZone())
    .option('--reported <number>', 'the figure (default: the last one that was recorded)')
    .option('--note <text>', 'where the figure is from', '')
    .option('--dry-run', 'compare only, keep no record of the figure', false)
    .addHelpText(
      'after',
      `
Examples:
  coinfall reconcile --platform tiktok --unit coin --from 2026-10-01 \\
    --to 2026-11-01 --reported 12345
  coinfall reconcile --platform tiktok --unit coin --session 7 --reported 980

Nothing that was booked changes. Bring the books to the reported figure, if
you want to, with: coinfall record adjustment --help`,
    )
    .action((options: ReconcileOptions) =>
      withLedgerApi(options, (api) => reconcileThrough(api, options)),
    );
}

async function reconcileThrough(api: LedgerApi, options: ReconcileOptions): Promise<void> {
  const output = createOutput(options.json);
  const unit = isCurrency(options.unit.toUpperCase()) ? options.unit.toUpperCase() : options.unit;
  const about = { platform: options.platform, unit, span: spanOf(options) };
  const units =
    options.reported === undefined ? null : amount('--reported', options.reported, unit);
  if (units !== null && !options.dryRun) {
    const kept = await api.money.report({ ...about, units, note: options.note });
    if (!kept.ok) throw failureOf(kept);
  }
  const outcome = await api.money.reconcile({ ...about, reported: units });
  if (!outcome.ok) throw failureOf(outcome);
  output.line({ event: 'reconciled', ...jsonOf(outcome.report) });
  output.say(reconciliationWords(outcome.report));
}

function failureOf(outcome: {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
}) {
  const usage = outcome.code === 'period_empty';
  return usage ? new CommandFailure(outcome.code, outcome.message, EXIT.usage) : refusalOf(outcome);
}

function spanOf({ from, to, session, zone }: ReconcileOptions): Span {
  if (session !== undefined && from === undefined && to === undefined) {
    if (/^[1-9]\d{0,14}$/.test(session)) return { sessionNo: Number(session) };
    throw usage('session_malformed', `“${session}” is not the number of a session.`);
  }
  if (session !== undefined || from === undefined || to === undefined) {
    throw usage('span_missing', 'Say for when: either --from and --to, or --session.');
  }
  return { fromMs: instant('--from', from, zone), toMs: instant('--to', to, zone) };
}

function usage(code: string, message: string): CommandFailure {
  return new CommandFailure(code, message, EXIT.usage);
}

function jsonOf(report: ReconciliationReport): object {
  const { fromMs, toMs, ...rest } = report;
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), ...rest };
}

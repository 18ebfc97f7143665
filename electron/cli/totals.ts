/** `totals`: what was earned in a period. Reads beside a running companion. */
import { Command, Option } from 'commander';
import type { EarningsPart, EarningsRow } from '../../shared/contract/rates.ts';
import type { Estimate } from '../../shared/contract/states.ts';
import { isCurrency } from '../../shared/currency.ts';
import { formatCount, formatFemtos, formatMinor } from '../../shared/money.ts';
import { PERIOD_STEPS } from '../../shared/periods.ts';
import type { PeriodStep } from '../../shared/periods.ts';
import { DEFAULT_CURRENCY } from '../companion.ts';
import { queries } from '../ledger/queries.ts';
import { pc } from './colours.ts';
import { currencyCode, withCommonOptions, zoneName } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import { readLedger } from './read-ledger.ts';
import { instant, systemZone } from './times.ts';

const LOCALE = 'en';

interface TotalsOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
  readonly currency: string;
  readonly by: PeriodStep;
}

export function totalsCommand(): Command {
  return withCommonOptions(new Command('totals'))
    .description('what was earned: observed, estimated, paid')
    .option('--from <time>', 'from this time on (2026-01-31 or 2026-01-31T20:15)')
    .option('--to <time>', 'up to, but not including, this time')
    .option(
      '--zone <iana>',
      'time zone of the days, and of --from and --to',
      zoneName,
      systemZone(),
    )
    .option('--currency <code>', 'currency of the estimates', currencyCode, DEFAULT_CURRENCY)
    .addOption(new Option('--by <step>', 'a line for each').choices(PERIOD_STEPS).default('total'))
    .action((options: TotalsOptions) => totals(options));
}

function totals(options: TotalsOptions): void {
  const output = createOutput(options.json);
  const { zone, currency, by } = options;
  const fromMs = instant('--from', options.from, zone);
  const toMs = instant('--to', options.to, zone);
  if (fromMs !== null && toMs !== null && fromMs >= toMs) {
    throw new CommandFailure('period_empty', '--from must lie before --to.', EXIT.usage);
  }
  const answer = readLedger(options, (db) =>
    queries.totals(db, { fromMs, toMs, zone, currency, by }),
  );
  for (const part of answer.parts) {
    output.line({ event: 'part', zone, ...part });
    // A day without gifts is a fact for a program and noise for a person.
    if (part.observed.length > 0 || part.paid.length > 0) output.say(partWords(part));
  }
  output.line({ event: 'total', zone, seq: answer.seq, ...answer.total });
  output.say(partWords(answer.total));
}

function partWords(part: EarningsPart): string {
  const lines = [pc.bold(part.label), ...part.observed.map((row) => `  ${rowWords(row)}`)];
  if (part.observed.length === 0) lines.push('  nothing was observed');
  lines.push(...estimateWords(part.estimate).map((line) => pc.dim(`  ${line}`)));
  for (const paid of part.paid) {
    const money = (minor: bigint) => formatMinor(minor, paid.currency, LOCALE);
    lines.push(
      `  paid: ${money(paid.netMinor)} for ${formatCount(paid.units, LOCALE)} ${paid.unit} (${paid.platform}; ${money(paid.grossMinor)} before fee ${money(paid.feeMinor)} and tax ${money(paid.taxMinor)})`,
    );
  }
  return lines.join('\n');
}

function rowWords(row: EarningsRow): string {
  const { platform, kind, unit, gifts, units, estimate } = row;
  const amount = isCurrency(unit)
    ? formatMinor(units, unit, LOCALE)
    : `${formatCount(units, LOCALE)} ${unit}`;
  const seen = `observed: ${amount} (${platform} ${kind}, ${formatCount(gifts, LOCALE)})`;
  if (estimate.basis === null) return seen;
  const worth = formatFemtos(estimate.femtos, estimate.currency, LOCALE);
  return estimate.basis === 'estimated'
    ? `${seen}; estimated: about ${worth}, by ${estimate.rateCards.join(', ')}`
    : seen;
}

function estimateWords(estimate: Estimate): readonly string[] {
  const lines: string[] = [];
  if (estimate.basis !== null) {
    const worth = formatFemtos(estimate.femtos, estimate.currency, LOCALE);
    const about = estimate.basis === 'estimated' ? 'estimated in all: about ' : 'in all: ';
    lines.push(`${about}${worth}`);
  }
  for (const { from, to, source, firstDay, lastDay } of estimate.exchange) {
    const days = firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`;
    lines.push(`${from}/${to} by ${source} of ${days}`);
  }
  for (const { platform, unit, units } of estimate.uncovered) {
    lines.push(
      `not in the estimate, no rate: ${platform} ${isCurrency(unit) ? formatMinor(units, unit, LOCALE) : `${formatCount(units, LOCALE)} ${unit}`}`,
    );
  }
  return lines;
}

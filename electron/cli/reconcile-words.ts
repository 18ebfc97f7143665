/** A reconciliation in calm words: the two figures, then where the difference comes from. */
import type { ReconciliationReport } from '../../shared/contract/money.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { microsDecimal } from '../../shared/money.ts';
import { amountWords, countWords, durationWords, moneyWords } from './amounts.ts';
import { pc } from './colours.ts';

type Explanation = ReconciliationReport['explanations'][number];
type Paid = ReconciliationReport['paid'][number];

export function reconciliationWords(report: ReconciliationReport): string {
  const { unit, variance, rest, coverage } = report;
  const size = (units: bigint) => amountWords(units < 0n ? -units : units, unit);
  const lines = [
    `Reported  ${amountWords(report.reported.units, unit)}`,
    `Booked    ${amountWords(report.observed.units, unit)}`,
  ];
  if (coverage.liveMs > 0) {
    const watched = `${durationWords(coverage.observedMs)} of ${durationWords(coverage.liveMs)}`;
    lines.push(`Watched   ${watched}`);
  }
  if (variance === 0n) {
    lines.push(pc.green('They agree.'));
  } else {
    lines.push(`${size(variance)} ${variance > 0n ? 'more was reported' : 'less was reported'}:`);
  }
  for (const explanation of report.explanations) {
    lines.push(`  ${wordsOf(explanation, unit)}`);
  }
  if (variance !== 0n && rest === 0n) lines.push(pc.green('That may be all of it.'));
  if (rest !== 0n) {
    const open = report.explanations.some(({ upTo }) => upTo === null);
    lines.push(
      open && rest > 0n
        ? `${size(rest)} more may lie in what nobody can put a number to.`
        : `${size(rest)} ${rest > 0n ? 'more' : 'less'} that nothing here explains. ${pc.dim(HINT)}`,
    );
  }
  return [...lines, ...report.paid.flatMap((paid) => paidWords(paid, unit))].join('\n');
}

const HINT = 'Does the figure use the same time zone, and the same first and last day?';

function wordsOf(explanation: Explanation, unit: string): string {
  const { code, count, ms, kind } = explanation;
  const share = `${explanation.units < 0n ? '−' : '+'}${amountWords(explanation.units < 0n ? -explanation.units : explanation.units, unit)}`;
  switch (code) {
    case 'entry':
      return `${share}  ${things(count, 'entry', 'entries')} of kind ${kind ?? ''}, recorded by hand`;
    case 'moved_out':
      return `${share}  ${gifts(count)} of this period that came after it was locked`;
    case 'moved_in':
      return `${share}  ${gifts(count)} of a locked period, counted here instead`;
    case 'reversed':
      return `${share}  ${gifts(count)} that you took back, if the platform still counts them`;
    case 'not_watched':
      return notWatched(explanation, ms ?? 0, unit, share);
    case 'unconfirmed':
      return `   ?  ${gifts(count)} whose end was not seen: there may have been more`;
    case 'suspense':
      return `   ?  ${gifts(count)} whose price is unknown`;
    case 'no_source':
      return `   ?  ${things(count, 'session', 'sessions')} (${durationWords(ms ?? 0)}) without any source of this platform`;
    default:
      return assertNever(code, 'explanation');
  }
}

function notWatched(explanation: Explanation, ms: number, unit: string, share: string): string {
  const time = `not watched for ${durationWords(ms)}`;
  if (explanation.upTo === null) return `   ?  ${time}, and no pace to estimate by`;
  return `${share}  ${time}: at the session’s pace about ${amountWords(explanation.upTo, unit)} (an estimate, booked nowhere)`;
}

function gifts(count: number): string {
  return things(count, 'gift', 'gifts');
}

function things(count: number, one: string, many: string): string {
  return `${countWords(count)} ${count === 1 ? one : many}`;
}

function paidWords(paid: Paid, unit: string): readonly string[] {
  const { currency, effectiveRate, variance } = paid;
  const money = (micros: bigint) => moneyWords(micros, currency);
  const lines = [
    `Paid out  ${amountWords(paid.units, unit)} in ${things(paid.payouts, 'payout', 'payouts')}: ${money(paid.netMicros)} arrived`,
  ];
  if (effectiveRate !== null) {
    const { numerator, denominator, unitMicros } = effectiveRate;
    const about = numerator % denominator === 0n ? '' : 'about ';
    const rate = microsDecimal(unitMicros, currency);
    lines.push(`  The rate was ${about}${rate} ${currency} for one ${unit}`);
  }
  if (variance === null) {
    lines.push('  No rate card covers all of it, so there is no estimate to compare with.');
    return lines;
  }
  lines.push(`  Estimated from what was booked: about ${money(variance.estimateMicros)}`);
  for (const { code, micros } of variance.explanations) {
    lines.push(`  ${micros > 0n ? '+' : ''}${money(micros)}  ${PAID_WORDS[code]}`);
  }
  return lines;
}

const PAID_WORDS = {
  rate: 'another rate than the card’s',
  units: 'other units paid out than booked in this time',
  fee: 'fee',
  tax: 'tax',
} as const;

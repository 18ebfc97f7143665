/** The parts of a statement that tell what was paid, and how that agrees with what was observed. */
import { isCurrency } from '../../../shared/currency.ts';
import { grossRate } from '../../../shared/effective-rate.ts';
import { worthOf } from '../../../shared/estimates.ts';
import type { PayoutExportRow } from '../../../shared/export-rows.ts';
import { FEMTOS_PER_MICRO, microsDecimal, minorToMicros } from '../../../shared/money.ts';
import { localDay } from '../../../shared/zone.ts';
import type { ExportRequest } from '../export.ts';
import { left, right } from './blocks.ts';
import type { Block, Row } from './blocks.ts';
import type { StatementSums } from './sums.ts';
import { NOTHING, amount, money, platformName, unitName, worth } from './words.ts';

/** Payouts of one platform's unit in one currency. */
interface PaidSum {
  readonly platform: string;
  readonly unit: string;
  readonly currency: string;
  units: bigint;
  gross: bigint;
  fee: bigint;
  tax: bigint;
  net: bigint;
  /** By the rates of each payout's own time; undefined when one of them is covered by none. */
  femtos: bigint | undefined;
}

export function payoutsPart(request: ExportRequest, sums: StatementSums): readonly Block[] {
  const payouts = [...request.books.payouts()];
  if (payouts.length === 0) {
    return [
      { type: 'heading', text: 'Payouts' },
      { type: 'text', text: 'No payout was recorded for this period.' },
    ];
  }
  const paid = paidSums(payouts, request);
  return [payoutTable(payouts, paid, request.facts.zone), againstTable(paid, sums), AGAINST_HELP];
}

function payoutTable(
  payouts: readonly PayoutExportRow[],
  paid: readonly PaidSum[],
  zone: string,
): Block {
  return {
    type: 'table',
    title: 'Payouts',
    columns: [
      left('Day', 12),
      left('Platform', 12),
      right('Units paid out', 18),
      right('Gross, paid', 14),
      right('Fee', 11),
      right('Tax', 10),
      right('Net, paid', 13),
      right('Effective rate', 10),
    ],
    rows: payouts.map(({ effectiveAtMs, payout, note }) => ({
      cells: [
        { text: localDay(effectiveAtMs, zone) },
        { text: platformName(payout.platform) },
        amount(payout.unit, BigInt(payout.units)),
        ...[payout.grossMinor, payout.feeMinor, payout.taxMinor, payout.netMinor].map((minor) =>
          money(BigInt(minor), payout.currency),
        ),
        { text: rateText({ ...payout, units: BigInt(payout.units) }, BigInt(payout.grossMinor)) },
      ],
      ...(note === null ? {} : { note }),
    })),
    totals: paid.map((sum) => ({
      cells: [
        { text: 'Total' },
        { text: platformName(sum.platform) },
        amount(sum.unit, sum.units),
        ...[sum.gross, sum.fee, sum.tax, sum.net].map((minor) => money(minor, sum.currency)),
        { text: rateText(sum, sum.gross) },
      ],
    })),
  };
}

function rateText(
  paid: { readonly unit: string; readonly units: bigint; readonly currency: string },
  grossMinor: bigint,
): string {
  const rate = grossRate({ ...paid, grossMinor });
  return rate === null ? NOTHING : microsDecimal(rate.unitMicros, paid.currency);
}

function paidSums(
  payouts: readonly PayoutExportRow[],
  { books }: ExportRequest,
): readonly PaidSum[] {
  const sums = new Map<string, PaidSum>();
  for (const { effectiveAtMs: atMs, payout } of payouts) {
    const { platform, unit, currency } = payout;
    const key = `${platform}/${unit}/${currency}`;
    let sum = sums.get(key);
    if (sum === undefined) {
      const nothing = { units: 0n, gross: 0n, fee: 0n, tax: 0n, net: 0n };
      sums.set(key, (sum = { platform, unit, currency, ...nothing, femtos: 0n }));
    }
    const units = BigInt(payout.units);
    sum.units += units;
    sum.gross += BigInt(payout.grossMinor);
    sum.fee += BigInt(payout.feeMinor);
    sum.tax += BigInt(payout.taxMinor);
    sum.net += BigInt(payout.netMinor);
    const value = worthOf(books.rates, { platform, kind: null, unit, atMs, units }, currency);
    sum.femtos =
      value === undefined || sum.femtos === undefined ? undefined : sum.femtos + value.femtos;
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

/** Observed units against those that were paid out, and what rates foretold against what was paid. */
function againstTable(paid: readonly PaidSum[], sums: StatementSums): Block {
  const units = new Map<string, { platform: string; unit: string; observed: bigint }>();
  for (const { platform, unit } of paid) {
    units.set(`${platform}/${unit}`, { platform, unit, observed: 0n });
  }
  for (const { platform, unit, units: observed } of sums.totals) {
    // Tips in money are their own payout.
    if (units.has(`${platform}/${unit}`) || !isCurrency(unit)) {
      units.set(`${platform}/${unit}`, { platform, unit, observed });
    }
  }
  const rows: Row[] = [...units.values()].flatMap(({ platform, unit, observed }) => {
    const own = paid.filter((sum) => sum.platform === platform && sum.unit === unit);
    const out = own.reduce((all, sum) => all + sum.units, 0n);
    const begin = [
      { text: `${platformName(platform)}, ${unitName(unit)}` },
      ...[observed, out, observed - out].map((each) => ({ text: amount(unit, each).text })),
    ];
    if (own.length === 0) return [{ cells: [...begin, null, null, null] }];
    return own.map((sum, at) => ({
      cells: [...(at === 0 ? begin : [null, null, null, null]), ...moneyAgainst(sum)],
      ...(at === 0 ? {} : { continues: true as const }),
    }));
  });
  return {
    type: 'table',
    title: 'Observed against paid',
    columns: [
      left('In', 19),
      right('Units, observed', 13),
      right('Paid out', 12),
      right('Difference', 12),
      right('Worth by rates', 19),
      right('Gross, paid', 12),
      right('Variance', 13),
    ],
    ...{ rows, totals: [] },
  };
}

function moneyAgainst(sum: PaidSum): Row['cells'] {
  const gross = money(sum.gross, sum.currency);
  if (isCurrency(sum.unit) || sum.femtos === undefined) {
    return [{ text: NOTHING }, gross, { text: NOTHING }];
  }
  const paidFemtos = minorToMicros(sum.gross, sum.currency) * FEMTOS_PER_MICRO;
  const variance = worth({ femtos: paidFemtos - sum.femtos, basis: 'face value' }, sum.currency);
  return [
    worth({ femtos: sum.femtos, basis: 'estimated' }, sum.currency),
    gross,
    { text: variance.text },
  ];
}

const AGAINST_HELP: Block = {
  type: 'text',
  text:
    'Difference is what was observed in this period less what was paid out in it; payouts often pay for an earlier ' +
    'period. Variance is what was paid, before fee and tax, less what the rates foretold for the same units.',
};

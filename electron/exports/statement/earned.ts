/** The parts of a statement that tell what came in: totals, the rates they are read through, and time by time. */
import { dayText } from '../../../shared/exchange.ts';
import { microsDecimal } from '../../../shared/money.ts';
import { periodsOf } from '../../../shared/periods.ts';
import type { ExportRequest } from '../export.ts';
import { left, right } from './blocks.ts';
import type { Block, Row } from './blocks.ts';
import { regrouped } from './sums.ts';
import type { GroupedSum, StatementSums, UnitSum } from './sums.ts';
import {
  amount,
  amountText,
  count,
  dayName,
  monthName,
  platformName,
  unitName,
  watched,
  worth,
} from './words.ts';

const DAY_MS = 86_400_000;
/** Longer statements go by month. */
const MOST_DAYS = 62;

/** From when to when the statement has anything to tell, Unix ms. */
export interface StatementSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export function spanOf({ facts, books }: ExportRequest, sums: StatementSums): StatementSpan {
  const sessions = [...books.sessions()];
  const froms = [...sessions.map(({ fromMs }) => fromMs), sums.span?.firstMs ?? Infinity];
  const tos = [...sessions.map(({ toMs }) => toMs), (sums.span?.lastMs ?? -Infinity) + 1];
  const first = Math.min(...froms);
  const { atMs } = facts.head;
  return {
    fromMs: facts.period.fromMs ?? (Number.isFinite(first) ? first : atMs),
    toMs: facts.period.toMs ?? Math.max(...tos.filter(Number.isFinite), atMs),
  };
}

export function totalsPart(
  request: ExportRequest,
  sums: StatementSums,
  span: StatementSpan,
): readonly Block[] {
  const { facts, books } = request;
  const { estimate } = sums;
  if (sums.totals.length === 0) {
    return [
      { type: 'heading', text: 'What was earned' },
      { type: 'text', text: 'No gift was booked in this period.' },
      ...notesOf(sums),
    ];
  }
  return [
    {
      type: 'table',
      title: 'What was earned',
      columns: [
        left('Platform', 16),
        left('In', 16),
        right('Gifts', 9),
        right('Units, observed', 21),
        right('Worth', 20),
        right('Time watched', 18),
      ],
      rows: sums.totals.map((sum, at) => ({
        cells: [
          samePlatform(sums.totals, at) ? null : { text: platformName(sum.platform) },
          { text: unitName(sum.unit) },
          ...figures(sum, facts.currency),
          samePlatform(sums.totals, at)
            ? null
            : { text: watched(books.coverage(sum.platform, span)) },
        ],
      })),
      totals: [
        {
          cells: [
            { text: 'Total' },
            null,
            count(sums.totals.reduce((all, { gifts }) => all + gifts, 0)),
            null,
            worth(
              {
                femtos: estimate.basis === null ? undefined : estimate.femtos,
                basis: estimate.basis,
              },
              facts.currency,
            ),
            null,
          ],
        },
      ],
    },
    ...notesOf(sums),
  ];
}

function samePlatform(sums: readonly UnitSum[], at: number): boolean {
  return sums[at - 1]?.platform === sums[at]?.platform;
}

function figures(sum: UnitSum, currency: string) {
  return [count(sum.gifts), amount(sum.unit, sum.units), worth(sum, currency)] as const;
}

function notesOf(sums: StatementSums): readonly Block[] {
  const { estimate, suspense, unconfirmed, notIncome } = sums;
  const uncovered = estimate.uncovered.map(
    ({ platform, unit, units }) => `${amountText(unit, units)} (${platformName(platform)})`,
  );
  const notes = [
    uncovered.length === 0
      ? null
      : `No rate covers ${uncovered.join(', ')}. They are counted, but in no figure of money.`,
    suspense === 0
      ? null
      : `${gifts(suspense)} of a price that is not known: counted as gifts, with no units.`,
    unconfirmed === 0
      ? null
      : `${gifts(unconfirmed)} whose end was not seen: booked as far as they were seen.`,
    notIncome === 0
      ? null
      : `${gifts(notIncome)} seen that are not this creator’s income. No figure here holds them.`,
  ];
  return notes.flatMap((text) => (text === null ? [] : [{ type: 'text', text } as const]));
}

function gifts(number: number): string {
  return number === 1 ? '1 gift' : `${count(number).text} gifts`;
}

/** Cards and exchange rates behind the estimates; nothing where there is no estimate. */
export function ratesPart({ books, facts }: ExportRequest, sums: StatementSums): readonly Block[] {
  const { rateCards, exchange } = sums.estimate;
  const cards = books.rates.cards.filter(({ id }) => rateCards.includes(id));
  const rows: Row[] = cards
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((card) => ({
      cells: [
        { text: card.id },
        { text: `${platformName(card.platform)}, 1 ${card.unit}` },
        { text: microsDecimal(BigInt(card.unitMicros), card.currency), unit: card.currency },
        { text: validity(card.validFromMs, card.validToMs) },
      ],
      note: card.source,
    }));
  const read: Row[] = exchange.map(({ from, to, source, firstDay, lastDay }) => ({
    cells: [
      { text: `${from} to ${to}` },
      { text: 'exchange, day by day' },
      null,
      { text: firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}` },
    ],
    note: source,
  }));
  if (rows.length + read.length === 0) return [];
  return [
    {
      type: 'table',
      title: `Rates behind the estimates in ${facts.currency}`,
      columns: [
        left('Rate card', 32),
        left('For', 24),
        right('Worth of one', 20),
        left('In force', 24),
      ],
      rows: [...rows, ...read],
      totals: [],
    },
  ];
}

function validity(fromMs: number, toMs: number | null): string {
  const from = dayText(fromMs);
  return toMs === null ? `from ${from}` : `${from} to ${dayText(toMs - 1)}`;
}

/** By month, or by day where that is no more than two months. */
export function timesPart(
  { facts, books }: ExportRequest,
  sums: StatementSums,
  span: StatementSpan,
): readonly Block[] {
  if (sums.days.length === 0) return [];
  const byDay = span.toMs - span.fromMs <= MOST_DAYS * DAY_MS;
  const groups = byDay ? sums.days : regrouped(sums.days, (day) => day.slice(0, 7));
  const spans = new Map(
    periodsOf(span, facts.zone, byDay ? 'day' : 'month').map((period) => [period.label, period]),
  );
  const name = byDay ? dayName : monthName;
  const rows = groups.map((sum, at) => {
    const before = groups[at - 1];
    const goesOn = before?.group === sum.group;
    const period = spans.get(sum.group);
    const isWatched = !goesOn || before.platform !== sum.platform;
    return {
      cells: [
        goesOn ? null : { text: name(sum.group) },
        { text: `${platformName(sum.platform)}, ${unitName(sum.unit)}` },
        ...figures(sum, facts.currency),
        isWatched && period !== undefined
          ? { text: watched(books.coverage(sum.platform, period)) }
          : null,
      ],
      ...continuing(groups, at),
    };
  });
  return [
    {
      type: 'table',
      title: byDay ? 'Day by day' : 'Month by month',
      columns: [
        left(byDay ? 'Day' : 'Month', 17),
        left('In', 19),
        right('Gifts', 7),
        right('Units, observed', 20),
        right('Worth', 20),
        right('Time watched', 17),
      ],
      ...{ rows, totals: [] },
    },
  ];
}

/** Whether a row goes on with the group of the one above. */
export function continuing<Group>(
  sums: readonly GroupedSum<Group>[],
  at: number,
): { readonly continues?: true } {
  return at > 0 && sums[at - 1]?.group === sums[at]?.group ? { continues: true } : {};
}

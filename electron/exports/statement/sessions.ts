/** Sessions of a statement, each with how much of it was watched; and what no session holds. */
import type { ExportRequest } from '../export.ts';
import { left, right } from './blocks.ts';
import type { Block, Row } from './blocks.ts';
import { continuing } from './earned.ts';
import type { StatementSums, UnitSum } from './sums.ts';
import { NOTHING, amount, duration, minute, watched, worth } from './words.ts';

export function sessionsPart(
  { facts, books }: ExportRequest,
  sums: StatementSums,
): readonly Block[] {
  const sessions = [...books.sessions()];
  const known = new Set(sessions.map(({ sessionNo }) => sessionNo));
  const rows: Row[] = sessions.flatMap((session) => {
    const own = sums.sessions.filter(({ group }) => group === session.sessionNo);
    const { period } = facts;
    const span = {
      fromMs: Math.max(session.fromMs, period.fromMs ?? session.fromMs),
      toMs: Math.min(session.toMs, period.toMs ?? session.toMs),
    };
    const begin = [
      { text: minute(session.fromMs, facts.zone) },
      { text: session.title ?? `Session ${session.sessionNo}` },
      { text: duration(span.toMs - span.fromMs) },
    ];
    if (own.length === 0) {
      return [{ cells: [...begin, { text: NOTHING }, { text: 'no gifts' }] }];
    }
    return own.map((sum, at) => ({
      cells: [
        ...(at === 0 ? begin : [null, null, null]),
        own[at - 1]?.platform === sum.platform
          ? null
          : { text: watched(books.coverage(sum.platform, span)) },
        amount(sum.unit, sum.units),
        worth(sum, facts.currency),
      ],
      ...continuing(own, at),
    }));
  });
  // What no session of this period holds, so that the table comes to the totals.
  const outside = sums.sessions.filter(({ group }) => group === null);
  const earlier = sums.sessions.filter(({ group }) => group !== null && !known.has(group));
  const rest = [
    ...outside.map((sum, at) => otherRow(sum, at === 0 ? 'Outside any session' : '', facts)),
    ...earlier.map((sum) => otherRow(sum, `Late, of session ${String(sum.group)}`, facts)),
  ];
  if (rows.length + rest.length === 0) return [];
  return [
    {
      type: 'table',
      title: 'Sessions',
      columns: [
        left('Began', 16),
        left('Session', 20),
        right('Lasted', 9),
        right('Time watched', 17),
        right('Units, observed', 18),
        right('Worth', 20),
      ],
      rows: [...rows, ...rest],
      totals: [],
    },
  ];
}

function otherRow(sum: UnitSum, text: string, facts: ExportRequest['facts']): Row {
  return {
    cells: [null, { text }, null, null, amount(sum.unit, sum.units), worth(sum, facts.currency)],
  };
}

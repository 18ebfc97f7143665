/** A statement from head to control totals, as blocks. What each part tells stands in a file of its own. */
import { isCurrency } from '../../../shared/currency.ts';
import { localDay, parseInstant } from '../../../shared/zone.ts';
import type { ControlTotals, ExportRequest } from '../export.ts';
import { left, right } from './blocks.ts';
import type { Block } from './blocks.ts';
import { MISSING } from './clean-text.ts';
import { ratesPart, spanOf, timesPart, totalsPart } from './earned.ts';
import { entriesPart } from './entries.ts';
import { payoutsPart } from './paid.ts';
import { sessionsPart } from './sessions.ts';
import type { StatementSums } from './sums.ts';
import { supportersPart } from './supporters.ts';
import { dayName, minute, plainAmount } from './words.ts';

const TITLE = 'Earnings statement';

export interface StatementContent {
  readonly title: string;
  readonly foot: string;
  readonly blocks: readonly Block[];
}

export function statementContent(
  request: ExportRequest,
  sums: StatementSums,
  control: { readonly totals: ControlTotals; readonly contentSha256: string },
): StatementContent {
  const { name } = request.statement;
  const period = periodText(request);
  const span = spanOf(request, sums);
  return {
    title: `${TITLE}, ${period}`,
    foot: [TITLE, ...(name === '' ? [] : [name]), period].join(' · '),
    blocks: [
      ...headPart(request, period),
      ...totalsPart(request, sums, span),
      ...ratesPart(request, sums),
      ...timesPart(request, sums, span),
      ...payoutsPart(request, sums),
      ...entriesPart(request),
      ...sessionsPart(request, sums),
      ...supportersPart(request, sums),
      ...controlPart(request, control),
    ],
  };
}

function headPart({ facts, statement }: ExportRequest, period: string): readonly Block[] {
  const { zone, currency, head, people } = facts;
  return [
    { type: 'title', text: TITLE, aside: statement.name },
    {
      type: 'facts',
      facts: [
        ['Period', period],
        ['Time zone', zone],
        ['As of', minute(head.atMs, zone)],
        ['Estimates in', currency],
        ['Up to', `row ${head.seq} of the journal`],
        ['Supporters', people === 'names' ? 'by name' : 'by pseudonym'],
      ],
    },
    {
      type: 'text',
      text:
        'Every figure is one of three kinds. Observed: counted by Coinfall as it happened. Estimated (≈): observed units ' +
        'read through a rate card. Paid: as a payout was recorded. Time watched is how much of the live time a source ' +
        'was connected; what was given in the rest of it may be missing here.',
    },
  ];
}

/** Days where the period begins and ends with a day, else the minutes. */
function periodText({ facts }: ExportRequest): string {
  const { period, zone, head } = facts;
  const { fromMs, toMs } = period;
  const isDayStart = (ms: number) => parseInstant(localDay(ms, zone), zone) === ms;
  const from =
    fromMs === null
      ? null
      : isDayStart(fromMs)
        ? dayName(localDay(fromMs, zone))
        : minute(fromMs, zone);
  const last =
    toMs === null
      ? dayName(localDay(head.atMs, zone))
      : isDayStart(toMs)
        ? dayName(localDay(toMs - 1, zone))
        : minute(toMs, zone);
  if (from === null) return `from the beginning to ${last}`;
  return from === last ? from : `${from} to ${last}`;
}

function controlPart(
  { facts }: ExportRequest,
  { totals, contentSha256 }: { readonly totals: ControlTotals; readonly contentSha256: string },
): readonly Block[] {
  return [
    {
      type: 'table',
      title: 'Control totals',
      columns: [left('Platform', 30), left('Unit', 30), right('Units', 40)],
      rows: totals.units.map(({ platform, unit, units }) => ({
        cells: [
          { text: platform },
          { text: unit },
          { text: isCurrency(unit) ? plainAmount(unit, units) : units.toString() },
        ],
      })),
      totals: [
        { cells: [{ text: 'Rows of gifts' }, null, { text: totals.rows.toString() }] },
        { cells: [{ text: 'Last row of the journal' }, null, { text: facts.head.seq.toString() }] },
      ],
    },
    {
      type: 'text',
      text:
        'SHA-256 of the rows of gifts behind this statement, as JSON Lines; an export of the same facts in that form, in ' +
        'Parquet or in XLSX says the same:',
    },
    { type: 'code', text: contentSha256 },
    {
      type: 'text',
      text:
        'With the control file beside this document, “coinfall verify --export” proves it against the ledger, byte for ' +
        `byte. ${MISSING} stands for a character that no typeface of this document has.`,
    },
  ];
}

/** The period that was chosen, and the one before it that it is compared with. Pure. */
import { MOST_PERIODS } from '../../../shared/earnings-limits.ts';
import type { Span } from '../../../shared/periods.ts';
import { localDay } from '../../../shared/zone.ts';
import { DAY_MS, between, monthStart, movedDay } from '../days.ts';
import { STEPS } from './choice.ts';
import type { EarningsChoice, Step } from './choice.ts';

/** A session as the ledger dates it. */
export interface SessionSpan extends Span {
  readonly open: boolean;
}

export interface Asked {
  readonly zone: string;
  readonly nowMs: number;
  /** Newest first; null while they are not known. */
  readonly sessions: readonly SessionSpan[] | null;
}

export interface Compared {
  readonly period: Span;
  /** Null where nothing can be compared. */
  readonly before: Span | null;
  /** The period is not over, so the one before is cut off at the same point. */
  readonly running: boolean;
}

type Choice = Pick<EarningsChoice, 'period' | 'firstDay' | 'lastDay'>;

/** Undefined while sessions are not known, there is none, or the days are not two days in their order. */
export function comparedPeriods(choice: Choice, asked: Asked): Compared | undefined {
  if (choice.period === 'session') return comparedSessions(asked);
  const [first, end, before] = daysOf(choice, localDay(asked.nowMs, asked.zone));
  const period = between(first, end, asked.zone);
  if (period === undefined) return undefined;
  return cutOff(period, between(before, first, asked.zone) ?? null, asked.nowMs);
}

/** First day, the day after the last, and the first day of the period before, which ends where this one begins. */
function daysOf(choice: Choice, today: string): readonly [string, string, string] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const tomorrow = movedDay(today, 1);
  switch (choice.period) {
    case 'session':
    case 'today':
      return [today, tomorrow, movedDay(today, -1)];
    case 'yesterday':
      return [movedDay(today, -1), today, movedDay(today, -2)];
    case 'last7':
      return [movedDay(today, -6), tomorrow, movedDay(today, -13)];
    case 'last30':
      return [movedDay(today, -29), tomorrow, movedDay(today, -59)];
    case 'thisMonth':
      return [monthStart(year, month), monthStart(year, month + 1), monthStart(year, month - 1)];
    case 'lastMonth':
      return [monthStart(year, month - 1), monthStart(year, month), monthStart(year, month - 2)];
    case 'thisYear':
      return [monthStart(year, 1), monthStart(year + 1, 1), monthStart(year - 1, 1)];
    case 'lastYear':
      return [monthStart(year - 1, 1), monthStart(year, 1), monthStart(year - 2, 1)];
    case 'days': {
      const end = movedDay(choice.lastDay, 1);
      const days = Math.round((Date.parse(end) - Date.parse(choice.firstDay)) / DAY_MS);
      const before = Number.isNaN(days) ? '' : movedDay(choice.firstDay, -days);
      return [choice.firstDay, end, before];
    }
  }
}

function comparedSessions({ sessions, nowMs, zone }: Asked): Compared | undefined {
  const [newest, before = null] = sessions ?? [];
  if (newest === undefined) return undefined;
  if (!newest.open) return { period: newest, before, running: false };
  // A clock of a platform may be ahead of ours: the whole day is open to what still comes.
  const end = between(localDay(nowMs, zone), movedDay(localDay(nowMs, zone), 1), zone);
  const period = { fromMs: newest.fromMs, toMs: Math.max(newest.fromMs + 1, end?.toMs ?? nowMs) };
  return { period, before, running: true };
}

function cutOff(period: Span, before: Span | null, nowMs: number): Compared {
  const running = nowMs < period.toMs;
  if (!running || before === null) return { period, before, running };
  // By the quarter hour, so that it is not asked for anew at every moment.
  const gone = Math.floor(Math.max(0, nowMs - period.fromMs) / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  const toMs = Math.min(before.toMs, before.fromMs + gone);
  return { period, before: toMs > before.fromMs ? { ...before, toMs } : null, running };
}

const QUARTER_HOUR_MS = 900_000;
const STEP_DAYS: Readonly<Record<Step, number>> = { day: 1, week: 7, month: 28 };
/** More bars than this are cut by larger steps, unless somebody asks for them. */
const MANY_BARS: Readonly<Record<Step, number>> = { day: 45, week: 30, month: Infinity };

/** Steps that a period can be cut into, and the one that suits it. */
export function stepsOf({ fromMs, toMs }: Span): {
  readonly possible: readonly Step[];
  readonly fitting: Step;
} {
  const days = Math.ceil((toMs - fromMs) / DAY_MS);
  const possible = STEPS.filter((step) => days <= MOST_PERIODS * STEP_DAYS[step]);
  const fitting = possible.find((step) => days / STEP_DAYS[step] <= MANY_BARS[step]) ?? 'month';
  return { possible, fitting };
}

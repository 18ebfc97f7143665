/** The questions that the page of earnings asks, asked anew while their period lasts. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { EarningsFilter, HourCell, Mix, Sessions } from '../../../shared/contract/earnings.ts';
import type { EarningsAnswer } from '../../../shared/contract/rates.ts';
import { DAY_MS } from '../days.ts';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import type { Step } from './choice.ts';
import type { SessionSpan } from './period.ts';

export type Totals = Extract<EarningsAnswer, { readonly ok: true }>;

/** A refusal, in the words of the companion. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

const KEY = 'earnings';
const SESSIONS_AT_ONCE = 100;
const LIVE_MS = 10_000;
/** A long period takes longer to add up, and changes less by what comes in. */
const LONG_MS = 60_000;
const LONG_DAYS = 60;

interface Question<Answer> {
  readonly key: readonly unknown[];
  readonly ask: (signal: AbortSignal) => Promise<Answer>;
  readonly everyMs: number | null;
  readonly enabled?: boolean;
}

/** What was shown stays until the answer to another question is there: nothing jumps. */
function useAnswer<Answer>(question: Question<Answer>): UseQueryResult<Answer> {
  const ready = useStore(useLiveData().status).state === 'ready';
  return useQuery({
    queryKey: [KEY, ...question.key],
    queryFn: ({ signal }) => question.ask(signal),
    enabled: question.enabled ?? true,
    placeholderData: keepPreviousData,
    refetchInterval: ready && question.everyMs !== null ? question.everyMs : false,
  });
}

/** What failed while there was no connection is asked again as soon as there is one. */
export function useAskedAgain(): void {
  const ready = useStore(useLiveData().status).state === 'ready';
  const queries = useQueryClient();
  useEffect(() => {
    if (ready) void queries.invalidateQueries({ queryKey: [KEY] });
  }, [ready, queries]);
}

function everyMs({ fromMs, toMs }: EarningsFilter, running: boolean): number | null {
  if (!running) return null;
  return toMs - fromMs > LONG_DAYS * DAY_MS ? LONG_MS : LIVE_MS;
}

export interface EarningsAnswers {
  readonly totals: UseQueryResult<Totals>;
  readonly before: UseQueryResult<Totals | null>;
  readonly hours: UseQueryResult<readonly HourCell[]>;
  readonly mix: UseQueryResult<Mix>;
  readonly sessions: UseQueryResult<Sessions>;
}

/** Everything about a period; nothing is asked while there is none. */
export function useEarnings(asked: {
  readonly filter: EarningsFilter | null;
  readonly before: EarningsFilter | null;
  readonly by: Step | 'total';
  readonly running: boolean;
}): EarningsAnswers {
  const { client } = useLiveData();
  const { filter, before, by, running } = asked;
  const given = filter ?? NO_FILTER;
  const common = { everyMs: everyMs(given, running), enabled: filter !== null };
  const { fromMs, toMs, platform, kind, currency } = given;
  const sessions = {
    ...{ fromMs, toMs, platform, kind, currency },
    ...{ beforeSessionNo: null, limit: SESSIONS_AT_ONCE },
  };
  return {
    totals: useAnswer({
      ...common,
      key: ['totals', given, by],
      ask: async (signal) => told(await client.earnings.totals({ ...given, by }, { signal })),
    }),
    before: useAnswer({
      ...{ ...common, key: ['before', before] },
      ask: async (signal) =>
        before === null
          ? null
          : told(await client.earnings.totals({ ...before, by: 'total' }, { signal })),
    }),
    hours: useAnswer({
      ...{ ...common, key: ['hours', given] },
      ask: async (signal) => told(await client.earnings.hours(given, { signal })).answer,
    }),
    mix: useAnswer({
      ...{ ...common, key: ['mix', given] },
      ask: async (signal) => told(await client.earnings.mix(given, { signal })).answer,
    }),
    sessions: useAnswer({
      ...{ ...common, key: ['sessions', sessions] },
      ask: async (signal) => told(await client.earnings.sessions(sessions, { signal })).answer,
    }),
  };
}

const NO_FILTER: EarningsFilter = {
  ...{ fromMs: 0, toMs: 1, platform: null, kind: null, zone: 'UTC', currency: 'USD' },
};

/** The newest session and the one before it; null until they are known. */
export function useNewestSessions(enabled: boolean): UseQueryResult<readonly SessionSpan[]> {
  const { client } = useLiveData();
  const asked = {
    ...{ fromMs: null, toMs: null, platform: null, kind: null, currency: 'USD' },
    ...{ beforeSessionNo: null, limit: 2 },
  };
  return useAnswer({
    ...{ key: ['newest sessions'], everyMs: LIVE_MS, enabled },
    ask: async (signal) =>
      told(await client.earnings.sessions(asked, { signal })).answer.rows.map(
        ({ session, fromMs, toMs }) => ({ fromMs, toMs, open: session.closedAtMs === null }),
      ),
  });
}

/** An answer that is none is an error, with the companion's own words. */
export function told<Answer extends { readonly ok: boolean }>(
  answer: Answer,
): Extract<Answer, { readonly ok: true }> {
  if (!answer.ok) throw new RefusedError((answer as { readonly message?: string }).message ?? '');
  return answer as Extract<Answer, { readonly ok: true }>;
}

/**
 * What was earned in a period of a zone, in a currency: observed, estimated and paid; and what the page of earnings
 * asks beside that.
 */
import type { z } from 'zod';
import { isCurrency } from '../../shared/currency.ts';
import type {
  giftsAnswerSchema,
  giftsAskedSchema,
  earningsFilterSchema,
  hoursAnswerSchema,
  mixAnswerSchema,
  sessionsAnswerSchema,
  sessionsAskedSchema,
} from '../../shared/contract/earnings.ts';
import { MOST_PERIODS } from '../../shared/earnings-limits.ts';
import type { EarningsAnswer, earningsAskedSchema } from '../../shared/contract/rates.ts';
import { DAY_MS } from '../../shared/exchange.ts';
import { isZone } from '../../shared/zone.ts';
import type { LedgerClient } from '../ledger/client.ts';

type Asked = z.infer<typeof earningsAskedSchema>;
type Filter = z.infer<typeof earningsFilterSchema>;

export interface EarningsApi {
  totals(asked: Asked): Promise<EarningsAnswer>;
  hours(asked: Filter): Promise<z.infer<typeof hoursAnswerSchema>>;
  mix(asked: Filter): Promise<z.infer<typeof mixAnswerSchema>>;
  sessions(
    asked: z.infer<typeof sessionsAskedSchema>,
  ): Promise<z.infer<typeof sessionsAnswerSchema>>;
  gifts(asked: z.infer<typeof giftsAskedSchema>): Promise<z.infer<typeof giftsAnswerSchema>>;
}

const STEP_DAYS = { total: Number.MAX_SAFE_INTEGER, day: 1, week: 7, month: 28 } as const;

export function createEarningsApi(
  ledger: Pick<LedgerClient, 'query'>,
  nowMs: () => number,
): EarningsApi {
  return {
    async totals(asked) {
      const problem = problemOf(asked) ?? tooManyOf(asked);
      if (problem !== undefined) return problem;
      const totals = await ledger.query('totals', asked);
      const { total, parts } = totals;
      const [watched = NO_TIME, ...each] = await ledger.query('earningsWatched', {
        spans: [total, ...parts].map(({ fromMs, toMs }) => ({ fromMs, toMs })),
        platform: asked.platform ?? null,
        nowMs: nowMs(),
      });
      return { ok: true, totals, watched: { total: watched, parts: each } };
    },
    async hours(asked) {
      return problemOf(asked) ?? { ok: true, answer: await ledger.query('earningsHours', asked) };
    },
    async mix(asked) {
      return problemOf(asked) ?? { ok: true, answer: await ledger.query('earningsMix', asked) };
    },
    async sessions(asked) {
      return (
        problemOf(asked) ?? {
          ok: true,
          answer: await ledger.query('earningsSessions', { ...asked, nowMs: nowMs() }),
        }
      );
    },
    async gifts(asked) {
      return problemOf(asked) ?? { ok: true, answer: await ledger.query('earningsGifts', asked) };
    },
  };
}

const NO_TIME = { sessions: 0, observedMs: 0, liveMs: 0 };

type Refusal = Extract<EarningsAnswer, { readonly ok: false }>;

/** What is wrong with a question; undefined when nothing is. */
function problemOf(asked: {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly zone?: string;
  readonly currency?: string;
}): Refusal | undefined {
  const { fromMs, toMs, zone, currency } = asked;
  if (zone !== undefined && !isZone(zone)) {
    return refused('zone_unknown', `“${zone}” is no time zone. Use one such as Europe/Berlin.`);
  }
  if (currency !== undefined && !isCurrency(currency)) {
    return refused(
      'unknown_currency',
      `“${currency}” is not a currency code. Use one of ISO 4217, such as USD.`,
    );
  }
  if (fromMs !== null && toMs !== null && fromMs >= toMs) {
    return refused('period_empty', 'The period must begin before it ends.');
  }
  return undefined;
}

function tooManyOf({ fromMs, toMs, by }: Asked): Refusal | undefined {
  if (by === 'total') return undefined;
  const days = fromMs === null || toMs === null ? Infinity : Math.ceil((toMs - fromMs) / DAY_MS);
  if (days <= MOST_PERIODS * STEP_DAYS[by]) return undefined;
  return refused(
    'too_many_periods',
    `That is more than ${MOST_PERIODS} periods, or a period without bounds. Give both ends, or larger steps.`,
  );
}

function refused(code: string, message: string): Refusal {
  return { ok: false, code, message };
}

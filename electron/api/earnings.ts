/** What was earned in a period of a zone, in a currency: observed, estimated and paid. */
import type { z } from 'zod';
import { isCurrency } from '../../shared/currency.ts';
import { MOST_PERIODS } from '../../shared/contract/rates.ts';
import type { earningsAnswerSchema, earningsAskedSchema } from '../../shared/contract/rates.ts';
import { DAY_MS } from '../../shared/exchange.ts';
import { isZone } from '../../shared/zone.ts';
import type { LedgerClient } from '../ledger/client.ts';

type Asked = z.infer<typeof earningsAskedSchema>;
type Answer = z.infer<typeof earningsAnswerSchema>;

export interface EarningsApi {
  totals(asked: Asked): Promise<Answer>;
}

const STEP_DAYS = { total: Number.MAX_SAFE_INTEGER, day: 1, week: 7, month: 28 } as const;

export function createEarningsApi(ledger: Pick<LedgerClient, 'query'>): EarningsApi {
  return {
    async totals(asked) {
      if (!isZone(asked.zone)) {
        return refused(
          'zone_unknown',
          `“${asked.zone}” is no time zone. Use one such as Europe/Berlin.`,
        );
      }
      if (!isCurrency(asked.currency)) {
        return refused(
          'unknown_currency',
          `“${asked.currency}” is not a currency code. Use one of ISO 4217, such as USD.`,
        );
      }
      const { fromMs, toMs, by } = asked;
      if (fromMs !== null && toMs !== null && fromMs >= toMs) {
        return refused('period_empty', 'The period must begin before it ends.');
      }
      if (by !== 'total') {
        const days =
          fromMs === null || toMs === null ? Infinity : Math.ceil((toMs - fromMs) / DAY_MS);
        if (days > MOST_PERIODS * STEP_DAYS[by]) {
          return refused(
            'too_many_periods',
            `That is more than ${MOST_PERIODS} periods, or a period without bounds. Give both ends, or larger steps.`,
          );
        }
      }
      return { ok: true, totals: await ledger.query('totals', asked) };
    },
  };
}

function refused(code: string, message: string): Answer {
  return { ok: false, code, message };
}

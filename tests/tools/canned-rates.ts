/** Handlers of the contract's money areas for stages that play a companion: an answer, and nothing behind it. */
import type {
  EarningsAnswer,
  ExchangeAnswer,
  RateAnswer,
  RatesState,
} from '../../shared/contract/rates.ts';
import { estimateSum } from '../../shared/estimates.ts';

export const CANNED_RATES: RatesState = { cards: [], regions: [], payouts: [] };
export const CANNED_RATE_ANSWER: RateAnswer = {
  ok: true,
  id: 'user-1',
  closed: null,
  known: false,
};
export const CANNED_EXCHANGE_ANSWER: ExchangeAnswer = {
  ok: true,
  added: 0,
  known: 0,
  conflictCount: 0,
  conflicts: [],
};

/** Totals of nothing. */
export function cannedTotals(): Extract<EarningsAnswer, { readonly ok: true }> {
  return {
    ok: true,
    totals: {
      zone: 'UTC',
      currency: 'USD',
      by: 'total',
      seq: 0,
      total: {
        label: 'total',
        fromMs: 0,
        toMs: 0,
        observed: [],
        estimate: estimateSum('USD').result(),
        paid: [],
      },
      parts: [],
    },
    watched: { total: { sessions: 0, observedMs: 0, liveMs: 0 }, parts: [] },
  };
}

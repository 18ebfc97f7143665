/** Named queries about what money is read through, and about what was earned. Part of `queries.ts`. */
import type { ExchangeEntry } from '../../shared/exchange.ts';
import type { PayoutRegion, RateCard } from '../../shared/rates.ts';
import { readExchangeRates } from './exchange-rates.ts';
import type { Db } from './open.ts';
import { readPayouts } from './payouts.ts';
import type { RecordedPayout } from './payouts.ts';
import { readRateCards, readRegions } from './rate-cards.ts';
import { readTotals } from './totals.ts';
import type { AskedTotals, Totals } from './totals.ts';

export const ratesQueries = {
  /** Cards and payout regions, as they stand. */
  rates: (
    db: Db,
  ): { readonly cards: readonly RateCard[]; readonly regions: readonly PayoutRegion[] } => ({
    cards: readRateCards(db),
    regions: readRegions(db),
  }),

  exchangeRates: (
    db: Db,
    asked: Parameters<typeof readExchangeRates>[1],
  ): readonly ExchangeEntry[] => readExchangeRates(db, asked),

  /** Payouts that were recorded and not taken back, newest first. */
  standingPayouts: (db: Db, asked: { readonly limit: number }): readonly RecordedPayout[] =>
    readPayouts(db).slice(0, asked.limit),

  /** What was earned in a period: observed, estimated and paid. */
  totals: (db: Db, asked: AskedTotals): Totals => db.transaction(() => readTotals(db, asked))(),
};

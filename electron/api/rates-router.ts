/**
 * The part of the contract that says what money is read through, and what was earned. It needs nothing but the
 * ledger, so the command line can serve it to itself when no companion runs.
 */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import type { Bus } from '../bus.ts';
import type { LedgerClient } from '../ledger/client.ts';
import type { Caller } from './caller.ts';
import { createEarningsApi } from './earnings.ts';
import { createExchangeApi } from './exchange.ts';
import { createRatesApi } from './rates.ts';

export interface RatesRouterParts {
  readonly ledger: Pick<LedgerClient, 'submit' | 'query'>;
  readonly bus: Pick<Bus, 'publish'>;
}

export function createRatesRouter({ ledger, bus }: RatesRouterParts) {
  const os = implement(contract).$context<Caller>();
  const rates = createRatesApi(ledger, bus);
  const exchange = createExchangeApi(ledger, bus);
  const earnings = createEarningsApi(ledger, () => Date.now());
  return {
    rates: {
      list: os.rates.list.handler(() => rates.list()),
      add: os.rates.add.handler(({ input }) => rates.add(input)),
      end: os.rates.end.handler(({ input }) => rates.end(input)),
    },
    region: {
      set: os.region.set.handler(({ input }) => rates.setRegion(input)),
    },
    exchange: {
      list: os.exchange.list.handler(({ input }) => exchange.list(input)),
      add: os.exchange.add.handler(({ input }) => exchange.add(input)),
      import: os.exchange.import.handler(({ input }) => exchange.importPiece(input)),
    },
    earnings: {
      totals: os.earnings.totals.handler(({ input }) => earnings.totals(input)),
      hours: os.earnings.hours.handler(({ input }) => earnings.hours(input)),
      mix: os.earnings.mix.handler(({ input }) => earnings.mix(input)),
      sessions: os.earnings.sessions.handler(({ input }) => earnings.sessions(input)),
      gifts: os.earnings.gifts.handler(({ input }) => earnings.gifts(input)),
    },
  };
}

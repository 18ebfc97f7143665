/** Rate cards and the payout region: listed, added, ended. What a payout came to stands beside them. */
import type { RateAnswer, RatesState } from '../../shared/contract/rates.ts';
import { cardFromPayout, effectiveRate } from '../../shared/effective-rate.ts';
import type { CardEnd, NewRateCard } from '../../shared/rate-changes.ts';
import type { PayoutRegion } from '../../shared/rates.ts';
import type { Bus } from '../bus.ts';
import type { LedgerClient } from '../ledger/client.ts';
import type { LedgerCommand } from '../ledger/commands.ts';

/** Payouts that are offered as cards. */
const PAYOUTS_SHOWN = 50;

export interface RatesApi {
  list(): Promise<RatesState>;
  add(card: NewRateCard): Promise<RateAnswer>;
  end(end: CardEnd): Promise<RateAnswer>;
  setRegion(region: PayoutRegion): Promise<RateAnswer>;
}

export function createRatesApi(
  ledger: Pick<LedgerClient, 'submit' | 'query'>,
  bus: Pick<Bus, 'publish'>,
): RatesApi {
  async function submit(command: LedgerCommand): Promise<RateAnswer> {
    const [outcome] = await ledger.submit([command]);
    if (typeof outcome !== 'object' || outcome.type !== 'rates') {
      throw new Error('the ledger gave no answer about a rate');
    }
    const { type: _, ...answer } = outcome;
    if (answer.ok) bus.publish('rates', null);
    return answer;
  }

  return {
    async list() {
      const { cards, regions } = await ledger.query('rates');
      const payouts = await ledger.query('standingPayouts', { limit: PAYOUTS_SHOWN });
      return {
        cards: [...cards],
        regions: [...regions],
        payouts: payouts.map(({ seq, payout }) => {
          const { gross, net } = effectiveRate(payout);
          const { atMs, platform, unit, currency } = payout;
          const card = cardFromPayout(payout) ?? null;
          return { seq, atMs, platform, unit, currency, basis: 'paid', gross, net, card };
        }),
      };
    },
    add: (card) => submit({ type: 'addRateCard', card }),
    end: (end) => submit({ type: 'endRateCard', end }),
    setRegion: (region) => submit({ type: 'setPayoutRegion', region }),
  };
}

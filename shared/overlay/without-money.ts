/** States as a page sees them that does not show money. Nothing else of them changes. */
import type {
  LatestState,
  SupporterRow,
  SupportersState,
  TallyState,
} from '../contract/overlay-states.ts';
import { isCurrency } from '../currency.ts';

/** A tip is one, however large. */
export function latestWithoutMoney<State extends Pick<LatestState, 'gifts'>>(state: State): State {
  return {
    ...state,
    gifts: state.gifts.map((gift) =>
      isCurrency(gift.unit) ? { ...gift, quantity: 1, units: null } : gift,
    ),
  };
}

/** Supporters stay in their order; what they gave in money is not told. */
export function supportersWithoutMoney<
  State extends Pick<SupportersState, 'session' | 'today' | 'all'>,
>(state: State): State {
  const strip = (rows: readonly SupporterRow[]): SupporterRow[] =>
    rows.map((row) => ({ ...row, amounts: row.amounts.filter(({ unit }) => !isCurrency(unit)) }));
  return {
    ...state,
    session: strip(state.session),
    today: strip(state.today),
    all: strip(state.all),
  };
}

/** Tips are counted, their amounts are not told. */
export function tallyWithoutMoney<State extends Pick<TallyState, 'tally'>>(state: State): State {
  const { tally } = state;
  if (tally === null) return state;
  const totals = tally.totals.map((total) =>
    isCurrency(total.unit) ? { ...total, units: 0n } : total,
  );
  return { ...state, tally: { ...tally, totals, estimate: null } };
}

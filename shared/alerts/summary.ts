/** The summary of a gift bomb: what finds no place in the queue is added up here, never dropped. */
import type { CommittedGift } from '../ledger/committed.ts';
import type { GiftAlert, SummaryAlert, SummaryTotal } from './alert.ts';
import { accountedQuantity } from './alert.ts';
import { unitsAbove } from './gift-alert.ts';
import { EMPTY_SET, hasNumber, setSize, union, withNumber } from './number-set.ts';

/** An empty summary; named after the journal row of the first gift that it takes in. */
export function openSummary(seq: number, nowMs: number): SummaryAlert {
  return {
    type: 'summary',
    alertId: `summary:${seq}`,
    seq,
    queuedAtMs: nowMs,
    air: null,
    replay: false,
    giftNos: EMPTY_SET,
    personNos: EMPTY_SET,
    strangers: 0,
    totals: [],
  };
}

/** Takes in a visual: its gift and its sender once, and the quantity that it accounts for. */
export function withAlert(summary: SummaryAlert, alert: GiftAlert): SummaryAlert {
  const { giftNo, personNo } = alert;
  if (giftNo === null) return summary;
  const isNew = !hasNumber(summary.giftNos, giftNo);
  return {
    ...summary,
    giftNos: withNumber(summary.giftNos, giftNo),
    personNos: personNo === null ? summary.personNos : withNumber(summary.personNos, personNo),
    strangers: summary.strangers + (isNew && personNo === null ? 1 : 0),
    totals: withTotal(summary.totals, {
      platform: alert.platform,
      unit: alert.unit,
      gifts: isNew ? 1 : 0,
      quantity: accountedQuantity(alert),
      units: unitsAbove(alert, alert.shownFrom),
    }),
  };
}

/** Takes in the growth of a gift that is already part of the summary. */
export function withGrowth(summary: SummaryAlert, gift: CommittedGift): SummaryAlert {
  return {
    ...summary,
    totals: withTotal(summary.totals, {
      platform: gift.platform,
      unit: gift.unit,
      gifts: 0,
      quantity: gift.delta,
      units: unitsAbove(gift, gift.quantity - gift.delta),
    }),
  };
}

/** Two summaries as one, under the name and place of the first; a gift that grew into both counts in each. */
export function joined(first: SummaryAlert, second: SummaryAlert): SummaryAlert {
  return {
    ...first,
    giftNos: union(first.giftNos, second.giftNos),
    personNos: union(first.personNos, second.personNos),
    strangers: first.strangers + second.strangers,
    totals: second.totals.reduce(withTotal, first.totals),
  };
}

export function summaryGifts(summary: SummaryAlert): number {
  return summary.totals.reduce((sum, total) => sum + total.gifts, 0);
}

/** Distinct senders; one without a number counts as a person of their own. */
export function summaryPeople(summary: SummaryAlert): number {
  return setSize(summary.personNos) + summary.strangers;
}

function withTotal(totals: readonly SummaryTotal[], part: SummaryTotal): readonly SummaryTotal[] {
  const at = totals.findIndex(
    (total) => total.platform === part.platform && total.unit === part.unit,
  );
  const total = totals[at];
  if (total === undefined) return [...totals, part];
  return totals.with(at, {
    ...total,
    gifts: total.gifts + part.gifts,
    quantity: safeSum(total.quantity, part.quantity),
    units: safeSum(total.units, part.units),
  });
}

/** A picture of a sum: beyond 2^53 it stands still, while the ledger keeps counting exactly. */
function safeSum(a: number, b: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, a + b);
}

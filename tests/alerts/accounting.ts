/** Adds up what stored alerts account for, to be held against what the ledger committed. */
import type { KeptAlert } from '../../shared/alerts/alert.ts';
import { accountedQuantity } from '../../shared/alerts/alert.ts';
import type { AlertStage } from '../../shared/contract/alert-desk.ts';
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import { addTo } from './builders.ts';

export interface Row {
  readonly alert: KeptAlert;
  readonly stage: AlertStage;
}

/** Accounted quantity per platform and unit, over alerts of every stage and summaries. */
export function accountedSums(rows: Iterable<Row>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { alert } of rows) {
    if (alert.type === 'summary') {
      for (const total of alert.totals) {
        addTo(sums, `${total.platform}/${total.unit}`, total.quantity);
      }
    } else if (accountedQuantity(alert) > 0) {
      addTo(sums, `${alert.platform}/${alert.unit}`, accountedQuantity(alert));
    }
  }
  return sums;
}

export function committedSums(gifts: Iterable<CommittedGift>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const gift of gifts) {
    if (gift.delta > 0) addTo(sums, `${gift.platform}/${gift.unit}`, gift.delta);
  }
  return sums;
}

/** Pieces of a gift that more than one visual accounts for; must be empty. */
export function shownTwice(rows: Iterable<Row>): readonly string[] {
  const ranges = new Map<number, { from: number; to: number; alertId: string }[]>();
  for (const { alert } of rows) {
    if (alert.type !== 'gift' || alert.giftNo === null || accountedQuantity(alert) === 0) continue;
    const known = ranges.get(alert.giftNo) ?? [];
    known.push({ from: alert.shownFrom, to: alert.quantity, alertId: alert.alertId });
    ranges.set(alert.giftNo, known);
  }
  const twice: string[] = [];
  for (const known of ranges.values()) {
    known.sort((one, other) => one.from - other.from);
    known.forEach((range, at) => {
      const next = known[at + 1];
      if (next !== undefined && next.from < range.to)
        twice.push(`${range.alertId} ${next.alertId}`);
    });
  }
  return twice;
}

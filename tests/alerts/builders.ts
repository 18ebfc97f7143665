/** Committed gifts for tests: a ledger that only counts. */
import type { AlertEvent } from '../../shared/alerts/queue.ts';
import { HOUSE_RULE } from '../../shared/alerts/rule.ts';
import type { AlertRule } from '../../shared/alerts/rule.ts';
import { sampleOfTier } from '../../shared/alerts/samples.ts';
import type { AlertTier } from '../../shared/contract/alert-states.ts';
import type { CommittedGift } from '../../shared/ledger/committed.ts';

export const T0 = 1_800_000_000_000;

/** A committed row; by default gift 1, one rose from person 1. */
export function committed(parts: Partial<CommittedGift> = {}): CommittedGift {
  const delta = parts.delta ?? 1;
  const quantity = parts.quantity ?? delta;
  return {
    seq: 1,
    giftNo: 1,
    personNo: 1,
    firstTime: false,
    platform: 'tiktok',
    kind: 'gift',
    giftId: '5655',
    giftName: 'Rose',
    senderName: 'Ada',
    senderHandle: 'ada',
    delta,
    quantity,
    unit: 'coin',
    units: quantity,
    status: 'open',
    sources: ['test'],
    firstAtMs: T0,
    lastAtMs: T0,
    receiverUnchecked: false,
    sessionNo: 1,
    ...parts,
  };
}

/** The event of a test alert of a size. */
export function testEvent(tier: AlertTier): AlertEvent {
  return { type: 'test', subject: sampleOfTier(tier), decision: HOUSE_RULE };
}

type RuleParts = Partial<Omit<AlertRule, 'match'>> & {
  readonly match?: Partial<AlertRule['match']>;
};

/** A rule that matches everything and shows it in the ways of the house, unless told otherwise. */
export function rule({ match, ...parts }: RuleParts = {}): AlertRule {
  return {
    id: 'rule',
    enabled: true,
    name: 'A rule',
    action: 'show',
    priority: null,
    durationMs: null,
    text: null,
    picture: null,
    sound: null,
    volume: 100,
    speak: true,
    speech: null,
    ...parts,
    match: {
      platform: null,
      kind: null,
      gift: null,
      unit: null,
      unitsFrom: null,
      unitsTo: null,
      tier: null,
      sender: null,
      quantityFrom: null,
      ...match,
    },
  };
}

/** What one gift is, apart from how often it was given. */
export interface GiftKindOf {
  readonly platform: string;
  readonly unit: string;
  readonly unitsEach: number | null;
}

export const COIN: GiftKindOf = { platform: 'tiktok', unit: 'coin', unitsEach: 1 };

/** A journal that counts as the ledger does: every growth is a row with its delta and the whole quantity. */
export function createCountingLedger() {
  const quantities = new Map<number, number>();
  let seq = 0;
  return {
    grow(giftNo: number, delta: number, parts: Partial<CommittedGift> = {}, kind = COIN) {
      seq += 1;
      const quantity = (quantities.get(giftNo) ?? 0) + delta;
      quantities.set(giftNo, quantity);
      const units = kind.unitsEach === null ? null : quantity * kind.unitsEach;
      const { platform, unit } = kind;
      return committed({
        giftNo,
        personNo: giftNo,
        platform,
        unit,
        units,
        ...parts,
        seq,
        delta,
        quantity,
      });
    },
  };
}

/** Adds up numbers under a name such as `tiktok/coin`. */
export function addTo(sums: Map<string, number>, name: string, more: number): void {
  sums.set(name, (sums.get(name) ?? 0) + more);
}

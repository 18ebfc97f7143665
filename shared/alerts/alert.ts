/** What waits for the screen: one visual of one gift, or the summary of a gift bomb. */
import type { AlertTier } from '../contract/alert-states.ts';
import type { AlertReason, AlertStage } from '../contract/alert-desk.ts';
import type { NumberSet } from './number-set.ts';
import type { Look } from './rule.ts';
import { EMPTY_SET } from './number-set.ts';

/** When an alert is on air; server clock, Unix ms. */
export interface Airtime {
  readonly startedAtMs: number;
  readonly endsAtMs: number;
  /** An overlay has said that it drew the alert. */
  readonly painted: boolean;
  /** When its sound starts, once; null when it has none, or another one has just begun. */
  readonly soundAtMs: number | null;
}

interface Waiting {
  readonly alertId: string;
  /** Journal row that brought it: its place in the queue. */
  readonly seq: number;
  readonly queuedAtMs: number;
  /** Null while it waits. */
  readonly air: Airtime | null;
  /** Shown once more by the user's hand: its original was counted and kept, this is neither. */
  readonly replay: boolean;
}

/** One visual of one gift. A combo grows in place; texts are already fit for display and may be empty. */
export interface GiftAlert extends Waiting, Look {
  readonly type: 'gift';
  /** Null for a test alert or a replay, which is never counted and never stored. */
  readonly giftNo: number | null;
  readonly personNo: number | null;
  readonly tier: AlertTier;
  readonly platform: string;
  readonly senderName: string;
  readonly giftId: string | null;
  readonly giftName: string;
  /** Whole quantity of the gift, which is what the screen shows. */
  readonly quantity: number;
  /** Quantity that earlier visuals account for; this one accounts for what is above it. */
  readonly shownFrom: number;
  readonly unit: string;
  readonly units: number | null;
  /** Whether the supporter had given nothing before; null when nobody is named. */
  readonly firstTime: boolean | null;
  /** The user's hand let it pass: no rule holds it back any more. */
  readonly approved: boolean;
}

/** What a summary holds of one platform's unit. */
export interface SummaryTotal {
  readonly platform: string;
  readonly unit: string;
  readonly gifts: number;
  readonly quantity: number;
  readonly units: number;
}

/** Everything that found no place in the queue, as one alert. */
export interface SummaryAlert extends Waiting {
  readonly type: 'summary';
  readonly giftNos: NumberSet;
  readonly personNos: NumberSet;
  /** Senders without a number; each counts as a person of their own. */
  readonly strangers: number;
  readonly totals: readonly SummaryTotal[];
}

/** The audience of another channel that came over: nothing was given, so it is counted and kept nowhere. */
export interface RaidAlert extends Waiting {
  readonly type: 'raid';
  readonly platform: string;
  /** Whose audience it is; fit for display and may be empty. */
  readonly senderName: string;
  readonly viewers: number;
}

/** What the ledger stands behind, and the store keeps. */
export type KeptAlert = GiftAlert | SummaryAlert;
export type Alert = KeptAlert | RaidAlert;

/** An alert that changed, to be kept. */
export interface AlertRecord {
  readonly alert: KeptAlert;
  readonly stage: AlertStage;
  /** Why it was missed, or that a summary took it in; null otherwise. */
  readonly reason: AlertReason | null;
}

export function isTest(alert: Alert): boolean {
  return alert.type === 'gift' && alert.giftNo === null && !alert.replay;
}

/** Whether it stands for something in the ledger, and not for a raid, a test or a look back. */
export function isCounted(alert: Alert): alert is KeptAlert {
  return alert.type !== 'raid' && !alert.replay && !isTest(alert);
}

/** The alert once another one accounts for all of it: it stands for nothing of its own any more. */
export function handedOver(alert: Alert): Alert {
  if (alert.type === 'raid') return alert;
  return alert.type === 'gift'
    ? { ...alert, quantity: alert.shownFrom }
    : { ...alert, giftNos: EMPTY_SET, personNos: EMPTY_SET, strangers: 0, totals: [] };
}

export function isHandedOver(alert: KeptAlert): boolean {
  return alert.type === 'gift' ? accountedQuantity(alert) === 0 : alert.totals.length === 0;
}

/** Quantity that a visual accounts for: its gift's, less what earlier visuals showed. */
export function accountedQuantity(alert: GiftAlert): number {
  return alert.quantity - alert.shownFrom;
}

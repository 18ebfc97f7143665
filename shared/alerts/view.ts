/** What an overlay is told of the queue: a pure picture of it. */
import type { AlertState, AlertView } from '../contract/alert-states.ts';
import type { Airtime, Alert, GiftAlert, SummaryAlert } from './alert.ts';
import { isTest } from './alert.ts';
import type { AlertQueue } from './queue-state.ts';
import { tierOfAlert } from './rules.ts';
import { summaryGifts, summaryPeople } from './summary.ts';

/** The part of `AlertState` that a viewer could notice; the rest is its stamp. */
export type AlertPicture = Pick<AlertState, 'current' | 'queued' | 'paused'>;

export function pictureOf(queue: AlertQueue): AlertPicture {
  return {
    current: queue.playing === null ? null : viewOf(queue.playing),
    queued: queue.queued.length + (queue.summary === null ? 0 : 1),
    paused: queue.paused,
  };
}

function viewOf(alert: Alert): AlertView | null {
  if (alert.air === null) return null;
  return alert.type === 'gift' ? giftView(alert, alert.air) : summaryView(alert, alert.air);
}

function giftView(alert: GiftAlert, air: Airtime): AlertView {
  return {
    alertId: alert.alertId,
    kind: 'gift',
    test: isTest(alert),
    tier: alert.tier,
    platform: alert.platform,
    senderName: alert.senderName || 'Someone',
    giftId: alert.giftId,
    giftName: alert.giftName || 'Gift',
    quantity: alert.quantity,
    unit: alert.unit,
    units: alert.units,
    startedAtMs: air.startedAtMs,
    endsAtMs: air.endsAtMs,
    summary: null,
  };
}

/** Where a summary spans platforms or units, the fields of a single gift stay empty. */
function summaryView(alert: SummaryAlert, air: Airtime): AlertView {
  const only = alert.totals.length === 1 ? alert.totals[0] : undefined;
  const gifts = summaryGifts(alert);
  return {
    alertId: alert.alertId,
    kind: 'summary',
    test: false,
    tier: tierOfAlert(alert),
    platform: only?.platform ?? '',
    senderName: '',
    giftId: null,
    giftName: '',
    quantity: gifts,
    unit: only?.unit ?? '',
    units: only?.units ?? null,
    startedAtMs: air.startedAtMs,
    endsAtMs: air.endsAtMs,
    summary: {
      gifts,
      people: summaryPeople(alert),
      totals: alert.totals.map(({ platform, unit, units, gifts: count }) => ({
        platform,
        unit,
        units,
        gifts: count,
      })),
    },
  };
}

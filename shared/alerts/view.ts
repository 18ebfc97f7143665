/** What an overlay is told of the queue: a pure picture of it. */
import { assertNever } from '../assert-never.ts';
import type { AlertDesk, HeldAlert } from '../contract/alert-desk.ts';
import type { AlertState, AlertView } from '../contract/alert-states.ts';
import type { Airtime, Alert, GiftAlert, RaidAlert, SummaryAlert } from './alert.ts';
import { isTest } from './alert.ts';
import type { AlertQueue } from './queue-state.ts';
import { tierOfAlert } from './limits.ts';
import type { AlertSettings } from './settings.ts';
import { soundOf } from './sound.ts';
import { summaryGifts, summaryPeople } from './summary.ts';

/** The part of `AlertState` that a viewer could notice; the rest is its stamp. */
export type AlertPicture = Pick<AlertState, 'current' | 'queued' | 'paused'>;

export function pictureOf(queue: AlertQueue): AlertPicture {
  return {
    current: queue.playing === null ? null : viewOf(queue.playing, queue.settings),
    queued: queue.queued.length + (queue.summary === null ? 0 : 1),
    paused: queue.paused,
  };
}

function viewOf(alert: Alert, settings: AlertSettings): AlertView | null {
  if (alert.air === null) return null;
  const { soundAtMs } = alert.air;
  const sound = soundAtMs === null ? null : soundOf(alert, settings.sound);
  const heard = sound === null || soundAtMs === null ? null : { ...sound, startsAtMs: soundAtMs };
  switch (alert.type) {
    case 'gift':
      return giftView(alert, alert.air, heard);
    case 'summary':
      return summaryView(alert, alert.air, heard);
    case 'raid':
      return raidView(alert, alert.air, heard);
    default:
      return assertNever(alert, 'alert');
  }
}

function giftView(alert: GiftAlert, air: Airtime, sound: AlertView['sound']): AlertView {
  return {
    ...faceOf(alert),
    kind: 'gift',
    test: isTest(alert),
    replay: alert.replay,
    senderName: alert.senderName || 'Someone',
    giftId: alert.giftId,
    giftName: alert.giftName || 'Gift',
    text: alert.text,
    picture: alert.picture,
    sound,
    speak: alert.speak,
    speech: alert.speech,
    startedAtMs: air.startedAtMs,
    endsAtMs: air.endsAtMs,
    summary: null,
  };
}

/** Where a summary spans platforms or units, the fields of a single gift stay empty. */
function summaryView(alert: SummaryAlert, air: Airtime, sound: AlertView['sound']): AlertView {
  return {
    ...faceOf(alert),
    kind: 'summary',
    test: false,
    replay: alert.replay,
    giftId: null,
    text: null,
    picture: null,
    sound,
    speak: true,
    speech: null,
    startedAtMs: air.startedAtMs,
    endsAtMs: air.endsAtMs,
    summary: {
      gifts: summaryGifts(alert),
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

/** A raid is not said aloud: the words for that are of gifts. */
function raidView(alert: RaidAlert, air: Airtime, sound: AlertView['sound']): AlertView {
  return {
    ...faceOf(alert),
    kind: 'raid',
    test: false,
    replay: false,
    senderName: alert.senderName || 'Someone',
    giftId: null,
    text: null,
    picture: null,
    sound,
    speak: false,
    speech: null,
    startedAtMs: air.startedAtMs,
    endsAtMs: air.endsAtMs,
    summary: null,
  };
}

/** The part of `AlertDesk` that is a picture of the queue. */
export type DeskPicture = Pick<
  AlertDesk,
  'quiet' | 'holdAll' | 'hidden' | 'sound' | 'speech' | 'held'
>;

/** What the dashboard is told of the queue beside what is on air. */
export function deskOf(queue: AlertQueue): DeskPicture {
  const { quiet, holdAll, hidden, sound, speech } = queue.settings;
  return {
    ...{ quiet, holdAll, hidden, sound, speech },
    held: queue.held.map((alert) => ({
      ...faceOf(alert),
      firstTime: alert.firstTime,
      heldSinceMs: alert.queuedAtMs,
    })),
  };
}

/** What an alert in a list is known by. Of a summary that spans units, the unit stays empty;
 * a raid counts viewers. */
export function faceOf(alert: Alert): Omit<HeldAlert, 'firstTime' | 'heldSinceMs'> {
  if (alert.type === 'gift') {
    const { alertId, tier, platform, senderName, giftName, quantity, unit, units } = alert;
    return { alertId, tier, platform, senderName, giftName, quantity, unit, units };
  }
  if (alert.type === 'raid') {
    const { alertId, platform, senderName, viewers } = alert;
    const nothing = { giftName: '', unit: '', units: null };
    return {
      alertId,
      tier: tierOfAlert(alert),
      platform,
      senderName,
      quantity: viewers,
      ...nothing,
    };
  }
  const only = alert.totals.length === 1 ? alert.totals[0] : undefined;
  return {
    alertId: alert.alertId,
    tier: tierOfAlert(alert),
    platform: only?.platform ?? '',
    senderName: '',
    giftName: '',
    quantity: summaryGifts(alert),
    unit: only?.unit ?? '',
    units: only?.units ?? null,
  };
}

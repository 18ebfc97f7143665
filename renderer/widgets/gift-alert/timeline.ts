/**
 * Which alert a page shows, and how far it is: a pure reading of the companion's timeline. A page that was
 * refreshed in the middle of an alert goes on from there, and one that comes too late shows nothing.
 */
import type { AlertState, AlertView } from '../../../shared/contract/alert-states.ts';
import type { WidgetEvent } from '../define-widget.ts';

/** How long an alert takes to come in; a page that joins later shows it standing. */
export const ENTER_MS = 700;
/** How long before its end an alert begins to leave. */
export const LEAVE_MS = 400;

export interface GiftAlertState {
  readonly generation: string | null;
  readonly rev: number;
  /** The alert to show, or null. A grown combo is the same alert with a higher quantity. */
  readonly alert: AlertView | null;
  /** How old the alert was when this page first saw it. */
  readonly joinedAtElapsedMs: number;
  /** Its quantity then: what is above it has grown before the viewers' eyes. */
  readonly joinedAtQuantity: number;
}

/** Nothing seen yet. */
export const NO_ALERT: GiftAlertState = {
  generation: null,
  rev: -1,
  alert: null,
  joinedAtElapsedMs: 0,
  joinedAtQuantity: 0,
};

/** Takes the newer of two states; another generation is always newer (the companion was restarted). */
export function reduceGiftAlert(state: GiftAlertState, event: WidgetEvent): GiftAlertState {
  const incoming = event.state;
  if (incoming.generation === state.generation && incoming.rev <= state.rev) return state;
  const stamp = { generation: incoming.generation, rev: incoming.rev };
  const alert = showable(incoming, event.nowMs);
  if (alert === null) return { ...NO_ALERT, ...stamp };
  if (state.alert?.alertId === alert.alertId) return { ...state, ...stamp, alert };
  return {
    ...stamp,
    alert,
    joinedAtElapsedMs: Math.max(0, event.nowMs - alert.startedAtMs),
    joinedAtQuantity: alert.quantity,
  };
}

function showable(incoming: AlertState, nowMs: number): AlertView | null {
  const { current } = incoming;
  return current !== null && leaveInMs(current, nowMs) > 0 ? current : null;
}

/** Time until an alert begins to leave; zero or less when it is over. */
export function leaveInMs(alert: Pick<AlertView, 'endsAtMs'>, nowMs: number): number {
  return alert.endsAtMs - LEAVE_MS - nowMs;
}

import { describe, expect, it } from 'vitest';
import type { AlertState } from '../../../shared/contract/alert-states.ts';
import {
  LEAVE_MS,
  NO_ALERT,
  leaveInMs,
  reduceGiftAlert,
} from '../../../renderer/widgets/gift-alert/timeline.ts';
import type { GiftAlertState } from '../../../renderer/widgets/gift-alert/timeline.ts';
import { alertOnAir, idleAlerts } from '../../tools/page-scenes.ts';

const START_MS = 1_700_000_000_000;

function after(state: GiftAlertState, alerts: AlertState, nowMs: number): GiftAlertState {
  return reduceGiftAlert(state, { feed: 'alerts', state: alerts, nowMs });
}

describe('which alert is shown', () => {
  it('is the one on air, from its very beginning', () => {
    const state = after(NO_ALERT, alertOnAir(START_MS, 1), START_MS);
    expect(state.alert?.alertId).toBe('g1');
    expect(state.joinedAtElapsedMs).toBe(0);
  });

  it('goes on from where it is when the page was refreshed in the middle of it', () => {
    const state = after(NO_ALERT, alertOnAir(START_MS, 1), START_MS + 3_000);
    expect(state.joinedAtElapsedMs).toBe(3_000);
  });

  it('is none when the page comes so late that it would only leave', () => {
    const onAir = alertOnAir(START_MS, 1);
    const endsAtMs = onAir.current?.endsAtMs ?? 0;
    expect(after(NO_ALERT, onAir, endsAtMs - LEAVE_MS - 1).alert).not.toBeNull();
    expect(after(NO_ALERT, onAir, endsAtMs - LEAVE_MS).alert).toBeNull();
  });

  it('is none once the companion says that nothing is on air', () => {
    const shown = after(NO_ALERT, alertOnAir(START_MS, 1), START_MS);
    expect(after(shown, idleAlerts(START_MS + 100, 2), START_MS + 100).alert).toBeNull();
  });
});

describe('a combo that grows', () => {
  it('stays the same alert with a higher quantity, and does not come in again', () => {
    const change = { alertId: 'g9', quantity: 5 };
    const shown = after(NO_ALERT, alertOnAir(START_MS, 1, change), START_MS + 20);
    const grown = after(
      shown,
      alertOnAir(START_MS, 2, { ...change, quantity: 6, endsAtMs: START_MS + 9_500 }),
      START_MS + 2_000,
    );
    expect(grown.alert).toMatchObject({ alertId: 'g9', quantity: 6, endsAtMs: START_MS + 9_500 });
    expect(grown.joinedAtElapsedMs).toBe(20);
    expect(grown.joinedAtQuantity).toBe(5);
  });
});

describe('the order of states', () => {
  it('ignores a state that is older than the one shown', () => {
    const shown = after(NO_ALERT, alertOnAir(START_MS, 5), START_MS);
    expect(after(shown, idleAlerts(START_MS, 4), START_MS)).toBe(shown);
  });

  it('starts over when the companion was restarted, however low its numbers', () => {
    const shown = after(NO_ALERT, alertOnAir(START_MS, 50), START_MS);
    const restarted = { ...idleAlerts(START_MS, 1), generation: 'another' };
    expect(after(shown, restarted, START_MS).alert).toBeNull();
  });
});

it('begins to leave a moment before its end', () => {
  expect(leaveInMs({ endsAtMs: START_MS + 8_000 }, START_MS)).toBe(7_600);
});

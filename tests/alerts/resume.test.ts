import { describe, expect, test } from 'vitest';
import type { Airtime, KeptAlert } from '../../shared/alerts/alert.ts';
import { giftAlert } from '../../shared/alerts/gift-alert.ts';
import { reduce } from '../../shared/alerts/queue.ts';
import { emptyQueue } from '../../shared/alerts/queue-state.ts';
import { resume } from '../../shared/alerts/resume.ts';
import { DEFAULT_SETTINGS } from '../../shared/alerts/settings.ts';
import { openSummary, withAlert } from '../../shared/alerts/summary.ts';
import { pictureOf } from '../../shared/alerts/view.ts';
import { T0, committed } from './builders.ts';

function waitingGift(seq: number, queuedAtMs = T0): KeptAlert {
  return giftAlert(committed({ seq, giftNo: seq }), queuedAtMs);
}

function onAir(air: Partial<Airtime> = {}): KeptAlert {
  const times = { startedAtMs: T0, endsAtMs: T0 + 5_000, painted: false, soundAtMs: null };
  return { ...waitingGift(1), air: { ...times, ...air } };
}

function restartedWith(alerts: readonly KeptAlert[], nowMs: number) {
  const parts = alerts.map((alert) => ({ alert, stage: 'queued' as const }));
  const { queue, records } = resume(emptyQueue(nowMs), parts, DEFAULT_SETTINGS, 10, nowMs);
  const stages = records.map(({ alert, stage }) => `${alert.alertId} ${stage}`);
  return { queue, picture: pictureOf(queue), stages };
}

describe('what was on air', () => {
  test('continues for its remaining time', () => {
    const { picture } = restartedWith([onAir()], T0 + 2_000);
    expect(picture.current).toMatchObject({ startedAtMs: T0, endsAtMs: T0 + 5_000 });
  });

  test('is done when it was painted and ended meanwhile', () => {
    const { picture, stages } = restartedWith([onAir({ painted: true })], T0 + 6_000);
    expect(picture).toMatchObject({ current: null, queued: 0 });
    expect(stages).toEqual(['g1 done']);
  });

  test('plays again from its start when it ended unpainted and is fresh', () => {
    const { queue, picture } = restartedWith([onAir()], T0 + 50_000);
    expect(picture).toMatchObject({ current: null, queued: 1 });
    const shown = reduce(queue, { type: 'overlays', count: 1 }, T0 + 51_000).queue;
    expect(pictureOf(shown).current).toMatchObject({ alertId: 'g1', startedAtMs: T0 + 51_000 });
  });

  test('is missed when it is over a minute old and was never painted', () => {
    const { picture, stages } = restartedWith([onAir()], T0 + 60_001);
    expect(picture).toMatchObject({ current: null, queued: 0 });
    expect(stages).toEqual(['g1 missed']);
  });
});

describe('what waited', () => {
  test('waits on in its order when it is fresh, and is missed when it is not', () => {
    const stored = [waitingGift(4), waitingGift(3), waitingGift(2, T0 - 40_000)];
    const { queue, stages } = restartedWith(stored, T0 + 30_000);
    expect(queue.queued.map((alert) => alert.alertId)).toEqual(['g3', 'g4']);
    expect(stages).toContain('g2 missed');
  });

  test('a summary goes on taking in what finds no place', () => {
    const member = giftAlert(committed({ seq: 5, giftNo: 5 }), T0);
    const { queue } = restartedWith([withAlert(openSummary(5, T0), member)], T0 + 1_000);
    const growth = committed({ seq: 11, giftNo: 5, delta: 2, quantity: 3, units: 3 });
    const event = { type: 'committed', gifts: [growth], catchUp: false } as const;
    const after = reduce(queue, event, T0 + 1_000).queue;
    expect(after.queued).toEqual([]);
    expect(after.summary?.totals).toMatchObject([{ gifts: 1, quantity: 3, units: 3 }]);
  });
});

test('gifts that are found a minute after they were given are missed, not shown as news', () => {
  const gifts = [
    committed({ lastAtMs: T0 }),
    committed({ seq: 2, giftNo: 2, lastAtMs: T0 + 80_000 }),
  ];
  const event = { type: 'committed', gifts, catchUp: true } as const;
  const { queue, records } = reduce(emptyQueue(T0), event, T0 + 90_000);
  expect(records).toMatchObject([
    { alert: { alertId: 'g1' }, stage: 'missed' },
    { stage: 'queued' },
  ]);
  expect(queue.queued.map((alert) => alert.alertId)).toEqual(['g2']);
});

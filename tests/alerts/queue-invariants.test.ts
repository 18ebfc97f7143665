/**
 * The promise of the queue, for any history: what the ledger committed is accounted for exactly, by alerts
 * that wait, play, are done or missed, and by summaries; through restarts too.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert } from '../../shared/alerts/alert.ts';
import { isCounted } from '../../shared/alerts/alert.ts';
import { MAX_ASIDE, MAX_HELD } from '../../shared/alerts/limits.ts';
import type { AlertEvent } from '../../shared/alerts/queue.ts';
import { reduce } from '../../shared/alerts/queue.ts';
import type { Step } from '../../shared/alerts/queue-state.ts';
import { emptyQueue } from '../../shared/alerts/queue-state.ts';
import { resume } from '../../shared/alerts/resume.ts';
import type { AlertRule } from '../../shared/alerts/rule.ts';
import { decodeAlert, encodeAlert } from '../../shared/alerts/stored.ts';
import { pictureOf } from '../../shared/alerts/view.ts';
import type { AlertReason } from '../../shared/contract/alert-desk.ts';
import { alertStateSchema } from '../../shared/contract/alert-states.ts';
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import type { Row } from './accounting.ts';
import { accountedSums, committedSums, shownTwice } from './accounting.ts';
import { T0, createCountingLedger, rule, testEvent } from './builders.ts';

const KINDS = [
  { platform: 'tiktok', unit: 'coin', unitsEach: 1 },
  { platform: 'tiktok', unit: 'coin', unitsEach: 7_000 },
  { platform: 'twitch', unit: 'sub1', unitsEach: 1 },
  { platform: 'myshop', unit: 'USD', unitsEach: 500 },
  { platform: 'myshop', unit: 'star', unitsEach: null },
] as const;

/** One of each action, over what the kinds above are; the histories switch them on and off. */
const RULES: AlertRule[] = [
  rule({ id: 'hide-small', match: { unit: 'coin', unitsTo: 2 }, action: 'hide' }),
  rule({ id: 'hold-subs', match: { unit: 'sub1' }, action: 'hold' }),
  rule({ id: 'hold-combo', match: { quantityFrom: 4 }, action: 'hold', text: '{name}' }),
  rule({ id: 'late', match: { platform: 'myshop' }, priority: 'low', durationMs: 2_000 }),
  rule({ id: 'first', match: { sender: 'first' }, priority: 'high' }),
];

const RAID = { platform: 'twitch', senderName: 'Ann', viewers: 430 };

type Act =
  | { readonly do: 'grow'; readonly giftNo: number; readonly delta: number }
  | { readonly do: 'bomb'; readonly gifts: number; readonly perCommit: number }
  | { readonly do: 'event'; readonly event: AlertEvent }
  | { readonly do: 'paint' }
  | { readonly do: 'restart' }
  | { readonly do: 'decide'; readonly how: 'approve' | 'reject'; readonly all: boolean }
  | { readonly do: 'replay' }
  | { readonly do: 'pass'; readonly ms: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('grow' as const),
      giftNo: fc.integer({ min: 1, max: 12 }),
      delta: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('bomb' as const),
      gifts: fc.integer({ min: 1, max: 80 }),
      perCommit: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.oneof(
        fc.integer({ min: 0, max: 9_000 }),
        fc.constantFrom(31_000, 61_000, 400_000, -2_000, -3_600_000),
      ),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Act>({ do: 'paint' }) },
  { weight: 1, arbitrary: fc.constant<Act>({ do: 'restart' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      how: fc.constantFrom('approve' as const, 'reject' as const),
      all: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Act>({ do: 'replay' }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      event: fc.oneof(
        fc.constant<AlertEvent>({ type: 'skip' }),
        fc.boolean().map<AlertEvent>((paused) => ({ type: 'pause', paused })),
        fc.integer({ min: 0, max: 2 }).map<AlertEvent>((count) => ({ type: 'overlays', count })),
        fc.constantFrom('small' as const, 'epic' as const).map(testEvent),
        fc.constant<AlertEvent>({ type: 'clear' }),
        fc.constant<AlertEvent>({ type: 'raid', raid: RAID }),
        fc.boolean().map<AlertEvent>((quiet) => ({ type: 'settings', change: { quiet } })),
        fc.boolean().map<AlertEvent>((hidden) => ({ type: 'settings', change: { hidden } })),
        fc.boolean().map<AlertEvent>((holdAll) => ({ type: 'settings', change: { holdAll } })),
        fc.subarray(RULES).map<AlertEvent>((rules) => ({ type: 'settings', change: { rules } })),
      ),
    }),
  },
);

const OPEN: readonly Row['stage'][] = ['queued', 'held', 'playing'];

function inOrder(one: Alert, other: Alert): number {
  return laneOf(one) - laneOf(other) || one.seq - other.seq;
}

function laneOf(alert: Alert): number {
  if (alert.type !== 'gift') return 1;
  const isHigh = alert.priority === 'high' || (alert.priority === null && alert.tier === 'epic');
  return isHigh ? 0 : alert.priority === 'low' ? 2 : 1;
}

/** Plays a history against the reducer, keeping rows as the store does, and checks after every act. */
function play(acts: readonly Act[]): void {
  const ledger = createCountingLedger();
  const journal: CommittedGift[] = [];
  const rows = new Map<string, { body: string; stage: Row['stage']; reason: AlertReason | null }>();
  let nowMs = T0;
  let queue = emptyQueue(nowMs);
  let bombed = 100;

  function adopt(step: Step): void {
    queue = step.queue;
    for (const { alert, stage, reason } of step.records) {
      rows.set(alert.alertId, { body: encodeAlert(alert), stage, reason });
    }
  }

  function commit(gifts: readonly CommittedGift[]): void {
    journal.push(...gifts);
    adopt(reduce(queue, { type: 'committed', gifts, catchUp: false }, nowMs));
  }

  function stored(): Row[] {
    return [...rows.values()].map(({ body, stage }) => {
      const alert = decodeAlert(body);
      if (alert === null) throw new Error(`A stored alert does not parse: ${body}`);
      return { alert, stage };
    });
  }

  function perform(next: Act): void {
    switch (next.do) {
      case 'grow': {
        const kind = KINDS[next.giftNo % KINDS.length];
        commit([
          ledger.grow(
            next.giftNo,
            next.delta,
            { personNo: next.giftNo % 3 || null, firstTime: next.giftNo % 4 === 0 },
            kind,
          ),
        ]);
        return;
      }
      case 'bomb':
        for (let left = next.gifts; left > 0; left -= next.perCommit) {
          const count = Math.min(left, next.perCommit);
          commit(Array.from({ length: count }, () => ledger.grow((bombed += 1), 1)));
        }
        return;
      case 'event':
        adopt(reduce(queue, next.event, nowMs));
        return;
      case 'paint':
        if (queue.playing === null) return;
        adopt(reduce(queue, { type: 'painted', alertId: queue.playing.alertId }, nowMs));
        return;
      case 'pass':
        nowMs += next.ms;
        adopt(reduce(queue, { type: 'tick' }, nowMs));
        return;
      case 'restart': {
        const waiting = stored().filter(({ stage }) => OPEN.includes(stage));
        adopt(resume(emptyQueue(nowMs), waiting, queue.settings, journal.at(-1)?.seq ?? 0, nowMs));
        return;
      }
      case 'decide': {
        const alertId = next.all ? null : (queue.held.at(-1)?.alertId ?? 'none');
        adopt(reduce(queue, { type: next.how, alertId }, nowMs));
        return;
      }
      case 'replay': {
        const ended = stored().find(({ stage }) => stage === 'done' || stage === 'missed');
        if (ended !== undefined)
          adopt(reduce(queue, { type: 'replay', alert: ended.alert }, nowMs));
        return;
      }
    }
  }

  for (const next of acts) {
    perform(next);
    const kept = stored();
    expect(accountedSums(kept)).toEqual(committedSums(journal));
    expect(shownTwice(kept)).toEqual([]);
    expect(kept.filter(({ stage }) => stage === 'playing').length).toBeLessThanOrEqual(1);
    expect(queue.queued.length).toBeLessThanOrEqual(50);
    // Every alert that was missed says why.
    for (const { stage, reason } of rows.values()) {
      expect(stage === 'missed' ? reason : 'a reason').not.toBeNull();
    }
    // Among those that wait, the higher priority first, and within one the order of arrival.
    expect(queue.queued).toEqual(queue.queued.toSorted(inOrder));
    const picture = pictureOf(queue);
    expect(picture.queued).toBeLessThanOrEqual(51);
    alertStateSchema.parse({ generation: 'g', rev: 0, serverNowMs: nowMs, ...picture });
    expect(queue.held.length).toBeLessThanOrEqual(MAX_HELD);
    expect(queue.aside.length).toBeLessThanOrEqual(MAX_ASIDE);
    const inMemory = [queue.playing, ...queue.queued, queue.summary, ...queue.held].filter(
      (alert) => alert !== null && isCounted(alert),
    );
    const open = kept.filter(({ stage }) => OPEN.includes(stage));
    expect(new Set(open.map(({ alert }) => alert.alertId))).toEqual(
      new Set(inMemory.map((alert) => alert.alertId)),
    );
  }
}

test('for any history: accounted = committed, at most fifty wait, nothing is shown twice', () => {
  fc.assert(fc.property(fc.array(act, { minLength: 20, maxLength: 60 }), play), { numRuns: 150 });
});

test('the reducer does not change what it is given', () => {
  const before = emptyQueue(T0);
  const copy = structuredClone(before);
  const ledger = createCountingLedger();
  reduce(
    before,
    { type: 'committed', gifts: [ledger.grow(1, 1), ledger.grow(2, 1)], catchUp: false },
    T0,
  );
  expect(before).toEqual(copy);
});

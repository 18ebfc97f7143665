/** What rules and the user's hand do with alerts. */
import { describe, expect, test } from 'vitest';
import type { AlertRule } from '../../shared/alerts/rule.ts';
import { MAX_ASIDE, MAX_HELD } from '../../shared/alerts/limits.ts';
import { deskOf } from '../../shared/alerts/view.ts';
import { accountedSums, committedSums } from './accounting.ts';
import { T0, committed, createCountingLedger, rule, testEvent } from './builders.ts';
import { createStage, gifts } from './stage.ts';

function stageWith(rules: readonly AlertRule[], options?: Parameters<typeof createStage>[0]) {
  const stage = createStage(options);
  stage.apply({ type: 'settings', change: { rules } });
  return stage;
}

/** What goes on air, each skipped in turn. */
function playedBy(stage: ReturnType<typeof createStage>): readonly string[] {
  const played: string[] = [];
  for (let view = stage.view(); view !== null; view = stage.view()) {
    played.push(view.alertId);
    stage.apply({ type: 'skip' });
  }
  return played;
}

describe('a rule that shows', () => {
  test('has its say in text and time; hurried like any other when many wait', () => {
    const stage = stageWith([rule({ text: '{name} gave {gift}', durationMs: 12_000 })]);
    stage.commit(...gifts(60));
    expect(stage.view()).toMatchObject({ text: '{name} gave {gift}', endsAtMs: T0 + 12_000 });
    stage.apply({ type: 'skip' });
    const view = stage.view();
    expect((view?.endsAtMs ?? 0) - (view?.startedAtMs ?? 0)).toBeLessThan(2_000);
  });

  test('the higher priority plays first, and never cuts off what is on air', () => {
    const stage = stageWith([
      rule({ id: 'high', match: { gift: 'Lion' }, priority: 'high' }),
      rule({ id: 'low', match: { gift: 'Rose' }, priority: 'low' }),
    ]);
    const names = ['Rose', 'Rose', 'Galaxy', 'Lion', 'Rose', 'Lion', 'Galaxy'];
    const ledger = createCountingLedger();
    stage.commit(
      ...names.map((giftName, at) => ledger.grow(at + 1, 1, { giftName, giftId: null })),
    );
    expect(stage.view()?.alertId).toBe('g1');
    expect(playedBy(stage)).toEqual(['g1', 'g4', 'g6', 'g3', 'g7', 'g2', 'g5']);
  });

  test('a priority may also keep an epic gift in its place', () => {
    const stage = stageWith([rule({ priority: 'normal' })]);
    const [one, two, three] = gifts(3);
    if (!one || !two || !three) throw new Error('three gifts');
    stage.commit(one, two, { ...three, units: 20_000 });
    expect(playedBy(stage)).toEqual(['g1', 'g2', 'g3']);
  });

  test('the gifts of the lowest priority make room in a bomb', () => {
    const stage = stageWith([rule({ match: { gift: 'Rose' }, priority: 'low' })]);
    const ledger = createCountingLedger();
    const flood = Array.from({ length: 71 }, (_, at) =>
      ledger.grow(at + 1, 1, { giftName: at % 2 === 0 ? 'Rose' : 'Lion', giftId: null }),
    );
    stage.commit(...flood);
    const lions = stage
      .queue()
      .queued.filter((alert) => 'giftName' in alert && alert.giftName === 'Lion');
    expect(lions).toHaveLength(35);
    expect(stage.queue().summary?.totals[0]?.gifts).toBe(20);
  });

  test('first-timers are told from the ledger, and what was told is kept', () => {
    const stage = stageWith([rule({ id: 'welcome', match: { sender: 'first' }, text: 'Welcome' })]);
    stage.commit(
      committed({ firstTime: true }),
      committed({ seq: 2, giftNo: 2, firstTime: false }),
    );
    expect(stage.queue().playing).toMatchObject({ ruleId: 'welcome', firstTime: true });
    expect(stage.queue().queued[0]).toMatchObject({ ruleId: null, firstTime: false, text: null });
  });
});

describe('a rule that hides', () => {
  test('keeps the gift off the screen, with a receipt that accounts for it', () => {
    const stage = stageWith([rule({ action: 'hide' })]);
    stage.commit(...gifts(3));
    expect(stage.view()).toBeNull();
    expect(stage.stageOf('g2')).toBe('hidden');
    expect(accountedSums(stage.records())).toEqual(committedSums(gifts(3)));
  });

  test('a combo is looked at anew as it grows: one alert, hidden at first, then shown whole', () => {
    const stage = stageWith([rule({ match: { unit: 'coin', unitsTo: 9 }, action: 'hide' })]);
    const ledger = createCountingLedger();
    for (let count = 0; count < 9; count += 1) stage.commit(ledger.grow(1, 1));
    expect(stage.records()).toMatchObject([
      { alert: { alertId: 'g1', quantity: 9 }, stage: 'hidden' },
    ]);
    stage.pass(300_000);
    stage.commit(ledger.grow(1, 1));
    expect(stage.view()).toMatchObject({ alertId: 'g1', quantity: 10 });
    expect(stage.records()).toHaveLength(1);
  });

  test('ten thousand hidden gifts leave no pile behind', () => {
    const stage = stageWith([rule({ action: 'hide' })]);
    stage.commitTogether(...gifts(10_000));
    expect(stage.queue().aside).toHaveLength(MAX_ASIDE);
    expect(accountedSums(stage.records())).toEqual(committedSums(gifts(10_000)));
  });

  test('never takes from the air what has grown into it', () => {
    const stage = stageWith([rule({ match: { quantityFrom: 5 }, action: 'hide' })]);
    const ledger = createCountingLedger();
    stage.commit(ledger.grow(1, 1), ledger.grow(1, 9));
    expect(stage.view()).toMatchObject({ alertId: 'g1', quantity: 10 });
  });
});

describe('approval', () => {
  test('a rule holds: nothing is shown until a hand lets it, however long that takes', () => {
    const stage = stageWith([rule({ match: { gift: 'Rose' }, action: 'hold', text: 'Hi' })]);
    const ledger = createCountingLedger();
    stage.commit(ledger.grow(1, 1), ledger.grow(2, 1, { giftName: 'Lion', giftId: null }));
    expect(stage.view()?.alertId).toBe('g2');
    stage.pass(3_600_000);
    stage.commit(ledger.grow(1, 4));
    expect(deskOf(stage.queue()).held).toMatchObject([{ alertId: 'g1', quantity: 5 }]);
    stage.apply({ type: 'approve', alertId: 'g1' });
    expect(stage.view()).toMatchObject({ alertId: 'g1', quantity: 5, text: 'Hi' });
    stage.pass(60_000);
    expect(stage.stageOf('g1')).toBe('done');
    expect(deskOf(stage.queue()).held).toEqual([]);
  });

  test('what is approved is not held again when it grows while it waits', () => {
    const stage = stageWith([rule({ action: 'hold' })]);
    const ledger = createCountingLedger();
    stage.commit(ledger.grow(1, 1), ledger.grow(2, 1));
    stage.apply({ type: 'approve', alertId: null });
    stage.commit(ledger.grow(2, 3));
    expect(stage.view()?.alertId).toBe('g1');
    expect(stage.queue().queued).toMatchObject([{ alertId: 'g2', quantity: 4 }]);
  });

  test('a rejected combo stays rejected while it grows', () => {
    const stage = createStage();
    stage.apply({ type: 'settings', change: { holdAll: true } });
    const ledger = createCountingLedger();
    stage.commit(ledger.grow(1, 1), ledger.grow(2, 1));
    stage.apply({ type: 'reject', alertId: 'g1' });
    for (let count = 0; count < 50; count += 1) stage.commit(ledger.grow(1, 1));
    expect(stage.reasonOf('g1')).toBe('rejected');
    expect(stage.records()).toHaveLength(2);
    expect(deskOf(stage.queue()).held.map(({ alertId }) => alertId)).toEqual(['g2']);
  });

  test('all that waits, in the order in which it came', () => {
    const stage = createStage();
    stage.apply({ type: 'settings', change: { holdAll: true } });
    stage.commit(...gifts(4));
    stage.apply({ type: 'approve', alertId: null });
    expect(playedBy(stage)).toEqual(['g1', 'g2', 'g3', 'g4']);
  });

  test('the list is bounded; what finds no room in it is missed and says so', () => {
    const stage = createStage();
    stage.apply({ type: 'settings', change: { holdAll: true } });
    stage.commitTogether(...gifts(MAX_HELD + 30));
    expect(stage.queue().held).toHaveLength(MAX_HELD);
    expect(stage.reasonOf(`g${MAX_HELD + 1}`)).toBe('list_full');
    expect(accountedSums(stage.records())).toEqual(committedSums(gifts(MAX_HELD + 30)));
  });

  test('approving a full list at once spills into the summary like any bomb', () => {
    const stage = createStage();
    stage.apply({ type: 'settings', change: { holdAll: true } });
    stage.commitTogether(...gifts(MAX_HELD));
    stage.apply({ type: 'approve', alertId: null });
    // Fifty found room, and the first of them is on air.
    expect(stage.queue().queued).toHaveLength(49);
    expect(stage.queue().summary?.totals[0]?.gifts).toBe(50);
    expect(accountedSums(stage.records())).toEqual(committedSums(gifts(MAX_HELD)));
  });

  test('somebody who is forgotten is forgotten here too', () => {
    const stage = createStage();
    stage.apply({ type: 'settings', change: { holdAll: true } });
    stage.commit(committed({ personNo: 7 }), committed({ seq: 2, giftNo: 2, personNo: 7 }));
    stage.apply({ type: 'reject', alertId: 'g2' });
    stage.apply({ type: 'forget', personNo: 7 });
    expect(JSON.stringify([stage.queue(), stage.records()])).not.toContain('Ada');
  });
});

describe('quiet mode', () => {
  test('gifts and what waits are missed, with the reason; what is on air ends as it would', () => {
    const stage = createStage();
    stage.commit(...gifts(2));
    stage.apply({ type: 'settings', change: { quiet: true } });
    stage.commit(committed({ seq: 3, giftNo: 3 }));
    expect(stage.view()?.alertId).toBe('g1');
    expect([stage.reasonOf('g2'), stage.reasonOf('g3')]).toEqual(['quiet', 'quiet']);
    stage.pass(60_000);
    expect(stage.stageOf('g1')).toBe('done');
  });

  test('a combo of hundreds of frames is one missed alert; after it, what is new is shown', () => {
    const stage = createStage();
    stage.apply({ type: 'settings', change: { quiet: true } });
    const ledger = createCountingLedger();
    for (let count = 0; count < 500; count += 1) stage.commit(ledger.grow(1, 1));
    expect(stage.records()).toMatchObject([{ alert: { quantity: 500 }, reason: 'quiet' }]);
    stage.apply({ type: 'settings', change: { quiet: false } });
    stage.commit(ledger.grow(1, 1));
    expect(stage.view()).toMatchObject({ alertId: 'g1:501', quantity: 501 });
    expect(stage.queue().playing).toMatchObject({ shownFrom: 500 });
  });

  test('what the hand asks for is shown all the same', () => {
    const stage = createStage();
    stage.apply({ type: 'settings', change: { quiet: true } });
    stage.apply(testEvent('small'));
    expect(stage.view()).toMatchObject({ test: true });
  });
});

describe('clear and replay', () => {
  test('clear takes what waits, summary included, and leaves what is on air or held', () => {
    const stage = stageWith([rule({ match: { gift: 'Lion' }, action: 'hold' })]);
    stage.commit(...gifts(60));
    stage.commit(committed({ seq: 61, giftNo: 61, giftName: 'Lion', giftId: null }));
    stage.apply({ type: 'clear' });
    expect(stage.view()?.alertId).toBe('g1');
    expect(stage.queue()).toMatchObject({ queued: [], summary: null, held: [{ alertId: 'g61' }] });
    expect([stage.reasonOf('g2'), stage.reasonOf('summary:52')]).toEqual(['cleared', 'cleared']);
  });

  test('a replay shows the same once more, is marked, and is counted nowhere', () => {
    const stage = createStage();
    const ledger = createCountingLedger();
    stage.commit(ledger.grow(1, 3));
    const original = stage.queue().playing;
    if (original?.type !== 'gift') throw new Error('an alert');
    stage.apply({ type: 'skip' });
    const before = stage.records();
    stage.apply({ type: 'replay', alert: original });
    expect(stage.view()).toMatchObject({
      alertId: 'replay:1',
      replay: true,
      quantity: 3,
      test: false,
    });
    stage.commit(ledger.grow(1, 2));
    stage.pass(60_000);
    expect(stage.view()).toBeNull();
    expect(stage.records().filter(({ alert }) => alert.replay)).toEqual([]);
    expect(stage.records()).toMatchObject([...before, { alert: { alertId: 'g1:4' } }]);
  });

  test('a missed bomb can be shown again as the summary that it was', () => {
    const stage = createStage({ overlays: 0 });
    stage.commit(...gifts(265).map((gift) => ({ ...gift, personNo: gift.giftNo % 37 })));
    const { summary } = stage.queue();
    if (summary === null) throw new Error('a summary');
    stage.pass(61_000);
    stage.apply({ type: 'overlays', count: 1 });
    stage.apply({ type: 'replay', alert: summary });
    expect(stage.view()).toMatchObject({ replay: true, summary: { gifts: 215, people: 37 } });
  });

  test('only a few replays wait, so that they never crowd gifts out', () => {
    const stage = createStage({ overlays: 0 });
    stage.commit(committed());
    const [original] = stage.queue().queued;
    if (original?.type !== 'gift') throw new Error('an alert');
    for (let count = 0; count < 30; count += 1) stage.apply({ type: 'replay', alert: original });
    expect(stage.queue().queued).toHaveLength(11);
  });
});

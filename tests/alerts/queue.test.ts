import { describe, expect, test } from 'vitest';
import { nextDueMs } from '../../shared/alerts/timeline.ts';
import { pictureOf } from '../../shared/alerts/view.ts';
import { T0, committed, createCountingLedger, testEvent } from './builders.ts';
import { createStage, gifts } from './stage.ts';

describe('one alert after the other', () => {
  test('the first gift goes on air at once, for its tier’s time', () => {
    const stage = createStage();
    stage.commit(committed());
    expect(stage.view()).toMatchObject({
      alertId: 'g1',
      senderName: 'Ada',
      giftName: 'Rose',
      tier: 'small',
      startedAtMs: T0,
      endsAtMs: T0 + 5_000,
    });
    stage.pass(5_000);
    expect(stage.view()).toBeNull();
    expect(stage.stageOf('g1')).toBe('done');
  });

  test('gifts play in the order in which they came', () => {
    const stage = createStage();
    stage.commit(...gifts(4));
    const order = [];
    while (stage.view() !== null) {
      order.push(stage.view()?.alertId);
      stage.apply({ type: 'skip' });
    }
    expect(order).toEqual(['g1', 'g2', 'g3', 'g4']);
  });

  test('an epic gift plays after the current one and before all others, epics in their own order', () => {
    const stage = createStage();
    const [one, two, three, four] = gifts(4);
    if (!one || !two || !three || !four) throw new Error('four gifts');
    stage.commit(one, two, { ...three, units: 20_000 }, { ...four, units: 30_000 });
    const order = [];
    while (stage.view() !== null) {
      order.push(stage.view()?.alertId);
      stage.apply({ type: 'skip' });
    }
    expect(order).toEqual(['g1', 'g3', 'g4', 'g2']);
  });

  test('of gifts in one commit the epic one plays first', () => {
    const stage = createStage();
    const [one, two] = gifts(2);
    if (!one || !two) throw new Error('two gifts');
    stage.commitTogether(one, { ...two, units: 20_000 });
    expect(stage.view()?.alertId).toBe('g2');
  });

  test('a status alone, a gift without growth, raises nothing', () => {
    const stage = createStage();
    stage.commit(committed({ delta: 0, quantity: 4, status: 'settled' }));
    expect(stage.view()).toBeNull();
    expect(stage.queue().lastSeq).toBe(1);
  });

  test('names fit for display are shown, and words stand in for what is missing', () => {
    const stage = createStage();
    stage.commit(committed({ senderName: '\u202Eevil\u0000  Ada', giftName: null }));
    expect(stage.view()).toMatchObject({ senderName: 'evil Ada', giftName: 'Gift' });
    stage.apply({ type: 'skip' });
    stage.commit(committed({ seq: 2, giftNo: 2, senderName: null, senderHandle: '' }));
    expect(stage.view()?.senderName).toBe('Someone');
  });

  test('skip ends what is on air and the next begins at once; with nothing on air it does nothing', () => {
    const stage = createStage();
    stage.commit(...gifts(2));
    stage.apply({ type: 'skip' });
    expect(stage.view()).toMatchObject({ alertId: 'g2', startedAtMs: T0 });
    stage.apply({ type: 'skip' });
    stage.apply({ type: 'skip' });
    expect(stage.view()).toBeNull();
    expect(stage.stageOf('g1')).toBe('done');
  });

  test('a pause lets the current alert end and holds the others until it is over', () => {
    const stage = createStage();
    stage.commit(...gifts(2));
    stage.apply({ type: 'pause', paused: true });
    stage.pass(600_000);
    expect(pictureOf(stage.queue())).toMatchObject({ current: null, queued: 1, paused: true });
    expect(nextDueMs(stage.queue())).toBeNull();
    stage.apply({ type: 'pause', paused: false });
    expect(stage.view()?.alertId).toBe('g2');
  });
});

describe('a combo is one alert', () => {
  test('on air it grows in place and stays at least four seconds after each growth', () => {
    const stage = createStage();
    const ledger = createCountingLedger();
    stage.commit(ledger.grow(1, 1));
    stage.pass(4_500);
    stage.commit(ledger.grow(1, 149));
    expect(stage.view()).toMatchObject({
      alertId: 'g1',
      quantity: 150,
      units: 150,
      tier: 'medium',
      startedAtMs: T0,
      endsAtMs: T0 + 8_500,
    });
  });

  test('after thirty seconds it ends; what grows later is a continuation that shows the total', () => {
    const stage = createStage();
    const ledger = createCountingLedger();
    for (let second = 0; second < 30; second += 1) {
      stage.commit(ledger.grow(1, 1));
      stage.pass(1_000);
    }
    expect(stage.view()).toBeNull();
    stage.commit(ledger.grow(1, 5));
    expect(stage.view()).toMatchObject({ alertId: 'g1:31', quantity: 35, units: 35 });
    expect(stage.queue().playing).toMatchObject({ shownFrom: 30 });
  });

  test('while it waits it only grows, and moves to the front when it becomes epic', () => {
    const stage = createStage();
    const ledger = createCountingLedger();
    stage.commit(ledger.grow(1, 1), ledger.grow(2, 1), ledger.grow(3, 1));
    stage.commit(ledger.grow(3, 9));
    expect(stage.queue().queued).toMatchObject([
      { alertId: 'g2', quantity: 1 },
      { alertId: 'g3', quantity: 10 },
    ]);
    stage.commit(ledger.grow(3, 10_000));
    expect(stage.queue().queued.map((alert) => alert.alertId)).toEqual(['g3', 'g2']);
  });

  test('a price that is learned later is shown without holding the alert any longer', () => {
    const stage = createStage();
    stage.commit(committed({ units: null }));
    stage.pass(3_000);
    stage.commit(committed({ seq: 2, delta: 0, quantity: 1, units: 500 }));
    expect(stage.view()).toMatchObject({ units: 500, tier: 'medium', endsAtMs: T0 + 5_000 });
  });

  test('a gift that began before the engine first ran accounts only for what it saw', () => {
    const stage = createStage();
    stage.commit(committed({ delta: 2, quantity: 12, units: 12 }));
    expect(stage.view()).toMatchObject({ alertId: 'g1:11', quantity: 12 });
    expect(stage.queue().playing).toMatchObject({ shownFrom: 10 });
  });
});

describe('a gift bomb', () => {
  test('fifty wait, the rest is one summary with every gift, person and total', () => {
    const stage = createStage();
    stage.commit(...gifts(265).map((gift) => ({ ...gift, personNo: gift.giftNo % 37 })));
    const { queued, summary } = stage.queue();
    expect(queued).toHaveLength(50);
    expect(summary?.totals).toEqual([
      { platform: 'tiktok', unit: 'coin', gifts: 214, quantity: 214, units: 214 },
    ]);
    expect(pictureOf(stage.queue()).queued).toBe(51);
    for (let shown = 0; shown < 51; shown += 1) stage.apply({ type: 'skip' });
    expect(stage.view()).toMatchObject({
      alertId: 'summary:52',
      kind: 'summary',
      quantity: 214,
      summary: { gifts: 214, people: 37 },
    });
  });

  test('senders without a number count as people of their own, once per gift', () => {
    const stage = createStage();
    const ledger = createCountingLedger();
    const flood = Array.from({ length: 54 }, (_, at) => ledger.grow(at + 1, 1));
    stage.commit(...flood.map((gift) => ({ ...gift, personNo: null })));
    stage.commit({ ...ledger.grow(54, 3), personNo: null });
    expect(stage.queue().summary).toMatchObject({ strangers: 3 });
    expect(stage.queue().summary?.totals[0]).toMatchObject({ gifts: 3, quantity: 6 });
  });

  test('gifts that find room later wait behind the summary, so a long flood never starves it', () => {
    const stage = createStage();
    stage.commit(...gifts(52));
    stage.apply({ type: 'skip' });
    stage.commit(committed({ seq: 53, giftNo: 53 }));
    for (let shown = 0; shown < 50; shown += 1) stage.apply({ type: 'skip' });
    expect(stage.view()?.alertId).toBe('summary:52');
    stage.apply({ type: 'skip' });
    expect(stage.view()?.alertId).toBe('g53');
  });

  test('while a summary plays, new overflow begins the next one', () => {
    const stage = createStage();
    const flood = gifts(160);
    stage.commit(...flood.slice(0, 60));
    for (let shown = 0; shown < 51; shown += 1) stage.apply({ type: 'skip' });
    expect(stage.view()?.alertId).toBe('summary:52');
    stage.commit(...flood.slice(60));
    expect(stage.view()?.summary?.gifts).toBe(9);
    expect(stage.queue().summary?.totals[0]?.gifts).toBe(50);
  });

  test('an epic gift is not buried: the last common one makes room and moves into the summary', () => {
    const stage = createStage();
    stage.commit(...gifts(51), committed({ seq: 52, giftNo: 52, units: 50_000 }));
    const { queued, summary } = stage.queue();
    expect(queued).toHaveLength(50);
    expect(queued[0]?.alertId).toBe('g52');
    expect(summary?.giftNos).toEqual([51, 51]);
    expect(stage.stageOf('g51')).toBe('done');
  });

  test('many waiting hurry the one on air, but not below what can be read', () => {
    const stage = createStage();
    stage.commit(...gifts(60));
    stage.apply({ type: 'skip' });
    const view = stage.view();
    expect((view?.endsAtMs ?? 0) - (view?.startedAtMs ?? 0)).toBe(1_800);
  });
});

describe('nobody watching', () => {
  test('without an overlay an alert is held, and plays from its start when one comes', () => {
    const stage = createStage({ overlays: 0 });
    stage.commit(committed());
    stage.pass(50_000);
    expect(pictureOf(stage.queue())).toMatchObject({ current: null, queued: 1 });
    stage.apply({ type: 'overlays', count: 1 });
    expect(stage.view()).toMatchObject({ alertId: 'g1', startedAtMs: T0 + 50_000 });
  });

  test('after a minute without any overlay it is missed, with a receipt', () => {
    const stage = createStage({ overlays: 0 });
    stage.commit(committed());
    stage.pass(61_000);
    expect(stage.queue().queued).toEqual([]);
    expect(stage.stageOf('g1')).toBe('missed');
    expect(nextDueMs(stage.queue())).toBeNull();
  });

  test('the minute begins anew when an overlay was there meanwhile', () => {
    const stage = createStage();
    stage.apply({ type: 'pause', paused: true });
    stage.commit(committed());
    stage.pass(300_000);
    stage.apply({ type: 'overlays', count: 0 });
    stage.pass(59_000);
    expect(stage.stageOf('g1')).toBe('queued');
    stage.pass(2_000);
    expect(stage.stageOf('g1')).toBe('missed');
  });

  test('a summary that nobody could see is missed as one', () => {
    const stage = createStage({ overlays: 0 });
    stage.commit(...gifts(60));
    stage.pass(61_000);
    expect(stage.stageOf('summary:51')).toBe('missed');
  });

  test('an overlay that left before it painted: the alert waits and plays again', () => {
    const stage = createStage({ paints: false });
    stage.commit(committed());
    stage.pass(1_000);
    stage.apply({ type: 'overlays', count: 0 });
    stage.pass(10_000);
    expect(stage.stageOf('g1')).toBe('queued');
    stage.apply({ type: 'overlays', count: 1 });
    expect(stage.view()).toMatchObject({ alertId: 'g1', startedAtMs: T0 + 11_000 });
  });

  test('an overlay that came back too late to draw it: the alert plays again, once', () => {
    const stage = createStage({ paints: false });
    stage.commit(committed());
    stage.apply({ type: 'overlays', count: 0 });
    stage.pass(4_900);
    stage.apply({ type: 'overlays', count: 1 });
    stage.pass(100);
    expect(stage.view()).toMatchObject({ alertId: 'g1', startedAtMs: T0 + 5_000 });
    stage.pass(5_000);
    expect(stage.stageOf('g1')).toBe('missed');
  });

  test('a summary that nobody could see joins the one that began meanwhile', () => {
    const stage = createStage({ paints: false });
    const flood = gifts(170);
    stage.commit(...flood.slice(0, 60));
    for (let shown = 0; shown < 51; shown += 1) stage.apply({ type: 'skip' });
    expect(stage.view()?.alertId).toBe('summary:52');
    stage.commit(...flood.slice(60));
    stage.apply({ type: 'overlays', count: 0 });
    stage.pass(10_000);
    expect(stage.queue().summary).toMatchObject({
      alertId: 'summary:52',
      giftNos: [52, 60, 111, 170],
    });
    expect(stage.queue().summary?.totals[0]).toMatchObject({ gifts: 69, quantity: 69 });
    expect(stage.stageOf('summary:111')).toBe('done');
  });

  test('a gift that nobody could see and whose place is taken goes into the summary', () => {
    const stage = createStage({ paints: false });
    const [first, ...epics] = gifts(51);
    if (!first) throw new Error('a gift');
    stage.commit(first, ...epics.map((gift) => ({ ...gift, units: 10_000 })));
    stage.apply({ type: 'overlays', count: 0 });
    stage.pass(10_000);
    expect(stage.queue().queued).toHaveLength(50);
    expect(stage.queue().summary).toMatchObject({ alertId: 'summary:1', giftNos: [1, 1] });
  });

  test('an alert that was on air and never painted is missed, not done', () => {
    const stage = createStage({ paints: false });
    stage.commit(committed());
    stage.pass(5_000);
    expect(stage.stageOf('g1')).toBe('missed');
  });

  test('after the computer slept, what waited through it is missed', () => {
    const stage = createStage();
    stage.commit(...gifts(3));
    stage.sleep(600_000);
    expect(stage.view()).toBeNull();
    expect(['g1', 'g2', 'g3'].map((alertId) => stage.stageOf(alertId))).toEqual([
      'done',
      'missed',
      'missed',
    ]);
  });

  test('a clock that was set back does not freeze the alert on air', () => {
    const stage = createStage();
    stage.commit(committed());
    stage.sleep(-3_600_000);
    expect(stage.view()?.endsAtMs).toBe(T0 - 3_600_000 + 5_000);
    stage.pass(5_000);
    expect(stage.view()).toBeNull();
  });
});

describe('test alerts', () => {
  test('go through the same queue, marked as tests, and are never recorded', () => {
    const stage = createStage();
    stage.commit(committed());
    stage.apply(testEvent('large'));
    stage.pass(5_000);
    expect(stage.view()).toMatchObject({ alertId: 'test:1', test: true, tier: 'large' });
    stage.pass(8_000);
    expect(stage.view()).toBeNull();
    expect(stage.stageOf('test:1')).toBeUndefined();
  });

  test('only a few of them wait, so that they never crowd gifts out', () => {
    const stage = createStage({ overlays: 0 });
    for (let count = 0; count < 20; count += 1) stage.apply(testEvent('small'));
    expect(stage.queue().queued).toHaveLength(5);
  });

  test('have the tier that was asked for', () => {
    for (const tier of ['small', 'medium', 'large', 'epic'] as const) {
      const stage = createStage();
      stage.apply(testEvent(tier));
      expect(stage.view()).toMatchObject({ test: true, tier, senderName: 'Coinfall' });
    }
  });
});

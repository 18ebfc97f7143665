/** Hiding all alerts: the screen is free at once, nothing is lost, nothing comes twice. */
import { describe, expect, test } from 'vitest';
import { accountedSums, committedSums } from './accounting.ts';
import { createCountingLedger } from './builders.ts';
import { createStage, gifts } from './stage.ts';

function hide(stage: ReturnType<typeof createStage>, hidden: boolean): void {
  stage.apply({ type: 'settings', change: { hidden } });
}

/** What goes on air until nothing waits any more. */
function playOut(stage: ReturnType<typeof createStage>): readonly string[] {
  const played: string[] = [];
  for (let view = stage.view(); view !== null; view = stage.view()) {
    if (view.alertId !== played.at(-1)) played.push(view.alertId);
    stage.pass(500);
  }
  return played;
}

describe('while alerts are hidden', () => {
  test('the one on air goes at once, and none comes however long it takes', () => {
    const stage = createStage();
    stage.commit(...gifts(3));
    expect(stage.view()?.alertId).toBe('g1');
    hide(stage, true);
    expect(stage.view()).toBeNull();
    stage.pass(30 * 60_000);
    expect(stage.view()).toBeNull();
    expect(stage.stageOf('g1')).toBe('done');
    hide(stage, false);
    expect(playOut(stage)).toEqual(['g2', 'g3']);
  });

  test('one that no overlay had drawn yet waits again and plays from its start, sound and all', () => {
    const stage = createStage({ paints: false });
    stage.commit(...gifts(2));
    hide(stage, true);
    stage.pass(10_000);
    hide(stage, false);
    expect(stage.view()).toMatchObject({ alertId: 'g1', startedAtMs: stage.now() });
    expect(stage.view()?.sound?.startsAtMs).toBe(stage.now());
  });

  test('a combo that was seen and goes on is not repeated: its rest is an alert of its own', () => {
    const stage = createStage();
    const ledger = createCountingLedger();
    stage.commit(ledger.grow(1, 3));
    hide(stage, true);
    stage.commit(ledger.grow(1, 2));
    hide(stage, false);
    expect(playOut(stage)).toEqual(['g1:4']);
  });

  test('whatever comes and however often it is hidden, everything is accounted for', () => {
    const stage = createStage();
    const ledger = createCountingLedger();
    const rows = Array.from({ length: 400 }, (_, at) => ledger.grow((at % 120) + 1, 1));
    for (const [at, row] of rows.entries()) {
      stage.commit(row);
      stage.pass(137);
      if (at % 29 === 0) hide(stage, at % 58 === 0);
    }
    hide(stage, false);
    playOut(stage);
    expect(accountedSums(stage.records())).toEqual(committedSums(rows));
    expect(stage.records().every(({ stage: end }) => end === 'done')).toBe(true);
  });
});

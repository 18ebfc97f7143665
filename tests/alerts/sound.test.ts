/** Sounds: one start per alert, none in the wake of another, and as the rules and the volume say. */
import { describe, expect, test } from 'vitest';
import { MEDIA_ID, OWN_SOUNDS, mediaKindOf } from '../../shared/alerts/media-ref.ts';
import type { AlertRule } from '../../shared/alerts/rule.ts';
import { DEFAULT_SETTINGS } from '../../shared/alerts/settings.ts';
import { SOUND_GAP_MS } from '../../shared/alerts/sound.ts';
import { ALERT_TIERS } from '../../shared/contract/alert-states.ts';
import type { AlertView } from '../../shared/contract/alert-states.ts';
import { T0, createCountingLedger, rule, testEvent } from './builders.ts';
import { createStage, gifts } from './stage.ts';

const { sound: SOUND } = DEFAULT_SETTINGS;
const FILE = `media:${'x'.repeat(22)}.ogg`;

function stageWith(rules: readonly AlertRule[], sound = SOUND) {
  const stage = createStage();
  stage.apply({ type: 'settings', change: { rules, sound } });
  return stage;
}

/** Sound starts that a page would see, of all alerts in turn. */
function startsOf(views: readonly (AlertView | null)[]): readonly number[] {
  return [...new Set(views.flatMap((view) => view?.sound?.startsAtMs ?? []))];
}

describe('which sound', () => {
  test('every size has a soft one of its own until that is switched off', () => {
    const stage = createStage();
    const heard = ALERT_TIERS.map((tier) => {
      stage.apply(testEvent(tier));
      const sound = stage.view()?.sound;
      stage.pass(30_000);
      return sound?.ref;
    });
    expect(new Set(heard).size).toBe(ALERT_TIERS.length);
    for (const ref of heard) expect(OWN_SOUNDS.map((name) => `own:${name}`)).toContain(ref);
    stage.apply({ type: 'settings', change: { sound: { ...SOUND, tierSounds: false } } });
    stage.apply(testEvent('epic'));
    expect(stage.view()).toMatchObject({ tier: 'epic', sound: null });
  });

  test('a rule chooses a sound, a volume of its own, or silence', () => {
    const ledger = createCountingLedger();
    const stage = stageWith([
      rule({ id: 'file', match: { gift: 'Lion' }, sound: FILE, volume: 50 }),
      rule({ id: 'none', match: { gift: 'Rose' }, sound: 'none' }),
    ]);
    stage.commit(ledger.grow(1, 1, { giftName: 'Lion', giftId: null }));
    expect(stage.view()?.sound).toEqual({ ref: FILE, volume: 30, startsAtMs: T0 });
    stage.apply({ type: 'skip' });
    stage.pass(5_000);
    stage.commit(ledger.grow(2, 1, { giftName: 'Rose', giftId: null }));
    expect(stage.view()).toMatchObject({ giftName: 'Rose', sound: null });
  });

  test.each([
    ['muted', { ...SOUND, muted: true }],
    ['at volume 0', { ...SOUND, volume: 0 }],
  ])('nothing is heard while %s, and what was silent does not start late', (_how, quiet) => {
    const stage = stageWith([], quiet);
    stage.commit(...gifts(1));
    expect(stage.view()?.sound).toBeNull();
    stage.apply({ type: 'settings', change: { sound: SOUND } });
    expect(stage.view()).toMatchObject({ alertId: 'g1', sound: null });
  });

  test('muting ends what is heard at once; the same start comes back, and so is not a new one', () => {
    const stage = stageWith([]);
    stage.commit(...gifts(1));
    const before = stage.view()?.sound;
    stage.apply({ type: 'settings', change: { sound: { ...SOUND, muted: true } } });
    expect(stage.view()?.sound).toBeNull();
    stage.apply({ type: 'settings', change: { sound: SOUND } });
    expect(stage.view()?.sound).toEqual(before);
  });
});

describe('how often', () => {
  test('a combo of 500 frames starts one sound', () => {
    const stage = stageWith([]);
    const ledger = createCountingLedger();
    const views = Array.from({ length: 500 }, () => {
      stage.commit(ledger.grow(1, 1));
      stage.pass(20);
      return stage.view();
    });
    expect(views.at(-1)).toMatchObject({ alertId: 'g1', quantity: 500 });
    expect(startsOf(views)).toEqual([T0]);
  });

  test('however fast alerts follow, two sounds are never closer than the gap', () => {
    const stage = stageWith([]);
    stage.commit(...gifts(48));
    const views = Array.from({ length: 300 }, () => {
      const view = stage.view();
      stage.apply({ type: 'skip' });
      stage.pass(90);
      return view;
    });
    const starts = startsOf(views);
    expect(starts.length).toBeGreaterThan(3);
    expect(starts.length).toBeLessThanOrEqual(Math.ceil((48 * 90) / SOUND_GAP_MS) + 1);
    for (const [at, start] of starts.slice(1).entries()) {
      expect(start - (starts[at] ?? 0)).toBeGreaterThanOrEqual(SOUND_GAP_MS);
    }
  });

  test('a gift bomb is one sound for each alert on air, its summary included', () => {
    const stage = stageWith([]);
    stage.commit(...gifts(2_000));
    const views: (AlertView | null)[] = [];
    while (stage.view() !== null) {
      views.push(stage.view());
      stage.pass(600);
    }
    const shown = new Set(views.map((view) => view?.alertId));
    expect(startsOf(views).length).toBe(shown.size);
    expect(views.find((view) => view?.kind === 'summary')?.sound?.ref).toBe('own:coins');
  });

  test('a clock that is set back silences nothing that comes after', () => {
    const stage = stageWith([]);
    stage.commit(...gifts(1));
    stage.pass(60_000);
    stage.sleep(-3_600_000);
    stage.apply(testEvent('small'));
    expect(stage.view()?.sound?.startsAtMs).toBe(stage.now());
  });
});

test('an id is 22 letters and what the file is, and nothing that leads anywhere', () => {
  expect(mediaKindOf(`${'a'.repeat(22)}.webm`)).toBe('video');
  for (const id of [
    '..',
    `../${'a'.repeat(22)}.png`,
    `${'a'.repeat(22)}.svg`,
    `${'a'.repeat(22)}.png\n`,
  ]) {
    expect(MEDIA_ID.test(id), id).toBe(false);
  }
});

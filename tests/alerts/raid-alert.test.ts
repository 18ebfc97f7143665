import { describe, expect, test } from 'vitest';
import { committed } from './builders.ts';
import { createStage, gifts } from './stage.ts';

const raid = (viewers = 430, senderName: string | null = 'Ann') =>
  ({ type: 'raid', raid: { platform: 'twitch', senderName, viewers } }) as const;

describe('a raid', () => {
  test('goes on air in its turn, with who came and how many', () => {
    const stage = createStage();
    stage.commit(committed());
    stage.apply(raid());
    stage.commit(...gifts(2).map((gift) => ({ ...gift, giftNo: gift.giftNo + 10 })));
    stage.apply({ type: 'skip' });
    const face = { kind: 'raid', senderName: 'Ann', quantity: 430, test: false, tier: 'medium' };
    expect(stage.view()).toMatchObject({ ...face, units: null, summary: null });
  });

  test('is kept nowhere: a restart forgets it, and no receipt names it', () => {
    const stage = createStage();
    stage.apply(raid());
    stage.pass(60_000);
    expect(stage.view()).toBeNull();
    expect(stage.records()).toEqual([]);
  });

  test('names nobody by what cannot be shown', () => {
    const stage = createStage();
    stage.apply(raid(1, '\u202e\u200b'));
    expect(stage.view()?.senderName).toBe('Someone');
  });

  test.each([{ quiet: true }, { holdAll: true }])('is let go while %o', (change) => {
    const stage = createStage();
    stage.apply({ type: 'settings', change });
    stage.apply(raid());
    expect(stage.view()).toBeNull();
    expect(stage.queue()).toMatchObject({ queued: [], held: [] });
  });

  test('never takes a gift’s place: a few wait, and none in a full queue', () => {
    const calm = createStage({ overlays: 0 });
    for (let count = 0; count < 9; count += 1) calm.apply(raid());
    expect(calm.queue().queued).toHaveLength(5);
    const full = createStage({ overlays: 0 });
    full.commit(...gifts(50));
    full.apply(raid());
    expect(full.queue().queued.filter(({ type }) => type === 'raid')).toEqual([]);
    expect(full.queue().summary).toBeNull();
  });
});

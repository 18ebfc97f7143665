import { expect, test } from 'vitest';
import { LEAST_ON_AIR_MS, durationMs } from '../../shared/alerts/limits.ts';
import { tierOf } from '../../shared/alerts/tiers.ts';

test.each([
  ['tiktok', 'coin', 99, 'small'],
  ['tiktok', 'coin', 100, 'medium'],
  ['tiktok', 'coin', 1_000, 'large'],
  ['tiktok', 'coin', 10_000, 'epic'],
  ['twitch', 'bit', 500, 'medium'],
  ['twitch', 'sub1', 1, 'medium'],
  ['twitch', 'sub1', 20, 'epic'],
  ['twitch', 'sub3', 1, 'large'],
  ['twitch', 'prime', 1, 'medium'],
  ['myshop', 'USD', 500, 'medium'],
  ['myshop', 'EUR', 10_000, 'epic'],
] as const)('%s %s × %i is %s', (platform, unit, units, tier) => {
  expect(tierOf(platform, unit, units)).toBe(tier);
});

test('what has no known worth is small: an unknown price, another platform’s own unit', () => {
  expect(tierOf('tiktok', 'coin', null)).toBe('small');
  expect(tierOf('myshop', 'star', 1_000_000)).toBe('small');
  expect(tierOf('myshop', 'coin', 1_000_000)).toBe('small');
});

test('with few waiting an alert has its tier’s time', () => {
  expect(durationMs('small', 0)).toBe(5_000);
  expect(durationMs('medium', 3)).toBe(6_000);
  expect(durationMs('large', 4)).toBe(8_000);
  expect(durationMs('epic', 0)).toBe(10_000);
});

test('the more wait, the shorter, but never too short to read', () => {
  for (const tier of ['small', 'medium', 'large', 'epic'] as const) {
    const durations = Array.from({ length: 52 }, (_, waiting) => durationMs(tier, waiting));
    expect(durations).toEqual(durations.toSorted((one, other) => other - one));
    expect(durations.at(-1)).toBe(LEAST_ON_AIR_MS);
  }
});

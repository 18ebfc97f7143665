import { expect, it } from 'vitest';
import { createTokenBucket } from '../../electron/transport/token-bucket.ts';

it('lets a burst through, then only what refills', () => {
  let nowMs = 0;
  const bucket = createTokenBucket({ perSecond: 20, burst: 5 }, () => nowMs);
  const take = (times: number): number =>
    Array.from({ length: times }, () => bucket.take()).filter(Boolean).length;
  expect(take(10)).toBe(5);
  nowMs = 49;
  expect(take(10)).toBe(0);
  nowMs = 50;
  expect(take(10)).toBe(1);
  nowMs = 1_050;
  expect(take(100)).toBe(5);
  nowMs = 3_600_000;
  expect(take(100)).toBe(5);
});

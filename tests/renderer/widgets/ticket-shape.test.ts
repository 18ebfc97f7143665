import { expect, it } from 'vitest';
import { piecePath } from '../../../renderer/widgets/gift-alert/ticket-shape.ts';

it('draws a closed outline that stays within its box', () => {
  const path = piecePath(380, { height: 100, corner: 12, notch: 9 });
  const numbers = path.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  expect(path.endsWith('Z')).toBe(true);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThanOrEqual(380);
});

it('spreads the holes of the tear line evenly between the notches', () => {
  const path = piecePath(200, { height: 104, corner: 10, notch: 8 });
  expect(path.match(/A2\.5/g)).toHaveLength(8);
});

import { expect, it } from 'vitest';
import { quantityText, summaryText, unitsText } from '../../../renderer/widgets/words.ts';

it('groups digits and knows one from many', () => {
  expect(unitsText(1, 'coin')).toBe('1 coin');
  expect(unitsText(29_999, 'coin')).toBe('29,999 coins');
  expect(summaryText(214, 37)).toBe('+ 214 gifts from 37 people');
  expect(summaryText(1, 1)).toBe('+ 1 gift from 1 person');
});

it('writes money as money, by the decimals of its currency', () => {
  expect(unitsText(1_500, 'USD')).toBe('$15.00');
  expect(unitsText(1_500, 'JPY')).toBe('¥1,500');
});

it("names a platform's own unit as the platform names it", () => {
  expect(unitsText(3, 'star')).toBe('3 star');
});

it('shortens only numbers that no picture has room for', () => {
  expect(quantityText(99_999)).toBe('×99,999');
  expect(quantityText(1_234_567)).toBe('×1.2M');
  expect(unitsText(99_999_999, 'coin')).toBe('99,999,999 coins');
  expect(unitsText(1_000_000_000_000, 'coin')).toBe('1T coins');
});

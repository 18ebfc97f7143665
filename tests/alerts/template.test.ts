import { expect, test } from 'vitest';
import { filledTemplate, strayParts } from '../../shared/alerts/template.ts';
import { lineText } from '../../renderer/widgets/words.ts';

const VALUES = { name: 'Ann', gift: 'Rose', count: '5', amount: '', unit: '' };

test('placeholders are filled in one pass: a viewer’s name is never read as a template', () => {
  expect(filledTemplate('{name} × {count} {gift}', { ...VALUES, name: '{gift}{count}' })).toBe(
    '{gift}{count} × 5 Rose',
  );
});

test('what is not known leaves no hole', () => {
  expect(filledTemplate('{name} gave {amount} {unit} today {amount}', VALUES)).toBe(
    'Ann gave today',
  );
});

test('names what is no placeholder', () => {
  expect(strayParts('{name} {gift}')).toEqual([]);
  expect(strayParts('{nam} } {name')).toEqual(['{nam}', '}', '{']);
});

test('an overlay’s second line is the gift, or what the rule says', () => {
  const kind = 'gift' as const;
  const alert = {
    kind,
    senderName: 'Ann',
    giftName: 'Rose',
    quantity: 1_200,
    units: 1,
    unit: 'coin',
  };
  expect(lineText({ ...alert, text: null })).toBe('Rose');
  expect(lineText({ ...alert, text: '{count} for {amount} {unit}' })).toBe('1,200 for 1 coin');
  const tip = { ...alert, units: 500, unit: 'USD', text: '{amount} {unit}!' };
  expect(lineText(tip)).toBe('$5.00 !');
  expect(lineText({ ...alert, kind: 'raid', text: null })).toBe('brings 1,200 viewers');
});

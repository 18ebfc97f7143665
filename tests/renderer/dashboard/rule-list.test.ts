import { expect, test } from 'vitest';
import { moved, newRule, withRule } from '../../../renderer/dashboard/alerts/rule-list.ts';
import { checkRules } from '../../../shared/alerts/check-rules.ts';
import { rule } from '../../alerts/builders.ts';

const three = ['a', 'b', 'c'].map((id) => rule({ id }));
const ids = (rules: readonly { readonly id: string }[]): string =>
  rules.map(({ id }) => id).join('');

test('a rule moves one place, and not beyond either end', () => {
  expect(ids(moved(three, 0, 1))).toBe('bac');
  expect(ids(moved(three, 2, 1))).toBe('acb');
  expect(moved(three, 0, -1)).toBe(three);
  expect(moved(three, 2, 3)).toBe(three);
});

test('a changed rule takes its own place, a new one the last', () => {
  expect(ids(withRule(three, rule({ id: 'b', name: 'Other' })))).toBe('abc');
  expect(withRule(three, rule({ id: 'b', name: 'Other' }))[1]?.name).toBe('Other');
  expect(ids(withRule(three, rule({ id: 'd' })))).toBe('abcd');
});

test('a new rule needs only a name, whatever ids are taken', () => {
  const rules = [rule({ id: 'rule-2' }), rule({ id: 'rule-3' })];
  const added = { ...newRule(rules), name: 'Mine' };
  expect(checkRules([...rules, added])).toMatchObject({ ok: true });
});

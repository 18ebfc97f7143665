/** The list of rules as the page changes it. Pure. */
import type { AlertRule } from '../../../shared/alerts/rule.ts';

const ANYTHING: AlertRule['match'] = {
  platform: null,
  kind: null,
  gift: null,
  unit: null,
  unitsFrom: null,
  unitsTo: null,
  tier: null,
  sender: null,
  quantityFrom: null,
};

/** A rule to begin with: it matches everything and shows it as ever. Its id is not taken yet. */
export function newRule(rules: readonly AlertRule[]): AlertRule {
  let number = rules.length + 1;
  while (rules.some(({ id }) => id === `rule-${number}`)) number += 1;
  return {
    id: `rule-${number}`,
    enabled: true,
    name: '',
    match: ANYTHING,
    action: 'show',
    priority: null,
    durationMs: null,
    text: null,
    picture: null,
    sound: null,
    volume: 100,
    speak: true,
    speech: null,
  };
}

/** The list with a rule in place of the one of its id, or at the end. */
export function withRule(rules: readonly AlertRule[], rule: AlertRule): readonly AlertRule[] {
  const at = rules.findIndex(({ id }) => id === rule.id);
  return at === -1 ? [...rules, rule] : rules.with(at, rule);
}

/** The list with the rule at `from` moved to `to`; the same list when there is no such place. */
export function moved(rules: readonly AlertRule[], from: number, to: number): readonly AlertRule[] {
  const rule = rules[from];
  if (rule === undefined || to < 0 || to >= rules.length) return rules;
  return rules.toSpliced(from, 1).toSpliced(to, 0, rule);
}

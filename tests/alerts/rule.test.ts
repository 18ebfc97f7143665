import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRules } from '../../shared/alerts/check-rules.ts';
import type { AlertRule, RuleSubject } from '../../shared/alerts/rule.ts';
import {
  HOUSE_RULE,
  MAX_RULES,
  RULE_ACTIONS,
  decide,
  decisionOf,
  matches,
  subjectOf,
} from '../../shared/alerts/rule.ts';
import { sampleOfRule } from '../../shared/alerts/samples.ts';
import { DEFAULT_SETTINGS, decodeSettings, encodeSettings } from '../../shared/alerts/settings.ts';
import { ALERT_TIERS } from '../../shared/contract/alert-states.ts';
import { GIFT_KINDS } from '../../shared/gift.ts';
import { committed, rule } from './builders.ts';

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

const matchOf: fc.Arbitrary<AlertRule['match']> = fc.record({
  platform: maybe(fc.constantFrom('tiktok', 'twitch')),
  kind: maybe(fc.constantFrom(...GIFT_KINDS)),
  gift: maybe(fc.constantFrom('Rose', 'rose', '5655', 'Lion')),
  unit: maybe(fc.constantFrom('coin', 'bit', 'USD')),
  unitsFrom: maybe(fc.integer({ min: 0, max: 20_000 })),
  unitsTo: maybe(fc.integer({ min: 0, max: 20_000 })),
  tier: maybe(fc.constantFrom(...ALERT_TIERS)),
  sender: maybe(fc.constantFrom('first' as const, 'returning' as const)),
  quantityFrom: maybe(fc.integer({ min: 2, max: 200 })),
});

const subject: fc.Arbitrary<RuleSubject> = fc.record({
  platform: fc.constantFrom('tiktok', 'twitch', 'myshop'),
  kind: fc.constantFrom(...GIFT_KINDS),
  giftId: maybe(fc.constantFrom('5655', '6369')),
  giftName: maybe(fc.constantFrom('Rose', 'Lion', ' ROSE ')),
  unit: fc.constantFrom('coin', 'bit', 'USD'),
  units: maybe(fc.integer({ min: 0, max: 30_000 })),
  quantity: fc.integer({ min: 1, max: 300 }),
  tier: fc.constantFrom(...ALERT_TIERS),
  firstTime: maybe(fc.boolean()),
});

const rulesOf = fc
  .array(
    fc.record({
      match: matchOf,
      enabled: fc.boolean(),
      action: fc.constantFrom(...RULE_ACTIONS),
    }),
    { maxLength: 12 },
  )
  .map((parts) => parts.map((part, at) => rule({ ...part, id: `r${at}` })));

describe('which rule decides', () => {
  test('for any rules and any gift: the first enabled one that matches, else the house', () => {
    fc.assert(
      fc.property(rulesOf, subject, (rules, gift) => {
        const { ruleId } = decide(rules, gift);
        const at = ruleId === null ? rules.length : rules.findIndex(({ id }) => id === ruleId);
        const before = rules.slice(0, at);
        expect(before.filter((one) => one.enabled && matches(one.match, gift))).toEqual([]);
        const chosen = rules[at];
        if (chosen === undefined) {
          expect(decide(rules, gift)).toEqual(HOUSE_RULE);
        } else {
          expect(chosen.enabled && matches(chosen.match, gift)).toBe(true);
          expect(decide(rules, gift)).toEqual(decisionOf(chosen));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('a rule that asks for more never matches what it did not match before', () => {
    fc.assert(
      fc.property(matchOf, matchOf, subject, (match, more, gift) => {
        const both = Object.fromEntries(
          Object.entries(match).map(([key, value]) => [
            key,
            value ?? more[key as keyof typeof more],
          ]),
        ) as AlertRule['match'];
        if (matches(both, gift)) expect(matches(match, gift)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('the sample of a rule is matched by it, or there is none', () => {
    fc.assert(
      fc.property(matchOf, (match) => {
        const sample = sampleOfRule(rule({ match }));
        if (sample !== null) expect(matches(match, sample)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    for (const match of [
      {},
      { tier: 'epic' as const },
      { gift: '9999' },
      { unit: 'USD', unitsFrom: 250, unitsTo: 300 },
      { platform: 'twitch', kind: 'resub' as const, quantityFrom: 12 },
      { sender: 'first' as const },
    ]) {
      expect(sampleOfRule(rule({ match }))).not.toBeNull();
    }
    expect(sampleOfRule(rule({ match: { unit: 'coin', unitsTo: 5, tier: 'epic' } }))).toBeNull();
  });
});

describe('what a rule may ask', () => {
  const rose = subjectOf(committed({ quantity: 7, delta: 7, units: 7, firstTime: true }));
  test.each<[string, Partial<AlertRule['match']>, boolean]>([
    ['nothing', {}, true],
    ['its platform', { platform: 'tiktok' }, true],
    ['another platform', { platform: 'twitch' }, false],
    ['its kind', { kind: 'gift' }, true],
    ['another kind', { kind: 'tip' }, false],
    ['its gift by name, in any case', { gift: 'rOSE' }, true],
    ['its gift by id', { gift: '5655' }, true],
    ['another gift', { gift: 'Ros' }, false],
    ['a range it lies in, ends included', { unit: 'coin', unitsFrom: 7, unitsTo: 7 }, true],
    ['more than it is worth', { unit: 'coin', unitsFrom: 8 }, false],
    ['less than it is worth', { unit: 'coin', unitsTo: 6 }, false],
    ['a range in another unit', { unit: 'bit', unitsFrom: 1 }, false],
    ['its size', { tier: 'small' }, true],
    ['a first gift', { sender: 'first' }, true],
    ['a returning supporter', { sender: 'returning' }, false],
    ['a combo it has reached', { quantityFrom: 7 }, true],
    ['a longer combo', { quantityFrom: 8 }, false],
  ])('%s', (_, match, expected) => {
    expect(matches(rule({ match }).match, rose)).toBe(expected);
  });

  test('without a price no range fits, without a supporter neither first nor returning', () => {
    const unknown = { ...rose, units: null, firstTime: null };
    expect(matches(rule({ match: { unit: 'coin', unitsTo: 9_999 } }).match, unknown)).toBe(false);
    expect(matches(rule({ match: { sender: 'first' } }).match, unknown)).toBe(false);
    expect(matches(rule({ match: { sender: 'returning' } }).match, unknown)).toBe(false);
  });
});

describe('rules that are refused, with words', () => {
  const codeOf = (raw: readonly unknown[]): string => {
    const checked = checkRules(raw);
    if (!checked.ok) expect(checked.message).toMatch(/^\S.{10,}\.$/);
    return checked.ok ? 'ok' : checked.code;
  };
  const one = (parts: Parameters<typeof rule>[0]) => codeOf([rule(parts)]);

  test.each<[string, string, () => string]>([
    ['ok', 'a plain rule', () => one({ text: '{name} gave {count} × {gift}, {amount} {unit}' })],
    ['bad_text', 'an unknown placeholder', () => one({ text: 'Hi {nam}' })],
    ['bad_text', 'a brace that stands alone', () => one({ text: 'Hi {name' })],
    [
      'range_reversed',
      'a reversed range',
      () => one({ match: { unit: 'coin', unitsFrom: 5, unitsTo: 4 } }),
    ],
    ['unit_missing', 'an amount of nothing', () => one({ match: { unitsFrom: 5 } })],
    [
      'unknown_kind',
      'an unknown kind',
      () => codeOf([{ ...rule(), match: { ...rule().match, kind: 'hug' } }]),
    ],
    ['invalid', 'a name of blanks', () => one({ name: '  ' })],
    ['invalid', 'a time that nobody could read in', () => one({ durationMs: 1 })],
    ['invalid', 'a part that is not known', () => codeOf([{ ...rule(), sound: 'horn' }])],
    ['invalid', 'no rule at all', () => codeOf(['rule'])],
    ['same_id', 'two of one id', () => codeOf([rule(), rule()])],
    [
      'too_many',
      'one rule too many',
      () => codeOf(Array.from({ length: MAX_RULES + 1 }, (_, at) => rule({ id: `r${at}` }))),
    ],
    [
      'ok',
      'as many as there may be',
      () => codeOf(Array.from({ length: MAX_RULES }, (_, at) => rule({ id: `r${at}` }))),
    ],
    [
      'too_large',
      'too much text',
      () =>
        codeOf(
          Array.from({ length: MAX_RULES }, (_, at) =>
            rule({ id: `r${at}`, name: '猫'.repeat(80), text: '猫'.repeat(160) }),
          ),
        ),
    ],
  ])('%s: %s', (code, _, run) => {
    expect(run()).toBe(code);
  });
});

test('settings come back as they were stored; what is not ours is null, not a crash', () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    rules: [rule({ text: '{name}', picture: 'own:cake', sound: 'none', volume: 40 })],
    quiet: true,
    hidden: true,
  };
  expect(decodeSettings(encodeSettings(settings))).toEqual(settings);
  for (const text of ['', 'null', '{"v":2}', '{"v":1,"rules":[{}],"quiet":true,"holdAll":true}']) {
    expect(decodeSettings(text)).toBeNull();
  }
});

test('settings that were stored before there were sounds still count', () => {
  const { picture, sound, volume, speak, speech, ...older } = rule({ name: 'From before' });
  expect({ picture, sound, volume, speak, speech }).toMatchObject({ volume: 100, speak: true });
  const stored = JSON.stringify({ v: 1, rules: [older], quiet: true, holdAll: true });
  expect(decodeSettings(stored)).toEqual({
    ...DEFAULT_SETTINGS,
    rules: [rule({ name: 'From before' })],
    quiet: true,
    holdAll: true,
  });
});

test.each([
  ['picture', 'own:chime'],
  ['picture', 'media:../../ledger.sqlite'],
  ['picture', `media:${'a'.repeat(22)}.mp3`],
  ['picture', 'https://example.com/x.png'],
  ['sound', 'own:rocket'],
  ['sound', `media:${'a'.repeat(22)}.svg`],
  ['sound', `media:${'a'.repeat(21)}/.mp3`],
  ['volume', 101],
  ['speech', 'x'.repeat(161)],
])('a rule whose %s is %j is refused', (field, value) => {
  expect(checkRules([{ ...rule(), [field]: value }])).toMatchObject({ ok: false, code: 'invalid' });
});

test('what is said may have the same braces as what is shown, and no others', () => {
  expect(checkRules([rule({ speech: '{name} gave {amount}' })])).toMatchObject({ ok: true });
  expect(checkRules([rule({ speech: '{nam}' })])).toMatchObject({ ok: false, code: 'bad_text' });
});

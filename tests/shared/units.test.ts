import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOWN_UNITS, PLATFORM_PATTERN, commodity, isUnit } from '../../shared/units.ts';

const platform = fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/);
const unit = fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/);

describe('units', () => {
  it('are known names, a platform’s own lower-case names, and currencies', () => {
    for (const yes of [...KNOWN_UNITS, 'star', 'a-b_1', 'USD', 'JPY'])
      expect(isUnit(yes)).toBe(true);
    for (const no of ['', 'Star', 'STAR', '1star', 'a b', 'a|b', '=x', 'é', 'x'.repeat(33)]) {
      expect(isUnit(no)).toBe(false);
    }
  });

  it('belong to platforms whose names are safe in a key, an account and a URL', () => {
    for (const yes of ['tiktok', 'my-shop_2']) expect(PLATFORM_PATTERN.test(yes)).toBe(true);
    for (const no of ['', 'TikTok', '2shop', 'a|b', 'a.b', 'a/b', 'x'.repeat(33), 'a\n']) {
      expect(PLATFORM_PATTERN.test(no)).toBe(false);
    }
  });
});

describe('the commodity of a unit', () => {
  it.each([
    ['tiktok', 'coin', 'COIN'],
    ['twitch', 'bit', 'BIT'],
    ['twitch', 'sub1', 'SUB1'],
    ['twitch', 'sub2', 'SUB2'],
    ['twitch', 'sub3', 'SUB3'],
    ['twitch', 'prime', 'PRIME'],
    ['twitch', 'coin', 'TWITCH-COIN'],
    ['myshop', 'star', 'MYSHOP-STAR'],
    ['myshop', 'EUR', 'EUR'],
  ])('%s %s is %s', (of, name, expected) => {
    expect(commodity(of, name)).toBe(expected);
  });

  it('is never shared by two platforms or two units', () => {
    fc.assert(
      fc.property(platform, unit, platform, unit, (p1, u1, p2, u2) => {
        expect(commodity(p1, u1) === commodity(p2, u2)).toBe(p1 === p2 && u1 === u2);
      }),
    );
  });
});

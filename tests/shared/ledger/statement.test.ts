import { describe, expect, it } from 'vitest';
import { checkStatement } from '../../../shared/ledger/statement.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const STATEMENT = {
  platform: 'tiktok',
  unit: 'coin',
  fromMs: Date.UTC(2026, 9, 1),
  toMs: Date.UTC(2026, 10, 1),
  sessionNo: null,
  units: 12_345,
  note: '',
};

function codeOf(change: object): string {
  const result = checkStatement({ ...STATEMENT, ...change }, NOW);
  return result.ok ? 'ok' : result.code;
}

describe('a reported figure', () => {
  it.each<[string, object, string]>([
    ['of last month', {}, 'ok'],
    ['of nothing', { units: 0 }, 'ok'],
    ['of a whole year to tomorrow', { toMs: NOW + 86_400_000 }, 'ok'],
    ['that ends as it begins', { toMs: STATEMENT.fromMs }, 'period_empty'],
    ['from before 2015', { fromMs: Date.UTC(2014, 11, 31) }, 'date_too_early'],
    ['beyond tomorrow', { toMs: NOW + 2 * 86_400_000 }, 'date_in_future'],
    ['in misspelt coins', { unit: 'coins' }, 'unknown_unit'],
    ['in an unknown currency', { unit: 'XXA' }, 'unknown_currency'],
    ['below nothing', { units: -1 }, 'malformed'],
    ['with half a coin', { units: 1.5 }, 'malformed'],
    ['of a platform that is no name', { platform: 'a:b' }, 'malformed'],
  ])('%s is answered by a code', (_, change, code) => {
    expect(codeOf(change)).toBe(code);
  });

  it('that is refused says so in words, and that nothing was recorded', () => {
    expect(checkStatement({ ...STATEMENT, toMs: STATEMENT.fromMs }, NOW)).toEqual({
      ok: false,
      code: 'period_empty',
      message: 'The period must begin before it ends. Nothing was recorded.',
    });
  });
});

/** Which span a choice on the page of earnings means, the one before it, and how an address spells it. */
import { describe, expect, it } from 'vitest';
import {
  FIRST_CHOICE,
  PERIODS,
  choiceOf,
  writeChoice,
} from '../../../renderer/dashboard/earnings/choice.ts';
import type { EarningsChoice } from '../../../renderer/dashboard/earnings/choice.ts';
import { comparedPeriods, stepsOf } from '../../../renderer/dashboard/earnings/period.ts';
import { hashTo, routeOf } from '../../../renderer/dashboard/route.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 4, 20, 21, 37);

function spans(choice: Partial<EarningsChoice>, zone = 'UTC', nowMs = NOW) {
  const found = comparedPeriods({ ...FIRST_CHOICE, ...choice }, { zone, nowMs, sessions: null });
  const text = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
  return found === undefined
    ? undefined
    : [
        text(found.period.fromMs),
        text(found.period.toMs),
        ...(found.before === null ? [] : [text(found.before.fromMs), text(found.before.toMs)]),
      ];
}

describe('a period', () => {
  it.each<[EarningsChoice['period'], readonly string[]]>([
    ['today', ['2026-05-20T00:00', '2026-05-21T00:00', '2026-05-19T00:00', '2026-05-19T21:30']],
    ['yesterday', ['2026-05-19T00:00', '2026-05-20T00:00', '2026-05-18T00:00', '2026-05-19T00:00']],
    ['last7', ['2026-05-14T00:00', '2026-05-21T00:00', '2026-05-07T00:00', '2026-05-13T21:30']],
    ['last30', ['2026-04-21T00:00', '2026-05-21T00:00', '2026-03-22T00:00', '2026-04-20T21:30']],
    ['thisMonth', ['2026-05-01T00:00', '2026-06-01T00:00', '2026-04-01T00:00', '2026-04-20T21:30']],
    ['lastMonth', ['2026-04-01T00:00', '2026-05-01T00:00', '2026-03-01T00:00', '2026-04-01T00:00']],
    ['thisYear', ['2026-01-01T00:00', '2027-01-01T00:00', '2025-01-01T00:00', '2025-05-20T21:30']],
    ['lastYear', ['2025-01-01T00:00', '2026-01-01T00:00', '2024-01-01T00:00', '2025-01-01T00:00']],
  ])('“%s” is compared with the one before, up to the same point while it lasts', (period, is) => {
    expect(spans({ period })).toEqual(is);
  });

  it('of own days has both of them, and as many days before', () => {
    const days = { period: 'days', firstDay: '2026-03-01', lastDay: '2026-03-03' } as const;
    expect(spans(days)).toEqual([
      ...['2026-03-01T00:00', '2026-03-04T00:00', '2026-02-26T00:00', '2026-03-01T00:00'],
    ]);
    expect(spans({ ...days, lastDay: '2026-02-28' })).toBeUndefined();
    expect(spans({ ...days, firstDay: '' })).toBeUndefined();
  });

  it('begins at the midnight of its zone, over a change of clocks as well', () => {
    const nowMs = Date.UTC(2026, 2, 29, 12);
    expect(spans({ period: 'today' }, 'Europe/Berlin', nowMs)?.slice(0, 2)).toEqual([
      ...['2026-03-28T23:00', '2026-03-29T22:00'],
    ]);
    expect(spans({ period: 'today' }, 'Pacific/Auckland')?.[0]).toBe('2026-05-20T12:00');
  });

  it('of early in a month is compared with a shorter month only as far as that goes', () => {
    const nowMs = Date.UTC(2026, 2, 31, 12);
    expect(spans({ period: 'thisMonth' }, 'UTC', nowMs)?.slice(2)).toEqual([
      ...['2026-02-01T00:00', '2026-03-01T00:00'],
    ]);
  });

  it('of a session is the session’s own, and goes on to the end of the day while it is open', () => {
    const asked = { zone: 'UTC', nowMs: NOW };
    const open = { fromMs: NOW - HOUR_MS, toMs: NOW, open: true };
    const before = { fromMs: NOW - DAY_MS, toMs: NOW - DAY_MS + HOUR_MS, open: false };
    const choice = { ...FIRST_CHOICE, period: 'session' } as const;
    expect(comparedPeriods(choice, { ...asked, sessions: [open, before] })).toEqual({
      ...{ period: { fromMs: open.fromMs, toMs: Date.UTC(2026, 4, 21) }, before, running: true },
    });
    expect(comparedPeriods(choice, { ...asked, sessions: [before] })).toEqual({
      ...{ period: before, before: null, running: false },
    });
    expect(comparedPeriods(choice, { ...asked, sessions: [] })).toBeUndefined();
    expect(comparedPeriods(choice, { ...asked, sessions: null })).toBeUndefined();
  });

  it('is cut into steps that suit it, and never into more than can be asked for', () => {
    const of = (days: number) => stepsOf({ fromMs: 0, toMs: days * DAY_MS });
    expect(of(30)).toEqual({ possible: ['day', 'week', 'month'], fitting: 'day' });
    expect(of(92)).toEqual({ possible: ['day', 'week', 'month'], fitting: 'week' });
    expect(of(365)).toEqual({ possible: ['week', 'month'], fitting: 'month' });
    expect(of(900)).toEqual({ possible: ['month'], fitting: 'month' });
  });
});

describe('the address of a choice', () => {
  it('comes back as it was, beside the token', () => {
    for (const period of PERIODS) {
      const choice: EarningsChoice = {
        ...{ period, firstDay: '2026-01-02', lastDay: '2026-02-03', zone: 'Asia/Kathmandu' },
        ...{ currency: 'EUR', platform: 'twitch', kind: 'bits', by: 'week', show: 'twitch/bit' },
      };
      const hash = hashTo({ page: 'earnings', choice }, '#token=abc');
      expect(new URLSearchParams(hash.slice(1)).get('token')).toBe('abc');
      expect(routeOf(hash)).toEqual({ page: 'earnings', choice });
      expect(hashTo({ page: 'live' }, hash)).toBe('#token=abc');
    }
  });

  it('spells out nothing that goes without saying', () => {
    const params = new URLSearchParams('token=abc&zone=UTC');
    writeChoice(params, FIRST_CHOICE);
    expect(params.toString()).toBe('token=abc');
  });

  it('leaves out what is odd', () => {
    const odd =
      'period=always&from=1&to=x&zone=Moon&currency=usd&platform=%3Cb%3E&kind=x&by=year&show=a b';
    expect(choiceOf(new URLSearchParams(odd))).toEqual(FIRST_CHOICE);
  });
});

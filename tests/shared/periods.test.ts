import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodsOf } from '../../shared/periods.ts';
import { localDay } from '../../shared/zone.ts';

const HOUR_MS = 3_600_000;
const ZONES = [
  'UTC',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Europe/London',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Cairo',
  'Pacific/Apia',
  'America/Havana',
];

const hours = (fromText: string, toText: string, zone: string) =>
  periodsOf({ fromMs: Date.parse(fromText), toMs: Date.parse(toText) }, zone, 'day').map(
    (day) => [day.label, (day.toMs - day.fromMs) / HOUR_MS] as const,
  );

describe('the days of a zone', () => {
  it.each([
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Europe/London', '2026-03-29', 23],
    ['Europe/London', '2026-10-25', 25],
    ['Pacific/Auckland', '2026-09-27', 23],
    ['Pacific/Auckland', '2026-04-05', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Africa/Cairo', '2026-04-24', 23],
    ['Asia/Kathmandu', '2026-03-29', 24],
  ])('in %s make %s a day of %d hours', (zone, day, length) => {
    const around = hours('2026-03-01T00:00Z', '2026-12-01T00:00Z', zone);
    expect(around.find(([label]) => label === day)).toEqual([day, length]);
  });

  it('leave out a day that a zone skipped', () => {
    const days = hours('2011-12-28T12:00Z', '2012-01-02T12:00Z', 'Pacific/Apia').map(
      ([day]) => day,
    );
    expect(days).toContain('2011-12-29');
    expect(days).not.toContain('2011-12-30');
    expect(days).toContain('2011-12-31');
  });
});

describe('the periods of a span', () => {
  it('fill it without gap or overlap, each within its own calendar period, in every zone', () => {
    const instant = fc.integer({ min: Date.UTC(2011, 0, 1), max: Date.UTC(2027, 0, 1) });
    const step = fc.constantFrom('day' as const, 'week' as const, 'month' as const);
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 1, max: 70 * 24 * HOUR_MS }),
        fc.constantFrom(...ZONES),
        step,
        (fromMs, length, zone, by) => {
          const toMs = fromMs + length;
          const periods = periodsOf({ fromMs, toMs }, zone, by);
          expect(periods[0]?.fromMs).toBe(fromMs);
          expect(periods.at(-1)?.toMs).toBe(toMs);
          for (const [index, period] of periods.entries()) {
            expect(period.fromMs).toBeLessThan(period.toMs);
            if (index > 0) expect(period.fromMs).toBe(periods[index - 1]?.toMs);
            const first = localDay(period.fromMs, zone);
            const last = localDay(period.toMs - 1, zone);
            if (by === 'day') expect([first, last]).toEqual([period.label, period.label]);
            if (by === 'month') {
              expect([first, last].map((day) => day.slice(0, 7))).toEqual([
                period.label,
                period.label,
              ]);
            }
            if (by === 'week') {
              expect(new Date(period.label).getUTCDay()).toBe(1);
              const days = (Date.parse(last) - Date.parse(period.label)) / (24 * HOUR_MS);
              expect(days).toBeLessThan(7);
              expect(first >= period.label).toBe(true);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are one for the total and none for nothing', () => {
    expect(periodsOf({ fromMs: 5, toMs: 9 }, 'UTC', 'total')).toEqual([
      { fromMs: 5, toMs: 9, label: 'total' },
    ]);
    expect(periodsOf({ fromMs: 9, toMs: 9 }, 'UTC', 'day')).toEqual([]);
  });
});

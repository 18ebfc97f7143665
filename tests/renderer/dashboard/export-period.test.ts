import { describe, expect, it } from 'vitest';
import { periodBounds } from '../../../renderer/dashboard/live/export-period.ts';
import type { PeriodChoice } from '../../../renderer/dashboard/live/export-period.ts';

const NOW = Date.parse('2026-01-01T02:00:00Z');
const NO_DAYS = { firstDay: '', lastDay: '' };

describe('the period of an export', () => {
  it.each<[PeriodChoice, string, string, string]>([
    ['thisMonth', 'UTC', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'],
    ['lastMonth', 'UTC', '2025-12-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['lastYear', 'UTC', '2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    // There it is still the last evening of the year.
    ['thisYear', 'America/New_York', '2025-01-01T05:00:00Z', '2026-01-01T05:00:00Z'],
    ['thisMonth', 'America/New_York', '2025-12-01T05:00:00Z', '2026-01-01T05:00:00Z'],
  ])('%s in %s begins and ends at the zone’s midnights', (choice, zone, from, to) => {
    const bounds = periodBounds({ choice, ...NO_DAYS }, zone, NOW);
    expect(bounds).toEqual({ fromMs: Date.parse(from), toMs: Date.parse(to) });
  });

  it('of two days holds both, clock change included', () => {
    const days = { choice: 'days', firstDay: '2026-03-28', lastDay: '2026-03-29' } as const;
    expect(periodBounds(days, 'Europe/Berlin', NOW)).toEqual({
      fromMs: Date.parse('2026-03-27T23:00:00Z'),
      toMs: Date.parse('2026-03-29T22:00:00Z'),
    });
  });

  it('has no bounds for everything, and is none for days that are missing or the wrong way round', () => {
    expect(periodBounds({ choice: 'all', ...NO_DAYS }, 'UTC', NOW)).toEqual({
      fromMs: null,
      toMs: null,
    });
    expect(periodBounds({ choice: 'days', ...NO_DAYS }, 'UTC', NOW)).toBeUndefined();
    const wrong = { choice: 'days', firstDay: '2026-02-02', lastDay: '2026-02-01' } as const;
    expect(periodBounds(wrong, 'UTC', NOW)).toBeUndefined();
  });
});

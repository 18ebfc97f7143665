import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isZone, parseInstant } from '../../shared/zone.ts';

const iso = (text: string, zone: string) => {
  const ms = parseInstant(text, zone);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe('parseInstant', () => {
  it.each([
    ['2026-01-31', 'UTC', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T20:15', 'Europe/Berlin', '2026-01-31T19:15:00.000Z'],
    ['2026-07-31 20:15', 'Europe/Berlin', '2026-07-31T18:15:00.000Z'],
    ['2026-01-31T20:15:07', 'Asia/Kathmandu', '2026-01-31T14:30:07.000Z'],
    ['2026-01-31T20:15:07.250', 'UTC', '2026-01-31T20:15:07.250Z'],
    ['2026-01-31T20:15:07.5', 'UTC', '2026-01-31T20:15:07.500Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
    // The zone does not matter where the text has its own.
    ['2026-01-31T20:15:00Z', 'Asia/Tokyo', '2026-01-31T20:15:00.000Z'],
    ['2026-01-31T20:15:00+02:00', 'Asia/Tokyo', '2026-01-31T18:15:00.000Z'],
    ['2026-01-31T20:15Z', 'Asia/Tokyo', '2026-01-31T20:15:00.000Z'],
  ])('reads %s in %s as %s', (text, zone, expected) => {
    expect(iso(text, zone)).toBe(expected);
  });

  it.each([
    // Skipped by the clock: the first instant after the gap.
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-10-04T02:10', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    // Occurs twice: the first.
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
    // Just before and just after.
    ['2026-03-08T01:59:59', 'America/New_York', '2026-03-08T06:59:59.000Z'],
    ['2026-03-08T03:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['2026-11-01T02:00', 'America/New_York', '2026-11-01T07:00:00.000Z'],
  ])('reads %s in %s, where the clocks change, as %s', (text, zone, expected) => {
    expect(iso(text, zone)).toBe(expected);
  });

  it.each([
    '2026-02-30',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01-01T24:00',
    '2026-01-01T10:60',
    '2026-01-01T10:15:75',
    '2026-1-1',
    '01.02.2026',
    'yesterday',
    '',
    '2026-01-01T10:15:00+25:00',
  ])('refuses %j', (text) => {
    expect(parseInstant(text, 'UTC')).toBeUndefined();
  });

  it('takes a year for what it says', () => {
    expect(iso('0050-01-01', 'UTC')).toBe('0050-01-01T00:00:00.000Z');
  });

  it('reads back the wall clock of any instant in five zones', () => {
    const zones = [
      'America/New_York',
      'Europe/Berlin',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/Santiago',
    ];
    const clocks = new Map(
      zones.map((zone) => [
        zone,
        new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'medium',
        }),
      ]),
    );
    const second = fc
      .integer({ min: Date.UTC(2020, 0, 1) / 1_000, max: Date.UTC(2030, 0, 1) / 1_000 })
      .map((value) => value * 1_000);
    fc.assert(
      fc.property(second, fc.constantFrom(...zones), (atMs, zone) => {
        const wall = clocks.get(zone)?.format(atMs) ?? '';
        const read = parseInstant(wall, zone) ?? Number.NaN;
        expect(clocks.get(zone)?.format(read)).toBe(wall);
        // An hour that occurs twice is read as the first of the two.
        expect(read).toBeLessThanOrEqual(atMs);
        expect(atMs - read).toBeLessThanOrEqual(3_600_000);
      }),
      { numRuns: 300 },
    );
  });
});

describe('isZone', () => {
  it('knows the zones of the runtime', () => {
    expect(['UTC', 'Europe/Berlin', 'Mars/Olympus', ''].map(isZone)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

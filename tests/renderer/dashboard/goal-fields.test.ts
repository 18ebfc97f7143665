import { describe, expect, it } from 'vitest';
import { goalFields, goalOf } from '../../../renderer/dashboard/live/goal-fields.ts';
import { goalSchema } from '../../../shared/goal.ts';
import type { Goal } from '../../../shared/goal.ts';

const READER = { currency: 'USD', zone: 'Europe/Berlin' };
const GOALS: readonly Goal[] = [
  {
    title: 'A new kiln',
    measure: { type: 'units', platform: 'tiktok', unit: 'coin' },
    target: 10_000,
    span: { type: 'session' },
  },
  {
    title: 'Clay',
    measure: { type: 'money', currency: 'USD' },
    target: 12_050,
    // Midnight in Berlin.
    span: { type: 'since', fromMs: Date.UTC(2026, 4, 1, 22) },
  },
  { title: 'Many', measure: { type: 'gifts' }, target: 1, span: { type: 'session' } },
];

describe('the goal’s form', () => {
  it.each(GOALS)('gives back the goal that it was filled with: $title', (goal) => {
    const read = goalOf(goalFields(goal, READER.zone), READER);
    expect(read).toEqual({ ok: true, goal });
    expect(goalSchema.parse(goal)).toEqual(goal);
  });

  it('takes numbers as people write them', () => {
    const fields = { ...goalFields(null, 'UTC'), title: 'x' };
    const target = (text: string, counts: 'coin' | 'money') => {
      const read = goalOf({ ...fields, target: text, counts }, READER);
      return read.ok ? read.goal.target : read.field;
    };
    expect(target('10,000', 'coin')).toBe(10_000);
    expect(target("1'250'000", 'coin')).toBe(1_250_000);
    expect(target('1,250.50', 'money')).toBe(125_050);
    for (const wrong of ['', '0', '-5', 'ten', '1.5', '9'.repeat(20)]) {
      expect(target(wrong, 'coin'), wrong).toBe('target');
    }
  });

  it('names the field that is in its way', () => {
    const fields = { ...goalFields(null, 'UTC'), title: 'x', target: '5' };
    expect(goalOf({ ...fields, title: '  ' }, READER)).toEqual({ ok: false, field: 'title' });
    expect(goalOf({ ...fields, span: 'since', day: '2026-02-30' }, READER)).toEqual({
      ok: false,
      field: 'day',
    });
  });
});

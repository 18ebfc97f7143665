/** What stands in the goal's form, and the goal that it means. Pure. */
import type { Goal } from '../../../shared/goal.ts';
import { decimalString, parseAmount } from '../../../shared/money.ts';
import { currencyExponent } from '../../../shared/currency.ts';
import { MAX_UNITS_PER_GIFT } from '../../../shared/units.ts';
import { localDay, parseInstant } from '../../../shared/zone.ts';

export const GOAL_COUNTS = ['coin', 'bit', 'gifts', 'money'] as const;

export interface GoalFields {
  readonly title: string;
  readonly counts: (typeof GOAL_COUNTS)[number];
  readonly target: string;
  readonly span: Goal['span']['type'];
  /** 2026-01-31. */
  readonly day: string;
}

const MEASURES = {
  coin: { type: 'units', platform: 'tiktok', unit: 'coin' },
  bit: { type: 'units', platform: 'twitch', unit: 'bit' },
  gifts: { type: 'gifts' },
} as const satisfies Record<string, Goal['measure']>;

/** The form of a goal; without one, an empty form. */
export function goalFields(goal: Goal | null, zone: string): GoalFields {
  if (goal === null) return { title: '', counts: 'coin', target: '', span: 'session', day: '' };
  const { measure, target, span } = goal;
  return {
    title: goal.title,
    counts: countsOf(measure),
    target:
      measure.type === 'money'
        ? decimalString(BigInt(target), currencyExponent(measure.currency) ?? 2)
        : String(target),
    span: span.type,
    day: span.type === 'since' ? localDay(span.fromMs, zone) : '',
  };
}

function countsOf(measure: Goal['measure']): GoalFields['counts'] {
  if (measure.type !== 'units') return measure.type;
  return measure.unit === 'bit' ? 'bit' : 'coin';
}

/** The goal, or the field that stands in its way. */
export function goalOf(
  fields: GoalFields,
  reader: { readonly currency: string; readonly zone: string },
):
  | { readonly ok: true; readonly goal: Goal }
  | { readonly ok: false; readonly field: keyof GoalFields } {
  const title = fields.title.trim();
  if (title === '') return { ok: false, field: 'title' };
  const measure: Goal['measure'] =
    fields.counts === 'money'
      ? { type: 'money', currency: reader.currency }
      : MEASURES[fields.counts];
  const unit = fields.counts === 'money' ? reader.currency : fields.counts;
  // People group thousands; a decimal point stays one.
  const target = parseAmount(fields.target.replace(/[\s'’_]|,(?=\d{3}(?:\D|$))/g, ''), unit);
  if (target === undefined || target < 1 || target > MAX_UNITS_PER_GIFT)
    return { ok: false, field: 'target' };
  if (fields.span === 'session') {
    return { ok: true, goal: { title, measure, target, span: { type: 'session' } } };
  }
  const fromMs = parseInstant(fields.day, reader.zone);
  if (fromMs === undefined || fromMs < 0) return { ok: false, field: 'day' };
  return { ok: true, goal: { title, measure, target, span: { type: 'since', fromMs } } };
}

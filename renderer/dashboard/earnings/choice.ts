/** What a person chose to see on the page of earnings, as its address says it. Pure. */
import { GIFT_KINDS } from '../../../shared/gift-kinds.ts';
import type { GiftKind } from '../../../shared/gift-kinds.ts';
import { PLATFORM_PATTERN } from '../../../shared/units.ts';
import { isCurrency } from '../../../shared/currency.ts';
import { isZone } from '../../../shared/zone.ts';

export const PERIODS = [
  'session',
  'today',
  'yesterday',
  'last7',
  'last30',
  'thisMonth',
  'lastMonth',
  'thisYear',
  'lastYear',
  'days',
] as const;
export type PeriodName = (typeof PERIODS)[number];

export const STEPS = ['day', 'week', 'month'] as const;
export type Step = (typeof STEPS)[number];

export interface EarningsChoice {
  readonly period: PeriodName;
  /** First and last day, as 2026-01-31; both belong to the period. Only for `days`. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Null for what is remembered. */
  readonly zone: string | null;
  readonly currency: string | null;
  /** Null for all. */
  readonly platform: string | null;
  readonly kind: GiftKind | null;
  /** Null for what suits the period. */
  readonly by: Step | null;
  /** What charts show: `money`, `gifts`, or a platform's unit as `tiktok/coin`; null for what there is. */
  readonly show: string | null;
}

export const FIRST_CHOICE: EarningsChoice = {
  period: 'last30',
  firstDay: '',
  lastDay: '',
  zone: null,
  currency: null,
  platform: null,
  kind: null,
  by: null,
  show: null,
};

/** Names of the parts in an address. */
const NAMES = {
  period: 'period',
  firstDay: 'from',
  lastDay: 'to',
  zone: 'zone',
  currency: 'currency',
  platform: 'platform',
  kind: 'kind',
  by: 'by',
  show: 'show',
} as const satisfies Record<keyof EarningsChoice, string>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SHOWN = /^(?:money|gifts|[a-z][\w-]{0,31}\/[\w-]{1,32})$/;

/** Reads an address; what is odd is left at its first choice. */
export function choiceOf(params: URLSearchParams): EarningsChoice {
  const text = (part: keyof EarningsChoice): string => params.get(NAMES[part]) ?? '';
  const where = (part: keyof EarningsChoice, fits: (text: string) => boolean): string | null =>
    fits(text(part)) ? text(part) : null;
  const day = (part: 'firstDay' | 'lastDay') => where(part, (one) => DAY.test(one)) ?? '';
  return {
    period: PERIODS.find((one) => one === text('period')) ?? FIRST_CHOICE.period,
    firstDay: day('firstDay'),
    lastDay: day('lastDay'),
    zone: where('zone', (zone) => zone !== '' && isZone(zone)),
    currency: where('currency', isCurrency),
    platform: where('platform', (platform) => PLATFORM_PATTERN.test(platform)),
    kind: GIFT_KINDS.find((one) => one === text('kind')) ?? null,
    by: STEPS.find((one) => one === text('by')) ?? null,
    show: where('show', (show) => SHOWN.test(show)),
  };
}

/** Writes a choice over what an address said of one; first choices are not spelled out. */
export function writeChoice(params: URLSearchParams, choice: EarningsChoice | null): void {
  for (const part of Object.keys(NAMES) as (keyof EarningsChoice)[]) {
    params.delete(NAMES[part]);
    const value = choice?.[part] ?? null;
    if (value !== null && value !== FIRST_CHOICE[part]) params.set(NAMES[part], value);
  }
}

/** The words of the widgets on air. An overlay carries no translation library. */
import { isCurrency } from '../../../shared/currency.ts';
import { formatCompact, formatCount, formatFemtos, formatMinor } from '../../../shared/money.ts';
import { unitsText } from '../words.ts';

const LOCALE = 'en';
/** From here on a number is shortened: a picture of it has only so much room. */
const LONGEST = 9_999_999n;

/** Whom no name is known of. */
export const NAMELESS = 'Someone';
export const TOP_HEADINGS = {
  session: 'Top supporters',
  today: 'Top supporters today',
  all: 'Top supporters ever',
} as const;
export const THIS_STREAM = 'This stream';
export const REACHED = 'Goal reached';
export const TIP = 'Tip';
export const THANKS = 'Thank you';
export const WITH_THANKS_TO = 'and everyone who gave';

/** "12,480", "12.4M". */
export function shortCount(count: bigint | number): string {
  return BigInt(count) > LONGEST ? formatCompact(count, LOCALE) : formatCount(count, LOCALE);
}

/** "12,480 coins", "$5.00", "1.2B coins". */
export function amountText(units: bigint, unit: string): string {
  if (isCurrency(unit)) return formatMinor(units, unit, LOCALE);
  // Only "one coin" or "coins" hangs on the number, and that is the same for any large one.
  return units > LONGEST
    ? `${formatCompact(units, LOCALE)} ${unitWord(2n, unit)}`
    : `${formatCount(units, LOCALE)} ${unitWord(units, unit)}`;
}

/** "coins"; a unit that has no words here is named as the platform names it. */
export function unitWord(units: bigint, unit: string): string {
  return unitsText(units === 1n ? 1 : 2, unit).replace(/^\S+\s/, '');
}

/** "≈ $62.40": what it is worth is always an estimate. */
export function estimateText(femtos: bigint, currency: string): string {
  return `≈ ${formatFemtos(femtos, currency, LOCALE)}`;
}

/** "34 gifts". */
export function giftsText(gifts: number): string {
  return `${shortCount(gifts)} ${gifts === 1 ? 'gift' : 'gifts'}`;
}

/** "34 gifts · 12 supporters". */
export function crowdText(gifts: number, supporters: number): string {
  const word = supporters === 1 ? 'supporter' : 'supporters';
  return `${giftsText(gifts)} · ${shortCount(supporters)} ${word}`;
}

/** "and 12 more". */
export function moreText(more: number): string {
  return `and ${shortCount(more)} more`;
}

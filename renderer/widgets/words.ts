/**
 * The few words that appear on air. An overlay carries no translation library, so its catalogue is made of
 * plain functions; the dashboard's words are in `renderer/i18n/en.json`.
 */
import { filledTemplate } from '../../shared/alerts/template.ts';
import type { AlertView } from '../../shared/contract/alert-states.ts';
import { formatCompact, formatCount, formatMinor } from '../../shared/money.ts';
import { isCurrency } from '../../shared/currency.ts';

const LOCALE = 'en';
/** From here on a number is shortened: a picture of it has only so much room. */
const LONGEST_QUANTITY = 99_999;
const LONGEST_AMOUNT = 99_999_999;

const UNIT_WORDS: ReadonlyMap<string, readonly [one: string, many: string]> = new Map([
  ['coin', ['coin', 'coins']],
  ['bit', ['bit', 'bits']],
  ['sub1', ['month of tier 1', 'months of tier 1']],
  ['sub2', ['month of tier 2', 'months of tier 2']],
  ['sub3', ['month of tier 3', 'months of tier 3']],
  ['prime', ['month of Prime', 'months of Prime']],
]);

/** "1,495 coins", "$5.00"; a unit that has no words here is named as the platform names it. */
export function unitsText(units: number, unit: string): string {
  return `${amountText(units, unit)} ${unitText(units, unit)}`.trimEnd();
}

/** The line below the name: what the user's rule says, else the gift. Money carries its unit in its amount. */
export function lineText(
  alert: Pick<
    AlertView,
    'kind' | 'text' | 'senderName' | 'giftName' | 'quantity' | 'units' | 'unit'
  >,
): string {
  const { text, units, unit } = alert;
  if (alert.kind === 'raid') return raidText(alert.quantity);
  if (text === null) return alert.giftName;
  return filledTemplate(text, {
    name: alert.senderName,
    gift: alert.giftName,
    count: countText(alert.quantity, LONGEST_QUANTITY),
    amount: units === null ? '' : amountText(units, unit),
    unit: units === null ? '' : unitText(units, unit),
  });
}

function amountText(units: number, unit: string): string {
  if (isCurrency(unit)) return formatMinor(BigInt(units), unit, LOCALE);
  return countText(units, LONGEST_AMOUNT);
}

function unitText(units: number, unit: string): string {
  if (isCurrency(unit)) return '';
  const [one, many] = UNIT_WORDS.get(unit) ?? [unit, unit];
  return units === 1 ? one : many;
}

/** "×5". */
export function quantityText(quantity: number): string {
  return `×${countText(quantity, LONGEST_QUANTITY)}`;
}

/** "brings 430 viewers". */
function raidText(viewers: number): string {
  return `brings ${countText(viewers, LONGEST_AMOUNT)} ${viewers === 1 ? 'viewer' : 'viewers'}`;
}

/** "+ 214 gifts from 37 people"; how many people gave is not always known. */
export function summaryText(gifts: number, people: number): string {
  const giftWord = gifts === 1 ? 'gift' : 'gifts';
  if (people === 0) return `+ ${countText(gifts, LONGEST_AMOUNT)} ${giftWord}`;
  const peopleWord = people === 1 ? 'person' : 'people';
  return `+ ${countText(gifts, LONGEST_AMOUNT)} ${giftWord} from ${countText(people, LONGEST_AMOUNT)} ${peopleWord}`;
}

/** The discreet mark on an alert that is not a real gift. */
export const TEST_MARK = 'test';

/** For who opened an overlay in a browser: never shown on air, where sounds need no click. */
export const SOUND_HINT = 'Click once, so that this browser lets alerts be heard.';

function countText(count: number, longest: number): string {
  return count > longest ? formatCompact(count, LOCALE) : formatCount(count, LOCALE);
}

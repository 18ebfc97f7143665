/**
 * What may be said aloud: viewers' words made harmless for the ear, before any voice hears of them. What offends is
 * not bleeped but left out whole, and something plain is said in its place.
 */
import { filledTemplate } from './alerts/template.ts';
import type { Placeholder } from './alerts/template.ts';
import { displayText } from './text.ts';

/** Whether a text offends. A library decides; it is handed in, so that this file stays pure. */
export type Offends = (text: string) => boolean;

const MOST_GRAPHEMES = 32;
/** More is not looked at: a name of a megabyte is nobody's name. */
const MOST_READ = 4_096;
/** With or without a scheme; a name such as "St. Ann" is none, nor is "3.50". */
const URL_LIKE =
  /(?:\b[a-z][a-z\d+.-]{1,20}:\/\/|\bwww\s?\.)\S+|\b(?:[a-z\d-]+\s?\.\s?){1,4}(?:com|net|org|io|gg|tv|live|me|app|dev|info|biz|xyz|shop|site|online|co|ru|de|uk|link|ly|to)\b(?:\/\S*)?/giu;
/** Letters one by one, as words are spelt to slip through: "b a d", "b.a.d". */
const SPELT = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}][\s._*|\-]+){2,}[\p{L}\p{N}](?![\p{L}\p{N}])/gu;
const SAYABLE = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * One thing that a viewer chose, fit to be spoken: no direction marks, no piles of accents, no addresses, no
 * "heyyyyyyyy", at most 32 user-perceived characters. Empty when nothing sayable is left, or when it offends.
 */
export function spokenValue(raw: string, offends: Offends): string {
  const plain = displayText(raw.slice(0, MOST_READ).normalize('NFKC'), 4 * MOST_GRAPHEMES);
  const clean = displayText(shortened(plain.replace(URL_LIKE, ' ')), MOST_GRAPHEMES);
  if (!SAYABLE.test(clean)) return '';
  const joined = plain.replace(SPELT, (spelt) => spelt.replace(/[\s._*|\-]+/gu, ''));
  return [clean, plain, joined].some(offends) ? '' : clean;
}

/** A template filled for the ear. Only the viewers' words are filtered; the creator's own stand as they are. */
export function spokenLine(
  template: string,
  values: Readonly<Record<Placeholder, string>>,
  otherwise: Readonly<Pick<Record<Placeholder, string>, 'name' | 'gift'>>,
  offends: Offends,
): string {
  return filledTemplate(template, {
    ...values,
    name: spokenValue(values.name, offends) || otherwise.name,
    gift: spokenValue(values.gift, offends) || otherwise.gift,
  });
}

/** The same character again and again is said twice at most. */
function shortened(text: string): string {
  let out = '';
  let before = '';
  let times = 0;
  for (const { segment } of segmenter.segment(text)) {
    const same = segment.toLowerCase() === before;
    times = same ? times + 1 : 1;
    before = segment.toLowerCase();
    // Digits stay: 1000 is not 100.
    if (times <= 2 || /\d/u.test(segment)) out += segment;
  }
  return out;
}

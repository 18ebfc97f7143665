/** Other people's text made fit for one line of paper: nothing that hides, turns around or climbs out of it. */

/** Control and format characters, line ends; joiners stay, since letters and emoji are shaped by them. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const FORMAT = /(?![\u200C\u200D\u{E0020}-\u{E007F}])\p{Cf}/gu;
/** Marks piled up on one letter; more than a real word needs would climb into other rows. */
const PILE = /(\p{M}{4})\p{M}+/gu;

/** What stands for a character that no typeface here has; the notes of a statement say so. */
export const MISSING = '▯';

export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSEEN, ' ')
    .replace(FORMAT, '')
    .replace(PILE, '$1')
    .replace(/\p{Zs}+/gu, (space) => (space === '\u00A0' || space === '\u202F' ? '\u00A0' : ' '))
    .trim();
}

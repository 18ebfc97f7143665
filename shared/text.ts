/**
 * Viewers' text made harmless for the screen. The ledger keeps what the platform sent; only what is shown
 * passes through here.
 */

/** Controls, bidi controls (U+061C included), zero-width characters that hide text, BOM, lone surrogates, noncharacters. */
const INVISIBLE =
  /[\p{Cc}\p{Surrogate}\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\uFFFE\uFFFF]/gu;
/** Joiners stay, since emoji and many scripts need them; but they must not split a pile of marks into small ones. */
const EXTRA_MARKS = /((?:[\u200C\u200D]*\p{M}){2})(?:[\u200C\u200D]*\p{M})+/gu;
/** Something to be seen: not only joiners, variation selectors, tags and blanks. */
const VISIBLE = /[^\p{Cf}\p{Z}\u2800\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u;

/** A short name of plain ASCII words, as most are: nothing about it is to be changed. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * A name fit for display: NFC, no controls or bidi overrides, at most two combining marks in a row,
 * single spaces, at most `maxGraphemes` user-perceived characters (then "…").
 * Returns an empty string when nothing visible is left.
 */
export function displayText(raw: string, maxGraphemes = 32): string {
  if (raw.length <= maxGraphemes && PLAIN.test(raw)) return raw;
  // A hostile name may be very long: no work beyond what could ever be shown.
  const most = maxGraphemes * 64;
  const clean = raw
    .slice(0, most)
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(EXTRA_MARKS, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (!VISIBLE.test(clean)) return '';
  let out = '';
  let taken = 0;
  for (const { segment } of segmenter.segment(clean)) {
    if (taken === maxGraphemes) return `${out.trimEnd()}…`;
    out += segment;
    taken += 1;
  }
  return raw.length > most ? `${out}…` : out;
}

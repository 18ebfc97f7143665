/**
 * Viewers' text made harmless for the screen. The ledger keeps what the platform sent; only what is shown
 * passes through here.
 */

/** Controls, bidi controls (U+061C included), zero-width characters that hide text, BOM, lone surrogates, noncharacters. */
const INVISIBLE =
  /[\u0000-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\uFFFE\uFFFF]|\p{Surrogate}/gu;
const EXTRA_MARKS = /(\p{M}{2})\p{M}+/gu;

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * A name fit for display: NFC, no controls or bidi overrides, at most two combining marks in a row,
 * single spaces, at most `maxGraphemes` user-perceived characters (then "…").
 * Returns an empty string when nothing visible is left.
 */
export function displayText(raw: string, maxGraphemes = 32): string {
  // A hostile name may be very long: no work beyond what could ever be shown.
  const bounded = raw.slice(0, maxGraphemes * 64).normalize('NFC');
  const clean = bounded
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(EXTRA_MARKS, '$1')
    .trim();
  let out = '';
  let taken = 0;
  for (const { segment } of segmenter.segment(clean)) {
    if (taken === maxGraphemes) return `${out.trimEnd()}…`;
    out += segment;
    taken += 1;
  }
  return raw.length > bounded.length && taken > 0 ? `${out}…` : out;
}

/** Measures and sets text: `line` for one line, cut with an ellipsis where it is too long, `lines` for a paragraph. */
import type PDFDocument from 'pdfkit';
import { cleanText } from './clean-text.ts';
import { runsOf } from './runs.ts';
import type { Run } from './runs.ts';
import type { Typefaces, Weight } from './typefaces.ts';

/** Size in points. */
export interface TextStyle {
  readonly size: number;
  readonly weight: Weight;
  /** Digits of one width, for columns of figures. */
  readonly figures?: true;
}

export interface SetText {
  readonly runs: readonly (Run & { readonly width: number })[];
  readonly style: TextStyle;
  readonly width: number;
}

export interface Typesetter {
  line(text: string, style: TextStyle, maxWidth?: number): SetText;
  lines(text: string, style: TextStyle, maxWidth: number): readonly SetText[];
  /** Draws with its base line at `y`. */
  draw(set: SetText, x: number, y: number): void;
}

const ELLIPSIS = '…';
/**
 * OpenType features by face. Given at all, since pdfkit would else set word by word and leave words of Arabic in the
 * wrong order. Inter's contextual forms are for arrows and the like, and cost most of the time. fontkit takes a
 * record, which can switch features off; the types know of a list only.
 */
function featuresOf({ figures }: TextStyle, face: string): PDFKit.Mixins.OpenTypeFeatures[] {
  const switches = { ...(figures === true ? { tnum: true } : {}), calt: !face.startsWith('inter') };
  return switches as unknown as PDFKit.Mixins.OpenTypeFeatures[];
}

export function createTypesetter(
  doc: InstanceType<typeof PDFDocument>,
  typefaces: Typefaces,
): Typesetter {
  const known = new Set<string>();
  const setBefore = new Map<string, SetText>();

  function use(face: string, size: number): void {
    if (!known.has(face)) {
      doc.registerFont(face, typefaces.bytes(face));
      known.add(face);
    }
    doc.font(face).fontSize(size);
  }

  function setClean(text: string, style: TextStyle): SetText {
    const key = `${style.size}/${style.weight}/${style.figures === true ? 1 : 0}/${text}`;
    let set = setBefore.get(key);
    if (set === undefined) {
      const runs = runsOf(text, style.weight, typefaces).map((run) => {
        use(run.face, style.size);
        return {
          ...run,
          width: doc.widthOfString(run.text, { features: featuresOf(style, run.face) }),
        };
      });
      set = { runs, style, width: runs.reduce((sum, { width }) => sum + width, 0) };
      setBefore.set(key, set);
    }
    return set;
  }

  function fitted(text: string, style: TextStyle, maxWidth: number): SetText {
    const whole = setClean(text, style);
    if (whole.width <= maxWidth) return whole;
    const graphemes = [...new Intl.Segmenter('und').segment(text)].map(({ segment }) => segment);
    // The longest beginning that fits, found by halves.
    let [fits, tooLong] = [0, graphemes.length];
    while (tooLong - fits > 1) {
      const middle = Math.floor((fits + tooLong) / 2);
      const cut = `${graphemes.slice(0, middle).join('').trimEnd()}${ELLIPSIS}`;
      if (setClean(cut, style).width <= maxWidth) fits = middle;
      else tooLong = middle;
    }
    return setClean(`${graphemes.slice(0, fits).join('').trimEnd()}${ELLIPSIS}`, style);
  }

  return {
    line: (text, style, maxWidth = Infinity) => fitted(cleanText(text), style, maxWidth),
    lines(text, style, maxWidth) {
      const lines: string[] = [];
      for (const word of cleanText(text).split(' ')) {
        const longer = lines.length === 0 ? word : `${lines.at(-1) ?? ''} ${word}`;
        if (lines.length > 0 && setClean(longer, style).width <= maxWidth) {
          lines[lines.length - 1] = longer;
        } else {
          lines.push(word);
        }
      }
      return lines.map((line) => fitted(line, style, maxWidth));
    },
    draw({ runs, style }, x, y) {
      let at = x;
      for (const { face, text, width } of runs) {
        use(face, style.size);
        doc.text(text, at, y, {
          ...{ lineBreak: false, baseline: 'alphabetic' },
          features: featuresOf(style, face),
        });
        at += width;
      }
    },
  };
}

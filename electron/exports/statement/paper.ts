/** Sheets and colours of a statement: ink and paper, one quiet grey, no colour that would have to carry meaning. */
import type { Paper } from '../../../shared/export-rows.ts';

export type Colour = `#${string}`;

export const INK: Colour = '#1f1d1a';
export const QUIET: Colour = '#6b665e';
export const RULE: Colour = '#e4e0d8';
export const STRONG_RULE: Colour = '#a8a296';

/** In points, to the nearest whole one: ISO 216 A4, ANSI A. */
const SIZES: Readonly<Record<Paper, readonly [number, number]>> = {
  a4: [595, 842],
  letter: [612, 792],
};

export interface Sheet {
  readonly size: readonly [number, number];
  readonly margin: number;
  readonly top: number;
  /** Where lines must end. */
  readonly bottom: number;
  readonly width: number;
  /** Base line of what stands at the foot. */
  readonly foot: number;
}

export function sheetOf(paper: Paper): Sheet {
  const size = SIZES[paper];
  const margin = 44;
  return {
    ...{ size, margin, top: 48, bottom: size[1] - 60 },
    width: size[0] - 2 * margin,
    foot: size[1] - 32,
  };
}

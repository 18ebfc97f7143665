/**
 * Text as it is set: pieces of one typeface and one direction, in the order in which they stand on the line. Direction
 * after the Unicode Bidirectional Algorithm (bidi-js); the shaping within a piece is the font engine's.
 */
import bidiFactory from 'bidi-js';
import { MISSING } from './clean-text.ts';
import { facesFor } from './typefaces.ts';
import type { FaceName, Typefaces, Weight } from './typefaces.ts';

export interface Run {
  readonly face: FaceName;
  readonly text: string;
}

interface Piece {
  readonly face: FaceName;
  readonly level: number;
  readonly clusters: readonly string[];
}

const bidi = bidiFactory();
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Has no picture of its own: joiners and variation selectors. */
const INVISIBLE = /[\u200C\u200D\uFE00-\uFE0F\u{E0020}-\u{E007F}]/u;
/** These faces are of scripts whose pieces the font engine turns around by itself. */
const RIGHT_TO_LEFT: ReadonlySet<FaceName> = new Set(['noto-arabic', 'noto-hebrew']);

export function runsOf(text: string, weight: Weight, typefaces: Typefaces): readonly Run[] {
  return inVisualOrder(pieces(text, weight, typefaces)).map(({ face, level, clusters }) => ({
    face,
    text: (level % 2 === 1 && !RIGHT_TO_LEFT.has(face) ? clusters.toReversed() : clusters).join(''),
  }));
}

function pieces(text: string, weight: Weight, typefaces: Typefaces): readonly Piece[] {
  const found: Piece[] = [];
  const embedding = bidi.getEmbeddingLevels(text);
  for (const { segment, index } of graphemes.segment(text)) {
    const level = embedding.levels[index] ?? 0;
    const mirrored = level % 2 === 1 ? bidi.getMirroredCharacter(segment) : null;
    const { face, cluster } = setIn(mirrored ?? segment, text, weight, typefaces);
    const last = found.at(-1);
    if (last?.face === face && last.level === level) {
      found[found.length - 1] = { face, level, clusters: [...last.clusters, cluster] };
    } else {
      found.push({ face, level, clusters: [cluster] });
    }
  }
  return found;
}

/** The first face that has all of a cluster; without one, the sign that stands for it. */
function setIn(
  cluster: string,
  text: string,
  weight: Weight,
  typefaces: Typefaces,
): { readonly face: FaceName; readonly cluster: string } {
  const seen = Array.from(cluster).filter((character) => !INVISIBLE.test(character));
  const faces = facesFor(cluster, text, weight);
  const face = faces.find((one) =>
    seen.every((character) => typefaces.has(one, character.codePointAt(0) ?? 0)),
  );
  if (face !== undefined) return { face, cluster };
  if (cluster === MISSING) throw new Error('no typeface has the sign for what is missing');
  // A letter under marks that no typeface has stays that letter.
  const bare = cluster.normalize('NFD').replace(/\p{M}+/gu, '');
  return setIn(bare === cluster || bare === '' ? MISSING : bare, text, weight, typefaces);
}

/** Rule L2: from the highest level down, whatever lies at or above a level is turned around. */
function inVisualOrder(logical: readonly Piece[]): readonly Piece[] {
  const ordered = [...logical];
  const highest = Math.max(0, ...logical.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    for (let from = 0; from < ordered.length; from += 1) {
      let to = from;
      while ((ordered[to]?.level ?? -1) >= level) to += 1;
      if (to > from) ordered.splice(from, to - from, ...ordered.slice(from, to).toReversed());
      from = to;
    }
  }
  return ordered;
}

/** Which pieces lie in the jar for what was given, and which fall in when it grows. Pure. */
import { isCurrency } from '../../../shared/currency.ts';
import type { TallyState } from '../../../shared/contract/overlay-states.ts';

type Totals = NonNullable<TallyState['tally']>['totals'];

export type PieceKind = 'coin' | 'gem' | 'star' | 'note';
export interface Piece {
  readonly kind: PieceKind;
  /** CSS pixels. */
  readonly radius: number;
}

/** A full jar; from then on the oldest make room. */
export const MOST_PIECES = 84;
/** As many fall at once at most: more would be a flood, not a shower. */
const MOST_AT_ONCE = 18;
const SMALLEST = 12;
const LARGEST = 20;
const PX_PER_DECADE = 1.9;

/** What already lies there when the jar is first seen: a share for each unit. */
export function piecesOf(totals: Totals): readonly Piece[] {
  const gifts = totals.reduce((sum, total) => sum + total.gifts, 0);
  const scale = Math.min(1, MOST_PIECES / Math.max(1, gifts));
  const shares = totals.map((total) =>
    Array.from({ length: Math.ceil(total.gifts * scale) }, (_, index) => ({
      // Equal pieces would stack into a wall.
      piece: pieceOf(total.unit, mean(total) * 4n ** BigInt((index * 7) % 5)),
      // Evenly among the others.
      place: (index + 0.5) / Math.ceil(total.gifts * scale),
    })),
  );
  return shares
    .flat()
    .sort((a, b) => a.place - b.place)
    .slice(0, MOST_PIECES)
    .map(({ piece }) => piece);
}

/** What falls in between two tallies; a gift that only grew is one piece more. */
export function fallingPieces(before: Totals, after: Totals): readonly Piece[] {
  return after
    .flatMap((total) => {
      const known = before.find(
        ({ platform, unit }) => platform === total.platform && unit === total.unit,
      );
      const units = total.units - (known?.units ?? 0n);
      const gifts = total.gifts - (known?.gifts ?? 0);
      const count = Math.max(gifts, units > 0n ? 1 : 0);
      const each = count > 0 ? units / BigInt(count) : 0n;
      return Array.from({ length: Math.min(MOST_AT_ONCE, Math.max(0, count)) }, () =>
        pieceOf(total.unit, each),
      );
    })
    .slice(0, MOST_AT_ONCE);
}

function mean(total: Totals[number]): bigint {
  return total.units / BigInt(Math.max(1, total.gifts));
}

function pieceOf(unit: string, units: bigint): Piece {
  const decades = Math.log10(Math.max(1, Number(units)));
  return {
    kind: kindOf(unit),
    radius: Math.round(Math.min(LARGEST, SMALLEST + PX_PER_DECADE * decades)),
  };
}

function kindOf(unit: string): PieceKind {
  if (isCurrency(unit)) return 'note';
  if (unit === 'bit') return 'gem';
  return /^(sub[123]|prime)$/.test(unit) ? 'star' : 'coin';
}

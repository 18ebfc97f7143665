/** A figure of the page: gifts, native units and what they are worth; and the one of these that a chart shows. Pure. */
import type { MixRow, SessionRow, Value } from '../../../shared/contract/earnings.ts';
import type { EarningsPart, EarningsRow, Watched } from '../../../shared/contract/rates.ts';
import type { Estimate } from '../../../shared/contract/states.ts';

export interface UnitSum {
  readonly platform: string;
  readonly unit: string;
  readonly units: bigint;
}

export interface Figure {
  readonly gifts: number;
  readonly units: readonly UnitSum[];
  readonly value: Value;
}

/** A line of a chart and of its table. */
export interface FigureRow {
  readonly key: string;
  readonly words: string;
  readonly platform?: string;
  readonly figure: Figure;
  /** Left out where the whole period's is the one. */
  readonly watched?: Watched;
  /** It is of many kinds: no list of gifts stands behind it. */
  readonly closed?: true;
}

export const NOTHING: Figure = {
  gifts: 0,
  units: [],
  value: { femtos: 0n, basis: null, partly: false },
};

export function valueOfEstimate({ femtos, basis, uncovered }: Estimate): Value {
  return { femtos, basis, partly: uncovered.length > 0 };
}

/** What some rows come to together, by platform and unit. */
export function figureOf(rows: readonly EarningsRow[]): Figure {
  return rows.reduce<Figure>(
    (sum, row) =>
      added(sum, { gifts: row.gifts, units: [row], value: valueOfEstimate(row.estimate) }),
    NOTHING,
  );
}

export function partFigure(part: EarningsPart): Figure {
  return { ...figureOf(part.observed), value: valueOfEstimate(part.estimate) };
}

export function mixFigure({ platform, unit, units, gifts, value }: MixRow): Figure {
  return { gifts, units: [{ platform, unit, units }], value };
}

export function sessionFigure({ gifts, observed, estimate }: SessionRow): Figure {
  return { gifts, units: observed, value: valueOfEstimate(estimate) };
}

export function added(a: Figure, b: Figure): Figure {
  const units = new Map<string, UnitSum>();
  for (const { platform, unit, units: more } of [...a.units, ...b.units]) {
    const key = `${platform}/${unit}`;
    units.set(key, { platform, unit, units: (units.get(key)?.units ?? 0n) + more });
  }
  return {
    gifts: a.gifts + b.gifts,
    units: [...units.values()],
    value: {
      femtos: a.value.femtos + b.value.femtos,
      basis: a.value.basis === 'estimated' ? a.value.basis : (b.value.basis ?? a.value.basis),
      partly: a.value.partly || b.value.partly,
    },
  };
}

/** `money`, `gifts`, or a platform's unit as `tiktok/coin`. */
export type Measure = string;

/** What can be shown of a figure. */
export function measuresOf({ units, value }: Figure): readonly Measure[] {
  const money = value.basis === null ? [] : ['money'];
  return [...money, ...units.map(({ platform, unit }) => `${platform}/${unit}`), 'gifts'];
}

/** Never below nothing: what was taken back in another period than it was given in has no length. */
export function measured({ gifts, units, value }: Figure, measure: Measure): bigint {
  const amount =
    measure === 'money'
      ? value.femtos
      : measure === 'gifts'
        ? BigInt(gifts)
        : (units.find((one) => `${one.platform}/${one.unit}` === measure)?.units ?? 0n);
  return amount > 0n ? amount : 0n;
}

const THOUSAND = 1_000n;

/** Share of the most, in thousandths; what is not nothing can be seen. */
export function shareOf(amount: bigint, most: bigint): number {
  if (amount === 0n || most === 0n) return 0;
  return Math.max(8, Number((amount * THOUSAND) / most));
}

export function most(amounts: readonly bigint[]): bigint {
  return amounts.reduce((best, amount) => (amount > best ? amount : best), 0n);
}

/** What slices are worth. Of one quarter hour, platform, kind and unit every slice has the same rate: it is asked once. */
import type { Value } from '../../shared/contract/earnings.ts';
import { worthOf } from '../../shared/estimates.ts';
import type { RateBook } from '../../shared/estimates.ts';
import type { ValueBasis } from '../../shared/rates.ts';
import type { Slice } from './slices.ts';

interface UnitRate {
  /** Of a single unit; values are linear in units, exactly. */
  readonly femtos: bigint;
  readonly basis: ValueBasis;
}

/** The rate of a slice's unit; null when nothing covers it. */
export function rateReader(book: RateBook, currency: string): (slice: Slice) => UnitRate | null {
  const rates = new Map<string, UnitRate | null>();
  let quarterMs = NaN;
  return (slice) => {
    if (slice.quarterMs !== quarterMs) {
      // Slices come in the order of their time; what is behind is not asked for again.
      rates.clear();
      ({ quarterMs } = slice);
    }
    const key = `${slice.platform}/${slice.kind}/${slice.unit}`;
    let rate = rates.get(key);
    if (rate === undefined) {
      rate = worthOf(book, { ...slice, atMs: slice.quarterMs, units: 1n }, currency) ?? null;
      rates.set(key, rate);
    }
    return rate;
  };
}

export interface ValueSum {
  add(units: bigint, rate: UnitRate | null): void;
  result(): Value;
}

/** An empty sum. Amounts of nothing leave no trace in it. */
export function valueSum(): ValueSum {
  let femtos = 0n;
  let basis: Value['basis'] = null;
  let partly = false;
  return {
    add(units, rate) {
      if (units === 0n) return;
      if (rate === null) {
        partly = true;
        return;
      }
      femtos += units * rate.femtos;
      if (basis !== 'estimated') ({ basis } = rate);
    },
    result: () => ({ femtos, basis, partly }),
  };
}

/** Units by platform and unit. */
export function unitSums() {
  const sums = new Map<string, { platform: string; unit: string; units: bigint }>();
  return {
    add({ platform, unit, units }: Pick<Slice, 'platform' | 'unit' | 'units'>): void {
      const key = `${platform}/${unit}`;
      const before = sums.get(key)?.units ?? 0n;
      sums.set(key, { platform, unit, units: before + units });
    },
    result: () =>
      [...sums]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, sum]) => sum)
        .filter(({ units }) => units !== 0n),
  };
}

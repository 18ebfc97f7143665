/** Control totals of an export: rows, and booked worth per platform and unit. */
import type { ControlTotals } from './export.ts';

export function controlTotals() {
  let rows = 0;
  const sums = new Map<string, { platform: string; unit: string; units: bigint }>();
  return {
    add(platform: string | null, unit: string | null, units: number | bigint | null): void {
      rows += 1;
      if (platform === null || unit === null || units === null || BigInt(units) === 0n) return;
      const key = `${platform}/${unit}`;
      let sum = sums.get(key);
      if (sum === undefined) sums.set(key, (sum = { platform, unit, units: 0n }));
      sum.units += BigInt(units);
    },
    rows: (): number => rows,
    result: (): ControlTotals => ({
      rows,
      units: [...sums.values()].sort((a, b) =>
        `${a.platform}/${a.unit}` < `${b.platform}/${b.unit}` ? -1 : 1,
      ),
    }),
  };
}

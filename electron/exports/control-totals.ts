/** Control totals of an export: rows, and booked worth per platform and unit. */
import type { ControlTotals } from './export.ts';

export function controlTotals() {
  let rows = 0;
  const sums = new Map<string, { platform: string; unit: string; units: bigint }>();
  return {
    add(platform: string | null, unit: string | null, units: number | null): void {
      rows += 1;
      if (platform === null || unit === null || units === null || units === 0) return;
      const key = `${platform}/${unit}`;
      const sum = sums.get(key) ?? { platform, unit, units: 0n };
      sum.units += BigInt(units);
      sums.set(key, sum);
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

/** What one walk over the gifts brings to a statement. As much as there are days, sessions and supporters. */
import type { Estimate } from '../../../shared/contract/states.ts';
import { estimateSum } from '../../../shared/estimates.ts';
import type { GiftExportRow } from '../../../shared/export-rows.ts';
import type { Valuation } from '../../../shared/rates.ts';
import type { ExportRequest } from '../export.ts';
import { dayOf } from '../tables/daily.ts';
import { supporterSums } from '../tables/supporters.ts';
import type { Table } from '../table.ts';

/** Booked gifts of a platform's unit. */
export interface UnitSum {
  readonly platform: string;
  readonly unit: string;
  readonly gifts: number;
  readonly units: bigint;
  /** Undefined until something could be valued. */
  readonly femtos: bigint | undefined;
  readonly basis: Valuation['basis'] | null;
}

/** Gifts by something else as well, such as a day. */
export interface GroupedSum<Group> extends UnitSum {
  readonly group: Group;
}

export interface StatementSums {
  readonly totals: readonly UnitSum[];
  readonly days: readonly GroupedSum<string>[];
  /** By session; null is outside of any. */
  readonly sessions: readonly GroupedSum<number | null>[];
  readonly supporters: Table;
  readonly estimate: Estimate;
  /** Gifts without a known price, gifts whose end was not seen, and what was seen but is no income. */
  readonly suspense: number;
  readonly unconfirmed: number;
  readonly notIncome: number;
  /** First and last gift, Unix ms; null without one. */
  readonly span: { readonly firstMs: number; readonly lastMs: number } | null;
}

export function statementSums(request: ExportRequest) {
  const day = dayOf(request.facts.zone);
  const estimate = estimateSum(request.facts.currency);
  const [totals, days, sessions] = [
    sumsBy<null>(),
    sumsBy<string>(),
    sumsBy<number | null>(),
  ] as const;
  const supporters = supporterSums();
  let [suspense, unconfirmed, notIncome] = [0, 0, 0];
  let [firstMs, lastMs] = [Infinity, -Infinity];

  return {
    add(row: GiftExportRow, worth: Valuation | undefined): void {
      if (!row.booked) {
        notIncome += 1;
        return;
      }
      const isLive = row.status !== 'reversed';
      if (row.units === null && row.counts && isLive) suspense += 1;
      if (row.status === 'unconfirmed' && row.counts) unconfirmed += 1;
      firstMs = Math.min(firstMs, row.effectiveAtMs);
      lastMs = Math.max(lastMs, row.effectiveAtMs);
      if (row.units !== null) {
        estimate.add({ ...row, units: BigInt(row.units) }, worth);
      }
      totals.add(null, row, worth);
      days.add(day(row.effectiveAtMs), row, worth);
      sessions.add(row.sessionNo, row, worth);
      supporters.add(row);
    },
    result: (): StatementSums => ({
      totals: totals.result(),
      days: days.result(),
      sessions: sessions.result(),
      supporters: supporters.table(),
      estimate: estimate.result(),
      ...{ suspense, unconfirmed, notIncome },
      span: lastMs < firstMs ? null : { firstMs, lastMs },
    }),
  };
}

/** A sum that is still growing. */
type Growing<Group> = { -readonly [Key in keyof GroupedSum<Group>]: GroupedSum<Group>[Key] };

function sumsBy<Group>() {
  const sums = new Map<string, Growing<Group>>();
  return {
    add(group: Group, row: GiftExportRow, worth: Valuation | undefined): void {
      const { platform, unit } = row;
      const key = `${String(group)}/${platform}/${unit}`;
      let sum = sums.get(key);
      if (sum === undefined) {
        sum = { group, platform, unit, gifts: 0, units: 0n, femtos: undefined, basis: null };
        sums.set(key, sum);
      }
      if (row.counts) sum.gifts += 1;
      sum.units += BigInt(row.units ?? 0);
      // What is nothing has no worth, not a worth of nothing: as in the totals on screen.
      if (worth === undefined || row.units === 0) return;
      sum.femtos = (sum.femtos ?? 0n) + worth.femtos;
      if (sum.basis !== 'estimated') sum.basis = worth.basis;
    },
    /** Sorted by platform and unit; sums of nothing are left out. */
    result: (): readonly GroupedSum<Group>[] =>
      [...sums]
        .filter(([, { gifts, units }]) => gifts !== 0 || units !== 0n)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, sum]) => sum),
  };
}

/** Sums of a group's own kind, merged into coarser groups. */
export function regrouped(
  sums: readonly GroupedSum<string>[],
  groupOf: (group: string) => string,
): readonly GroupedSum<string>[] {
  const merged = new Map<string, Growing<string>>();
  for (const sum of sums) {
    const group = groupOf(sum.group);
    const key = `${group}/${sum.platform}/${sum.unit}`;
    const before = merged.get(key);
    if (before === undefined) {
      merged.set(key, { ...sum, group });
      continue;
    }
    before.gifts += sum.gifts;
    before.units += sum.units;
    if (sum.femtos !== undefined) before.femtos = (before.femtos ?? 0n) + sum.femtos;
    if (before.basis !== 'estimated') before.basis = sum.basis ?? before.basis;
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

/** View `daily`: what each day of the zone brought, by platform, kind and unit. Adds up to view `gifts`. */
import type { GiftExportRow } from '../../../shared/export-rows.ts';
import { femtosDecimal } from '../../../shared/money.ts';
import { DAY_MS } from '../../../shared/exchange.ts';
import type { Valuation } from '../../../shared/rates.ts';
import { localDay, parseInstant } from '../../../shared/zone.ts';
import type { ExportRequest } from '../export.ts';
import { columns } from '../table.ts';
import type { Table, TableRow } from '../table.ts';

const COLUMNS = columns({
  date: 'day',
  zone: 'word',
  platform: 'word',
  kind: 'word',
  unit: 'word',
  gifts: 'integer',
  units: 'integer',
  estimate_currency: 'word',
  estimate_amount: 'decimal',
  observed_seconds: 'integer',
  live_seconds: 'integer',
});

interface DaySum {
  readonly day: string;
  readonly platform: string;
  readonly kind: string;
  readonly unit: string;
  gifts: number;
  units: bigint;
  /** Undefined until something could be valued. */
  femtos: bigint | undefined;
}

/** Sums that grow with every gift handed over; as many as there are days, platforms, kinds and units. */
export function dailySums(request: ExportRequest) {
  const { zone, currency, period } = request.facts;
  const sums = new Map<string, DaySum>();
  const day = dayOf(zone);

  function coverageOf({ day: date, platform }: DaySum): readonly [number | null, number | null] {
    const startMs = parseInstant(date, zone) ?? 0;
    // Two days on lies the next day or the one after it; its start is found by its date.
    const next = new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
    const seen = request.books.coverage(platform, {
      fromMs: Math.max(startMs, period.fromMs ?? startMs),
      toMs: Math.min(parseInstant(next, zone) ?? startMs + DAY_MS, period.toMs ?? Infinity),
    });
    return seen === null ? [null, null] : [seconds(seen.observedMs), seconds(seen.liveMs)];
  }

  function* rows(): Generator<TableRow> {
    const inOrder = [...sums]
      .filter(([, { gifts, units }]) => gifts !== 0 || units !== 0n)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, sum] of inOrder) {
      const { platform, unit, units, femtos } = sum;
      const worth =
        femtos === undefined ? [null, null] : [currency, femtosDecimal(femtos, currency)];
      yield {
        ...{ platform, unit, units },
        cells: [
          ...[sum.day, zone, platform, sum.kind, unit, sum.gifts, units],
          ...worth,
          ...coverageOf(sum),
        ],
      };
    }
  }

  return {
    add(row: GiftExportRow, worth: Valuation | undefined): void {
      if (!row.booked) return;
      const { platform, kind, unit } = row;
      const date = day(row.effectiveAtMs);
      const key = `${date}/${platform}/${kind}/${unit}`;
      let sum = sums.get(key);
      if (sum === undefined) {
        sum = { day: date, platform, kind, unit, gifts: 0, units: 0n, femtos: undefined };
        sums.set(key, sum);
      }
      if (row.counts) sum.gifts += 1;
      sum.units += BigInt(row.units ?? 0);
      // What is nothing has no worth, not a worth of nothing: as in the totals on screen.
      if (worth !== undefined && row.units !== 0) sum.femtos = (sum.femtos ?? 0n) + worth.femtos;
    },
    table: (): Table => ({ columns: COLUMNS, rows: rows() }),
  };
}

/** The zone's day of an instant; asks the zone database once for each quarter hour, on which every real day begins. */
export function dayOf(zone: string): (atMs: number) => string {
  const known = new Map<number, string>();
  return (atMs) => {
    const quarter = Math.floor(atMs / 900_000);
    let day = known.get(quarter);
    if (day === undefined) known.set(quarter, (day = localDay(atMs, zone)));
    return day;
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}

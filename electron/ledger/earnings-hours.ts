/** What was earned by the hour of the week, as clocks in a zone show it. */
import type { EarningsFilter, HourCell } from '../../shared/contract/earnings.ts';
import { hourOfWeek } from '../../shared/zone.ts';
import type { Db } from './open.ts';
import { readRateBook } from './rate-cards.ts';
import { rateReader, unitSums, valueSum } from './slice-values.ts';
import { sliceReader } from './slices.ts';

export function readHours(db: Db, asked: EarningsFilter): HourCell[] {
  const rateOf = rateReader(readRateBook(db), asked.currency);
  const hourOf = hourReader(asked.zone);
  const cells = new Map<number, ReturnType<typeof cellSum>>();
  const { platform, kind } = asked;
  for (const slice of sliceReader(db, { platform, kind })(asked)) {
    const at = hourOf(slice.quarterMs);
    let cell = cells.get(at);
    if (cell === undefined) cells.set(at, (cell = cellSum()));
    cell.gifts += slice.gifts;
    cell.units.add(slice);
    cell.value.add(slice.units, rateOf(slice));
  }
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([at, { gifts, units, value }]) => ({
      ...{ day: Math.floor(at / 24), hour: at % 24, gifts },
      ...{ units: units.result(), value: value.result() },
    }))
    .filter(({ gifts, units }) => gifts !== 0 || units.length > 0);
}

function cellSum() {
  return { gifts: 0, units: unitSums(), value: valueSum() };
}

/** Hour of the week from 0 to 167; a quarter hour is looked up once. */
export function hourReader(zone: string): (quarterMs: number) => number {
  const known = new Map<number, number>();
  return (quarterMs) => {
    let at = known.get(quarterMs);
    if (at === undefined) {
      const { day, hour } = hourOfWeek(quarterMs, zone);
      known.set(quarterMs, (at = day * 24 + hour));
    }
    return at;
  };
}

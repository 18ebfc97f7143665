/** What was earned by gift. */
import { MOST_GIFTS_NAMED } from '../../shared/contract/earnings.ts';
import type { EarningsFilter, Mix, MixRow } from '../../shared/contract/earnings.ts';
import { QUARTER_HOUR_MS } from '../../shared/rates.ts';
import { displayText } from '../../shared/text.ts';
import type { Db } from './open.ts';
import { readRateBook } from './rate-cards.ts';
import { rateReader, unitSums, valueSum } from './slice-values.ts';
import { sliceReader } from './slices.ts';
import type { Slice } from './slices.ts';

type Sum = Omit<MixRow, 'giftName'> & {
  /** Newest quarter hour that has one: where its name is looked for. */
  readonly lastMs: number;
};

export function readMix(db: Db, asked: EarningsFilter): Mix {
  const sums = sumsByGift(db, asked).sort(byWorth);
  const nameOf = nameReader(db);
  const rest = sums.slice(MOST_GIFTS_NAMED);
  return {
    rows: sums.slice(0, MOST_GIFTS_NAMED).map(({ lastMs, ...row }) => ({
      ...row,
      giftName: nameOf(row, lastMs),
    })),
    rest: rest.length === 0 ? null : restOf(rest),
  };
}

function sumsByGift(db: Db, asked: EarningsFilter): Sum[] {
  const rateOf = rateReader(readRateBook(db), asked.currency);
  const sums = new Map<string, ReturnType<typeof giftSum>>();
  const { platform, kind } = asked;
  for (const slice of sliceReader(db, { platform, kind }, 'gift')(asked)) {
    const key = `${slice.platform}/${slice.kind}/${slice.unit}/${slice.giftId ?? ''}`;
    let sum = sums.get(key);
    if (sum === undefined) sums.set(key, (sum = giftSum(slice)));
    sum.gifts += slice.gifts;
    sum.quantity += slice.quantity;
    sum.units += slice.units;
    sum.value.add(slice.units, rateOf(slice));
    sum.lastMs = Math.max(sum.lastMs, slice.quarterMs);
  }
  return [...sums.values()]
    .filter(({ gifts, quantity, units }) => gifts !== 0 || quantity !== 0n || units !== 0n)
    .map((sum) => ({ ...sum, value: sum.value.result() }));
}

function giftSum({ platform, kind, giftId, unit }: Slice) {
  return {
    ...{ platform, kind, giftId, unit },
    ...{ gifts: 0, quantity: 0n, units: 0n, value: valueSum(), lastMs: 0 },
  };
}

function byWorth(a: Sum, b: Sum): number {
  if (a.value.femtos !== b.value.femtos) return a.value.femtos > b.value.femtos ? -1 : 1;
  if (a.units !== b.units) return a.units > b.units ? -1 : 1;
  return b.gifts - a.gifts || (a.giftId ?? '').localeCompare(b.giftId ?? '');
}

function restOf(sums: readonly Sum[]): NonNullable<Mix['rest']> {
  const units = unitSums();
  for (const sum of sums) units.add(sum);
  return {
    rows: sums.length,
    gifts: sums.reduce((gifts, sum) => gifts + sum.gifts, 0),
    units: units.result(),
    value: {
      femtos: sums.reduce((femtos, { value }) => femtos + value.femtos, 0n),
      basis: sums.some(({ value }) => value.basis === 'estimated')
        ? 'estimated'
        : (sums.find(({ value }) => value.basis !== null)?.value.basis ?? null),
      partly: sums.some(({ value }) => value.partly),
    },
  };
}

/** The name that a gift bore last in a quarter hour, by its own time or one that was booked late. */
function nameReader(db: Db): (row: Omit<MixRow, 'giftName'>, quarterMs: number) => string | null {
  const within = (at: string) => `${at} >= @fromMs AND ${at} < @toMs
    AND g.platform = @platform AND g.kind = @kind AND g.gift_id = @giftId AND i.gift_name IS NOT NULL`;
  const own = db
    .prepare(
      `SELECT i.gift_name FROM gift g INDEXED BY gift_effective JOIN gift_identity i USING (gift_no)
       WHERE ${within('g.effective_at')} ORDER BY g.effective_at DESC LIMIT 1`,
    )
    .pluck();
  const late = db
    .prepare(
      `SELECT i.gift_name FROM gift_late l INDEXED BY gift_late_effective JOIN gift g USING (gift_no)
         JOIN gift_identity i USING (gift_no)
       WHERE ${within('l.effective_at')} ORDER BY l.effective_at DESC LIMIT 1`,
    )
    .pluck();
  return ({ platform, kind, giftId }, quarterMs) => {
    if (giftId === null) return null;
    const asked = {
      ...{ platform, kind, giftId },
      ...{ fromMs: quarterMs, toMs: quarterMs + QUARTER_HOUR_MS },
    };
    const name = (own.get(asked) ?? late.get(asked)) as string | undefined;
    return name === undefined ? null : displayText(name);
  };
}

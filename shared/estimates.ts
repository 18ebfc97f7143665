/** Adds up what amounts of native units are worth, and keeps what was used for it and what nothing covers. */
import type { Estimate } from './contract/states.ts';
import { dayText } from './exchange.ts';
import type { ExchangeSource, UsedExchange } from './exchange.ts';
import type { GiftKind } from './gift.ts';
import { regionAt, valueOf } from './rates.ts';
import type { PayoutRegion, RateCard, Valuation } from './rates.ts';

/** All that money is read through. */
export interface RateBook {
  readonly cards: readonly RateCard[];
  readonly exchange: ExchangeSource;
  readonly regions: readonly PayoutRegion[];
}

/** Units that were earned at a time. */
export interface Amount {
  readonly platform: string;
  readonly kind: GiftKind | null;
  readonly unit: string;
  readonly atMs: number;
  readonly units: bigint;
}

/** What an amount is worth in a currency, by the rates of its own time; undefined when nothing covers it. */
export function worthOf(book: RateBook, amount: Amount, currency: string): Valuation | undefined {
  const region = regionAt(book.regions, amount.atMs);
  return valueOf(book.cards, book.exchange, { ...amount, region, currency }, amount.units);
}

export interface EstimateSum {
  add(amount: Pick<Amount, 'platform' | 'unit' | 'units'>, value: Valuation | undefined): void;
  result(): Estimate;
}

/** An empty sum. Amounts of nothing leave no trace in it. */
export function estimateSum(currency: string): EstimateSum {
  let femtos = 0n;
  let basis: Estimate['basis'] = null;
  const cards = new Set<string>();
  const seen = new Set<UsedExchange>();
  const exchange = new Map<string, Estimate['exchange'][number]>();
  const uncovered = new Map<string, Estimate['uncovered'][number]>();

  function addExchange(used: UsedExchange): void {
    // One day's rate is one object (`exchangeAt` remembers it), and comes thousands of times.
    if (seen.has(used)) return;
    seen.add(used);
    const { from, to, entries } = used;
    const source = [...new Set(entries.map((entry) => entry.source))].join(' and ');
    const days = entries.map((entry) => dayText(entry.dayMs)).sort();
    const key = `${from}/${to}/${source}`;
    const before = exchange.get(key);
    const [first = '', last = first] = [days[0], days.at(-1)];
    exchange.set(key, {
      from,
      to,
      source,
      firstDay: before === undefined || first < before.firstDay ? first : before.firstDay,
      lastDay: before === undefined || last > before.lastDay ? last : before.lastDay,
    });
  }

  return {
    add({ platform, unit, units }, value) {
      if (units === 0n) return;
      if (value === undefined) {
        const key = `${platform}/${unit}`;
        uncovered.set(key, { platform, unit, units: (uncovered.get(key)?.units ?? 0n) + units });
        return;
      }
      femtos += value.femtos;
      cards.add(value.rateCard);
      if (value.exchange !== null) addExchange(value.exchange);
      if (basis !== 'estimated') basis = value.basis;
    },
    result: () => ({
      currency,
      femtos,
      basis,
      rateCards: [...cards].sort(),
      exchange: [...exchange.values()],
      uncovered: [...uncovered.values()],
    }),
  };
}

/** Adds up amounts. */
export function estimateOf(amounts: Iterable<Amount>, book: RateBook, currency: string): Estimate {
  const sum = estimateSum(currency);
  for (const amount of amounts) sum.add(amount, worthOf(book, amount, currency));
  return sum.result();
}

/** Builders for rate cards, exchange rates and what money is read through. */
import type { RateBook } from '../../shared/estimates.ts';
import type { ExchangeEntry, ExchangeSource } from '../../shared/exchange.ts';
import type { RateCard } from '../../shared/rates.ts';

/** A shipped card for TikTok's coins at US$0.005, since ever and until further notice. */
export function rateCard(parts: Partial<RateCard> = {}): RateCard {
  return {
    id: 'tiktok-coin-usd',
    platform: 'tiktok',
    kind: null,
    unit: 'coin',
    region: '*',
    currency: 'USD',
    unitMicros: 5_000,
    validFromMs: 0,
    validToMs: null,
    source: 'test',
    confidence: 'low',
    origin: 'shipped',
    ...parts,
  };
}

/** A rate that was typed in for 2026-01-01: one euro is US$1.25. */
export function exchangeEntry(parts: Partial<ExchangeEntry> = {}): ExchangeEntry {
  return {
    base: 'EUR',
    quote: 'USD',
    dayMs: Date.UTC(2026, 0, 1),
    nanos: 1_250_000_000,
    source: 'typed in',
    origin: 'user',
    ...parts,
  };
}

/** Entries in memory, by the book: a plain search, unlike the ledger's index. */
export function exchangeList(entries: readonly ExchangeEntry[]): ExchangeSource {
  return {
    latest(base, quote, origin, dayMs) {
      let best: ExchangeEntry | undefined;
      for (const entry of entries) {
        if (entry.base !== base || entry.quote !== quote || entry.origin !== origin) continue;
        if (entry.dayMs <= dayMs && entry.dayMs >= (best?.dayMs ?? -Infinity)) best = entry;
      }
      return best;
    },
  };
}

/** What money is read through; by default nothing. */
export function rateBook(parts: Partial<RateBook> = {}): RateBook {
  return { cards: [], exchange: exchangeList([]), regions: [], ...parts };
}

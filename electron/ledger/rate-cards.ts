/** Rate cards as rows: shipped ones are brought in at start-up, later ones of the same id are left alone. */
import { rateCardSchema } from '../../shared/rates.ts';
import type { RateCard } from '../../shared/rates.ts';
import type { Db } from './open.ts';

/** Adds the shipped cards that are not there yet. A card that stands is never rewritten. */
export function saveShippedRateCards(db: Db, cards: readonly RateCard[]): void {
  const insert = db.prepare(
    `INSERT INTO rate_card (id, platform, unit, region, currency, unit_micros, valid_from, valid_to, source,
       confidence, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  );
  for (const card of cards) {
    insert.run(
      card.id,
      card.platform,
      card.unit,
      card.region,
      card.currency,
      card.unitMicros,
      card.validFromMs,
      card.validToMs,
      card.source,
      card.confidence,
      card.origin,
    );
  }
}

/** All rate cards. */
export function readRateCards(db: Db): readonly RateCard[] {
  return db
    .prepare(
      `SELECT id, platform, unit, region, currency, unit_micros AS unitMicros, valid_from AS validFromMs,
         valid_to AS validToMs, source, confidence, origin FROM rate_card ORDER BY id`,
    )
    .all()
    .map((row) => rateCardSchema.parse(row));
}

/**
 * What money is read through, as rows: rate cards, exchange rates (`exchange-rates.ts`) and the creator's payout
 * region. Shipped cards are brought in at start-up; one that stands keeps its rate for ever.
 */
import type { RateBook } from '../../shared/estimates.ts';
import { checkRegion, isSameQuestion, planCard, planEnd } from '../../shared/rate-changes.ts';
import type { CardEnd } from '../../shared/rate-changes.ts';
import { rateCardSchema } from '../../shared/rates.ts';
import type { PayoutRegion, RateCard } from '../../shared/rates.ts';
import type { RateOutcome } from './commands.ts';
import { exchangeReader } from './exchange-rates.ts';
import type { Db } from './open.ts';

/** Adds the shipped cards that are not there yet. A newer edition closes the open one that it follows. */
export function saveShippedRateCards(db: Db, cards: readonly RateCard[]): void {
  const standing = readRateCards(db).filter(({ origin }) => origin === 'shipped');
  const known = new Set(standing.map(({ id }) => id));
  for (const card of cards) {
    if (known.has(card.id)) continue;
    const open = standing.find(
      (one) =>
        isSameQuestion(one, card) && one.validToMs === null && one.validFromMs < card.validFromMs,
    );
    if (open !== undefined) setEnd(db, { id: open.id, atMs: card.validFromMs });
    insertCard(db, card);
  }
}

/** Adds a user's card, or says why not. */
export function addRateCard(db: Db, card: unknown, nowMs: number): RateOutcome {
  const plan = planCard(readRateCards(db), card, nowMs);
  if (!plan.ok) return { type: 'rates', ...plan };
  if (!plan.known) {
    if (plan.closes !== null) setEnd(db, plan.closes);
    insertCard(db, plan.card);
  }
  return { type: 'rates', ok: true, id: plan.card.id, closed: plan.closes, known: plan.known };
}

/** Ends a user's card, or says why not. */
export function endRateCard(db: Db, asked: CardEnd, nowMs: number): RateOutcome {
  const plan = planEnd(readRateCards(db), asked, nowMs);
  if (!plan.ok) return { type: 'rates', ...plan };
  setEnd(db, plan.end);
  return { type: 'rates', ok: true, id: asked.id, closed: plan.end, known: false };
}

/** Notes the creator's payout region from an instant on, or says why not. */
export function setPayoutRegion(db: Db, region: PayoutRegion, nowMs: number): RateOutcome {
  const checked = checkRegion(region, nowMs);
  if (!checked.ok) return { type: 'rates', ...checked };
  db.prepare('INSERT INTO payout_region (valid_from, region) VALUES (?, ?)').run(
    region.validFromMs,
    region.region,
  );
  return { type: 'rates', ok: true, id: region.region ?? '', closed: null, known: false };
}

/** All rate cards. */
export function readRateCards(db: Db): readonly RateCard[] {
  return db
    .prepare(
      `SELECT id, platform, kind, unit, region, currency, unit_micros AS unitMicros, valid_from AS validFromMs,
         valid_to AS validToMs, source, confidence, origin FROM rate_card ORDER BY id`,
    )
    .all()
    .map((row) => rateCardSchema.parse(row));
}

/** The creator's payout regions, oldest first. */
export function readRegions(db: Db): readonly PayoutRegion[] {
  return db
    .prepare(
      'SELECT valid_from AS validFromMs, region FROM payout_region ORDER BY valid_from, region_no',
    )
    .all() as PayoutRegion[];
}

/** All that money is read through; exchange rates are looked up as they are needed. */
export function readRateBook(db: Db): RateBook {
  return { cards: readRateCards(db), exchange: exchangeReader(db), regions: readRegions(db) };
}

function insertCard(db: Db, card: RateCard): void {
  db.prepare(
    `INSERT INTO rate_card (id, platform, kind, unit, region, currency, unit_micros, valid_from, valid_to, source,
       confidence, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    card.id,
    card.platform,
    card.kind,
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

function setEnd(db: Db, end: CardEnd): void {
  db.prepare('UPDATE rate_card SET valid_to = ? WHERE id = ?').run(end.atMs, end.id);
}

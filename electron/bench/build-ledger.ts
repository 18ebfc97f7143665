/** A ledger of many rows, in a folder that its caller removes again. */
import rateCards from '../../resources/rate-cards.json';
import { rateCardSchema } from '../../shared/rates.ts';
import { ledgerFile } from '../ledger/files.ts';
import { openWriter } from '../ledger/open.ts';
import { ledgerSchema } from '../ledger/schema.ts';
import { openLedgerStore } from '../ledger/store.ts';
import { giftCommand } from './gift-command.ts';

const PER_COMMIT = 2_000;

export function buildLedger(folder: string, rows: number): void {
  const db = openWriter(ledgerFile(folder), ledgerSchema('live'));
  const store = openLedgerStore(db, { now: () => Date.now(), monotonic: () => performance.now() });
  // Estimates are part of what is measured.
  store.commit([{ type: 'shippedRateCards', cards: rateCardSchema.array().parse(rateCards) }]);
  for (let at = 0; at < rows; at += PER_COMMIT) {
    const length = Math.min(PER_COMMIT, rows - at);
    store.commit(Array.from({ length }, (_, index) => giftCommand(at + index)));
  }
  db.close();
}

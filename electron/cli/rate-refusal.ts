/** What `rates` and `exchange` end with when the ledger does not take a card or a rate. */
import { CommandFailure, EXIT } from './output.ts';

/** Refusals that come from what stands in the ledger; every other one finds fault with what was given. */
const STANDS_AGAINST: ReadonlySet<string> = new Set([
  'card_ended',
  'card_overlaps',
  'card_shipped',
  'card_unknown',
  'rate_conflict',
]);

/** A refused rate card, region or exchange rate. */
export function rateRefusal(refused: {
  readonly code: string;
  readonly message: string;
}): CommandFailure {
  const { code, message } = refused;
  return new CommandFailure(code, message, STANDS_AGAINST.has(code) ? EXIT.notSo : EXIT.usage);
}

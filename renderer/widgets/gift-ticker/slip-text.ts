/** What was given, in a few words. Pure. */
import { isCurrency } from '../../../shared/currency.ts';
import type { LatestState } from '../../../shared/contract/overlay-states.ts';
import { TIP, amountText } from '../parts/words.ts';
import { quantityText } from '../words.ts';

/** "Rose ×5", "Lion", "500 bits", "$15.00", "Tip" where money is not shown. */
export function slipText(gift: LatestState['gifts'][number]): string {
  const { giftName, quantity, unit, units } = gift;
  if (isCurrency(unit)) return units === null ? TIP : amountText(BigInt(units), unit);
  if (giftName === '') return amountText(BigInt(units ?? quantity), unit);
  return quantity > 1 ? `${giftName} ${quantityText(quantity)}` : giftName;
}

/** Which streak the combo counter shows. Pure; the companion feeds it what was committed. */
import type { ComboState } from './contract/overlay-states.ts';
import type { CommittedGift } from './ledger/committed.ts';
import { displayText } from './text.ts';

export type Combo = NonNullable<ComboState['combo']>;

/** A streak begins to leave when it has not grown for this long. */
export const COMBO_HOLD_MS = 6_000;
/** While it grew within this time, no smaller streak takes its place: two at once must not flicker. */
const COMBO_GRIP_MS = 2_500;

/** Months and bits come many at once: they are a number, not a streak. */
const STREAK_KINDS: ReadonlySet<string> = new Set(['gift', 'bundle', 'subgift']);

/** The combo to show after a gift has changed. */
export function comboAfter(shown: Combo | null, gift: CommittedGift, nowMs: number): Combo | null {
  const current = shown !== null && shown.endsAtMs > nowMs ? shown : null;
  const comboId = `g${gift.giftNo}`;
  const isShown = current?.comboId === comboId;
  if (gift.status === 'reversed') return isShown ? null : current;
  const isStreak = STREAK_KINDS.has(gift.kind) && gift.quantity > 1 && gift.delta > 0;
  if (!isStreak) return current;
  if (current !== null && !isShown && keepsItsPlace(current, gift.quantity, nowMs)) return current;
  return {
    comboId,
    platform: gift.platform,
    giftId: gift.giftId,
    giftName: displayText(gift.giftName ?? ''),
    senderName: displayText(gift.senderName ?? gift.senderHandle ?? ''),
    quantity: gift.quantity,
    unit: gift.unit,
    startedAtMs: isShown ? current.startedAtMs : nowMs,
    endsAtMs: nowMs + COMBO_HOLD_MS,
  };
}

function keepsItsPlace(current: Combo, challenger: number, nowMs: number): boolean {
  const grewAtMs = current.endsAtMs - COMBO_HOLD_MS;
  return nowMs - grewAtMs < COMBO_GRIP_MS && challenger <= current.quantity;
}

/** What a ledger would make of frames: a small model on top of the real counter merge, for tests of sources. */
import type { GiftFrame } from '../../shared/gift.ts';
import { EMPTY_COUNTER, mergeClaim, type CounterState } from '../../shared/ledger/counter.ts';

interface Entry {
  state: CounterState;
  readonly unit: string;
  readonly unitsEach: number;
}

/** Sum of each unit, messages with a known id counted once. */
export function booked(frames: readonly GiftFrame[]): {
  readonly income: Readonly<Record<string, number>>;
  readonly observed: Readonly<Record<string, number>>;
} {
  const messages = new Set<string>();
  const gifts = new Map<string, Entry>();
  const observed: Record<string, number> = {};
  for (const frame of frames) {
    if (messages.has(frame.messageId)) continue;
    messages.add(frame.messageId);
    if (frame.observed !== null) {
      const name = `${frame.observed} ${frame.unit}`;
      observed[name] = (observed[name] ?? 0) + frame.counter.atLeast;
      continue;
    }
    const entry = gifts.get(frame.giftKey) ?? {
      state: EMPTY_COUNTER,
      unit: frame.unit,
      unitsEach: frame.unitsEach ?? 0,
    };
    entry.state = mergeClaim(entry.state, frame);
    gifts.set(frame.giftKey, entry);
  }
  const income: Record<string, number> = {};
  for (const { state, unit, unitsEach } of gifts.values()) {
    income[unit] = (income[unit] ?? 0) + state.count * unitsEach;
  }
  return { income, observed };
}

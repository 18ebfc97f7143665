/**
 * The facts of a message: what must agree when the same message is seen twice (through another source, or
 * redelivered). Names, texts and clocks are not facts.
 */
import type { GiftFrame } from '../gift.ts';

/** Canonical text of a frame's facts; its SHA-256 is stored as `facts_hash`. */
export function factsOf(
  frame: Pick<GiftFrame, 'giftKey' | 'counter' | 'unit' | 'unitsEach'>,
): string {
  return JSON.stringify([frame.giftKey, frame.counter.atLeast, frame.unit, frame.unitsEach]);
}

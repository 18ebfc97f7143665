/**
 * A gift is a counter. Each frame says "at least n"; the ledger keeps the maximum and journals the positive
 * difference, so duplicates, reordering, replays and two sources at once are no-ops by construction.
 * Pure: who calls it decides about time, storage and de-duplication by message id.
 */
import type { Counter } from '../gift.ts';

export const GIFT_STATUSES = ['open', 'settled', 'unconfirmed', 'reversed'] as const;
export type GiftStatus = (typeof GIFT_STATUSES)[number];

export interface CounterState {
  /** The whole quantity known so far. */
  readonly count: number;
  readonly status: GiftStatus;
  /** Twitch bundles: the announced size and what its children add up to; zero for everything else. */
  readonly announced: number;
  readonly children: number;
  readonly childMonths: number;
}

export interface Claim {
  readonly counter: Counter;
  readonly final: boolean;
}

/** A counter that nothing has been claimed of yet. */
export const EMPTY_COUNTER: CounterState = {
  count: 0,
  status: 'open',
  announced: 0,
  children: 0,
  childMonths: 0,
};

/**
 * Merges one claim. The count never falls, and the result does not depend on the order of the claims.
 * A reversed gift does not change: the caller records the frame as a conflict.
 */
export function mergeClaim(state: CounterState, claim: Claim): CounterState {
  if (state.status === 'reversed') return state;
  const grown = grow(state, claim.counter);
  return { ...grown, status: statusAfter(state, grown, claim) };
}

function grow(state: CounterState, counter: Counter): CounterState {
  switch (counter.type) {
    case 'total':
      return { ...state, count: Math.max(state.count, counter.atLeast) };
    case 'announced':
      return withBundleCount({ ...state, announced: Math.max(state.announced, counter.atLeast) });
    case 'child':
      return withBundleCount({
        ...state,
        children: state.children + 1,
        childMonths: state.childMonths + counter.atLeast,
      });
  }
}

/** A bundle is worth its seen children by their months, plus one for each announced child not seen yet. */
function withBundleCount(state: CounterState): CounterState {
  const count = state.childMonths + Math.max(0, state.announced - state.children);
  return { ...state, count: Math.max(state.count, count) };
}

function statusAfter(state: CounterState, grown: CounterState, claim: Claim): GiftStatus {
  if (claim.final || state.status === 'settled') return 'settled';
  if (state.status === 'unconfirmed' && grown.count === state.count) {
    // The last child of a bundle is its end, though it was booked with the announcement.
    return isComplete(grown) ? 'settled' : 'unconfirmed';
  }
  return 'open';
}

/** Whether a counter is a Twitch bundle; those wait 60 s for their children, streaks 10 s for a frame. */
export function isBundle(state: CounterState): boolean {
  return state.announced > 0 || state.children > 0;
}

/** Whether every announced child of a bundle came. */
function isComplete(state: CounterState): boolean {
  return state.announced > 0 && state.children >= state.announced;
}

/** Status of an open gift once nothing more is heard of it: a bundle whose children all came is settled. */
export function statusAfterSilence(state: CounterState): GiftStatus {
  if (state.status !== 'open') return state.status;
  return isComplete(state) ? 'settled' : 'unconfirmed';
}

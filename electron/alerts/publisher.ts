/** Tells what is on air: a new `rev` at each visible change, and only then. */
import type { AlertPicture } from '../../shared/alerts/view.ts';
import type { AlertState } from '../../shared/contract/alert-states.ts';

export interface Publisher {
  publish(picture: AlertPicture): void;
  /** What was published last, with the time of asking. */
  state(): AlertState;
  subscribe(listener: (state: AlertState) => void): () => void;
}

const NOTHING_ON_AIR: AlertPicture = { current: null, queued: 0, paused: false };

export function createPublisher(deps: {
  readonly generation: string;
  readonly now: () => number;
  readonly onListenerError: (error: unknown) => void;
}): Publisher {
  const listeners = new Set<(state: AlertState) => void>();
  let shown = { picture: NOTHING_ON_AIR, print: JSON.stringify(NOTHING_ON_AIR), rev: 0 };

  function state(): AlertState {
    return {
      generation: deps.generation,
      rev: shown.rev,
      serverNowMs: deps.now(),
      ...shown.picture,
    };
  }

  return {
    publish(picture) {
      const print = JSON.stringify(picture);
      if (print === shown.print) return;
      shown = { picture, print, rev: shown.rev + 1 };
      const told = state();
      for (const listener of listeners) {
        try {
          listener(told);
        } catch (error) {
          deps.onListenerError(error);
        }
      }
    },
    state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

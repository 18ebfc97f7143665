/** Tells a picture to whom it concerns: a new `rev` at each visible change, and only then. */

/** A picture with the stamp that every state of the contract has. */
export type Stamped<Picture> = Picture & {
  readonly generation: string;
  readonly rev: number;
  readonly serverNowMs: number;
};

export interface Publisher<Picture> {
  publish(picture: Picture): void;
  /** What was published last, with the time of asking. */
  state(): Stamped<Picture>;
  subscribe(listener: (state: Stamped<Picture>) => void): () => void;
}

export function createPublisher<Picture extends object>(deps: {
  readonly first: Picture;
  readonly generation: string;
  readonly now: () => number;
  readonly onListenerError: (error: unknown) => void;
}): Publisher<Picture> {
  const listeners = new Set<(state: Stamped<Picture>) => void>();
  let shown = { picture: deps.first, print: JSON.stringify(deps.first), rev: 0 };

  function state(): Stamped<Picture> {
    return {
      ...shown.picture,
      generation: deps.generation,
      rev: shown.rev,
      serverNowMs: deps.now(),
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

/** How many frames of a source are on their way to the disk: one that could send faster than that waits here. */

export interface InFlight {
  /** Counts a frame until it is settled, however that ends. */
  track(frame: Promise<unknown>): void;
  /** Resolves when fewer than `most` are on their way. */
  room(): Promise<void>;
}

export function createInFlight(most: number): InFlight {
  let count = 0;
  let waiting: (() => void)[] = [];

  function settled(): void {
    count -= 1;
    if (count >= most) return;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }

  return {
    track(frame) {
      count += 1;
      frame.then(settled, settled);
    },
    room: () => (count < most ? Promise.resolve() : new Promise((wake) => waiting.push(wake))),
  };
}

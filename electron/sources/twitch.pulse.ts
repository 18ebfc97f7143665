/**
 * Whether a line of chat is still alive. A quiet channel may say nothing for hours, so a line that has been quiet
 * is asked; one that does not even answer PING is dead, whatever its socket says.
 */

export interface PulseLimits {
  /** So long without a word, and it is asked. */
  readonly quietMs: number;
  /** So long without a word after that, and it is dead. */
  readonly answerMs: number;
}

export interface Pulse {
  /** It said something, whatever it was. */
  heard(): void;
  stop(): void;
}

/** Watches from now on. `onDead` is told once, with the Unix ms of the last sign of life. */
export function takePulse(
  limits: PulseLimits,
  ask: () => void,
  onDead: (silentSinceMs: number) => void,
): Pulse {
  let lastMs = Date.now();
  const onQuiet = (): void => {
    ask();
    timer = setTimeout(() => onDead(lastMs), limits.answerMs);
  };
  let timer = setTimeout(onQuiet, limits.quietMs);
  return {
    heard() {
      lastMs = Date.now();
      clearTimeout(timer);
      timer = setTimeout(onQuiet, limits.quietMs);
    },
    stop: () => clearTimeout(timer),
  };
}

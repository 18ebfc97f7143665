/** Waits for what a real process, socket or browser will bring about: with a deadline, and words when it does not. */

export interface PollOptions {
  /** 10 s unless told otherwise. */
  readonly withinMs?: number;
  readonly everyMs?: number;
}

const WITHIN_MS = 10_000;
const EVERY_MS = 20;

/**
 * Asks `probe` again and again until it gives something other than undefined, null and false, and returns that.
 * Throws after the deadline with `what` was waited for and the last thing that stood in its way.
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  options: PollOptions = {},
): Promise<Exclude<T, undefined | null | false>> {
  const { withinMs = WITHIN_MS, everyMs = EVERY_MS } = options;
  const deadline = performance.now() + withinMs;
  for (;;) {
    const { value, obstacle } = await attempt(probe);
    if (value !== undefined && value !== null && value !== false) {
      return value as Exclude<T, undefined | null | false>;
    }
    if (performance.now() >= deadline) {
      throw new Error(`Not within ${withinMs} ms: ${what}. Last seen: ${obstacle}.`);
    }
    await pause(everyMs);
  }
}

/** One beat of a test that paces itself; never a substitute for waiting for something. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

async function attempt<T>(
  probe: () => T | Promise<T>,
): Promise<{ readonly value?: T; readonly obstacle: string }> {
  try {
    const value = await probe();
    return { value, obstacle: String(value) };
  } catch (error) {
    return { obstacle: error instanceof Error ? error.message : String(error) };
  }
}

/** The only place that writes to the console. OBS keeps a browser source's console in its own log. */

/** A line for whoever reads the log: what happened, and what to do. Never a token. */
export function reportLine(line: string): void {
  globalThis.console.error(`Coinfall: ${line}`);
}

/** A bug: thrown again outside of the present stack, so that it is seen and stops nothing else. */
export function reportBug(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

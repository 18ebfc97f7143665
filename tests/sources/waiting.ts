/** Waits for real sockets: polls until something holds, with a deadline. */
import { expect } from 'vitest';

export async function until(holds: () => boolean, what: string): Promise<void> {
  await expect.poll(holds, { timeout: 5_000, interval: 10, message: what }).toBe(true);
}

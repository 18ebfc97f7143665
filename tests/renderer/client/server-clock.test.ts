import { expect, it } from 'vitest';
import { createServerClock } from '../../../renderer/client/server-clock.ts';

interface ClockAt {
  localMs: number;
  readonly clock: ReturnType<typeof createServerClock>;
}

function clockAt(): ClockAt {
  const local: ClockAt = { localMs: 1_000, clock: createServerClock(() => local.localMs) };
  return local;
}

it("is the page's own clock before the first message", () => {
  const { clock } = clockAt();
  expect(clock.now()).toBe(1_000);
});

it('trusts the message that came fastest', () => {
  const at = clockAt();
  // The companion is 500 ms ahead; the three messages took 40, 3 and 90 ms.
  for (const latencyMs of [40, 3, 90]) {
    const serverSentMs = at.localMs + 500;
    at.localMs += latencyMs;
    at.clock.observe(serverSentMs);
  }
  expect(at.clock.now()).toBe(at.localMs + 497);
});

it('keeps running between messages', () => {
  const at = clockAt();
  at.clock.observe(5_000);
  at.localMs += 250;
  expect(at.clock.now()).toBe(5_250);
});

it('follows a clock that was set back after a few messages', () => {
  const at = clockAt();
  at.clock.observe(61_000);
  for (let message = 0; message < 8; message += 1) at.clock.observe(1_000);
  expect(at.clock.now()).toBe(1_000);
});

it('is not led astray by one message that was delivered late', () => {
  const at = clockAt();
  at.clock.observe(1_000);
  at.localMs += 10_000;
  at.clock.observe(1_500);
  expect(at.clock.now()).toBe(11_000);
});

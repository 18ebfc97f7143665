/**
 * How a ticket moves: the stub drops in, the body slides out from behind it, the words follow; at the end the
 * stub is torn off. Transform and opacity only. Everything starts from how old the alert already is.
 */
import type { TargetAndTransition, Transition } from 'framer-motion';
import { ENTER_MS, LEAVE_MS } from './timeline.ts';

const EASE_OUT = [0.16, 1, 0.3, 1] as const;
const EASE_IN = [0.5, 0, 0.9, 0.4] as const;

/** One part of the ticket: where it comes from and goes to, and when within the whole. */
interface PartMotion {
  readonly from: TargetAndTransition;
  readonly to: TargetAndTransition;
  readonly startMs: number;
  readonly durationMs: number;
  readonly gone: TargetAndTransition;
}

const STILL = { opacity: 1, x: 0, y: 0, scale: 1, rotate: 0 } as const;

const PARTS = {
  stub: {
    from: { opacity: 0, y: -26, rotate: -7 },
    to: STILL,
    startMs: 0,
    durationMs: 380,
    gone: { opacity: 0, x: -30, y: 20, rotate: -11 },
  },
  drawing: {
    from: { opacity: 0, scale: 0.5, rotate: -14 },
    to: STILL,
    startMs: 120,
    durationMs: 420,
    gone: {},
  },
  body: {
    from: { opacity: 0, x: -56 },
    to: STILL,
    startMs: 130,
    durationMs: 430,
    gone: { opacity: 0, x: 26 },
  },
  name: {
    from: { opacity: 0, x: -14 },
    to: STILL,
    startMs: 280,
    durationMs: 320,
    gone: {},
  },
  detail: {
    from: { opacity: 0, x: -14 },
    to: STILL,
    startMs: 340,
    durationMs: 320,
    gone: {},
  },
  count: {
    from: { opacity: 0, scale: 0.6 },
    to: STILL,
    startMs: 380,
    durationMs: ENTER_MS - 380,
    gone: {},
  },
  ornament: {
    from: { opacity: 0, scale: 0.86 },
    to: STILL,
    startMs: 160,
    durationMs: 520,
    gone: { opacity: 0 },
  },
} as const satisfies Record<string, PartMotion>;

export type TicketPart = keyof typeof PARTS;

export interface PartProps {
  readonly initial: TargetAndTransition | false;
  readonly animate: TargetAndTransition;
  readonly exit: TargetAndTransition;
}

/**
 * Motion of one part for an alert that is `elapsedMs` old when it is first drawn. Past the entrance a part
 * simply stands; within it, it goes on from where it would have been.
 */
export function partMotion(part: TicketPart, elapsedMs: number): PartProps {
  const { from, to, startMs, durationMs, gone }: PartMotion = PARTS[part];
  const transition: Transition = {
    duration: durationMs / 1_000,
    delay: (startMs - elapsedMs) / 1_000,
    ease: EASE_OUT,
  };
  return {
    initial: elapsedMs >= ENTER_MS ? false : from,
    animate: { ...to, transition },
    exit: { ...gone, transition: { duration: (LEAVE_MS - 60) / 1_000, ease: EASE_IN } },
  };
}

/** The number swells for a moment when it has grown. */
export const GROWN = {
  initial: { scale: 1.3 },
  animate: { scale: 1 },
  transition: { duration: 0.26, ease: EASE_OUT },
} as const;

/** A coin of the shower behind a large ticket: falls once, then is gone. */
export function coinFall(index: number, coins: number, elapsedMs: number): PartProps {
  const spread = ((index * 7) % coins) / coins;
  const duration = 0.6 + 0.25 * (1 - spread);
  const delay = (80 + spread * 420 - elapsedMs) / 1_000;
  return {
    initial: { opacity: 0, y: -60 - ((index * 23) % 50), rotate: 0 },
    animate: {
      opacity: [0, 1, 1, 0],
      y: 60 + ((index * 37) % 50),
      rotate: index % 2 === 0 ? 200 : -160,
      transition: {
        duration,
        delay,
        ease: [0.4, 0, 0.8, 0.6],
        opacity: { duration, delay, times: [0, 0.2, 0.7, 1] },
      },
    },
    exit: { opacity: 0 },
  };
}

/**
 * How the parts of an alert come in, at which moment of it: the theme says how, the companion's timeline says when.
 * Transform and opacity only. Everything starts from how old the alert already is.
 */
import type { TargetAndTransition, Transition } from 'framer-motion';
import { choreographyOf } from '../themes/motions.ts';
import type { AlertPart } from '../themes/motions.ts';
import { useTheme } from '../themes/theme-context.ts';
import { ENTER_MS, LEAVE_MS } from './timeline.ts';

const STILL = { opacity: 1, x: 0, y: 0, scale: 1, scaleX: 1, rotate: 0 } as const;

export interface PartProps {
  readonly initial: TargetAndTransition | false;
  readonly animate: TargetAndTransition;
  readonly exit: TargetAndTransition;
}

/**
 * Motion of the parts of an alert that is `elapsedMs` old when it is first drawn. Past the entrance a part
 * simply stands; within it, it goes on from where it would have been.
 */
export function usePartMotion(elapsedMs: number): (part: AlertPart) => PartProps {
  const choreography = choreographyOf(useTheme());
  return (part) => {
    const { from, to, startMs, durationMs, gone } = choreography.alert[part];
    const transition: Transition = {
      duration: durationMs / 1_000,
      delay: (startMs - elapsedMs) / 1_000,
      ease: choreography.easeOut ?? 'linear',
    };
    const arrived = elapsedMs >= ENTER_MS;
    return {
      initial: arrived ? false : from,
      animate: { ...STILL, ...(arrived ? {} : to), transition },
      exit: {
        ...gone,
        transition: { duration: (LEAVE_MS - 60) / 1_000, ease: choreography.easeIn ?? 'linear' },
      },
    };
  };
}

const EASE_OUT = [0.16, 1, 0.3, 1] as const;

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

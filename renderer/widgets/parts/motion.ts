/** How things enter, move and leave. Transform and opacity only; each is still when it is over. */

import type { TargetAndTransition } from 'framer-motion';
import { choreographyOf } from '../themes/motions.ts';
import { useTheme } from '../themes/theme-context.ts';

const EASE_OUT = [0.16, 1, 0.3, 1] as const;
const EASE_IN = [0.5, 0, 0.9, 0.4] as const;

/** A whole widget comes in, and goes, as its theme does. */
export function useWidgetMotion(): {
  readonly initial: TargetAndTransition;
  readonly animate: TargetAndTransition;
  readonly exit: TargetAndTransition;
} {
  const { widget, easeIn = 'linear', easeOut = 'linear' } = choreographyOf(useTheme());
  const animate = { opacity: 1, x: 0, y: 0, rotate: 0, ...widget.to };
  return {
    initial: widget.from,
    animate: { ...animate, transition: { duration: 0.5, ease: easeOut } },
    exit: { ...widget.gone, transition: { duration: 0.34, ease: easeIn } },
  };
}

/** Something that finds its new place among others. */
export const MOVE = { duration: 0.52, ease: EASE_OUT } as const;

/** Something that is there, and then is not. */
export const FADE_IN = { duration: 0.36, ease: EASE_OUT } as const;
export const FADE_OUT = { duration: 0.24, ease: EASE_IN } as const;

/** A number swells for a moment when it has grown. */
export const GROWN = {
  initial: { scale: 1.24 },
  animate: { scale: 1 },
  transition: { duration: 0.26, ease: EASE_OUT },
} as const;

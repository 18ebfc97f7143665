/** Over which time supporters are ranked: the session at hand, the day, all that is known. */
export const SUPPORTER_SPANS = ['session', 'today', 'all'] as const;

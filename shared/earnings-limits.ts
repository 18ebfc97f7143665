/** Most parts of one answer about earnings; more would not fit what a client may have unsent. */
export const MOST_PERIODS = 100;

/** The environment's word for keys that another program has taken before the app starts, with commas between. */
export const TAKEN_SHORTCUTS = 'DOUBLE_TAKEN_SHORTCUTS';

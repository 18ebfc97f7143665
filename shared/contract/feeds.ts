/** What a token's widgets may read; the server knows widgets only by these names. */
export const WIDGET_FEEDS = [
  'combo',
  'goal',
  'supporters',
  'latest',
  'session',
  'credits',
] as const;
export const FEEDS = ['alerts', ...WIDGET_FEEDS] as const;
export type Feed = (typeof FEEDS)[number];
export type WidgetFeed = (typeof WIDGET_FEEDS)[number];

/** Kinds of gift. Apart from `gift.ts`, whose schemas a page need not carry. */
export const GIFT_KINDS = ['gift', 'bits', 'sub', 'resub', 'subgift', 'bundle', 'tip'] as const;
export type GiftKind = (typeof GIFT_KINDS)[number];

/** A gift of each size, for tests and previews. Plain data, since an overlay carries no schema library. */
import type { AlertTier } from '../contract/alert-states.ts';

export interface SampleGift {
  readonly giftId: string;
  readonly giftName: string;
  readonly quantity: number;
  readonly units: number;
}

export const SAMPLE_GIFTS: Readonly<Record<AlertTier, SampleGift>> = {
  small: { giftId: '5655', giftName: 'Rose', quantity: 5, units: 5 },
  medium: { giftId: '5879', giftName: 'Doughnut', quantity: 10, units: 300 },
  large: { giftId: '11046', giftName: 'Galaxy', quantity: 1, units: 1_000 },
  epic: { giftId: '6369', giftName: 'Lion', quantity: 1, units: 29_999 },
};

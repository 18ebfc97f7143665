/** Price by gift id: the frame's own price wins; the shipped catalogue fills in when it says none. */
import { z } from 'zod';
import type { GiftFrame } from '../../shared/gift.ts';
import catalogue from '../../resources/gift-catalogue.json';

/** A map, not the object: an id such as "constructor" must not find what every object has. */
const entries = new Map(
  Object.entries(z.record(z.string(), z.tuple([z.string(), z.int().min(1)])).parse(catalogue)),
);

/** The frame with a price from the catalogue, or as it is when the catalogue knows no such gift either. */
export function withCatalogue(frame: GiftFrame): GiftFrame {
  const giftId = frame.gift.id;
  if (frame.platform !== 'tiktok' || frame.unit !== 'coin' || giftId === null) return frame;
  if (frame.unitsEach !== null && frame.gift.name !== null) return frame;
  const entry = entries.get(giftId);
  if (entry === undefined) return frame;
  return {
    ...frame,
    unitsEach: frame.unitsEach ?? entry[1],
    gift: { id: giftId, name: frame.gift.name ?? entry[0] },
  };
}

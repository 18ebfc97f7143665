/** Checks that no source can make for itself: plausible worth, plausible time, well-formed text. Pure. */
import { MAX_UNITS_PER_GIFT } from '../../shared/units.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import type { Rejection } from '../sources/source.ts';

/** Nothing this app books can be older: TikTok LIVE gifts and Twitch bits are younger. */
const EARLIEST_MS = Date.UTC(2015, 0, 1);
const DAY_MS = 86_400_000;
/** A bundle of more subscriptions, or a subscription of more months, is a fault of its sender. */
const MOST_BUNDLE = 1_000_000;

/** Null when the frame is plausible; otherwise why it is refused. `live` clocks are not trusted anyway. */
export function implausible(frame: GiftFrame, nowMs: number, live: boolean): Rejection | null {
  const { counter, unitsEach, occurredAtMs } = frame;
  if (counter.atLeast * (unitsEach ?? 1) > MAX_UNITS_PER_GIFT) {
    return {
      code: 'worth_implausible',
      message: `${counter.atLeast} × ${unitsEach ?? 1} ${frame.unit} is more than one gift can be worth.`,
    };
  }
  if (counter.type !== 'total' && counter.atLeast > MOST_BUNDLE) {
    return { code: 'count_implausible', message: `A bundle of ${counter.atLeast} cannot be.` };
  }
  if (
    !live &&
    occurredAtMs !== null &&
    (occurredAtMs < EARLIEST_MS || occurredAtMs > nowMs + DAY_MS)
  ) {
    return {
      code: 'time_implausible',
      message:
        'occurredAt must lie between 2015 and tomorrow. Send it as ISO 8601, for example 2026-01-31T20:15:00Z.',
    };
  }
  return null;
}

/** The frame with every text well-formed: half a surrogate pair cannot be stored or compared. */
export function wellFormed(frame: GiftFrame): GiftFrame {
  const text = (value: string | null) => value?.toWellFormed() ?? null;
  return {
    ...frame,
    messageId: frame.messageId.toWellFormed(),
    receiverId: text(frame.receiverId),
    sender: {
      id: text(frame.sender.id),
      handle: text(frame.sender.handle),
      name: text(frame.sender.name),
    },
    gift: { id: text(frame.gift.id), name: text(frame.gift.name) },
  };
}

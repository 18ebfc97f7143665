/** The streak at hand: from what was committed, over by the clock. */
import { comboAfter } from '../../../shared/combo.ts';
import type { Combo } from '../../../shared/combo.ts';
import type { Bus } from '../../bus.ts';
import { createStateFeed } from './state-feed.ts';
import type { StateFeed } from './state-feed.ts';

const TELL_EVERY_MS = 80;

export interface ComboFeed extends StateFeed<{ readonly combo: Combo | null }> {
  /** The streak at hand. */
  current(): Combo | null;
}

export function createComboFeed(parts: {
  readonly bus: Bus;
  readonly generation: string;
  readonly platform: string | null;
  /** The streak at hand when the feed is made. */
  readonly shown: Combo | null;
  readonly onError: (error: unknown) => void;
}): ComboFeed {
  let combo: Combo | null = null;
  let timer: NodeJS.Timeout | undefined;
  /** Of whom the shown combo is: forgotten people are not shown a second longer. */
  let personNo: number | null = null;

  const feed = createStateFeed({
    generation: parts.generation,
    everyMs: TELL_EVERY_MS,
    read: () => Promise.resolve({ combo }),
    onError: parts.onError,
  });

  function show(next: Combo | null): void {
    if (next === combo) return;
    combo = next;
    clearTimeout(timer);
    if (next !== null) timer = setTimeout(() => show(null), next.endsAtMs - Date.now());
    feed.touch();
  }

  const unsubscribers = [
    parts.bus.subscribe('committed', ({ gifts }) => {
      let next = combo;
      for (const gift of gifts) {
        if (parts.platform !== null && gift.platform !== parts.platform) continue;
        const before = next;
        next = comboAfter(before, gift, Date.now());
        if (next !== before && next?.comboId === `g${gift.giftNo}`) personNo = gift.personNo;
      }
      show(next);
    }),
    parts.bus.subscribe('recorded', ({ giftNos }) => {
      // A gift that was taken back is no streak any more.
      if (giftNos.some((giftNo) => combo?.comboId === `g${giftNo}`)) show(null);
    }),
    parts.bus.subscribe('erased', ({ personNos }) => {
      if (personNo !== null && personNos.includes(personNo)) show(null);
    }),
  ];
  show(parts.shown);
  return {
    ...feed,
    current: () => combo,
    stop() {
      for (const unsubscribe of unsubscribers) unsubscribe();
      clearTimeout(timer);
      feed.stop();
    },
  };
}

/**
 * Keeps the reader's place: while the list is scrolled away from its top, rows that arrive above shift the
 * scroll position by exactly their height, and are counted instead of shown.
 */
import { useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { FeedRow } from '../../../shared/contract/states.ts';
import { rowsAbove } from './feed-state.ts';

/** Closer to the top than this counts as being there. */
const TOP_PX = 4;

export interface FeedScroll {
  /** For the element that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Rows that arrived above since the reader scrolled away. */
  readonly newer: number;
  readonly onScroll: () => void;
  readonly toTop: () => void;
}

/** The row at the upper edge and how far it is scrolled out. */
interface Anchor {
  readonly key: string;
  readonly offsetPx: number;
}

export function useFeedScroll(rows: readonly FeedRow[], rowPx: number): FeedScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const [topKey, setTopKey] = useState<string | null>(null);

  const onScroll = (): void => {
    const top = scroller.current?.scrollTop ?? 0;
    const row = rows[Math.floor(top / rowPx)];
    const away = top > TOP_PX && row !== undefined;
    anchor.current = away ? { key: row.key, offsetPx: top % rowPx } : null;
    setTopKey((key) => (away ? (key ?? rows[0]?.key ?? null) : null));
  };
  const toTop = (): void => {
    anchor.current = null;
    scroller.current?.scrollTo({ top: 0 });
  };

  useLayoutEffect(() => {
    const held = anchor.current;
    if (held === null) return;
    const index = rows.findIndex(({ key }) => key === held.key);
    if (index >= 0) scroller.current?.scrollTo({ top: index * rowPx + held.offsetPx });
  }, [rows, rowPx]);

  return { scroller, newer: rowsAbove(rows, topKey), onScroll, toTop };
}

/** Which rows are in sight. Rows have one fixed height, so nothing is ever measured. */
import { useEffect } from 'react';
import type { RefObject } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { VirtualItem } from '@tanstack/react-virtual';

const OVERSCAN = 6;

export interface RowWindow {
  readonly items: readonly VirtualItem[];
  readonly totalPx: number;
}

export function useRowWindow(
  scroller: RefObject<HTMLDivElement | null>,
  count: number,
  rowPx: number,
  keyOf: (index: number) => string,
): RowWindow {
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: keyOf,
    overscan: OVERSCAN,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowPx]);
  return { items: virtualizer.getVirtualItems(), totalPx: virtualizer.getTotalSize() };
}

/** The list itself: only the rows in sight exist, and new ones never move what is being read. */
import { Button, Skeleton } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { ArrowUp } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FeedRow as Row } from '../../../shared/contract/states.ts';
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { useLiveData } from '../live-data.ts';
import { FeedRow } from './feed-row.tsx';
import type { FeedState } from './feed-state.ts';
import { useFeedScroll } from './use-feed-scroll.ts';
import { useRowWindow } from './use-row-window.ts';

/** Below this width a row has two lines. */
const NARROW_PX = 620;
const ROW_PX = { comfortable: 44, compact: 32, narrow: 58, narrowCompact: 48 } as const;
/** Older rows are fetched when this many are left below. */
const FETCH_AHEAD = 12;
const SKELETON_ROWS = 12;

export type Density = 'comfortable' | 'compact';

export interface FeedListProps {
  readonly rows: readonly Row[];
  readonly state: FeedState;
  readonly density: Density;
  readonly filtering: boolean;
  readonly onClearFilter: () => void;
}

export function FeedList(props: FeedListProps): ReactElement {
  const { rows, state, density, filtering } = props;
  const { t } = useTranslation();
  const { loadOlder, now } = useLiveData();
  const older = useMutation({ mutationFn: loadOlder });
  const size = useElementSize();
  const narrow = size.width > 0 && size.width < NARROW_PX;
  const rowPx = rowHeight(narrow, density);
  const { scroller, newer, onScroll, toTop } = useFeedScroll(rows, rowPx);

  const { items, totalPx } = useRowWindow(
    scroller,
    rows.length + 1,
    rowPx,
    (index) => rows[index]?.key ?? 'end',
  );
  const nearEnd = (items.at(-1)?.index ?? 0) >= rows.length - FETCH_AHEAD;
  const { mutate, isIdle, isSuccess } = older;
  useEffect(() => {
    // With a filter the reader decides how far back to look; after a failure, whether to try again.
    if (nearEnd && state.loaded && !state.reachedStart && !filtering && (isIdle || isSuccess)) {
      mutate();
    }
  }, [nearEnd, state, filtering, isIdle, isSuccess, mutate]);

  const nowMs = now();
  return (
    <div className="feed-body">
      <div
        ref={useMergedRef(scroller, size.ref)}
        className="feed-scroll"
        onScroll={onScroll}
        tabIndex={0}
        role="list"
        aria-label={t('feed.list')}
        aria-busy={!state.loaded}
      >
        {state.loaded ? (
          <div className="feed-rows" style={{ blockSize: totalPx }}>
            {items.map((item) => {
              const row = rows[item.index];
              const style = { blockSize: item.size, transform: `translateY(${item.start}px)` };
              return row === undefined ? (
                <div key="end" className="feed-end" style={style} role="listitem">
                  <FeedEnd
                    {...props}
                    loading={older.isPending}
                    failed={older.isError}
                    load={mutate}
                  />
                </div>
              ) : (
                <FeedRow
                  key={item.key}
                  row={row}
                  style={style}
                  narrow={narrow}
                  fresh={state.freshKeys.has(row.key)}
                  nowMs={nowMs}
                />
              );
            })}
          </div>
        ) : (
          <SkeletonRows rowPx={rowPx} />
        )}
      </div>
      {newer > 0 && (
        <Button
          className="feed-newer"
          size="compact-md"
          radius="xl"
          leftSection={<ArrowUp size={15} />}
          onClick={toTop}
          title={t('feed.toTop')}
          data-testid="feed-newer"
        >
          {t('feed.newer', { count: newer })}
        </Button>
      )}
    </div>
  );
}

function rowHeight(narrow: boolean, density: Density): number {
  if (narrow) return density === 'compact' ? ROW_PX.narrowCompact : ROW_PX.narrow;
  return ROW_PX[density];
}

/** The last line: what is below, or that nothing is. */
function FeedEnd(
  props: FeedListProps & {
    readonly loading: boolean;
    readonly failed: boolean;
    readonly load: () => void;
  },
): ReactElement {
  const { t } = useTranslation();
  const { rows, state, filtering } = props;
  if (props.loading) return <span>{t('feed.older')}</span>;
  const more = !state.reachedStart;
  return (
    <>
      {props.failed && <span>{t('feed.olderFailed')}</span>}
      {filtering && rows.length === 0 && (
        <span>{t('feed.noMatch', { rows: formatCount(state.rows.length, readerLocale()) })}</span>
      )}
      {!more && !filtering && <span>{t('feed.start')}</span>}
      {more && (filtering || props.failed) && (
        <Button size="compact-sm" variant="default" onClick={props.load}>
          {t('feed.loadOlder')}
        </Button>
      )}
      {filtering && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={props.onClearFilter}>
          {t('feed.clearFilters')}
        </Button>
      )}
    </>
  );
}

function SkeletonRows({ rowPx }: { readonly rowPx: number }): ReactElement {
  return (
    <div aria-hidden="true">
      {Array.from({ length: SKELETON_ROWS }, (_, index) => (
        <div key={index} className="feed-skeleton" style={{ blockSize: rowPx }}>
          <Skeleton height={12} width={`${28 + ((index * 17) % 30)}%`} />
          <Skeleton height={12} width={72} />
        </div>
      ))}
    </div>
  );
}

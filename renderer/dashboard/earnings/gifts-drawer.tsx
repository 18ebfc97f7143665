/** The very gifts behind a figure, in the words of the live feed, as far back as one scrolls. */
import { Button, Drawer, Skeleton } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { GiftsAsked, GiftsPage } from '../../../shared/contract/earnings.ts';
import type { Watched } from '../../../shared/contract/rates.ts';
import { FeedRow } from '../live/feed-row.tsx';
import { useRowWindow } from '../live/use-row-window.ts';
import { useLiveData } from '../live-data.ts';
import { Failure } from './chart-card.tsx';
import type { Figure } from './figure.ts';
import { told } from './use-earnings.ts';
import { useFigureWords } from './words.ts';

/** What was opened: the figure, and the question for its gifts. */
export interface Opened {
  readonly words: string;
  readonly figure: Figure;
  readonly watched: Watched | null;
  readonly asked: Omit<GiftsAsked, 'after' | 'limit'>;
}

const PAGE = 100;
const FETCH_AHEAD = 20;
const NARROW_PX = 620;
const ROW_PX = { wide: 44, narrow: 58 } as const;

export function GiftsDrawer(props: {
  readonly opened: Opened | null;
  readonly currency: string;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const words = useFigureWords(props.currency);
  const { opened } = props;
  return (
    // Put together by hand: the library's own head is a <header>, and a page has one of these already.
    <Drawer.Root
      opened={opened !== null}
      onClose={props.onClose}
      position="right"
      size="min(760px, 100vw)"
      classNames={{ content: 'drill-content', body: 'drill' }}
    >
      <Drawer.Overlay />
      <Drawer.Content>
        <div className="drill-title">
          <Drawer.Title>
            <bdi>{opened?.words}</bdi>
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t('common.close')} />
        </div>
        <Drawer.Body>
          {opened !== null && (
            <>
              <div className="drill-head" data-testid="drill-head">
                <p>{words.line(opened.figure)}</p>
                {opened.watched !== null && (
                  <p className="quiet">{words.watched(opened.watched)}</p>
                )}
              </div>
              <GiftList key={JSON.stringify(opened.asked)} asked={opened.asked} />
            </>
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function GiftList({ asked }: { readonly asked: Opened['asked'] }): ReactElement {
  const { t } = useTranslation();
  const { client, now } = useLiveData();
  const gifts = useInfiniteQuery({
    queryKey: ['earnings', 'gifts', asked],
    queryFn: async ({ pageParam, signal }) =>
      told(await client.earnings.gifts({ ...asked, after: pageParam, limit: PAGE }, { signal }))
        .answer,
    initialPageParam: null as GiftsPage['next'],
    getNextPageParam: (page) => page.next,
    refetchOnWindowFocus: false,
  });
  const rows = gifts.data?.pages.flatMap((page) => page.rows) ?? [];
  const scroller = useRef<HTMLDivElement>(null);
  const size = useElementSize();
  const merged = useMergedRef(scroller, size.ref);
  const narrow = size.width > 0 && size.width < NARROW_PX;
  const rowPx = narrow ? ROW_PX.narrow : ROW_PX.wide;
  const { items, totalPx } = useRowWindow(
    scroller,
    rows.length + 1,
    rowPx,
    (index) => rows[index]?.key ?? 'end',
  );
  const nearEnd = (items.at(-1)?.index ?? 0) >= rows.length - FETCH_AHEAD;
  const { hasNextPage, isFetching, isError, fetchNextPage } = gifts;
  useEffect(() => {
    if (nearEnd && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [nearEnd, hasNextPage, isFetching, isError, fetchNextPage]);

  if (gifts.isError && rows.length === 0) {
    return <Failure error={gifts.error} retry={() => void gifts.refetch()} />;
  }
  return (
    <div
      ref={merged}
      className="drill-scroll"
      tabIndex={0}
      role="list"
      aria-label={t('earnings.giftList')}
      aria-busy={gifts.isPending}
    >
      {gifts.isPending ? (
        <div aria-hidden="true">
          {Array.from({ length: 10 }, (_, index) => (
            <div key={index} className="feed-skeleton" style={{ blockSize: rowPx }}>
              <Skeleton height={12} width={`${28 + ((index * 17) % 30)}%`} />
              <Skeleton height={12} width={72} />
            </div>
          ))}
        </div>
      ) : (
        <div className="feed-rows" style={{ blockSize: totalPx }}>
          {items.map((item) => {
            const row = rows[item.index];
            const style = { blockSize: item.size, transform: `translateY(${item.start}px)` };
            return row === undefined ? (
              <div key="end" className="feed-end" style={style} role="listitem">
                {gifts.isFetchingNextPage && <span>{t('feed.older')}</span>}
                {isError && (
                  <Button size="compact-sm" variant="default" onClick={() => void fetchNextPage()}>
                    {t('feed.loadOlder')}
                  </Button>
                )}
                {!hasNextPage && <span>{t('earnings.allGifts')}</span>}
              </div>
            ) : (
              <FeedRow
                key={item.key}
                row={row}
                style={style}
                narrow={narrow}
                fresh={false}
                nowMs={now()}
                zone={asked.zone}
              />
            );
          })}
        </div>
      )}
    </div>
  );
}

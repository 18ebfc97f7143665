/** "Missed and shown": what became of each alert, and why; any of them can be shown once more. */
import { ActionIcon, Button, Drawer, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertReason, PastAlert } from '../../../shared/contract/alert-desk.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { timeText } from '../../ui/words.ts';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';
import { AlertFace } from './alert-face.tsx';

const PAGE_ROWS = 50;

export function PastDrawer(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** A new number means that the list has changed. */
  readonly finished: number;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      position="right"
      title={t('past.heading')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <p className="dialog-help">{t('past.help')}</p>
      <PastList finished={props.finished} />
    </Drawer>
  );
}

function PastList({ finished }: { readonly finished: number }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const { data, isError, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['past-alerts', finished],
    queryFn: ({ pageParam }) => client.alerts.past({ beforeNo: pageParam, limit: PAGE_ROWS }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length < PAGE_ROWS ? undefined : page.at(-1)?.no),
    placeholderData: (before) => before,
  });
  if (isError) return <p className="quiet">{t('past.failed')}</p>;
  if (data === undefined) return <Skeleton height={220} mt="md" />;
  const rows = data.pages.flat();
  if (rows.length === 0) return <p className="past-none">{t('past.none')}</p>;
  return (
    <>
      <ul className="past">
        {rows.map((alert) => (
          <PastItem key={alert.alertId} alert={alert} />
        ))}
      </ul>
      {hasNextPage && (
        <Button
          variant="default"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
          fullWidth
        >
          {t('past.older')}
        </Button>
      )}
    </>
  );
}

function PastItem({ alert }: { readonly alert: PastAlert }): ReactElement {
  const { t } = useTranslation();
  const { client, now } = useLiveData();
  const replay = useAction({
    call: () => client.alerts.replay({ alertId: alert.alertId }),
    done: t('past.replayed'),
  });
  const words = useReceiptWords()(alert);
  const name = alert.senderName || t('feed.someone');
  return (
    <li data-testid="past" data-alert-id={alert.alertId}>
      <AlertFace alert={alert} />
      <ActionIcon
        variant="default"
        aria-label={t('past.replay', { name })}
        title={t('past.replayTitle')}
        loading={replay.pending}
        onClick={() => replay.run()}
        data-testid="replay"
      >
        <RotateCcw size={15} />
      </ActionIcon>
      <p className="past-receipt">
        <StatusDot tone={alert.stage === 'done' ? 'good' : 'off'} text={words} />
        <time dateTime={new Date(alert.endedAtMs).toISOString()}>
          {timeText(alert.endedAtMs, now(), readerLocale())}
        </time>
      </p>
    </li>
  );
}

function useReceiptWords(): (alert: PastAlert) => string {
  const { t } = useTranslation();
  const reasons: Readonly<Record<AlertReason, string>> = {
    expired: t('past.expired'),
    no_overlay: t('past.noOverlay'),
    quiet: t('past.quiet'),
    cleared: t('past.cleared'),
    rejected: t('past.rejected'),
    list_full: t('past.listFull'),
    summarised: t('past.summarised'),
  };
  return ({ stage, reason, shownAtMs }) => {
    if (stage === 'hidden') return t('past.hidden');
    if (stage === 'done') return shownAtMs === null ? t('past.skipped') : t('past.shown');
    return reason === null ? t('past.missed') : reasons[reason];
  };
}

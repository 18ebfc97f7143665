/** The dialog about a session's coverage: when which source was not connected, and why. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Missed } from '../../../shared/contract/states.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { durationText, timeText } from '../../ui/words.ts';
import { useLiveData } from '../live-data.ts';
import { useSourceName } from './source-name.ts';
import { Dialog } from '../shell/dialog.tsx';

const MOST_SHOWN = 200;

export function MissedDialog(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly sessionNo: number;
  readonly nowMs: number;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('missed.heading')}>
      <Times sessionNo={props.sessionNo} nowMs={props.nowMs} />
    </Dialog>
  );
}

function Times(props: { readonly sessionNo: number; readonly nowMs: number }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const { sessionNo, nowMs } = props;
  const { data, isError, refetch } = useQuery({
    queryKey: ['session', 'missed', sessionNo],
    queryFn: () => client.session.missed({ sessionNo, limit: MOST_SHOWN }),
    gcTime: 0,
  });
  if (isError) {
    return (
      <div className="stack">
        <p>{t('missed.failed')}</p>
        <Button variant="default" onClick={() => void refetch()}>
          {t('common.tryAgain')}
        </Button>
      </div>
    );
  }
  if (data === undefined) return <Skeleton height={120} />;
  if (data.missed.length === 0) return <p data-testid="missed-none">{t('missed.none')}</p>;
  return (
    <div className="explanation">
      <ul className="missed">
        {data.missed.map((time) => (
          <Time key={`${time.source} ${time.fromMs}`} time={time} nowMs={nowMs} />
        ))}
      </ul>
      {data.more && <p className="quiet">{t('missed.more', { count: data.missed.length })}</p>}
      <p className="quiet">{t('missed.note')}</p>
    </div>
  );
}

function Time(props: {
  readonly time: Missed['missed'][number];
  readonly nowMs: number;
}): ReactElement {
  const { t } = useTranslation();
  const sourceName = useSourceName();
  const { time, nowMs } = props;
  const { source, fromMs, toMs, reason } = time;
  const clock = (atMs: number): string => timeText(atMs, nowMs, readerLocale());
  const duration = durationText((toMs ?? nowMs) - fromMs);
  const from = clock(fromMs);
  return (
    <li data-testid="missed">
      <span dir="auto">
        {toMs === null
          ? t('missed.since', { from, duration })
          : t('missed.till', { from, to: clock(toMs), duration })}
      </span>
      <span dir="auto">
        {source === '' ? (
          t('missed.nobody')
        ) : (
          <>
            <bdi>{t('missed.source', { source: sourceName(source) })}</bdi> <bdi>{reason}</bdi>
          </>
        )}
      </span>
    </li>
  );
}

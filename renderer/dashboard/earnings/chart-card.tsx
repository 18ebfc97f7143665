/** A chart of the page: its heading, a line that says what is pointed at, the chart, and the same as a table. */
import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core';
import { Download } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NotConnectedError } from '../../client/connection.ts';
import { RefusedError } from './use-earnings.ts';

/** What there is to show of an answer. */
export interface Asked {
  /** The first answer is not there yet. */
  readonly loading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

export function ChartCard(props: {
  readonly heading: string;
  readonly help?: string;
  readonly testId: string;
  readonly asked: Asked;
  readonly empty: boolean;
  readonly emptyWords?: string;
  /** The height that the chart has, once it is there. */
  readonly heightPx: number;
  /** Says what is pointed at; left out where the chart says everything itself. */
  readonly readout?: string | null;
  readonly action?: ReactNode;
  readonly onExport: () => void;
  readonly table?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const [tabled, setTabled] = useState(false);
  const { heading, asked, empty, readout, table } = props;
  const shown = !asked.loading && asked.error === null && !empty;
  return (
    <section className="chart" aria-labelledby={id} data-testid={props.testId}>
      <div className="chart-head">
        <h2 id={id}>{heading}</h2>
        <div className="chart-actions">
          {props.action}
          {table !== undefined && (
            <Button
              size="compact-sm"
              variant="default"
              aria-expanded={tabled}
              disabled={!shown}
              onClick={() => setTabled(!tabled)}
              data-testid={`${props.testId}-table`}
            >
              {tabled ? t('earnings.hideTable') : t('earnings.showTable')}
            </Button>
          )}
          <Tooltip label={t('earnings.exportOf', { what: heading })} openDelay={400}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="md"
              aria-label={t('earnings.exportOf', { what: heading })}
              onClick={props.onExport}
              data-testid={`${props.testId}-export`}
            >
              <Download size={16} />
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
      {props.help !== undefined && <p className="quiet chart-help">{props.help}</p>}
      {readout !== undefined && (
        <p className="chart-readout" data-testid={`${props.testId}-readout`}>
          {shown ? (readout ?? t('earnings.point')) : ' '}
        </p>
      )}
      <div className="chart-body" style={{ minBlockSize: props.heightPx }}>
        {asked.error !== null ? (
          <Failure error={asked.error} retry={asked.retry} />
        ) : asked.loading ? (
          <Skeleton height={props.heightPx} aria-label={t('common.loading')} role="status" />
        ) : empty ? (
          <p className="chart-empty">{props.emptyWords ?? t('earnings.nothing')}</p>
        ) : (
          props.children
        )}
      </div>
      {shown && tabled && table}
    </section>
  );
}

/** What happened, that nothing is lost, and what to do. */
export function Failure(props: {
  readonly error: Error;
  readonly retry: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { error, retry } = props;
  const offline = error instanceof NotConnectedError;
  const words = offline
    ? t('earnings.offline')
    : error instanceof RefusedError
      ? error.message
      : t('earnings.failed');
  return (
    <div className="chart-failure" role="status" data-testid="earnings-failure">
      <p>{words}</p>
      {!offline && (
        <Button size="compact-sm" variant="default" onClick={retry}>
          {t('common.tryAgain')}
        </Button>
      )}
    </div>
  );
}

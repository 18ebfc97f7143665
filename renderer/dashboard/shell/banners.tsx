/** What concerns everything on the page: the connection is lost, the ledger cannot be written. */
import { Button } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';

const SECOND_MS = 1_000;

export function Banners(): ReactElement {
  const { status, system } = useLiveData();
  const connection = useStore(status);
  const ledger = useStore(system)?.ledger;
  return (
    <>
      {(connection.state === 'lost' || connection.state === 'refused') && (
        <ConnectionBanner
          refused={connection.state === 'refused'}
          retryAtMs={connection.retryAtMs}
        />
      )}
      {ledger?.state === 'failing' && (
        <LedgerBanner message={ledger.message} pending={ledger.pending} />
      )}
    </>
  );
}

function ConnectionBanner(props: {
  readonly refused: boolean;
  readonly retryAtMs: number;
}): ReactElement {
  const { t } = useTranslation();
  const { retryNow } = useLiveData();
  const seconds = useSecondsUntil(props.retryAtMs);
  const lost = seconds > 0 ? t('banner.lost', { seconds }) : t('banner.lostNow');
  return (
    <Banner testId="banner-connection">
      <p>{props.refused ? t('gate.refused') : lost}</p>
      <Button size="compact-sm" variant="default" onClick={retryNow}>
        {t('common.tryNow')}
      </Button>
    </Banner>
  );
}

function LedgerBanner(props: {
  readonly message: string | null;
  readonly pending: number;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Banner testId="banner-ledger">
      <p>
        <strong>{t('banner.ledgerFailing')}</strong>{' '}
        {props.message ??
          (props.pending > 0 && t('banner.ledgerPending', { count: props.pending }))}
      </p>
    </Banner>
  );
}

function Banner(props: { readonly testId: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="banner" role="alert" data-testid={props.testId}>
      {props.children}
    </div>
  );
}

/** By the page's own clock: the companion's is out of reach. */
function useSecondsUntil(atMs: number): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((atMs - nowMs) / SECOND_MS));
}

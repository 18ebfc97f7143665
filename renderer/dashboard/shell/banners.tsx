/** What concerns everything on the page: hidden alerts, no connection, a ledger that cannot be written, damage, no backup, no recording. */
import { Button } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemState } from '../../../shared/contract/states.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { timeText } from '../../ui/words.ts';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';

const SECOND_MS = 1_000;

export function Banners(): ReactElement {
  const { status, system, desk } = useLiveData();
  const hidden = useStore(desk)?.hidden === true;
  const connection = useStore(status);
  const state = useStore(system);
  const ledger = state?.ledger;
  return (
    <>
      {(connection.state === 'lost' || connection.state === 'refused') && (
        <ConnectionBanner
          refused={connection.state === 'refused'}
          retryAtMs={connection.retryAtMs}
        />
      )}
      {hidden && <HiddenBanner />}
      {ledger?.state === 'failing' && (
        <LedgerBanner message={ledger.message} pending={ledger.pending} />
      )}
      {state?.damage != null && <DamageBanner damage={state.damage} nowMs={state.serverNowMs} />}
      {state?.backup.failure != null && <BackupBanner failure={state.backup.failure} />}
      {state?.recording.failure != null && <RecordingBanner failure={state.recording.failure} />}
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

function HiddenBanner(): ReactElement {
  const { t } = useTranslation();
  const { client, alerts } = useLiveData();
  const waiting = useStore(alerts)?.queued ?? 0;
  const show = useAction({ call: () => client.alerts.hide({ hidden: false }) });
  return (
    <Banner testId="banner-hidden">
      <p>
        <strong>{t('banner.hidden')}</strong>{' '}
        {waiting === 0 ? t('banner.hiddenHelp') : t('banner.hiddenWaiting', { count: waiting })}
      </p>
      <Button
        size="compact-sm"
        variant="default"
        loading={show.pending}
        onClick={() => show.run()}
        data-testid="show-alerts"
      >
        {t('banner.showAlerts')}
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

function DamageBanner(props: {
  readonly damage: NonNullable<SystemState['damage']>;
  readonly nowMs: number;
}): ReactElement {
  const { t } = useTranslation();
  const { damage, nowMs } = props;
  const { what, movedTo, newestBackup, command } = damage;
  if (movedTo === null) {
    return (
      <Banner testId="banner-damage">
        <p>
          <strong>{t('banner.damageFound')}</strong> {damage.words} {t('banner.damageFoundNext')}
        </p>
      </Banner>
    );
  }
  const next =
    newestBackup === null || what === 'settings'
      ? t('banner.damageReadable')
      : t('banner.damageBackup', {
          time: timeText(newestBackup.atMs, nowMs, readerLocale()),
        });
  return (
    <Banner testId="banner-damage">
      <p>
        <strong>{t(`banner.damage.${what}`)}</strong> {t('banner.damageKept', { folder: movedTo })}{' '}
        {next} <code>{command}</code>
      </p>
    </Banner>
  );
}

function BackupBanner({ failure }: { readonly failure: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <Banner testId="banner-backup">
      <p>
        <strong>{t('banner.backupFailing')}</strong> {failure}
      </p>
    </Banner>
  );
}

function RecordingBanner({ failure }: { readonly failure: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <Banner testId="banner-recording">
      <p>
        <strong>{t('banner.recordingStopped')}</strong> {failure}
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

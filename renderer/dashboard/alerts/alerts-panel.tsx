/** Alerts at hand: what is on air and waits, the switches, what waits for approval, the way to the rest. */
import { Button, Skeleton, Switch } from '@mantine/core';
import {
  AudioLines,
  Eraser,
  EyeOff,
  History,
  Images,
  ListFilter,
  Pause,
  Play,
  SkipForward,
} from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertDesk } from '../../../shared/contract/alert-desk.ts';
import type { AlertState } from '../../../shared/contract/alert-states.ts';
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { SidePanel } from '../live/side-panel.tsx';
import { useLiveData } from '../live-data.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';
import { HeldList } from './held-list.tsx';
import { PastDrawer } from './past-drawer.tsx';
import { MediaDialog } from '../media/media-dialog.tsx';
import { RulesDialog } from './rules-dialog.tsx';
import { SoundDialog } from './sound-dialog.tsx';
import { SoundRow } from './sound-row.tsx';

export function AlertsPanel(): ReactElement {
  const { t } = useTranslation();
  const { alerts, desk } = useLiveData();
  const state = useStore(alerts);
  const deskState = useStore(desk);
  return (
    <SidePanel heading={t('alerts.heading')}>
      {state === null ? <Skeleton height={76} /> : <OnAir state={state} />}
      {deskState === null ? (
        <Skeleton height={64} />
      ) : (
        <>
          <SoundRow sound={deskState.sound} />
          <Switches desk={deskState} />
          <HeldList held={deskState.held} />
        </>
      )}
      <More finished={deskState?.finished ?? 0} />
    </SidePanel>
  );
}

function OnAir({ state }: { readonly state: AlertState }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const pause = useAction({
    call: (paused: boolean) => client.alerts.pause({ paused }),
  });
  const skip = useAction({ call: () => client.alerts.skip() });
  return (
    <div className="on-air" data-testid="on-air">
      <div className="on-air-words">
        <OnAirTitle state={state} />
        <span className="quiet">
          {[
            ...(state.current === null ? [] : [t('alerts.onAir')]),
            ...(state.current?.replay === true ? [t('alerts.replayed')] : []),
            ...(state.queued === 0 ? [] : [t('alerts.queued', { count: state.queued })]),
          ].join(' · ')}
        </span>
      </div>
      <div className="on-air-buttons">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={state.paused ? <Play size={14} /> : <Pause size={14} />}
          loading={pause.pending}
          onClick={() => pause.run(!state.paused)}
          data-testid="alerts-pause"
        >
          {state.paused ? t('alerts.resume') : t('alerts.pause')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<SkipForward size={14} />}
          disabled={state.current === null}
          onClick={() => skip.run()}
          data-testid="alerts-skip"
        >
          {t('alerts.skip')}
        </Button>
        <Clear waiting={state.queued} />
        <Hide />
      </div>
    </div>
  );
}

/** Off air at once, with everything that waits kept; the banner above the page takes it back too. */
function Hide(): ReactElement {
  const { t } = useTranslation();
  const { client, desk } = useLiveData();
  const hidden = useStore(desk)?.hidden === true;
  const hide = useAction({ call: (on: boolean) => client.alerts.hide({ hidden: on }) });
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<EyeOff size={14} />}
      aria-pressed={hidden}
      loading={hide.pending}
      onClick={() => hide.run(!hidden)}
      data-testid="alerts-hide"
    >
      {hidden ? t('alerts.show') : t('alerts.hide')}
    </Button>
  );
}

function Clear({ waiting }: { readonly waiting: number }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const clear = useAction({ call: () => client.alerts.clear(), done: t('alerts.cleared') });
  return (
    <ConfirmButton
      question={t('alerts.clearConfirm', { count: waiting })}
      confirm={t('alerts.clear')}
      onConfirm={() => clear.run()}
    >
      {(open) => (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Eraser size={14} />}
          disabled={waiting === 0}
          loading={clear.pending}
          onClick={open}
          data-testid="alerts-clear"
        >
          {t('alerts.clear')}
        </Button>
      )}
    </ConfirmButton>
  );
}

function OnAirTitle({ state }: { readonly state: AlertState }): ReactElement {
  const { t } = useTranslation();
  const { current, paused } = state;
  if (current === null) {
    return <span>{paused ? t('alerts.paused') : t('alerts.nothingOnAir')}</span>;
  }
  if (current.summary !== null) {
    return <span>{t('alerts.summaryOnAir', { count: current.summary.gifts })}</span>;
  }
  if (current.kind === 'raid') {
    return (
      <span className="on-air-name">
        <bdi>{current.senderName}</bdi>{' '}
        {t('alerts.raidOnAir', {
          count: current.quantity,
          viewers: formatCount(current.quantity, readerLocale()),
        })}
      </span>
    );
  }
  return (
    <span className="on-air-name">
      <bdi>{current.senderName}</bdi> ×{formatCount(current.quantity, readerLocale())}
    </span>
  );
}

function Switches({ desk }: { readonly desk: AlertDesk }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const quiet = useAction({ call: (on: boolean) => client.alerts.quiet({ quiet: on }) });
  const holdAll = useAction({ call: (on: boolean) => client.alerts.holdAll({ holdAll: on }) });
  return (
    <div className="stack">
      <Switch
        size="sm"
        label={t('alerts.quiet')}
        description={t('alerts.quietHelp')}
        checked={desk.quiet}
        disabled={quiet.pending}
        onChange={(event) => quiet.run(event.currentTarget.checked)}
        data-testid="alerts-quiet"
      />
      <Switch
        size="sm"
        label={t('alerts.holdAll')}
        description={t('alerts.holdAllHelp')}
        checked={desk.holdAll}
        disabled={holdAll.pending}
        onChange={(event) => holdAll.run(event.currentTarget.checked)}
        data-testid="alerts-hold-all"
      />
    </div>
  );
}

function More({ finished }: { readonly finished: number }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'past' | 'rules' | 'sound' | 'media' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <div className="button-row">
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<ListFilter size={14} />}
        onClick={() => setOpen('rules')}
        data-testid="rules-open"
      >
        {t('rules.open')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<History size={14} />}
        onClick={() => setOpen('past')}
        data-testid="past-open"
      >
        {t('past.open')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<AudioLines size={14} />}
        onClick={() => setOpen('sound')}
        data-testid="sound-open"
      >
        {t('alerts.settings')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Images size={14} />}
        onClick={() => setOpen('media')}
        data-testid="media-open"
      >
        {t('alerts.files')}
      </Button>
      <SoundDialog opened={open === 'sound'} onClose={close} />
      <MediaDialog opened={open === 'media'} onClose={close} />
      <RulesDialog opened={open === 'rules'} onClose={close} />
      <PastDrawer opened={open === 'past'} onClose={close} finished={finished} />
    </div>
  );
}

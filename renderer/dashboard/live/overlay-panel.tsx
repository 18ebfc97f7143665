/** The overlay: its address for OBS, a test, and the hand on what is on air. */
import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { Pause, Play, Send, SkipForward } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState, AlertTier } from '../../../shared/contract/alert-states.ts';
import type { SystemState } from '../../../shared/contract/states.ts';
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';
import { SecretField } from './secret-field.tsx';
import { SidePanel } from './side-panel.tsx';
import { overlayAddress, tokenPart } from './overlay-address.ts';
import type { OverlayAlign } from './overlay-address.ts';

export function OverlayPanel(): ReactElement {
  const { t } = useTranslation();
  const { system, alerts } = useLiveData();
  const state = useStore(system);
  const alertState = useStore(alerts);
  return (
    <SidePanel
      heading={t('overlay.heading')}
      action={state !== null && <Clients count={state.overlayClients} />}
    >
      {state === null ? <Skeleton height={132} /> : <Address system={state} />}
      <TestGift />
      {alertState === null ? <Skeleton height={44} /> : <OnAir state={alertState} />}
    </SidePanel>
  );
}

function Clients({ count }: { readonly count: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <StatusDot
      tone={count > 0 ? 'good' : 'off'}
      text={count > 0 ? t('overlay.clients', { count }) : t('overlay.noClients')}
      testId="overlay-clients"
    />
  );
}

function Address({ system }: { readonly system: SystemState }): ReactElement {
  const { t } = useTranslation();
  const [align, setAlign] = useState<OverlayAlign>('left');
  const choices: readonly { readonly value: OverlayAlign; readonly label: string }[] = [
    { value: 'left', label: t('overlay.left') },
    { value: 'center', label: t('overlay.center') },
    { value: 'right', label: t('overlay.right') },
  ];
  const secret = tokenPart(system.overlayUrl);
  return (
    <div className="stack">
      <SecretField
        label={t('overlay.url')}
        value={overlayAddress(system.overlayUrl, align)}
        {...(secret === null ? {} : { secret })}
        copyLabel={t('overlay.copyUrl')}
        testId="overlay-url"
      />
      <p className="quiet">{t('overlay.help')}</p>
      <div className="field-row">
        <span id="overlay-position">{t('overlay.position')}</span>
        <SegmentedControl
          size="xs"
          aria-labelledby="overlay-position"
          data={[...choices]}
          value={align}
          onChange={setAlign}
        />
      </div>
    </div>
  );
}

function TestGift(): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const [tier, setTier] = useState<AlertTier>('medium');
  const tiers: readonly { readonly value: AlertTier; readonly label: string }[] = [
    { value: 'small', label: t('overlay.small') },
    { value: 'medium', label: t('overlay.medium') },
    { value: 'large', label: t('overlay.large') },
    { value: 'epic', label: t('overlay.epic') },
  ];
  const send = useAction({
    call: () => client.alerts.test({ tier }),
    done: t('overlay.testSent'),
  });
  return (
    <div className="stack">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('overlay.tier')}
        data={[...tiers]}
        value={tier}
        onChange={setTier}
        data-testid="test-tier"
      />
      <Button
        leftSection={<Send size={15} />}
        loading={send.pending}
        onClick={() => send.run()}
        data-testid="send-test"
      >
        {t('overlay.sendTest')}
      </Button>
    </div>
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
            ...(state.current === null ? [] : [t('overlay.onAir')]),
            ...(state.queued === 0 ? [] : [t('overlay.queued', { count: state.queued })]),
          ].join(' · ')}
        </span>
      </div>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={state.paused ? <Play size={14} /> : <Pause size={14} />}
        loading={pause.pending}
        onClick={() => pause.run(!state.paused)}
        data-testid="alerts-pause"
      >
        {state.paused ? t('overlay.resume') : t('overlay.pause')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<SkipForward size={14} />}
        disabled={state.current === null}
        onClick={() => skip.run()}
        data-testid="alerts-skip"
      >
        {t('overlay.skip')}
      </Button>
    </div>
  );
}

function OnAirTitle({ state }: { readonly state: AlertState }): ReactElement {
  const { t } = useTranslation();
  const { current, paused } = state;
  if (current === null) {
    return <span>{paused ? t('overlay.paused') : t('overlay.nothingOnAir')}</span>;
  }
  if (current.summary !== null) {
    return <span>{t('overlay.summaryOnAir', { count: current.summary.gifts })}</span>;
  }
  return (
    <span className="on-air-name">
      <bdi>{current.senderName}</bdi> ×{formatCount(current.quantity, readerLocale())}
    </span>
  );
}

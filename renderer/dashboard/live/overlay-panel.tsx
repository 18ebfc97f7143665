/** The overlay: its address for OBS, and a test. */
import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { Send } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertTier } from '../../../shared/contract/alert-states.ts';
import type { SystemState } from '../../../shared/contract/states.ts';
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
  const { system } = useLiveData();
  const state = useStore(system);
  return (
    <SidePanel
      heading={t('overlay.heading')}
      action={state !== null && <Clients count={state.overlayClients} />}
    >
      {state === null ? <Skeleton height={132} /> : <Address system={state} />}
      <TestGift />
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

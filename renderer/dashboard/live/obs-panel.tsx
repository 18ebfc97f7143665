/** OBS: whether it is followed, how that goes, whether it is live. `obs-dialog.tsx` asks for address and password. */
import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { Pencil, Plug, Unplug } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObsState } from '../../../shared/contract/obs-state.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import type { Tone } from '../../ui/status-dot.tsx';
import { durationText, timeText } from '../../ui/words.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';
import { useNow } from '../use-now.ts';
import { ObsDialog } from './obs-dialog.tsx';
import { SidePanel } from './side-panel.tsx';

const TONES: Readonly<Record<ObsState['state'], Tone>> = {
  off: 'off',
  connecting: 'wait',
  connected: 'good',
  waiting: 'wait',
  failed: 'bad',
};
const SECOND_MS = 1_000;

export function ObsPanel(): ReactElement {
  const { t } = useTranslation();
  const obs = useStore(useLiveData().obs);
  const [asking, setAsking] = useState(false);
  const ask = (): void => setAsking(true);
  return (
    <SidePanel heading={t('obs.heading')} action={<ObsActions obs={obs} onAsk={ask} />}>
      {obs === null ? (
        <Skeleton height={36} />
      ) : obs.state === 'off' ? (
        <p className="quiet">{t('obs.help')}</p>
      ) : (
        <Trouble obs={obs} onAsk={ask} />
      )}
      {obs !== null && <ObsDialog opened={asking} onClose={() => setAsking(false)} obs={obs} />}
    </SidePanel>
  );
}

function ObsActions(props: {
  readonly obs: ObsState | null;
  readonly onAsk: () => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { obs, onAsk } = props;
  if (obs === null) return null;
  if (obs.state === 'off') {
    return (
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<Plug size={15} />}
        onClick={onAsk}
        data-testid="obs-connect"
      >
        {t('obs.connect')}
      </Button>
    );
  }
  return (
    <div className="obs-actions">
      <ObsStateDot obs={obs} />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={t('obs.change')}
        onClick={onAsk}
        data-testid="obs-change"
      >
        <Pencil size={14} />
      </ActionIcon>
      <Disconnect url={obs.url} />
    </div>
  );
}

/** Why OBS is not there, and what happens next; nothing while all is well. */
function Trouble(props: {
  readonly obs: ObsState;
  readonly onAsk: () => void;
}): ReactElement | null {
  const { obs, onAsk } = props;
  if (obs.reason === null) return null;
  return (
    <div className="source">
      <p className="source-reason">{obs.reason}</p>
      {(obs.state === 'waiting' || obs.state === 'failed') && (
        <NextAttempt obs={obs} onAsk={onAsk} />
      )}
    </div>
  );
}

function ObsStateDot({ obs }: { readonly obs: ObsState }): ReactElement {
  return <StatusDot tone={TONES[obs.state]} text={useStateWords(obs)} testId="obs-state" />;
}

function useStateWords(obs: ObsState): string {
  const { t } = useTranslation();
  switch (obs.state) {
    case 'off':
      return '';
    case 'connecting':
      return t('obs.connecting');
    case 'connected':
      return obs.liveSinceMs === null
        ? t('obs.idle')
        : t('obs.live', { time: timeText(obs.liveSinceMs, obs.serverNowMs, readerLocale()) });
    case 'waiting':
      return t('obs.waiting');
    case 'failed':
      return t('obs.failed');
  }
}

function NextAttempt(props: { readonly obs: ObsState; readonly onAsk: () => void }): ReactElement {
  const { obs, onAsk } = props;
  const { t } = useTranslation();
  const { client } = useLiveData();
  const nowMs = useNow(obs.nextAttemptAtMs === null ? null : SECOND_MS);
  const retry = useAction({ call: () => client.obs.retry() });
  const waitMs = obs.nextAttemptAtMs === null ? null : obs.nextAttemptAtMs - nowMs;
  return (
    <div className="source-meta obs-next">
      {waitMs !== null && (
        <span>
          {waitMs <= 0
            ? t('sources.nextNow')
            : t('sources.next', { time: durationText(waitMs + SECOND_MS - 1) })}
        </span>
      )}
      {obs.state === 'failed' && (
        <Button size="compact-xs" variant="default" onClick={onAsk}>
          {t('obs.changeButton')}
        </Button>
      )}
      <Button
        size="compact-xs"
        variant="default"
        loading={retry.pending}
        onClick={() => retry.run()}
        data-testid="obs-retry"
      >
        {t('common.tryNow')}
      </Button>
    </div>
  );
}

function Disconnect({ url }: { readonly url: string }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const disconnect = useAction({
    call: () => client.obs.configure({ enabled: false, url, password: '' }),
    done: t('obs.disconnected'),
  });
  return (
    <ConfirmButton
      question={t('obs.disconnectConfirm')}
      confirm={t('obs.disconnectButton')}
      onConfirm={() => disconnect.run()}
    >
      {(open) => (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          loading={disconnect.pending}
          aria-label={t('obs.disconnect')}
          onClick={open}
          data-testid="obs-disconnect"
        >
          <Unplug size={14} />
        </ActionIcon>
      )}
    </ConfirmButton>
  );
}

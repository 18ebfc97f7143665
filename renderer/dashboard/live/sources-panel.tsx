/** Who is listened to, how that goes, and what happens next. */
import { ActionIcon, Button, Skeleton, UnstyledButton } from '@mantine/core';
import { KeyRound, Pause, Play, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceStatus } from '../../../shared/contract/states.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import type { Tone } from '../../ui/status-dot.tsx';
import { durationText } from '../../ui/words.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';
import { useNow } from '../use-now.ts';
import { AccountsDialog } from './accounts-dialog.tsx';
import { RecordingSwitch } from './recording-switch.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { SidePanel } from './side-panel.tsx';
import { useSourceName } from './source-name.ts';
import { useSecretOf } from './use-secrets.ts';

const TONES: Readonly<Record<SourceStatus['state'], Tone>> = {
  connecting: 'wait',
  connected: 'good',
  waiting: 'wait',
  paused: 'off',
  stopped: 'off',
  failed: 'bad',
};
const SECOND_MS = 1_000;

export function SourcesPanel({ onAddSource }: { readonly onAddSource: () => void }): ReactElement {
  const { t } = useTranslation();
  const system = useStore(useLiveData().system);
  return (
    <SidePanel
      heading={t('sources.heading')}
      action={
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<Plus size={15} />}
          onClick={onAddSource}
          data-testid="add-source"
        >
          {t('sources.add')}
        </Button>
      }
    >
      <SourceList sources={system?.sources ?? null} />
      <Accounts />
      <RecordingSwitch />
    </SidePanel>
  );
}

function Accounts(): ReactElement {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <p>
      <UnstyledButton className="link" onClick={() => setOpened(true)} data-testid="accounts">
        {t('sources.accounts')}
      </UnstyledButton>
      <AccountsDialog opened={opened} onClose={() => setOpened(false)} />
    </p>
  );
}

function SourceList(props: { readonly sources: readonly SourceStatus[] | null }): ReactElement {
  const { t } = useTranslation();
  const { sources } = props;
  // Ages and countdowns tick; without a source nothing does.
  const nowMs = useNow(sources !== null && sources.length > 0 ? SECOND_MS : null);
  if (sources === null) return <Skeleton height={96} />;
  if (sources.length === 0) return <p className="quiet">{t('sources.none')}</p>;
  return (
    <ul className="sources">
      {sources.map((source) => (
        <Source key={source.source} source={source} nowMs={nowMs} />
      ))}
    </ul>
  );
}

function Source(props: { readonly source: SourceStatus; readonly nowMs: number }): ReactElement {
  const { source, nowMs } = props;
  const name = useSourceName()(source.source);
  const words = useStateWords(source.state);
  const reason = useReason(source);
  return (
    <li className="source" data-testid="source" data-source={source.source}>
      <div className="source-head">
        <bdi className="source-name" title={source.source}>
          {name}
        </bdi>
        <StatusDot tone={TONES[source.state]} text={words} testId="source-state" />
        {source.removable && (
          <span className="source-actions">
            <PauseSource source={source} name={name} />
            <SourceKey scheme={source.scheme} name={name} />
            <RemoveSource source={source.source} name={name} />
          </span>
        )}
      </div>
      {reason !== null && (
        <p className="source-reason" dir="auto">
          {reason}
        </p>
      )}
      <SourceMeta source={source} nowMs={nowMs} />
    </li>
  );
}

function useStateWords(state: SourceStatus['state']): string {
  const { t } = useTranslation();
  switch (state) {
    case 'connecting':
      return t('sources.connecting');
    case 'connected':
      return t('sources.connected');
    case 'waiting':
      return t('sources.waiting');
    case 'paused':
      return t('sources.paused');
    case 'stopped':
      return t('sources.stopped');
    case 'failed':
      return t('sources.failed');
  }
}

/** What happened, or what it is about to do; null when all is well. */
function useReason({ state, reason, steps }: SourceStatus): string | null {
  const { t } = useTranslation();
  if (state === 'paused') return t('sources.pausedNote');
  return reason ?? (state === 'connecting' ? (steps.at(-1)?.words ?? null) : null);
}

function SourceMeta(props: {
  readonly source: SourceStatus;
  readonly nowMs: number;
}): ReactElement {
  const { t } = useTranslation();
  const { nextAttemptAtMs, lastFrameAtMs, rejected, state } = props.source;
  const waitMs = nextAttemptAtMs === null ? null : nextAttemptAtMs - props.nowMs;
  const next =
    waitMs === null || state !== 'waiting'
      ? null
      : waitMs <= 0
        ? t('sources.nextNow')
        : t('sources.next', { time: durationText(waitMs + SECOND_MS - 1) });
  const last =
    lastFrameAtMs === null
      ? t('sources.noFrame')
      : t('sources.lastFrame', { time: durationText(props.nowMs - lastFrameAtMs) });
  return (
    <p className="source-meta">
      {next !== null && <span data-testid="source-next">{next}</span>}
      <span>{last}</span>
      {rejected > 0 && <span>{t('sources.rejected', { count: rejected })}</span>}
    </p>
  );
}

function PauseSource(props: {
  readonly source: SourceStatus;
  readonly name: string;
}): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const { source, state } = props.source;
  const paused = state === 'paused';
  const change = useAction({
    call: () => client.sources.setPaused({ source, paused: !paused }),
  });
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      loading={change.pending}
      aria-label={
        paused
          ? t('sources.resume', { source: props.name })
          : t('sources.pause', { source: props.name })
      }
      onClick={() => change.run()}
      data-testid="source-pause"
    >
      {paused ? <Play size={14} /> : <Pause size={14} />}
    </ActionIcon>
  );
}

/** Nothing for a kind of source that knows no key. */
function SourceKey(props: { readonly scheme: string; readonly name: string }): ReactElement | null {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const secret = useSecretOf(props.scheme);
  if (secret === undefined) return null;
  const title = t('sources.secret', { source: props.name });
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={title}
        onClick={() => setOpened(true)}
        data-testid="source-secret"
      >
        <KeyRound size={14} />
      </ActionIcon>
      <SecretDialog
        title={title}
        secret={secret}
        opened={opened}
        onClose={() => setOpened(false)}
      />
    </>
  );
}

function RemoveSource(props: { readonly source: string; readonly name: string }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const restore = useAction({
    call: () => client.sources.restore({ source: props.source }),
    done: t('sources.restored'),
  });
  const remove = useAction({
    call: () => client.sources.remove({ source: props.source }),
    done: t('sources.removed'),
    undo: () => restore.run(),
  });
  return (
    <ConfirmButton
      question={t('sources.removeConfirm', { source: props.name })}
      confirm={t('sources.removeButton')}
      onConfirm={() => remove.run()}
    >
      {(open) => (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          loading={remove.pending}
          aria-label={t('sources.remove', { source: props.name })}
          onClick={open}
          data-testid="source-remove"
        >
          <Trash2 size={14} />
        </ActionIcon>
      )}
    </ConfirmButton>
  );
}

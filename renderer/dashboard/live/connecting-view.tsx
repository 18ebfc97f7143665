/** What a source that was just added is doing, until it is connected or the reader has seen enough. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceStep } from '../../../shared/contract/sources.ts';
import type { SourceStatus } from '../../../shared/contract/states.ts';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';
import { StepList } from './step-list.tsx';
import { useSourceName } from './source-name.ts';

export function ConnectingView(props: {
  readonly source: string;
  readonly onDone: () => void;
  /** The source is gone again: something else is to be entered. */
  readonly onChange: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { client, system } = useLiveData();
  const { source, onDone, onChange } = props;
  const status = useStore(system)?.sources.find((one) => one.source === source);
  const name = useSourceName()(source);
  const connected = status?.state === 'connected';
  const change = useAction({ call: () => client.sources.remove({ source }), onDone: onChange });
  return (
    <div className="stack" data-testid="connecting">
      <p className="dialog-name">
        <bdi>{t('connecting.heading', { source: name })}</bdi>
      </p>
      <StepList steps={useSteps(status)} />
      <p className="step-result" role="status" data-testid="connecting-result">
        {useResultWords(status)}
      </p>
      <div className="dialog-buttons">
        {!connected && (
          <Button
            variant="subtle"
            color="gray"
            loading={change.pending}
            onClick={() => change.run()}
            data-testid="connecting-change"
          >
            {t('connecting.change')}
          </Button>
        )}
        <Button
          variant={connected ? 'filled' : 'default'}
          // The field that had the focus is gone; keys must not fall through to the page behind.
          autoFocus
          onClick={onDone}
          data-testid="connecting-done"
        >
          {connected ? t('common.done') : t('common.close')}
        </Button>
      </div>
    </div>
  );
}

function useSteps(status: SourceStatus | undefined): readonly SourceStep[] {
  const { t } = useTranslation();
  const read: SourceStep = { words: t('connecting.address'), state: 'ok', note: null, next: null };
  const start: SourceStep = { ...read, words: t('connecting.start'), state: 'pending' };
  return [read, ...(status?.steps ?? [start])];
}

function useResultWords(status: SourceStatus | undefined): string {
  const { t } = useTranslation();
  switch (status?.state) {
    case 'connected':
      return t('connecting.connected');
    case 'failed':
      return t('connecting.needsYou');
    case 'waiting':
      return status.steps.at(-1)?.state === 'waiting'
        ? t('connecting.waits')
        : t('connecting.retries');
    case 'connecting':
    case 'paused':
    case 'stopped':
    case undefined:
      return t('connecting.goesOn');
  }
}

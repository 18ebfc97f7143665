/** Keeps what sources send, word for word, for the report of a fault. Off unless the creator wants it. */
import { Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';

export function RecordingSwitch(): ReactElement | null {
  const { t } = useTranslation();
  const { client, system } = useLiveData();
  const recording = useStore(system)?.recording;
  const turn = useAction({ call: (on: boolean) => client.recording.set({ on }) });
  if (recording === undefined) return null;
  return (
    <Switch
      size="sm"
      label={t('sources.record')}
      description={t(recording.on ? 'sources.recordOn' : 'sources.recordHelp')}
      checked={recording.on}
      disabled={turn.pending}
      onChange={(event) => turn.run(event.currentTarget.checked)}
      data-testid="record-sources"
    />
  );
}

/** Sounds by size, speech, and the keys that hide all alerts. */
import { Skeleton, Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SoundSettings } from '../../../shared/contract/alert-desk.ts';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';
import { HideKeysField } from './hide-keys-field.tsx';
import { SpeechFields } from './speech-fields.tsx';
import { Dialog } from '../shell/dialog.tsx';

export function SoundDialog(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { desk } = useLiveData();
  const state = useStore(desk);
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('sound.heading')}>
      {state === null ? (
        <Skeleton height={320} />
      ) : (
        <div className="stack">
          <TierSounds sound={state.sound} />
          <SpeechFields speech={state.speech} muted={state.sound.muted} />
          <HideKeysField />
        </div>
      )}
    </Dialog>
  );
}

function TierSounds({ sound }: { readonly sound: SoundSettings }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const save = useAction({ call: (next: SoundSettings) => client.alerts.setSound(next) });
  return (
    <fieldset className="settings-group">
      <legend>{t('sound.sounds')}</legend>
      <Switch
        size="sm"
        label={t('sound.tierSounds')}
        description={t('sound.tierSoundsHelp')}
        checked={sound.tierSounds}
        disabled={save.pending}
        onChange={(event) => save.run({ ...sound, tierSounds: event.currentTarget.checked })}
        data-testid="tier-sounds"
      />
      <p className="quiet">{t('sound.twice')}</p>
    </fieldset>
  );
}

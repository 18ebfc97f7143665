/** One volume for all alerts, and silence. */
import { ActionIcon, Slider } from '@mantine/core';
import { Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SoundSettings } from '../../../shared/contract/alert-desk.ts';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';

export function SoundRow({ sound }: { readonly sound: SoundSettings }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  /** Where the hand holds it; null while what is set stands. */
  const [held, setHeld] = useState<number | null>(null);
  const save = useAction({ call: (next: SoundSettings) => client.alerts.setSound(next) });
  const { muted, volume } = sound;
  return (
    <div className="sound-row" data-testid="sound-row">
      <ActionIcon
        variant={muted ? 'light' : 'subtle'}
        color="gray"
        aria-pressed={muted}
        aria-label={t('alerts.mute')}
        title={muted ? t('alerts.unmute') : t('alerts.mute')}
        onClick={() => save.run({ ...sound, muted: !muted })}
        data-testid="alerts-mute"
      >
        {muted ? <VolumeX size={16} /> : <Volume2 size={16} />}
      </ActionIcon>
      <Slider
        size="sm"
        min={0}
        max={100}
        step={5}
        thumbLabel={t('alerts.volume')}
        label={(value) => `${value} %`}
        disabled={muted}
        value={held ?? volume}
        onChange={setHeld}
        onChangeEnd={(next) => {
          setHeld(null);
          save.run({ ...sound, volume: next });
        }}
      />
      <span className="quiet sound-value">{muted ? t('alerts.muted') : `${held ?? volume} %`}</span>
    </div>
  );
}

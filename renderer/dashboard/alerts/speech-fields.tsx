/** Whether alerts are said aloud, in which voice, how fast and how loud; and where that cannot be, why. */
import { Button, Select, Slider, Switch } from '@mantine/core';
import { MessageSquare } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SpeechSettings } from '../../../shared/contract/alert-desk.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';

export function SpeechFields(props: {
  readonly speech: SpeechSettings;
  readonly muted: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const { client, speaker } = useLiveData();
  const { speech, muted } = props;
  const voices = useStore(speaker.voices.list);
  const save = useAction({ call: (next: SpeechSettings) => client.alerts.setSpeech(next) });
  const choices = [
    ...new Map(voices.map(({ voiceURI, name, lang }) => [voiceURI, `${name} (${lang})`])),
  ];
  return (
    <fieldset className="settings-group">
      <legend>{t('speech.heading')}</legend>
      <Switch
        size="sm"
        label={t('speech.enabled')}
        description={t('speech.enabledHelp')}
        checked={speech.enabled}
        disabled={save.pending}
        onChange={(event) => save.run({ ...speech, enabled: event.currentTarget.checked })}
        data-testid="speech-enabled"
      />
      <SpeechStatus enabled={speech.enabled} muted={muted} />
      {speech.enabled && voices.length > 0 && (
        <>
          <Select
            label={t('speech.voice')}
            placeholder={t('speech.ownVoice')}
            clearable
            searchable
            data={choices.map(([value, label]) => ({ value, label }))}
            value={speech.voice}
            onChange={(voice) => save.run({ ...speech, voice })}
            data-testid="speech-voice"
          />
          <Percent
            label={t('speech.rate')}
            least={50}
            most={200}
            value={speech.rate}
            onChange={(rate) => save.run({ ...speech, rate })}
          />
          <Percent
            label={t('speech.volume')}
            least={0}
            most={100}
            value={speech.volume}
            onChange={(volume) => save.run({ ...speech, volume })}
          />
          <div>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<MessageSquare size={14} />}
              onClick={() => void speaker.sample()}
              data-testid="speech-test"
            >
              {t('speech.test')}
            </Button>
          </div>
        </>
      )}
      <p className="quiet">{t('speech.filter')}</p>
    </fieldset>
  );
}

function SpeechStatus(props: { readonly enabled: boolean; readonly muted: boolean }): ReactElement {
  const { t } = useTranslation();
  const { speaker } = useLiveData();
  const voices = useStore(speaker.voices.list);
  const blocked = useStore(speaker.voices.blocked);
  const speaks = useStore(speaker.speaks);
  const status = (): readonly ['good' | 'off' | 'bad', string] => {
    if (!props.enabled) return ['off', t('speech.off')];
    if (voices.length === 0) return ['bad', t('speech.noVoice')];
    if (blocked) return ['bad', t('speech.blocked')];
    if (props.muted) return ['off', t('speech.mutedToo')];
    return speaks ? ['good', t('speech.here')] : ['off', t('speech.elsewhere')];
  };
  const [tone, text] = status();
  return <StatusDot tone={tone} text={text} testId="speech-status" />;
}

function Percent(props: {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}): ReactElement {
  const { label, least, most, value, onChange } = props;
  const [held, setHeld] = useState<number | null>(null);
  return (
    <div className="percent">
      <span aria-hidden="true">{label}</span>
      <Slider
        size="sm"
        min={least}
        max={most}
        step={5}
        thumbLabel={label}
        label={null}
        value={held ?? value}
        onChange={setHeld}
        onChangeEnd={(next) => {
          setHeld(null);
          onChange(next);
        }}
      />
      <span className="quiet sound-value">{held ?? value} %</span>
    </div>
  );
}

/** What an alert of a rule shows, plays and says: with a look at it, and a listen. */
import { Button, FileButton, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { FilePlus2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import {
  OWN_PICTURES,
  OWN_SOUNDS,
  SILENT,
  mediaKindOf,
  mediaRef,
  ownRef,
} from '../../../shared/alerts/media-ref.ts';
import type { AlertRule } from '../../../shared/alerts/rule.ts';
import type { MediaItem } from '../../../shared/contract/media.ts';
import { ACCEPTED } from '../media/drop-zone.tsx';
import { MediaThumb } from '../media/media-thumb.tsx';
import '../media/media.css';
import { PlayButton } from '../media/play-button.tsx';
import { useAddMedia, useMediaList } from '../media/use-media.ts';

export interface RuleMediaFieldsProps {
  readonly rule: AlertRule;
  readonly onChange: (part: Partial<AlertRule>) => void;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

export function RuleMediaFields({ rule, onChange }: RuleMediaFieldsProps): ReactElement {
  const { t } = useTranslation();
  const files = useMediaList().data?.items ?? [];
  const { add, adding } = useAddMedia((mediaId) => {
    const ref = mediaRef(mediaId);
    onChange(mediaKindOf(mediaId) === 'sound' ? { sound: ref } : { picture: ref });
  });
  const { picture, sound } = rule;
  const pictures = choicesOf(
    OWN_PICTURES.map((name) => ({ value: ownRef(name), label: t(`ownPicture.${name}`) })),
    files.filter(({ kind }) => kind !== 'sound'),
    picture,
  );
  const sounds = choicesOf(
    [
      { value: SILENT, label: t('rules.silence') },
      ...OWN_SOUNDS.map((name) => ({ value: ownRef(name), label: t(`ownSound.${name}`) })),
    ],
    files.filter(({ kind }) => kind === 'sound'),
    sound,
  );

  function choicesOf(own: readonly Choice[], theirs: readonly MediaItem[], chosen: string | null) {
    const items = theirs.map(({ id, name }) => ({ value: mediaRef(id), label: name }));
    const isKnown = chosen === null || [...own, ...items].some(({ value }) => value === chosen);
    const gone = isKnown ? [] : [{ value: chosen, label: t('rules.gone') }];
    return [
      { group: t('rules.ours'), items: [...own] },
      { group: t('rules.yours'), items: [...items, ...gone] },
    ];
  }

  return (
    <>
      <div className="media-choice">
        <Select
          label={t('rules.picture')}
          placeholder={t('rules.byGift')}
          clearable
          data={pictures}
          value={picture}
          onChange={(chosen) => onChange({ picture: chosen })}
          data-testid="rule-picture"
        />
        {picture !== null && (
          <div className="media-thumb" data-testid="rule-preview">
            <MediaThumb picture={picture} />
          </div>
        )}
      </div>
      <div className="media-choice">
        <Select
          label={t('rules.sound')}
          placeholder={t('rules.bySize')}
          clearable
          data={sounds}
          value={sound}
          onChange={(chosen) => onChange({ sound: chosen })}
          data-testid="rule-sound"
        />
        <PlayButton
          sound={sound}
          volume={rule.volume}
          playLabel={t('rules.play')}
          stopLabel={t('rules.stop')}
        />
      </div>
      <NumberInput
        label={t('rules.ruleVolume')}
        min={0}
        max={100}
        step={5}
        allowNegative={false}
        allowDecimal={false}
        clampBehavior="strict"
        value={rule.volume}
        onChange={(volume) => onChange({ volume: typeof volume === 'number' ? volume : 100 })}
        data-testid="rule-volume"
      />
      <div className="rule-add-file">
        <FileButton
          accept={ACCEPTED}
          onChange={(file) => {
            if (file !== null) add(file);
          }}
          inputProps={{ 'aria-label': t('rules.addFile') }}
        >
          {(button) => (
            <Button
              {...button}
              variant="default"
              leftSection={<FilePlus2 size={15} />}
              loading={adding !== null}
            >
              {t('rules.addFile')}
            </Button>
          )}
        </FileButton>
      </div>
      <Switch
        className="rule-wide"
        size="sm"
        label={t('rules.speak')}
        description={t('rules.speakHelp')}
        checked={rule.speak}
        onChange={(event) => onChange({ speak: event.currentTarget.checked })}
        data-testid="rule-speak"
      />
      {rule.speak && (
        <TextInput
          className="rule-wide"
          label={t('rules.speech')}
          description={t('rules.speechHelp')}
          placeholder={t('speech.line')}
          maxLength={160}
          value={rule.speech ?? ''}
          onChange={(event) => onChange({ speech: event.currentTarget.value || null })}
          data-testid="rule-speech"
        />
      )}
    </>
  );
}

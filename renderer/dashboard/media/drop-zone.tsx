/** Takes files that are dropped on it, or chosen with a button. */
import { Button, FileButton } from '@mantine/core';
import { FilePlus2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_MEDIA_BYTES } from '../../../shared/media-limits.ts';
import { sizeText } from './size-text.ts';

/** Only a help in the file dialog: what a file is, is seen by its content. */
export const ACCEPTED = 'image/png,image/jpeg,image/webp,image/gif,video/webm,audio/*';

export function DropZone(props: {
  readonly adding: string | null;
  readonly onFile: (file: File) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { adding, onFile } = props;
  const [over, setOver] = useState(false);
  return (
    <div
      className="drop-zone"
      data-over={over ? '' : undefined}
      data-testid="drop-zone"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        for (const file of event.dataTransfer.files) onFile(file);
      }}
    >
      <p aria-live="polite">
        {adding === null ? t('media.drop') : t('media.adding', { name: adding })}
      </p>
      <p className="quiet">{t('media.kinds', { most: sizeText(MAX_MEDIA_BYTES) })}</p>
      <FileButton
        accept={ACCEPTED}
        multiple
        onChange={(files) => {
          for (const file of files) onFile(file);
        }}
        inputProps={{ 'aria-label': t('media.choose') }}
      >
        {(button) => (
          <Button
            {...button}
            size="compact-sm"
            variant="default"
            leftSection={<FilePlus2 size={14} />}
            loading={adding !== null}
          >
            {t('media.choose')}
          </Button>
        )}
      </FileButton>
    </div>
  );
}

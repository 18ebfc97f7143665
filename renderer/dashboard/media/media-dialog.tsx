/** The creator's own pictures, videos and sounds: added, looked at, renamed, removed with a way back. */
import { Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_MEDIA_TOTAL_BYTES } from '../../../shared/media-limits.ts';
import { DropZone } from './drop-zone.tsx';
import { MediaRow } from './media-row.tsx';
import './media.css';
import { sizeText } from './size-text.ts';
import { useAddMedia, useMediaList } from './use-media.ts';
import { Dialog } from '../shell/dialog.tsx';

export function MediaDialog(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('media.heading')} size="lg">
      <Library />
    </Dialog>
  );
}

function Library(): ReactElement {
  const { t } = useTranslation();
  const { data, isError } = useMediaList();
  const { add, adding } = useAddMedia();
  return (
    <div className="stack">
      <p className="dialog-help">{t('media.help')}</p>
      <DropZone adding={adding} onFile={add} />
      {isError && <p className="quiet">{t('media.failed')}</p>}
      {data === undefined ? (
        !isError && <Skeleton height={160} />
      ) : data.items.length === 0 ? (
        <p data-testid="media-none">{t('media.none')}</p>
      ) : (
        <>
          <ul className="media-list">
            {data.items.map((item) => (
              <MediaRow key={item.id} item={item} />
            ))}
          </ul>
          <p className="quiet media-used">
            {t('media.used', {
              used: sizeText(data.usedBytes),
              most: sizeText(MAX_MEDIA_TOTAL_BYTES),
            })}
          </p>
        </>
      )}
    </div>
  );
}

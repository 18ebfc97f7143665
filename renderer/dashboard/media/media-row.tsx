/** One of the creator's files in the list. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { mediaRef } from '../../../shared/alerts/media-ref.ts';
import { MAX_MEDIA_NAME } from '../../../shared/media-limits.ts';
import type { MediaItem } from '../../../shared/contract/media.ts';
import { useLiveData } from '../live-data.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { useAction } from '../use-action.ts';
import { MediaThumb } from './media-thumb.tsx';
import { PlayButton } from './play-button.tsx';
import { sizeText } from './size-text.ts';
import { useMediaChanged } from './use-media.ts';

const ICON = { variant: 'subtle', color: 'gray', size: 'md' } as const;

export function MediaRow({ item }: { readonly item: MediaItem }): ReactElement {
  const { t } = useTranslation();
  const [renaming, setRenaming] = useState(false);
  const { id, name, kind, usedBy } = item;
  return (
    <li className="media" data-testid="media" data-media-id={id}>
      <div className="media-thumb">
        {kind === 'sound' ? (
          <PlayButton
            sound={item.missing ? null : mediaRef(id)}
            playLabel={t('media.play', { name })}
            stopLabel={t('media.stop', { name })}
          />
        ) : (
          !item.missing && <MediaThumb picture={mediaRef(id)} />
        )}
      </div>
      {renaming ? (
        <Rename item={item} onDone={() => setRenaming(false)} />
      ) : (
        <div className="media-words">
          <bdi className="media-name">{name}</bdi>
          <span className="quiet">
            {[
              t(`media.${kind}`),
              ...(item.width === null || item.height === null
                ? []
                : [t('media.pixels', { width: item.width, height: item.height })]),
              sizeText(item.bytes),
              ...(usedBy.length === 0 ? [] : [t('media.usedBy', { rules: quoted(usedBy) })]),
            ].join(' · ')}
          </span>
          {item.missing && <span className="media-missing">{t('media.missing')}</span>}
        </div>
      )}
      {!renaming && (
        <div className="rule-buttons">
          <ActionIcon
            {...ICON}
            aria-label={t('media.rename', { name })}
            onClick={() => setRenaming(true)}
            data-testid="media-rename"
          >
            <Pencil size={15} />
          </ActionIcon>
          <Remove item={item} />
        </div>
      )}
    </li>
  );
}

function Rename(props: { readonly item: MediaItem; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const changed = useMediaChanged();
  const [name, setName] = useState(props.item.name);
  const rename = useAction({
    call: () => client.media.rename({ id: props.item.id, name: name.trim() }),
    onDone: () => {
      changed();
      props.onDone();
    },
  });
  return (
    <form
      className="media-rename"
      onSubmit={(event) => {
        event.preventDefault();
        rename.run();
      }}
    >
      <TextInput
        size="xs"
        aria-label={t('media.newName')}
        value={name}
        maxLength={MAX_MEDIA_NAME}
        required
        autoFocus
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="media-name"
      />
      <Button type="submit" size="xs" loading={rename.pending} disabled={name.trim() === ''}>
        {t('common.save')}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={props.onDone}>
        {t('common.cancel')}
      </Button>
    </form>
  );
}

/** Asks first only where a rule still uses the file; it can be taken back either way. */
function Remove({ item }: { readonly item: MediaItem }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const changed = useMediaChanged();
  const { id, name, usedBy } = item;
  const restore = useAction({ call: () => client.media.restore({ id }), onDone: changed });
  const remove = useAction({
    call: () => client.media.remove({ id }),
    done: t('media.removed', { name }),
    undo: () => restore.run(),
    onDone: changed,
  });
  const button = (onClick: () => void): ReactElement => (
    <ActionIcon
      {...ICON}
      aria-label={t('media.remove', { name })}
      loading={remove.pending}
      onClick={onClick}
      data-testid="media-remove"
    >
      <Trash2 size={15} />
    </ActionIcon>
  );
  if (usedBy.length === 0) return button(() => remove.run());
  return (
    <ConfirmButton
      question={t('media.removeConfirm', { name, rules: quoted(usedBy) })}
      confirm={t('media.removeWord')}
      onConfirm={() => remove.run()}
    >
      {button}
    </ConfirmButton>
  );
}

function quoted(rules: readonly string[]): string {
  return rules.map((rule) => `“${rule}”`).join(', ');
}

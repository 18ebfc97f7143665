/** The dialog "Add a source": TikFinity, a TikTok handle, a Twitch channel, or any address. */
import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';
import { TIKFINITY_ADDRESS, sourceUrl } from './source-url.ts';
import type { SourceEntryError, SourceEntryKind } from './source-url.ts';

export function AddSourceDialog(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('addSource.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      centered
    >
      <AddSourceForm onDone={props.onClose} />
    </Modal>
  );
}

function AddSourceForm({ onDone }: { readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const [kind, setKind] = useState<SourceEntryKind>('tikfinity');
  const [entered, setEntered] = useState(TIKFINITY_ADDRESS);
  const [error, setError] = useState<string | null>(null);
  const errorWords = useErrorWords();
  const add = useAction({
    call: (url: string) => client.sources.add({ url }),
    done: t('addSource.added'),
    onDone,
    onRefused: setError,
  });
  const choose = (next: SourceEntryKind): void => {
    setKind(next);
    setEntered(next === 'tikfinity' ? TIKFINITY_ADDRESS : '');
    setError(null);
  };
  const submit = (): void => {
    const entry = sourceUrl(kind, entered);
    setError(entry.ok ? null : errorWords(entry.error));
    if (entry.ok) add.run(entry.url);
  };
  const field = useFieldWords(kind);
  const kinds: readonly { readonly value: SourceEntryKind; readonly label: string }[] = [
    { value: 'tikfinity', label: t('addSource.tikfinity') },
    { value: 'tiktok', label: t('addSource.tiktok') },
    { value: 'twitch', label: t('addSource.twitch') },
    { value: 'url', label: t('addSource.url') },
  ];
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <SegmentedControl
        fullWidth
        aria-label={t('addSource.kind')}
        data={[...kinds]}
        value={kind}
        onChange={choose}
        data-testid="add-source-kind"
      />
      <p className="dialog-help">{field.help}</p>
      <TextInput
        label={field.label}
        placeholder={field.placeholder}
        value={entered}
        error={error}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setEntered(event.currentTarget.value);
          setError(null);
        }}
        data-autofocus
        data-testid="add-source-field"
      />
      <Button type="submit" loading={add.pending} data-testid="add-source-submit">
        {t('addSource.submit')}
      </Button>
    </form>
  );
}

function useFieldWords(kind: SourceEntryKind): {
  readonly help: string;
  readonly label: string;
  readonly placeholder: string;
} {
  const { t } = useTranslation();
  switch (kind) {
    case 'tiktok':
      return {
        help: t('addSource.tiktokHelp'),
        label: t('addSource.tiktokField'),
        placeholder: t('addSource.tiktokPlaceholder'),
      };
    case 'tikfinity':
      return {
        help: t('addSource.tikfinityHelp'),
        label: t('addSource.tikfinityField'),
        placeholder: TIKFINITY_ADDRESS,
      };
    case 'twitch':
      return {
        help: t('addSource.twitchHelp'),
        label: t('addSource.twitchField'),
        placeholder: t('addSource.twitchPlaceholder'),
      };
    case 'url':
      return {
        help: t('addSource.urlHelp'),
        label: t('addSource.urlField'),
        placeholder: 'twitch://yourchannel',
      };
  }
}

function useErrorWords(): (error: SourceEntryError) => string {
  const { t } = useTranslation();
  return (error) => {
    switch (error) {
      case 'empty':
        return t('addSource.errors.empty');
      case 'handle':
        return t('addSource.errors.handle');
      case 'channel':
        return t('addSource.errors.channel');
      case 'host':
        return t('addSource.errors.host');
      case 'scheme':
        return t('addSource.errors.scheme');
    }
  };
}

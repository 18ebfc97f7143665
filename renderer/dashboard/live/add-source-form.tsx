/** What is entered for a source: which kind, where, and what few of them need besides. */
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';
import { PasswordField } from './password-field.tsx';
import { TIKFINITY_ADDRESS, schemeOf, sourceUrl, withSignServer } from './source-url.ts';
import type { SourceEntryError, SourceEntryKind } from './source-url.ts';
import { useSecretOf, useSecretsChanged } from './use-secrets.ts';

export interface SourceDraft {
  readonly kind: SourceEntryKind;
  readonly entered: string;
  /** Address of another sign server; empty for the usual one. */
  readonly sign: string;
  /** Typed and not yet put in. */
  readonly secret: string;
}

interface FormProps {
  readonly draft: SourceDraft;
  readonly onChange: (change: Partial<SourceDraft>) => void;
  readonly error: string | null;
  readonly onError: (words: string | null) => void;
  readonly onConnect: (url: string) => void;
  readonly connecting: boolean;
  readonly onTest: (url: string) => void;
}

export function AddSourceForm(props: FormProps): ReactElement {
  const { t } = useTranslation();
  const { draft, onChange, error } = props;
  const { kind, entered } = draft;
  const errorWords = useErrorWords();
  const field = useFieldWords(kind);
  const secret = useSecretOf(kind === 'url' ? schemeOf(entered) : kind);
  const keep = useKeepSecret(secret?.name, draft.secret, props.onError);

  /** Reads the entry, puts a typed secret away, and goes on with the source's URL. */
  const goOn = (next: (url: string) => void): void => {
    const entry = withSignServer(sourceUrl(kind, entered), kind === 'tiktok' ? draft.sign : '');
    props.onError(entry.ok ? null : errorWords(entry.error));
    if (!entry.ok) return;
    keep.run(() => {
      onChange({ secret: '' });
      next(entry.url);
    });
  };
  const choose = (next: SourceEntryKind): void =>
    onChange({
      ...{ kind: next, sign: '', secret: '' },
      entered: next === 'tikfinity' ? TIKFINITY_ADDRESS : '',
    });
  const kinds: readonly { readonly value: SourceEntryKind; readonly label: string }[] = [
    { value: 'tikfinity', label: t('addSource.tikfinity') },
    { value: 'tiktok', label: t('addSource.tiktok') },
    { value: 'twitch', label: t('addSource.twitch') },
    { value: 'url', label: t('addSource.url') },
  ];
  const secretField = secret !== undefined && (
    <PasswordField
      label={secret.required ? secret.label : t('secret.optional', { label: secret.label })}
      help={secret.help}
      stored={secret.stored}
      value={draft.secret}
      onChange={(value) => onChange({ secret: value })}
      testId="add-source-secret"
    />
  );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        goOn(props.onConnect);
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
        // Chosen kind, then typing: no click in between.
        key={kind}
        autoFocus
        label={field.label}
        placeholder={field.placeholder}
        value={entered}
        error={error}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange({ entered: event.currentTarget.value })}
        data-autofocus
        data-testid="add-source-field"
      />
      {secret?.required === true && secretField}
      {kind === 'tiktok' && (
        <MoreOptions>
          {secret?.required === false && secretField}
          <TextInput
            label={t('secret.optional', { label: t('addSource.sign') })}
            description={t('addSource.signHelp')}
            placeholder="https://"
            value={draft.sign}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onChange({ sign: event.currentTarget.value })}
            data-testid="add-source-sign"
          />
        </MoreOptions>
      )}
      <div className="dialog-buttons">
        <Button variant="default" onClick={() => goOn(props.onTest)} data-testid="add-source-test">
          {t('addSource.test')}
        </Button>
        <Button
          type="submit"
          loading={props.connecting || keep.pending}
          data-testid="add-source-submit"
        >
          {t('addSource.submit')}
        </Button>
      </div>
    </form>
  );
}

function MoreOptions(props: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  return (
    <details className="more-options">
      <summary data-testid="add-source-more">{t('addSource.more')}</summary>
      <div className="stack">{props.children}</div>
    </details>
  );
}

/** Puts a typed secret away before anything connects with it; goes on at once when there is none. */
function useKeepSecret(
  name: string | undefined,
  secret: string,
  onRefused: (words: string) => void,
): { readonly run: (next: () => void) => void; readonly pending: boolean } {
  const { client } = useLiveData();
  const changed = useSecretsChanged();
  const keep = useAction({
    call: async (next: () => void) => {
      const outcome = await client.sources.setSecret({ name: name ?? '', secret });
      if (outcome.ok) {
        changed();
        next();
      }
      return outcome;
    },
    onRefused,
  });
  return {
    pending: keep.pending,
    run(next) {
      if (name === undefined || secret.trim() === '') next();
      else keep.run(next);
    },
  };
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
  return (error) => t(`addSource.errors.${error}`);
}

/** The keys that hide all alerts from within any program: pressed here to be chosen. */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_HIDE_KEYS, acceleratorOf } from '../../../shared/accelerator.ts';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';

const QUERY = ['hide-keys'];
/** These move on or close the dialog, as ever. */
const OTHERS: readonly string[] = ['Tab', 'Escape', 'Shift', 'Control', 'Alt', 'Meta'];

export function HideKeysField(): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const queries = useQueryClient();
  const [error, setError] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: QUERY,
    queryFn: () => client.alerts.hideKeys(),
    staleTime: 0,
  });
  const save = useAction({
    call: (keys: string | null) => client.alerts.setHideKeys({ keys }),
    done: t('keys.saved'),
    onDone: () => void queries.invalidateQueries({ queryKey: QUERY }),
    onRefused: setError,
  });
  const choose = (keys: string | null): void => {
    setError(null);
    save.run(keys);
  };
  return (
    <fieldset className="settings-group">
      <legend>{t('keys.heading')}</legend>
      {data === undefined ? (
        <Skeleton height={60} />
      ) : data.state === 'no_desktop' ? (
        <p className="quiet" data-testid="keys-no-desktop">
          {t('keys.noDesktop')}
        </p>
      ) : (
        <>
          <p className="quiet">{t('keys.help')}</p>
          <TextInput
            aria-label={t('keys.label')}
            description={t('keys.hint')}
            readOnly
            value={data.keys === null ? t('keys.none') : keysText(data.keys)}
            error={error ?? (data.state === 'taken' ? t('keys.taken') : null)}
            onKeyDown={(event) => {
              if (OTHERS.includes(event.key)) return;
              event.preventDefault();
              const keys = acceleratorOf(event.nativeEvent);
              if (keys === null) setError(t('keys.unfit'));
              else choose(keys);
            }}
            data-testid="hide-keys"
          />
          <div className="button-row">
            <Button
              size="compact-sm"
              variant="default"
              disabled={data.keys === DEFAULT_HIDE_KEYS && data.state === 'on'}
              onClick={() => choose(DEFAULT_HIDE_KEYS)}
            >
              {t('keys.usual')}
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              disabled={data.keys === null}
              onClick={() => choose(null)}
            >
              {t('keys.off')}
            </Button>
          </div>
        </>
      )}
    </fieldset>
  );
}

/** As keyboards name them. */
function keysText(keys: string): string {
  const mac = navigator.userAgent.includes('Mac');
  const names: Readonly<Record<string, string>> = {
    CommandOrControl: mac ? '⌘' : 'Ctrl',
    Command: '⌘',
    Control: 'Ctrl',
    Alt: mac ? '⌥' : 'Alt',
    Super: mac ? '⌘' : 'Win',
  };
  return keys
    .split('+')
    .map((key) => names[key] ?? key)
    .join(' + ');
}

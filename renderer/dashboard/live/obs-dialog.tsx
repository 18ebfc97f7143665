/** The dialog "Connect OBS": its address on this computer, and its password. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObsState } from '../../../shared/contract/obs-state.ts';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';
import { PasswordField } from './password-field.tsx';
import { Dialog } from '../shell/dialog.tsx';

export function ObsDialog(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly obs: ObsState;
}): ReactElement {
  const { t } = useTranslation();
  const { obs, opened, onClose } = props;
  return (
    <Dialog opened={opened} onClose={onClose} title={t('obs.formTitle')}>
      <ObsForm obs={obs} onDone={onClose} />
    </Dialog>
  );
}

function ObsForm(props: { readonly obs: ObsState; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const [address, setAddress] = useState(props.obs.url.replace('ws://', ''));
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | null>(null);
  const connect = useAction({
    call: () =>
      client.obs.configure({
        enabled: true,
        url: address,
        ...(password === '' ? {} : { password }),
      }),
    done: t('obs.saved'),
    onDone: props.onDone,
    onRefused: setError,
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setError(null);
        connect.run();
      }}
    >
      <p className="dialog-help">{t('obs.formHelp')}</p>
      <TextInput
        label={t('obs.address')}
        value={address}
        error={error}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setAddress(event.currentTarget.value);
          setError(null);
        }}
        data-testid="obs-address"
      />
      <PasswordField
        label={t('obs.password')}
        stored={props.obs.hasPassword}
        value={password}
        onChange={setPassword}
        focused
        testId="obs-password"
      />
      <Button type="submit" loading={connect.pending} data-testid="obs-submit">
        {t('obs.submit')}
      </Button>
    </form>
  );
}

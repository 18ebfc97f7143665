/** The dialog about the key of a kind of source: put one in, put another in its place, or forget it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceSecret } from '../../../shared/contract/sources.ts';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';
import { PasswordField } from './password-field.tsx';
import { useSecretsChanged } from './use-secrets.ts';
import { Dialog } from '../shell/dialog.tsx';

interface SecretDialogProps {
  readonly secret: SourceSecret;
  readonly onClose: () => void;
}

export function SecretDialog(
  props: SecretDialogProps & { readonly opened: boolean; readonly title: string },
): ReactElement {
  const { opened, secret, onClose } = props;
  return (
    <Dialog opened={opened} onClose={onClose} title={<bdi>{props.title}</bdi>}>
      <SecretForm secret={secret} onClose={onClose} />
    </Dialog>
  );
}

function SecretForm({ secret, onClose }: SecretDialogProps): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const [entered, setEntered] = useState('');
  const [error, setError] = useState<string | null>(null);
  const changed = useSecretsChanged();
  const { name } = secret;
  const onDone = (): void => {
    changed();
    onClose();
  };
  const save = useAction({
    call: () => client.sources.setSecret({ name, secret: entered }),
    done: t('secret.saved'),
    onDone,
    onRefused: setError,
  });
  const forget = useAction({
    call: () => client.sources.setSecret({ name, secret: '' }),
    done: t('secret.forgotten'),
    onDone,
    onRefused: setError,
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (entered.trim() === '') setError(t('secret.empty'));
        else save.run();
      }}
    >
      <PasswordField
        label={secret.label}
        help={secret.help}
        stored={secret.stored}
        value={entered}
        error={error}
        onChange={(value) => {
          setEntered(value);
          setError(null);
        }}
        focused
        testId="secret-field"
      />
      <div className="dialog-buttons">
        {secret.stored && (
          <Button
            variant="subtle"
            color="gray"
            loading={forget.pending}
            onClick={() => forget.run()}
            data-testid="secret-forget"
          >
            {t('secret.forget')}
          </Button>
        )}
        <Button type="submit" loading={save.pending} data-testid="secret-save">
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}

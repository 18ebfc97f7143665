/** A field for a secret: it goes in and never comes back out, so it only says whether there is one. */
import { PasswordInput } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeepingWords } from './use-secrets.ts';

export function PasswordField(props: {
  readonly label: string;
  readonly help?: string;
  readonly stored: boolean;
  readonly value: string;
  readonly error?: ReactNode;
  readonly onChange: (value: string) => void;
  readonly focused?: boolean;
  readonly testId: string;
}): ReactElement {
  const { t } = useTranslation();
  const keeping = useKeepingWords();
  const note = props.stored ? t('secret.stored') : keeping;
  return (
    <PasswordInput
      label={props.label}
      description={props.help === undefined ? note : `${props.help} ${note}`}
      value={props.value}
      error={props.error}
      autoComplete="off"
      spellCheck={false}
      visibilityToggleButtonProps={{ 'aria-label': t('secret.show') }}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      data-autofocus={props.focused === true || undefined}
      data-testid={props.testId}
    />
  );
}

/** A dialog as all of ours are: in the middle, and its way out has a name. */
import { Modal } from '@mantine/core';
import type { ModalProps } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

export function Dialog(props: ModalProps): ReactElement {
  const { t } = useTranslation();
  return <Modal centered closeButtonProps={{ 'aria-label': t('common.close') }} {...props} />;
}

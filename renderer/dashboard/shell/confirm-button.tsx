/** A button that asks once before it does something that cannot be undone. */
import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function ConfirmButton(props: {
  readonly question: string;
  readonly confirm: string;
  readonly onConfirm: () => void;
  /** Draws the button that opens the question. */
  readonly children: (open: () => void) => ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const close = (): void => setOpened(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={280}
      position="bottom-end"
      trapFocus
      shadow="md"
    >
      <Popover.Target>{props.children(() => setOpened((was) => !was))}</Popover.Target>
      <Popover.Dropdown className="confirm">
        <p>{props.question}</p>
        <div className="confirm-buttons">
          <Button size="compact-sm" variant="subtle" color="gray" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button
            size="compact-sm"
            data-testid="confirm"
            onClick={() => {
              close();
              props.onConfirm();
            }}
          >
            {props.confirm}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

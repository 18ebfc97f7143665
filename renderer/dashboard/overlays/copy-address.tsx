/** Copies the address of a canvas for OBS: with everything on it, or limited to one platform. */
import { ActionIcon, Button, Menu } from '@mantine/core';
import { ChevronDown, Link2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCopy } from '../live/secret-field.tsx';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { canvasAddress } from './canvas-address.ts';

const PLATFORMS = ['tiktok', 'twitch'] as const;

export function CopyAddress(props: {
  readonly canvasId: string;
  /** Undefined until it is known. */
  readonly token: string | undefined;
}): ReactElement {
  const { canvasId, token } = props;
  const { t } = useTranslation();
  const system = useStore(useLiveData().system);
  const { copy } = useCopy();
  const disabled = system === null || token === undefined;
  const copyOf = (platform: (typeof PLATFORMS)[number] | null): void => {
    if (!disabled) copy(canvasAddress(system.overlayUrl, canvasId, token, platform));
  };
  return (
    <Button.Group>
      <Button
        size="xs"
        variant="default"
        leftSection={<Link2 size={14} />}
        disabled={disabled}
        onClick={() => copyOf(null)}
        data-testid="copy-address"
      >
        {t('canvases.copyAddress')}
      </Button>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon
            className="copy-more"
            variant="default"
            size={30}
            disabled={disabled}
            aria-label={t('canvases.onlyLabel')}
            title={t('canvases.onlyLabel')}
            data-testid="copy-address-more"
          >
            <ChevronDown size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('canvases.onlyLabel')}</Menu.Label>
          {PLATFORMS.map((platform) => (
            <Menu.Item
              key={platform}
              onClick={() => copyOf(platform)}
              data-testid={`copy-address-${platform}`}
            >
              {t(`canvases.only.${platform}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

/** The header: product, mode, session, connection, appearance. */
import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { Check, Monitor, Moon, Sun } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CoinMark } from '../../ui/coin-mark.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import type { Tone } from '../../ui/status-dot.tsx';
import type { ConnectionStatus } from '../../client/connection.ts';
import { ProblemsButton } from '../live/problems-drawer.tsx';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { Nav } from './nav.tsx';
import { SessionControl } from './session-control.tsx';

const TONES: Readonly<Record<ConnectionStatus['state'], Tone>> = {
  connecting: 'wait',
  ready: 'good',
  lost: 'bad',
  refused: 'bad',
  closed: 'off',
};

export function Header(): ReactElement {
  const { t } = useTranslation();
  const sandbox = useStore(useLiveData().system)?.mode === 'sandbox';
  return (
    <header className="header">
      <h1 className="brand">
        <CoinMark size={24} />
        <span className="brand-name">{t('header.product')}</span>
      </h1>
      {sandbox && (
        <p className="sandbox" data-testid="mode-sandbox">
          {t('header.sandbox')}
        </p>
      )}
      <Nav />
      <SessionControl />
      <div className="header-end">
        <ProblemsButton />
        <ConnectionState />
        <ThemeMenu />
      </div>
    </header>
  );
}

function ConnectionState(): ReactElement {
  const { t } = useTranslation();
  const { state } = useStore(useLiveData().status);
  const words: Readonly<Record<ConnectionStatus['state'], string>> = {
    connecting: t('header.connecting'),
    ready: t('header.connected'),
    lost: t('header.lost'),
    refused: t('header.refused'),
    closed: t('header.lost'),
  };
  return <StatusDot tone={TONES[state]} text={words[state]} testId="connection-state" />;
}

function ThemeMenu(): ReactElement {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choices = [
    { scheme: 'dark', words: t('header.themeDark'), Icon: Moon },
    { scheme: 'light', words: t('header.themeLight'), Icon: Sun },
    { scheme: 'auto', words: t('header.themeSystem'), Icon: Monitor },
  ] as const;
  const Present = choices.find(({ scheme }) => scheme === colorScheme)?.Icon ?? Moon;
  return (
    <Menu position="bottom-end" shadow="md" width={180}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('header.theme')}
          data-testid="theme"
        >
          <Present size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ scheme, words, Icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={15} />}
            rightSection={scheme === colorScheme ? <Check size={15} /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Entry of the dashboard: a connection, the live data, the page. */
import { MantineProvider, localStorageColorSchemeManager } from '@mantine/core';
import '@mantine/core/styles.layer.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import type { ReactElement } from 'react';
import { connectPage } from '../client/connect-page.ts';
import { reportBug } from '../client/report.ts';
import { startTranslations } from '../i18n/index.ts';
import '../ui/fonts.ts';
import '../ui/parts.css';
import '../ui/tokens.css';
import { App } from './app.tsx';
import './dashboard.css';
import { LiveDataProvider, startLiveData } from './live-data.ts';
import { NoTokenGate } from './shell/gates.tsx';
import { ToastProvider } from './shell/toasts.tsx';
import { cssVariables, theme } from './theme.ts';

const THEME_KEY = 'coinfall-theme';

/** The companion is on this computer: being offline is no reason to hold a call back. */
const queries = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', retry: false },
    mutations: { networkMode: 'always', retry: false },
  },
});

function page(): ReactElement {
  const connection = connectPage(window);
  if (connection === null) return <NoTokenGate />;
  return (
    <LiveDataProvider value={startLiveData(connection)}>
      <App />
    </LiveDataProvider>
  );
}

async function start(): Promise<void> {
  const root = document.getElementById('dashboard');
  if (root === null) throw new Error('The page has no #dashboard element.');
  await startTranslations();
  createRoot(root).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="dark"
      colorSchemeManager={localStorageColorSchemeManager({ key: THEME_KEY })}
    >
      <QueryClientProvider client={queries}>
        <ToastProvider>{page()}</ToastProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

start().catch(reportBug);

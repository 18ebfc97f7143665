/** The dashboard's frame: header, banners, the page, and what stands there while no connection is allowed. */
import { Suspense, lazy } from 'react';
import type { ReactElement } from 'react';
import { useLiveData } from './live-data.ts';
import { LivePage } from './live/live-page.tsx';
import { useRoute } from './route.ts';
import type { Route } from './route.ts';
import { Banners } from './shell/banners.tsx';
import { RefusedGate } from './shell/gates.tsx';
import { Header } from './shell/header.tsx';
import { useStore } from './store.ts';

/** Fetched when somebody first looks back: on air it is not needed. */
const EarningsPage = lazy(() => import('./earnings/earnings-page.tsx'));
/** The editor and what checks its files are fetched when they are first needed. */
const OverlaysPage = lazy(() => import('./overlays/overlays-page.tsx'));

export function App(): ReactElement {
  const { status, system } = useLiveData();
  const refused = useStore(status).state === 'refused';
  const seen = useStore(system) !== null;
  const route = useRoute();
  // A page that has shown something keeps showing it; the header says what happened.
  if (refused && !seen) return <RefusedGate />;
  return (
    <div className="app">
      <Header />
      <Banners />
      <Page route={route} />
    </div>
  );
}

function Page({ route }: { readonly route: Route }): ReactElement {
  switch (route.page) {
    case 'live':
      return <LivePage />;
    case 'earnings':
      return (
        <Suspense fallback={<main className="earnings" />}>
          <EarningsPage choice={route.choice} />
        </Suspense>
      );
    case 'overlays':
      return (
        <Suspense fallback={<main className="overlays" />}>
          <OverlaysPage canvasId={route.canvasId} />
        </Suspense>
      );
  }
}

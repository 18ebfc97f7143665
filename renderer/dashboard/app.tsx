/** The dashboard's frame: header, banners, the page, and what stands there while no connection is allowed. */
import type { ReactElement } from 'react';
import { useLiveData } from './live-data.ts';
import { LivePage } from './live/live-page.tsx';
import { Banners } from './shell/banners.tsx';
import { RefusedGate } from './shell/gates.tsx';
import { Header } from './shell/header.tsx';
import { useStore } from './store.ts';

export function App(): ReactElement {
  const { status, system } = useLiveData();
  const refused = useStore(status).state === 'refused';
  const seen = useStore(system) !== null;
  // A page that has shown something keeps showing it; the header says what happened.
  if (refused && !seen) return <RefusedGate />;
  return (
    <div className="app">
      <Header />
      <Banners />
      <LivePage />
    </div>
  );
}

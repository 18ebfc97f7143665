/** The page "Live": the session's meter, the feed, and what listens and shows. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertsPanel } from '../alerts/alerts-panel.tsx';
import { AddSourceDialog } from './add-source-dialog.tsx';
import { ExportPanel } from './export-panel.tsx';
import { ImportPanel } from './import-panel.tsx';
import { FeedPanel } from './feed-panel.tsx';
import { ObsPanel } from './obs-panel.tsx';
import { OverlayPanel } from './overlay-panel.tsx';
import { SessionStrip } from './session-strip.tsx';
import { SourcesPanel } from './sources-panel.tsx';
import { WebhookPanel } from './webhook-panel.tsx';
import { WidgetsPanel } from './widgets-panel.tsx';

export function LivePage(): ReactElement {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const addSource = (): void => setAdding(true);
  return (
    <div className="live">
      <main className="live-main">
        <SessionStrip />
        <FeedPanel onAddSource={addSource} />
      </main>
      <aside className="live-side" aria-label={t('page.side')}>
        <SourcesPanel onAddSource={addSource} />
        <ObsPanel />
        <AlertsPanel />
        <OverlayPanel />
        <WidgetsPanel />
        <WebhookPanel />
        <ExportPanel />
        <ImportPanel />
      </aside>
      <AddSourceDialog opened={adding} onClose={() => setAdding(false)} />
    </div>
  );
}

/** Entry of an overlay: token, connection, the widget or canvas named by the last part of the address. */
import { createRoot } from 'react-dom/client';
import type { ReactElement } from 'react';
import { isCanvasId } from '../../shared/overlay/canvas-limits.ts';
import { createConnection } from '../client/connection.ts';
import type { Connection, ConnectionStatus } from '../client/connection.ts';
import { fragmentParams, rpcUrl, tokenOf } from '../client/page-address.ts';
import { reportBug, reportLine } from '../client/report.ts';
import { webSocketLink } from '../client/web-socket-link.ts';
import '../ui/fonts.ts';
import { loadWidget } from '../widgets/registry.ts';
import { RunWidget } from '../widgets/run-widget.tsx';
import { createFeedHub } from './feed-hub.ts';
import { HINTS } from './hints.ts';
import './overlay.css';

/** Fetched before the first alert, so that no name changes its face on air. */
const FACES = ['650 30px "Inter Variable"'];

async function start(page: Window): Promise<void> {
  const root = document.getElementById('overlay');
  if (root === null) throw new Error('The page has no #overlay element.');
  const token = tokenOf(page.location.hash);
  if (token === null) {
    explain(HINTS.noToken);
    return;
  }

  const addressId = page.location.pathname.split('/').filter(Boolean).at(-1) ?? '';
  const open = await pageOf(addressId, fragmentParams(page.location.hash));
  if (open === null) {
    explain(HINTS.unknownWidget);
    return;
  }

  for (const face of FACES) void document.fonts.load(face);
  const connection = createConnection({
    open: webSocketLink({ url: rpcUrl(page.location.host), token }),
  });
  connection.subscribe(onStatus);
  createRoot(root).render(open(connection));
}

/** What an address shows, over a connection; null when there is nothing of that name. */
async function pageOf(
  addressId: string,
  params: URLSearchParams,
): Promise<((connection: Connection) => ReactElement) | null> {
  if (isCanvasId(addressId)) {
    const { CanvasPage } = await import('./canvas-page.tsx');
    return (connection) => <CanvasPage connection={connection} canvasId={addressId} />;
  }
  const widget = await loadWidget(addressId);
  if (widget === null) return null;
  return (connection) =>
    widget.open((definition) => (
      <RunWidget source={createFeedHub(connection)} widget={definition} params={params} />
    ));
}

function onStatus(status: ConnectionStatus): void {
  if (status.state === 'refused') explain(HINTS.refused);
  else if (status.state === 'ready') withdrawHint();
}

const HINT_CLASS = 'overlay-hint';

/** Says what is wrong to whoever can act on it, and never on air. */
function explain(hint: string): void {
  reportLine(hint);
  document.title = `Coinfall overlay: ${hint}`;
  if ('obsstudio' in window) return;
  const shown = document.querySelector(`.${HINT_CLASS}`) ?? document.createElement('p');
  shown.className = HINT_CLASS;
  shown.textContent = hint;
  document.body.append(shown);
}

function withdrawHint(): void {
  document.title = 'Coinfall overlay';
  document.querySelector(`.${HINT_CLASS}`)?.remove();
}

start(window).catch(reportBug);

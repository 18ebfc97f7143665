/**
 * Chooses the dashboard's link from the page's address: a MessagePort inside the desktop window, else a
 * WebSocket. Overlays take `web-socket-link.ts` directly and so carry only that.
 */
import { createConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { messagePortLink } from './message-port-link.ts';
import { rpcUrl, tokenOf } from './page-address.ts';
import { webSocketLink } from './web-socket-link.ts';

/** Scheme of the desktop window's own pages. */
const SHELL_PROTOCOL = 'coinfall:';

/** The page's connection, or null when its address carries no token. */
export function connectPage(page: Window): Connection | null {
  const { protocol, host, hash } = page.location;
  if (protocol === SHELL_PROTOCOL) return createConnection({ open: messagePortLink(page) });
  const token = tokenOf(hash);
  if (token === null) return null;
  return createConnection({ open: webSocketLink({ url: rpcUrl(host), token }) });
}

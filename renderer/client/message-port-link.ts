/**
 * A link over a MessagePort, inside the desktop window. The preload exposes nothing: the page asks its own
 * window for a port, and the preload answers there with one. No token; the shell checked who asks.
 */
import { RPCLink } from '@orpc/client/message-port';
import type { OpenLink } from './connection.ts';

/** No answer within this time: the shell is not ready, try again later. */
const ANSWER_MS = 5_000;
/** "The sender's own origin", also where that is not a web origin. */
const OWN_ORIGIN = '/';

/** Opens links by asking the preload for a port. */
export function messagePortLink(page: Window): OpenLink {
  return ({ onReady, onClosed }) => {
    let port: MessagePort | undefined;

    const stopAsking = (): void => {
      clearTimeout(impatience);
      page.removeEventListener('message', onMessage);
    };
    const onMessage = (event: MessageEvent<unknown>): void => {
      const received = event.ports[0];
      if (event.source !== page || received === undefined || !isPortAnswer(event.data)) return;
      stopAsking();
      port = received;
      const link = new RPCLink({ port: received });
      // After the link's own listener: it ends its calls before anyone hears that it is gone.
      received.addEventListener('close', () => onClosed('lost'));
      received.start();
      onReady(link);
    };
    const impatience = setTimeout(() => {
      stopAsking();
      onClosed('lost');
    }, ANSWER_MS);

    page.addEventListener('message', onMessage);
    page.postMessage({ coinfall: 'port-please' }, OWN_ORIGIN);
    return {
      close() {
        stopAsking();
        port?.close();
      },
    };
  };
}

function isPortAnswer(data: unknown): boolean {
  return (
    typeof data === 'object' && data !== null && 'coinfall' in data && data.coinfall === 'port'
  );
}

/**
 * A link over the companion's `/rpc` WebSocket: the token goes first, and the RPC link is attached only after
 * the companion's answer (attached earlier, it would take that answer for a broken message and throw).
 */
import { RPCLink } from '@orpc/client/websocket';
import type { OpenLink } from './connection.ts';

/** Close code of the companion for a token that it does not know. */
const CLOSE_TOKEN_REFUSED = 4401;
const CLOSE_BY_PAGE = 1000;
/** The companion gives 5 s for the token; a socket that stays silent for longer is not one of ours. */
const HANDSHAKE_MS = 8_000;

export interface WebSocketLinkOptions {
  readonly url: string;
  readonly token: string;
  /** Stands in for the browser's own in tests. */
  readonly WebSocket?: new (url: string) => WebSocket;
}

/** Opens links to `url` that introduce themselves with `token`. */
export function webSocketLink(options: WebSocketLinkOptions): OpenLink {
  const Socket = options.WebSocket ?? globalThis.WebSocket;
  return ({ onReady, onClosed }) => {
    const socket = new Socket(options.url);
    const impatience = setTimeout(() => socket.close(CLOSE_BY_PAGE), HANDSHAKE_MS);

    const onFirstMessage = (event: MessageEvent<unknown>): void => {
      socket.removeEventListener('message', onFirstMessage);
      clearTimeout(impatience);
      if (!isReadyAnswer(event.data)) {
        socket.close(CLOSE_BY_PAGE);
        return;
      }
      // The link must hear of the end first: it ends its calls, and nobody then aborts one on a dead socket.
      socket.removeEventListener('close', onClose);
      const link = new RPCLink({ websocket: socket });
      socket.addEventListener('close', onClose);
      onReady(link);
    };
    const onClose = (event: CloseEvent): void => {
      clearTimeout(impatience);
      onClosed(event.code === CLOSE_TOKEN_REFUSED ? 'refused' : 'lost');
    };
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ v: 1, token: options.token }));
    });
    socket.addEventListener('message', onFirstMessage);
    socket.addEventListener('close', onClose);

    return {
      close() {
        clearTimeout(impatience);
        socket.close(CLOSE_BY_PAGE);
      },
    };
  };
}

function isReadyAnswer(data: unknown): boolean {
  if (typeof data !== 'string') return false;
  try {
    const answer: unknown = JSON.parse(data);
    return typeof answer === 'object' && answer !== null && 'ready' in answer && answer.ready === 1;
  } catch {
    return false;
  }
}

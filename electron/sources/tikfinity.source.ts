/** TikFinity: the local WebSocket of the creator's own TikFinity app, `tikfinity://127.0.0.1:21213`. */
import { WebSocket } from 'ws';
import { isLoopback } from './network.ts';
import {
  type Connection,
  type ConnectionHandlers,
  defineSource,
  silenceRefusal,
} from './source.ts';
import { normaliseTikfinity } from './tikfinity.normalise.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;
const MAX_FRAME_BYTES = 1_048_576;
const NEXT = 'Open TikFinity, connect it to your TikTok account, and leave it running.';

export default defineSource({
  id: 'tikfinity',
  scheme: 'tikfinity',
  defaultHost: '127.0.0.1:21213',
  sandboxOnly: false,
  live: true,
  check: (url) =>
    url.hostname === '' || url.port === '' || url.port === '0'
      ? 'Say where TikFinity listens: tikfinity://127.0.0.1:21213'
      : silenceRefusal(url),
  ownServer: () => true,
  normalise: normaliseTikfinity,
  // Between two streams TikFinity is quiet for hours, so this is only for who asks for it.
  silence: { who: 'TikFinity', afterMs: null },
  connect,
});

function connect(url: URL, handlers: ConnectionHandlers): Connection {
  const socket = new WebSocket(`ws://${url.host}/`, {
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });
  let over = false;
  let failure: string | null = null;

  handlers.onStep?.(`Looking for TikFinity on ${computerOf(url)}`);
  socket.on('open', () => {
    if (!over) handlers.onConnected();
  });
  socket.on('message', (data) => {
    if (!over && Buffer.isBuffer(data)) handlers.onFrame(data.toString('utf8'));
  });
  socket.on('error', (error) => {
    failure = wordsFor(error, url);
  });
  socket.on('close', () => {
    if (over) return;
    over = true;
    handlers.onEnded(
      failure === null
        ? { reason: 'TikFinity closed the connection.' }
        : { reason: failure, next: NEXT },
    );
  });
  return {
    close() {
      over = true;
      socket.terminate();
    },
  };
}

function wordsFor(error: Error, url: URL): string {
  const code = 'code' in error ? error.code : undefined;
  const computer = computerOf(url);
  switch (code) {
    case 'ECONNREFUSED':
      return `TikFinity is not running on ${computer} (nothing listens on ${url.host}).`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `There is no computer named ${url.hostname} on this network.`;
    case 'ECONNRESET':
      return 'The connection to TikFinity broke.';
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
      return `TikFinity sent a message of more than ${MAX_FRAME_BYTES / 1_048_576} MiB.`;
    default:
      return /handshake|unexpected server response/i.test(error.message)
        ? `What listens on ${url.host} does not answer like TikFinity.`
        : `The connection to TikFinity on ${computer} failed (${error.message}).`;
  }
}

function computerOf({ hostname }: URL): string {
  return isLoopback(hostname) ? 'this computer' : hostname;
}

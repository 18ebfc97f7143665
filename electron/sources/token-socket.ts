/**
 * A WebSocket to a service that wants the user's token: limits, a watch over its silence, and words that never hold
 * the token. Beside it: the sources of Streamlabs and StreamElements, which say what is spoken over it.
 */
import { WebSocket } from 'ws';
import { isUnreached } from './network.ts';
import type { Connection, ConnectionHandlers, Ended } from './source.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;
const MAX_FRAME_BYTES = 1_048_576;

/** Keeps the line alive: a ping every so often, and something must be heard within so long. */
export interface Beat {
  readonly everyMs: number;
  readonly silentMs: number;
}

export interface TokenSocketOptions {
  /** As people know the service. */
  readonly who: string;
  /** May hold the token: it is dialled, and shown to nobody. */
  readonly address: string;
  readonly beat: Beat;
  readonly handlers: ConnectionHandlers;
  readonly onOpen?: (socket: TokenSocket) => void;
  readonly onText: (text: string, socket: TokenSocket) => void;
  /** Sends a sign of life; a ping of the WebSocket itself unless told otherwise. */
  readonly ping?: (socket: TokenSocket) => void;
}

export interface TokenSocket extends Connection {
  send(text: string): void;
  /** Another pace, when the service asks for one. */
  setBeat(beat: Beat): void;
  /** Ends it with words; later ends are not heard. */
  end(ended: Ended): void;
}

/** What stops the reconnects until the user gives another token. */
export function tokenRefused(who: string): Ended {
  return {
    reason: `${who} does not accept the token. Add a new one in the settings of this source.`,
    permanent: true,
  };
}

/** For a source that was never given one. Calls back at once. */
export function withoutToken(who: string, handlers: ConnectionHandlers): Connection {
  handlers.onEnded({
    reason: `${who} wants a token: add the token in the settings of this source.`,
    permanent: true,
  });
  return {
    close() {
      // There is no connection.
    },
  };
}

/** Dials once. */
export function openTokenSocket(options: TokenSocketOptions): TokenSocket {
  const { who, handlers } = options;
  const ws = new WebSocket(options.address, {
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    // A redirect would take the token along.
    followRedirects: false,
  });
  let over = false;
  let failure: Ended | null = null;

  const finish = (ended: Ended | null): void => {
    if (over) return;
    over = true;
    clearInterval(beating);
    clearTimeout(silence);
    ws.terminate();
    if (ended !== null) handlers.onEnded(ended);
  };
  const socket: TokenSocket = {
    send: (text) => {
      if (ws.readyState === WebSocket.OPEN) ws.send(text);
    },
    setBeat: (beat) => {
      clearInterval(beating);
      clearTimeout(silence);
      if (over) return;
      beating = setInterval(ping, beat.everyMs);
      silence = setTimeout(fallSilent, beat.silentMs);
    },
    end: finish,
    close: () => finish(null),
  };
  const ping = (): void => {
    if (ws.readyState !== WebSocket.OPEN) return;
    if (options.ping === undefined) ws.ping();
    else options.ping(socket);
  };
  let heardMs = Date.now();
  const heard = (): void => {
    heardMs = Date.now();
    silence.refresh();
  };
  const fallSilent = (): void => finish({ reason: `${who} went silent.`, silentSinceMs: heardMs });
  let beating = setInterval(ping, options.beat.everyMs);
  let silence = setTimeout(fallSilent, options.beat.silentMs);

  ws.on('open', () => {
    heard();
    options.onOpen?.(socket);
  });
  ws.on('pong', heard);
  ws.on('message', (data) => {
    heard();
    if (!over && Buffer.isBuffer(data)) options.onText(data.toString('utf8'), socket);
  });
  ws.on('unexpected-response', (_request, { statusCode }) => {
    finish(
      statusCode === 401 || statusCode === 403
        ? tokenRefused(who)
        : { reason: `${who} refused the connection (${statusCode ?? 'no answer'}).` },
    );
  });
  ws.on('error', (error) => {
    failure = { reason: wordsFor(error, who), unreached: isUnreached(error) };
  });
  ws.on('close', () => finish(failure ?? { reason: `${who} closed the connection.` }));
  return socket;
}

/** From the error's code alone: its own text may quote the address. */
function wordsFor(error: Error, who: string): string {
  switch ('code' in error ? error.code : undefined) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ENETUNREACH':
      return `${who} cannot be reached: is this computer online?`;
    case 'ECONNREFUSED':
      return `${who} does not answer.`;
    case 'ECONNRESET':
      return `The connection to ${who} broke.`;
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
      return `${who} sent a message of more than ${MAX_FRAME_BYTES / 1_048_576} MiB.`;
    default:
      return `The connection to ${who} failed.`;
  }
}

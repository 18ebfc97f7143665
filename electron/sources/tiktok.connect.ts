/**
 * One connection to a TikTok live through tiktok-live-connector 2.4.0: the room, the sign server, the socket.
 * The connector signs, enters the room and keeps its heartbeat; frames are opened in `tiktok.frame.ts`, and nothing
 * of it outlives `close()`. It is never given a session cookie, and asks nothing that a connection does not need.
 */
import {
  TikTokLiveConnection,
  createBaseWebcastPushFrame,
  type WebcastGotHttpConfig,
} from 'tiktok-live-connector';
import type { ProtoMessageFetchResult } from 'tiktok-live-proto/v3';
import { isHandshakeTimeout, isLoopback } from './network.ts';
import type { Connection, ConnectionHandlers, Ended, SourceContext } from './source.ts';
import { type Acknowledgement, excerptOf, openFrame, rawsOf } from './tiktok.frame.ts';
import { CONTROL_MESSAGE, endsStream, type TiktokRaw } from './tiktok.normalise.ts';
import { findRoom, wordsForRoom } from './tiktok.room.ts';
import { localSignServer, signRefusal, signServer } from './tiktok.sign.ts';
import { SIGN_KEY_SECRET } from './tiktok.address.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 8_000;
const MAX_FRAME_BYTES = 1_048_576;
const TOO_MANY = 429;
/** After a stream has ended, the next look for a new one. */
const AFTER_STREAM_MS = 30_000;

type Socket = NonNullable<TikTokLiveConnection['wsClient']>;

interface Hooks {
  /** Throws when this server may not be dialled. */
  readonly beforeDial: (server: string) => void;
  /** A socket was made; it is still dialling. */
  readonly onSocket: (socket: Socket) => void;
  /** What the sign server sent along. */
  readonly onFirst: (result: ProtoMessageFetchResult) => void;
}

/** The connector with its socket and its first messages in our hands. */
class OwnedConnection extends TikTokLiveConnection {
  readonly #hooks: Hooks;

  constructor(
    handle: string,
    options: ConstructorParameters<typeof TikTokLiveConnection>[1],
    hooks: Hooks,
  ) {
    super(handle, options);
    this.#hooks = hooks;
    const dial = this._wsClientProvider;
    this._wsClientProvider = (params) => {
      hooks.beforeDial(params.baseUrl);
      const socket = dial(params);
      hooks.onSocket(socket);
      return socket;
    };
  }

  protected override processProtoMessageFetchResult(
    result: ProtoMessageFetchResult,
  ): Promise<void> {
    this.#hooks.onFirst(result);
    return Promise.resolve();
  }
}

/** One attempt. `site` stands for www.tiktok.com in tests. */
export function connectTiktok(
  url: URL,
  handlers: ConnectionHandlers,
  context: SourceContext,
  site: string | null = null,
): Connection {
  const handle = url.hostname.toLowerCase();
  const push = url.searchParams.get('push');
  const room = url.searchParams.get('room') ?? '';
  const abort = new AbortController();
  const sign =
    push === null
      ? signServer(url.searchParams.get('sign'), context.secret(SIGN_KEY_SECRET), abort.signal)
      : localSignServer(push, room);
  let socket: Socket | null = null;
  let socketFailure: string | null = null;
  let connected = false;
  let over = false;
  /** What came before the connection was reported. */
  const early: TiktokRaw[] = [];

  const end = (ended: Ended | null): void => {
    if (over) return;
    over = true;
    abort.abort();
    socket?.terminate();
    if (ended !== null) handlers.onEnded(ended);
  };
  const isOver = (): boolean => over;

  const hand = (raw: TiktokRaw): void => {
    if (over) return;
    if (!connected) {
      early.push(raw);
      return;
    }
    handlers.onFrame(raw);
    if ('method' in raw && raw.method === CONTROL_MESSAGE && endsStream(raw.data)) {
      end({ reason: `The live of @${handle} has ended.`, retryInMs: AFTER_STREAM_MS });
    }
  };

  const take = (bytes: Buffer, from: Socket): void => {
    const opened = openFrame(bytes);
    if (opened.type === 'fault') {
      hand({ fault: opened.fault, excerpt: excerptOf(bytes) });
    } else if (opened.type === 'messages') {
      // Before the messages: the one that ends the stream also ends the socket.
      if (opened.ack !== null) acknowledge(from, opened.ack);
      opened.raws.forEach(hand);
    }
  };

  const client = new OwnedConnection(
    handle,
    {
      eulerApiInstance: sign.client,
      fetchRoomInfoOnConnect: false,
      enableExtendedGiftInfo: false,
      webClientOptions: requestOptions(abort.signal, site),
      wsClientOptions: {
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
        maxPayload: MAX_FRAME_BYTES,
        perMessageDeflate: false,
        followRedirects: false,
      },
    },
    {
      onFirst: (result) => rawsOf(result).forEach(hand),
      beforeDial(server) {
        if (over) throw new Error('closed meanwhile');
        if (isPushServer(server, push ?? sign.base)) return;
        socketFailure = 'The sign server named a push server that cannot be TikTok’s.';
        throw new Error(socketFailure);
      },
      onSocket(made) {
        socket = made;
        handlers.onStep?.('Opening the connection to the live');
        // The connector's own handler inflates without a limit.
        made.removeAllListeners('message');
        made.on('message', (data: unknown) => {
          if (!over && Buffer.isBuffer(data)) take(data, made);
        });
        made.on('error', (error: Error) => {
          socketFailure = socketWords(error);
        });
        made.on('close', () => end({ reason: socketFailure ?? 'TikTok closed the connection.' }));
      },
    },
  );

  const run = async (): Promise<void> => {
    if (push === null) handlers.onStep?.(`Asking TikTok whether @${handle} is live`);
    const found =
      push === null ? await findRoom(client, handle) : { state: 'live' as const, roomId: room };
    if (isOver()) return;
    if (found.state !== 'live') {
      // The sign server was asked last: its wish to be left alone goes before our own pace.
      const busy = found.state === 'refused' && sign.answer()?.status === TOO_MANY;
      end((busy ? signRefusal(sign, Date.now()) : null) ?? wordsForRoom(found.state, handle));
      return;
    }
    if (push === null) handlers.onStep?.('Asking the sign server for a way in');
    await client.connect(found.roomId);
    if (isOver()) return;
    connected = true;
    handlers.onConnected();
    early.splice(0).forEach(hand);
  };
  run().catch(() => {
    const unusable = { reason: 'The sign server sent nothing that can be used.' };
    end(
      socketFailure === null
        ? (signRefusal(sign, Date.now()) ?? unusable)
        : { reason: socketFailure },
    );
  });
  return { close: () => end(null) };
}

/** Its type asks for a cookie jar, which the connector puts there itself. */
function requestOptions(signal: AbortSignal, site: string | null): WebcastGotHttpConfig {
  const options: Omit<WebcastGotHttpConfig, 'cookieJar'> = {
    signal,
    retry: { limit: 0 },
    timeout: { request: REQUEST_TIMEOUT_MS },
    hooks: {
      beforeRequest: [
        (options) => {
          options.url = overHttps(options.url, site);
        },
      ],
    },
  };
  return options as WebcastGotHttpConfig;
}

function acknowledge(socket: Socket, { logId, text }: Acknowledgement): void {
  const payload = Buffer.from(text);
  const ack = createBaseWebcastPushFrame({
    logId,
    payloadEncoding: 'pb',
    payloadType: 'ack',
    payload,
  });
  socket.sendBytes(ack.finish());
}

/** The connector 2.4.0 asks TikTok over plain http. */
function overHttps(asked: string | URL | undefined, site: string | null): URL {
  const url = new URL(asked ?? '');
  if (site !== null) return new URL(`${url.pathname}${url.search}`, site);
  url.protocol = 'https:';
  return url;
}

/** Encrypted, unless it is on this computer and so is who named it. */
function isPushServer(server: string, namedBy: string): boolean {
  const url = URL.parse(server);
  if (url?.protocol === 'wss:') return true;
  return (
    url?.protocol === 'ws:' &&
    isLoopback(url.hostname) &&
    isLoopback(URL.parse(namedBy)?.hostname ?? '')
  );
}

function socketWords(error: Error): string {
  switch ('code' in error ? error.code : undefined) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
      return `TikTok sent a message of more than ${MAX_FRAME_BYTES / 1_048_576} MiB.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ENETUNREACH':
      return 'TikTok cannot be reached: is this computer online?';
    case 'ECONNREFUSED':
      return 'TikTok’s push server does not answer.';
    case 'ECONNRESET':
      return 'The connection to TikTok broke.';
    default:
      if (isHandshakeTimeout(error)) return 'TikTok did not answer.';
      return /unexpected server response/i.test(error.message)
        ? 'TikTok refused the connection.'
        : 'The connection to TikTok failed.';
  }
}

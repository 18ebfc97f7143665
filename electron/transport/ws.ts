/**
 * `/rpc`: the typed contract over WebSocket. A connection is a stranger until its first message has shown a
 * token; only then is oRPC attached, since it would throw on the handshake's own messages.
 */
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { performance } from 'node:perf_hooks';
import type { Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import { FEEDS } from '../../shared/contract/feeds.ts';
import type { Feed } from '../../shared/contract/feeds.ts';
import type { contract } from '../../shared/contract/index.ts';
import { MOST_CANVAS_BYTES } from '../../shared/overlay/canvas-limits.ts';
import type { Caller } from '../api/caller.ts';
import { callOptions } from './calls.ts';
import { canvasOf } from './canvas-tokens.ts';
import type { CanvasGrants } from './canvas-tokens.ts';
import { refuseUpgrade } from './guard.ts';
import type { Guard } from './guard.ts';
import { isRpcMessage } from './rpc-message.ts';
import { createTokenBucket } from './token-bucket.ts';
import { overlayTokenName } from './tokens.ts';
import type { TokenName, TokenStore } from './tokens.ts';

const CLOSE = {
  goingAway: 1001,
  grantChanged: 1012,
  malformed: 4400,
  unauthorized: 4401,
  handshakeTimeout: 4408,
  tooSlow: 4413,
  tooManyMessages: 4429,
} as const;

const SOCKET_LIMITS = {
  sockets: 32,
  /** Twice what the largest message of our pages needs: a canvas that is saved. */
  messageBytes: 2 * MOST_CANVAS_BYTES,
  /** A browser sends a message of that size in one frame; many tiny ones are an attack. */
  fragments: 128,
  handshakeMs: 5_000,
  /** Above it a client is cut off and resyncs: nothing is queued for who does not read. */
  unsentBytes: 1024 * 1024,
  /** Above it a stream waits for the client before it hands over more; a long export never meets the cut. */
  pauseAboveBytes: 256 * 1024,
  /** How long a stream waits before the client counts as frozen. */
  stallMs: 5_000,
  messages: { perSecond: 20, burst: 100 },
  pingEveryMs: 30_000,
  /** From the close frame to the end of the socket; a frozen client never answers it. */
  closeGraceMs: 500,
};
export type SocketLimits = typeof SOCKET_LIMITS;

export interface RpcSocketsOptions {
  readonly guard: Guard;
  readonly tokens: TokenStore;
  readonly canvases: CanvasGrants;
  readonly router: Router<typeof contract, Caller>;
  /** Changes with every start; a page that sees a new one starts over from a snapshot. */
  readonly generation: string;
  readonly logger: Logger;
  /** How many pages that show alerts are connected. */
  readonly onOverlayClients: (count: number) => void;
  readonly limits?: Partial<SocketLimits>;
}

export interface RpcSockets {
  /** Listener of the HTTP server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every connection, at the latest after `closeGraceMs`. */
  close(): void;
}

const handshakeSchema = z.object({ v: z.literal(1), token: z.string().max(256) });

type Outgoing = Parameters<WebSocket['send']>[0];
type InboxListener<Type extends keyof WebSocket.WebSocketEventMap> =
  | ((event: WebSocket.WebSocketEventMap[Type]) => void)
  | { handleEvent(event: WebSocket.WebSocketEventMap[Type]): void };

/** A connection that has shown a token. */
interface Client {
  readonly caller: Caller;
  readonly tokenName: TokenName;
  /** Of a canvas: the feeds that it has been granted since it connected. */
  granted: readonly Feed[];
}

/** The `/rpc` endpoint; the HTTP server hands its upgrades over. */
export function createRpcSockets(options: RpcSocketsOptions): RpcSockets {
  const limits = { ...SOCKET_LIMITS, ...options.limits };
  const { logger, tokens } = options;
  const handler = new RPCHandler<Caller>(options.router, callOptions(logger));
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    maxFragments: limits.fragments,
    maxBufferedChunks: 4_096,
    perMessageDeflate: false,
  });
  const clients = new Map<WebSocket, Client>();
  let connections = 0;

  const countOverlays = (): void => {
    // A page that shows something else does not show alerts: they would be lost on it.
    const overlays = [...clients.values()].filter(
      ({ caller }) => caller.scope === 'overlay' && caller.feeds.includes('alerts'),
    );
    options.onOverlayClients(overlays.length);
  };

  /** Says why, then ends the socket whether the other side answers or not. */
  const cut = (ws: WebSocket, code: number, reason: string): void => {
    if (ws.readyState !== ws.OPEN) return;
    ws.close(code, reason);
    const end = setTimeout(() => ws.terminate(), limits.closeGraceMs);
    ws.once('close', () => clearTimeout(end));
  };

  const welcome = (ws: WebSocket): void => {
    connections += 1;
    const clientId = `ws-${connections}`;
    const budget = createTokenBucket(limits.messages, () => performance.now());
    const spend = (): void => {
      if (!budget.take()) cut(ws, CLOSE.tooManyMessages, 'Too many messages.');
    };
    ws.on('message', spend);
    // Answers to pings pile up like any other output, so pings count too.
    ws.on('ping', spend);
    ws.on('error', (error) => logger.debug({ clientId, err: error }, 'rpc socket failed'));
    keepAlive(ws, limits.pingEveryMs);

    const late = setTimeout(
      () => cut(ws, CLOSE.handshakeTimeout, 'No token was shown.'),
      limits.handshakeMs,
    );
    ws.once('message', (data, isBinary) => {
      clearTimeout(late);
      if (ws.readyState !== ws.OPEN) return;
      const client = isBinary ? undefined : recognise(textOf(data), options, clientId);
      if (client === undefined) {
        logger.warn({ clientId }, 'rpc socket refused: unknown token');
        cut(ws, CLOSE.unauthorized, 'Unknown token.');
        return;
      }
      clients.set(ws, client);
      ws.once('close', () => {
        clients.delete(ws);
        if (client.caller.scope === 'overlay') countOverlays();
      });
      logger.info({ clientId, scope: client.caller.scope }, 'rpc socket connected');
      ws.send(JSON.stringify({ ready: 1, generation: options.generation }));
      serve(ws, client.caller);
      if (client.caller.scope === 'overlay') countOverlays();
    });
    ws.once('close', (code) => {
      clearTimeout(late);
      logger.info({ clientId, code }, 'rpc socket closed');
    });
  };

  /** Attaches oRPC within the turn in which the token came: a message right behind it is not lost. */
  const serve = (ws: WebSocket, caller: Caller): void => {
    const inbox = new EventEmitter();
    ws.on('message', (data, isBinary) => {
      if (ws.readyState !== ws.OPEN) return;
      const text = isBinary ? undefined : textOf(data);
      if (isRpcMessage(text)) inbox.emit('message', { data: text });
      else cut(ws, CLOSE.malformed, 'The message could not be read.');
    });
    ws.once('close', () => inbox.emit('close'));
    const link = {
      addEventListener<Type extends keyof WebSocket.WebSocketEventMap>(
        type: Type,
        listener: InboxListener<Type>,
      ): void {
        inbox.on(type, (event: WebSocket.WebSocketEventMap[Type]) =>
          typeof listener === 'function' ? listener(event) : listener.handleEvent(event),
        );
      },
      // oRPC waits for what this returns before it takes a stream's next value.
      send: (data: Outgoing) => deliver(ws, data),
    };
    void handler.upgrade(link, { context: caller });
  };

  const deliver = async (ws: WebSocket, data: Outgoing): Promise<void> => {
    if (ws.readyState !== ws.OPEN) return;
    if (ws.bufferedAmount > limits.unsentBytes) {
      cut(ws, CLOSE.tooSlow, 'Too slow.');
      return;
    }
    const { promise: flushed, resolve } = Promise.withResolvers<undefined>();
    ws.send(data, () => resolve(undefined));
    if (ws.bufferedAmount <= limits.pauseAboveBytes) return;
    const frozen = setTimeout(() => cut(ws, CLOSE.tooSlow, 'Too slow.'), limits.stallMs);
    await flushed;
    clearTimeout(frozen);
  };

  const stopListening = tokens.onRotated((name) => {
    for (const [ws, client] of clients) {
      if (client.tokenName === name) cut(ws, CLOSE.unauthorized, 'The token was changed.');
    }
  });

  const stopFollowing = options.canvases.onChanged((canvasId) => {
    for (const [ws, client] of clients) {
      if (client.caller.canvasId !== canvasId) continue;
      const feeds = options.canvases.feedsOf(canvasId);
      if (feeds === null) cut(ws, CLOSE.unauthorized, 'The canvas was removed.');
      else if (client.granted.some((feed) => !feeds.includes(feed))) {
        // A stream that is open would go on: the page comes back at once, with what it may read now.
        cut(ws, CLOSE.grantChanged, 'The canvas needs less now.');
      } else client.granted = feeds;
    }
    countOverlays();
  });

  return {
    upgrade(request, socket, head) {
      const refusal = options.guard.upgrade(request);
      if (refusal !== null) {
        logger.warn({ code: refusal.code }, 'upgrade refused');
        refuseUpgrade(socket, refusal);
        return;
      }
      if (server.clients.size >= limits.sockets) {
        refuseUpgrade(socket, { status: 503, code: 'too_many_sockets', message: '' });
        return;
      }
      server.handleUpgrade(request, socket, head, welcome);
    },
    close() {
      stopListening();
      stopFollowing();
      for (const ws of server.clients) cut(ws, CLOSE.goingAway, 'Coinfall is closing.');
      server.close();
    },
  };
}

/** Ends a connection whose other side has silently gone. */
function keepAlive(ws: WebSocket, everyMs: number): void {
  let answered = true;
  ws.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) {
      ws.terminate();
      return;
    }
    answered = false;
    ws.ping();
  }, everyMs);
  ws.once('close', () => clearInterval(timer));
}

function recognise(
  text: string,
  { tokens, canvases }: Pick<RpcSocketsOptions, 'tokens' | 'canvases'>,
  clientId: string,
): Client | undefined {
  const shown = handshakeSchema.safeParse(parseJson(text));
  if (!shown.success) return undefined;
  const { token } = shown.data;
  const tokenName = tokens.nameOf(token);
  const canvasId = canvasOf(token, tokens.current('canvas-key'), canvases.ids());
  if (canvasId !== undefined) return canvasClient(canvases, canvasId, clientId);
  const grant = tokenName === undefined ? undefined : grantOf(tokenName);
  return tokenName === undefined || grant === undefined
    ? undefined
    : { tokenName, granted: grant.feeds, caller: { ...grant, clientId } };
}

/** The overlay of a canvas: what it may read changes with the canvas. */
function canvasClient(canvases: CanvasGrants, canvasId: string, clientId: string): Client {
  const caller: Caller = {
    scope: 'overlay',
    canvasId,
    clientId,
    get feeds() {
      return canvases.feedsOf(canvasId) ?? [];
    },
  };
  return { tokenName: 'canvas-key', granted: caller.feeds, caller };
}

/** What a token opens on `/rpc`; the HTTP tokens open nothing here. */
function grantOf(name: TokenName): Omit<Caller, 'clientId'> | undefined {
  if (name === 'control') return { scope: 'control', feeds: FEEDS };
  const feeds = FEEDS.filter((feed) => overlayTokenName(feed) === name);
  return feeds.length === 0 ? undefined : { scope: 'overlay', feeds };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

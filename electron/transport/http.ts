/**
 * The HTTP server on 127.0.0.1: guard first, then Fastify's routes, and `/rpc` for upgrades. It holds no rule
 * of the business; what it serves is handed to it by the composition root.
 */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastifyRateLimit from '@fastify/rate-limit';
import type { Router } from '@orpc/server';
import fastify from 'fastify';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { contract } from '../../shared/contract/index.ts';
import type { SourceStatus } from '../../shared/contract/states.ts';
import type { Caller } from '../api/caller.ts';
import { createBearerCheck } from './bearer.ts';
import type { CanvasGrants } from './canvas-tokens.ts';
import { registerEventsRoute } from './events-route.ts';
import type { EventLimits, EventSource } from './events-route.ts';
import { registerGiftsRoute } from './gifts-route.ts';
import type { AcceptGifts, GiftsRate, PresetForms } from './gifts-route.ts';
import { createGuard, refuseRequest } from './guard.ts';
import { registerHeaders, registerPages } from './pages.ts';
import type { TokenStore } from './tokens.ts';
import { createRpcSockets } from './ws.ts';
import type { SocketLimits } from './ws.ts';

/** What `/healthz` tells anybody on this computer: nothing private. */
export interface Health {
  readonly sources: readonly Pick<SourceStatus, 'scheme' | 'state'>[];
  readonly lastCommitAtMs: number | null;
}

export interface HttpOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly rendererDir: string;
  readonly tokens: TokenStore;
  readonly canvases: CanvasGrants;
  readonly router: Router<typeof contract, Caller>;
  /** Changes with every start of the companion. */
  readonly generation: string;
  readonly acceptGifts: AcceptGifts;
  readonly presets: PresetForms;
  readonly events: EventSource;
  readonly health: () => Health;
  readonly version: string;
  readonly logger: Logger;
  readonly onOverlayClients: (count: number) => void;
  readonly socketLimits?: Partial<SocketLimits>;
  readonly eventLimits?: Partial<EventLimits>;
  readonly giftsRate?: GiftsRate;
}

export type StartHttpResult =
  | { readonly ok: true; readonly port: number; close(): Promise<void> }
  | {
      readonly ok: false;
      readonly code: 'port_in_use' | 'port_denied' | 'not_listening';
      readonly message: string;
    };

const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 10_000;
/** Pages, overlays, event streams and scripts together stay far below it. */
const MAX_CONNECTIONS = 128;
/** Answers under way may finish; then what is left is cut off. */
const CLOSE_DEADLINE_MS = 1_000;

/** Starts listening. Pages, `/rpc` and the HTTP interface answer from then on, until `close`. */
export async function startHttp(options: HttpOptions): Promise<StartHttpResult> {
  const { logger, tokens } = options;
  let port = options.port;
  const guard = createGuard(() => port);
  const app = fastify({
    // Request lines stay out of the log: somebody may have put a token into a query.
    logger: false,
    serverFactory: (handler) => {
      const server = createServer(
        {
          headersTimeout: HEADERS_TIMEOUT_MS,
          requestTimeout: REQUEST_TIMEOUT_MS,
          keepAliveTimeout: KEEP_ALIVE_MS,
          connectionsCheckingInterval: 1_000,
          maxHeaderSize: 8 * 1024,
          // A request without a Host is the guard's business, which answers in words.
          requireHostHeader: false,
        },
        (request, response) => {
          const refusal = guard.request(request);
          if (refusal === null) {
            handler(request, response);
            return;
          }
          logger.warn({ code: refusal.code }, 'request refused');
          refuseRequest(response, refusal);
        },
      );
      server.maxConnections = MAX_CONNECTIONS;
      return server;
    },
  });

  acceptJsonOnly(app);
  answerErrorsInJson(app, logger);
  await registerHeaders(app);
  await app.register(fastifyRateLimit, {
    global: false,
    errorResponseBuilder: () =>
      Object.assign(new Error('Too many requests. Wait as long as Retry-After says.'), {
        statusCode: 429,
      }),
  });
  const requireToken = createBearerCheck(app, tokens);
  await registerPages(app, options.rendererDir);
  registerGiftsRoute(app, {
    requireToken,
    acceptGifts: options.acceptGifts,
    presets: options.presets,
    ...(options.giftsRate === undefined ? {} : { rate: options.giftsRate }),
  });
  const endEvents = registerEventsRoute(app, {
    requireToken,
    tokens,
    events: options.events,
    logger,
    ...(options.eventLimits === undefined ? {} : { limits: options.eventLimits }),
  });
  registerHealth(app, options);
  const sockets = createRpcSockets({
    guard,
    tokens,
    canvases: options.canvases,
    router: options.router,
    generation: options.generation,
    logger,
    onOverlayClients: options.onOverlayClients,
    ...(options.socketLimits === undefined ? {} : { limits: options.socketLimits }),
  });
  app.server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));

  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    endEvents();
    sockets.close();
    await app.close();
    return listenFailure(error, port);
  }
  port = (app.server.address() as AddressInfo).port;

  let closing: Promise<void> | undefined;
  return {
    ok: true,
    port,
    close() {
      closing ??= closeAll(app, app.server, () => {
        endEvents();
        sockets.close();
      });
      return closing;
    },
  };
}

async function closeAll(
  app: FastifyInstance,
  server: Server,
  endStreams: () => void,
): Promise<void> {
  endStreams();
  const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_DEADLINE_MS);
  await app.close();
  clearTimeout(deadline);
}

/** Only JSON is parsed, unless a route asks for more: a form of another website cannot send it without being asked first. */
function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
}

function registerHealth(app: FastifyInstance, options: HttpOptions): void {
  app.get('/healthz', (_request, reply) => {
    const { sources, lastCommitAtMs } = options.health();
    return reply.send({
      up: true,
      version: options.version,
      // Field by field: a source's URL may name an account.
      sources: sources.map(({ scheme, state }) => ({ scheme, state })),
      lastCommitAtMs,
    });
  });
}

const ERRORS: ReadonlyMap<number, { readonly code: string; readonly message: string }> = new Map([
  [413, { code: 'too_large', message: 'The request is too large; nothing was stored.' }],
  [
    415,
    {
      code: 'unsupported_media_type',
      message: 'Send JSON, with "Content-Type: application/json".',
    },
  ],
  [
    429,
    {
      code: 'too_many_requests',
      message: 'Too many requests. Wait as long as Retry-After says, then try again.',
    },
  ],
]);
const UNREADABLE = {
  code: 'malformed_json',
  message: 'The request could not be read; is it JSON? Nothing was stored.',
};

function answerErrorsInJson(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500) {
      return reply.code(status).send(ERRORS.get(status) ?? UNREADABLE);
    }
    logger.error({ err: error, route: request.routeOptions.url }, 'a route failed');
    return reply.code(500).send({
      code: 'internal',
      message: 'Coinfall failed to answer; its log says why. Try again.',
    });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({
      code: 'not_found',
      message: 'There is nothing here. Use the links that Coinfall shows.',
    }),
  );
}

function listenFailure(error: unknown, port: number): StartHttpResult {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return {
      ok: false,
      code: 'port_in_use',
      message: `Port ${port} is used by another program. Close it, or choose another port with --port.`,
    };
  }
  if (code === 'EACCES') {
    return {
      ok: false,
      code: 'port_denied',
      message: `This computer does not let Coinfall use port ${port}. Choose one above 1023 with --port.`,
    };
  }
  return {
    ok: false,
    code: 'not_listening',
    message: `Coinfall could not open port ${port} on 127.0.0.1 (${String(code ?? error)}).`,
  };
}

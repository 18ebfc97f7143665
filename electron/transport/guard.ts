/**
 * The first door, before any route: is this request meant for us, and does it come from one of our pages?
 * A foreign Host is DNS rebinding, a foreign Origin another website; both end here, for HTTP and WebSocket.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Why a request is turned away. `status` is also what an upgrade is answered with. */
export interface Refusal {
  readonly status: 400 | 403 | 404 | 503;
  readonly code: string;
  readonly message: string;
}

export interface Guard {
  /** Checks of every HTTP request. An absent Origin is fine: curl sends none, and GETs change nothing. */
  request(request: IncomingMessage): Refusal | null;
  /** Checks of a WebSocket upgrade, which only our own pages may ask for: Origin is required. */
  upgrade(request: IncomingMessage): Refusal | null;
}

const FOREIGN_HOST: Refusal = {
  status: 403,
  code: 'foreign_host',
  message: 'This address is only answered under the name in the links that Coinfall shows.',
};
const FOREIGN_ORIGIN: Refusal = {
  status: 403,
  code: 'foreign_origin',
  message: 'Another website may not talk to Coinfall.',
};
const BAD_REQUEST: Refusal = {
  status: 400,
  code: 'bad_request',
  message: 'The request could not be understood.',
};
const NOT_FOUND: Refusal = { status: 404, code: 'not_found', message: 'There is nothing here.' };

/** The one path that may be upgraded. */
const RPC_PATH = '/rpc';

/** `port` is asked at each request: with port 0 it is known only once the server listens. */
export function createGuard(port: () => number): Guard {
  const own = (part: 'host' | 'origin', value: string): boolean =>
    ['127.0.0.1', 'localhost'].some((name) => new URL(`http://${name}:${port()}`)[part] === value);

  const checkHost = (request: IncomingMessage): Refusal | null => {
    const host = onlyHeader(request, 'host');
    return host !== undefined && own('host', host) ? null : FOREIGN_HOST;
  };

  return {
    request(request) {
      const refusal = checkHost(request);
      if (refusal !== null) return refusal;
      if (hasHeader(request, 'origin')) {
        const origin = onlyHeader(request, 'origin');
        if (origin === undefined || !own('origin', origin)) return FOREIGN_ORIGIN;
      }
      return isReadablePath(request.url) ? null : BAD_REQUEST;
    },
    upgrade(request) {
      const refusal = checkHost(request);
      if (refusal !== null) return refusal;
      const origin = onlyHeader(request, 'origin');
      if (origin === undefined || !own('origin', origin)) return FOREIGN_ORIGIN;
      return request.url === RPC_PATH ? null : NOT_FOUND;
    },
  };
}

/** Answers a refused request and ends its connection. */
export function refuseRequest(response: ServerResponse, refusal: Refusal): void {
  const { status, code, message } = refusal;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(JSON.stringify({ code, message }));
}

/** Answers a refused upgrade in plain HTTP and ends its connection. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  // Whoever was refused may hang up first; that is nobody's failure.
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${refusal.status} ${refusal.code}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    () => socket.destroy(),
  );
}

/** The header's value if it was sent exactly once; Node itself would pick the first of several. */
function onlyHeader(request: IncomingMessage, name: string): string | undefined {
  const values = request.headersDistinct[name];
  return values?.length === 1 ? values[0] : undefined;
}

function hasHeader(request: IncomingMessage, name: string): boolean {
  return request.headersDistinct[name] !== undefined;
}

/** A path of ours, not a proxy's `http://…`, with sound percent-encoding. */
function isReadablePath(url: string | undefined): boolean {
  if (url?.startsWith('/') !== true) return false;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

/**
 * `GET /api/v1/events`: what was booked, as server-sent events. Each stream reads the journal from where its
 * client is and only lets itself be woken by new commits: catching up and being live are one loop, so there
 * is no seam at which a row could be missed or sent twice.
 */
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import type { RequireToken } from './bearer.ts';
import type { TokenStore } from './tokens.ts';

export interface EventSource {
  /** Journal rows above `seq`, in seq order, at most `limit`. */
  after(seq: number, limit: number): Promise<readonly CommittedGift[]>;
  /** Calls the listener after every commit. Returns the function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** The newest row's seq; 0 while there is none. */
  head(): number;
}

const EVENT_LIMITS = {
  streams: 16,
  batch: 500,
  heartbeatMs: 15_000,
  unsentBytes: 1024 * 1024,
  /** How long a client may leave its stream unread before it is cut off; it resumes by Last-Event-ID. */
  stallMs: 10_000,
};
export type EventLimits = typeof EVENT_LIMITS;

export interface EventsRouteOptions {
  readonly requireToken: RequireToken;
  readonly tokens: TokenStore;
  readonly events: EventSource;
  readonly logger: Logger;
  readonly limits?: Partial<EventLimits>;
}

/** Needs the rate-limit plugin. Returns the function that ends every stream. */
export function registerEventsRoute(app: FastifyInstance, options: EventsRouteOptions): () => void {
  const { events, tokens, logger } = options;
  const limits = { ...EVENT_LIMITS, ...options.limits };
  const streams = new Set<Stream>();
  const endAll = (): void => {
    for (const stream of streams) stream.end();
  };
  const stopListening = tokens.onRotated((name) => {
    if (name === 'events') endAll();
  });

  app.route({
    method: 'GET',
    url: '/api/v1/events',
    exposeHeadRoute: false,
    onRequest: options.requireToken('events'),
    config: { rateLimit: { max: 60, timeWindow: 10_000 } },
    handler: async (request, reply) => {
      const asked = lastEventId(request);
      if (asked === 'unreadable') {
        return reply.code(400).send({
          code: 'bad_last_event_id',
          message: 'Last-Event-ID must be the id of an event that was received here.',
        });
      }
      if (streams.size >= limits.streams) {
        return reply
          .code(429)
          .header('retry-after', 10)
          .send({
            code: 'too_many_streams',
            message: `At most ${limits.streams} event streams may be open at once.`,
          });
      }
      reply.hijack();
      const response = reply.raw;
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        connection: 'close',
      });
      const head = events.head();
      const stream = openStream(response, limits);
      streams.add(stream);
      response.once('close', () => streams.delete(stream));
      if (asked !== undefined && asked > head) {
        // The id is of another ledger (a restored backup): waiting for it would hide what comes before.
        stream.write(`event: reset\ndata: ${JSON.stringify({ head })}\n\n`);
      } else {
        stream.write(': connected\n\n');
      }
      try {
        await follow(stream, events, Math.min(asked ?? head, head), limits.batch);
      } catch (error) {
        logger.error({ err: error }, 'the event stream failed');
      } finally {
        stream.end();
      }
    },
  });
  return () => {
    stopListening();
    endAll();
  };
}

async function follow(
  stream: Stream,
  events: EventSource,
  fromSeq: number,
  batch: number,
): Promise<void> {
  let cursor = fromSeq;
  let woken = Promise.withResolvers<undefined>();
  const wake = (): void => woken.resolve(undefined);
  const unsubscribe = events.subscribe(wake);
  stream.onEnd(wake);
  try {
    while (stream.isOpen()) {
      // Renewed before reading: a commit during the read wakes the next round.
      woken = Promise.withResolvers<undefined>();
      const rows = await events.after(cursor, batch);
      if (rows.length > 0) {
        stream.write(rows.map(eventText).join(''));
        cursor = rows.at(-1)?.seq ?? cursor;
        await stream.drained();
      }
      if (rows.length < batch && stream.isOpen()) await woken.promise;
    }
  } finally {
    unsubscribe();
  }
}

interface Stream {
  isOpen(): boolean;
  write(text: string): void;
  /** Resolves when the client has taken what was written, or the stream has ended. */
  drained(): Promise<void>;
  onEnd(listener: () => void): void;
  end(): void;
}

function openStream(response: ServerResponse, limits: EventLimits): Stream {
  const isOpen = (): boolean => !response.destroyed && !response.writableEnded;
  const cutIfSlow = (): void => {
    if (response.writableLength > limits.unsentBytes) response.destroy();
  };
  const heartbeat = setInterval(() => {
    if (isOpen()) response.write(': alive\n\n');
    cutIfSlow();
  }, limits.heartbeatMs);
  response.once('close', () => clearInterval(heartbeat));
  response.on('error', () => response.destroy());
  return {
    isOpen,
    write(text) {
      if (isOpen()) response.write(text);
    },
    drained() {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      if (!isOpen() || !response.writableNeedDrain) return Promise.resolve();
      cutIfSlow();
      const frozen = setTimeout(() => response.destroy(), limits.stallMs);
      const settle = (): void => {
        clearTimeout(frozen);
        response.off('drain', settle);
        response.off('close', settle);
        resolve(undefined);
      };
      response.once('drain', settle);
      response.once('close', settle);
      return promise;
    },
    onEnd(listener) {
      response.once('close', listener);
    },
    end() {
      if (!isOpen()) return;
      response.end();
      // A frozen client would keep the connection, and so the companion, from ending.
      const { socket } = response;
      setTimeout(() => socket?.destroy(), 500).unref();
    },
  };
}

/** One server-sent event; its id is the journal row's seq. */
function eventText(row: CommittedGift): string {
  const data = {
    seq: row.seq,
    giftNo: row.giftNo,
    platform: row.platform,
    kind: row.kind,
    gift: { id: row.giftId, name: row.giftName },
    sender: { handle: row.senderHandle, name: row.senderName },
    quantity: row.quantity,
    unit: row.unit,
    units: row.units,
    delta: row.delta,
    status: row.status,
    firstAt: new Date(row.firstAtMs).toISOString(),
    lastAt: new Date(row.lastAtMs).toISOString(),
  };
  return `id: ${row.seq}\ndata: ${JSON.stringify(data, withBigints)}\n\n`;
}

/** JSON knows no bigint; beyond what a reader's number can hold it is sent as text. */
function withBigints(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value.toString();
}

function lastEventId(request: FastifyRequest): number | 'unreadable' | undefined {
  const sent = request.headers['last-event-id'];
  if (sent === undefined || sent === '') return undefined;
  return typeof sent === 'string' && /^\d{1,15}$/.test(sent) ? Number(sent) : 'unreadable';
}

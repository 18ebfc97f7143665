/**
 * A stand-in for OBS: obs-websocket 5 on 127.0.0.1 with its real hand-shake and authentication, written from the
 * protocol's own document, so that the library is tested against it and not against itself.
 */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';

export interface FakeObs {
  readonly port: number;
  readonly url: string;
  /** How many connections were dialled so far. */
  dialled(): number;
  /** Connections that have identified themselves and still stand. */
  identified(): number;
  /** Requests that were asked, in order. */
  readonly requests: readonly string[];
  /** Everything clients have sent, as text. */
  received(): string;
  /** Starts the stream `agoMs` ago and says so. */
  goLive(agoMs?: number): void;
  stopStream(): void;
  /** Says a state of the stream and nothing else. */
  say(outputState: string, outputActive: boolean): void;
  /** Changes the stream without a word: an event went missing, or nobody was connected. */
  setStream(startedAtMs: number | null): void;
  /** OBS is quit by its user: it says so, and is gone. */
  quit(): void;
  /** Cuts every connection without a farewell. */
  dropAll(): void;
  closeAll(code: number): void;
  /** From now on: hangs (takes requests, answers none), or answers again. */
  setHanging(hanging: boolean): void;
  close(): Promise<void>;
}

export interface FakeObsOptions {
  readonly port?: number;
  readonly password?: string;
  /** Takes connections and never says a word. */
  readonly mute?: boolean;
  /** Ends every connection as it comes. */
  readonly slams?: boolean;
  readonly rpcRefused?: boolean;
}

const OP = { hello: 0, identify: 1, identified: 2, event: 5, request: 6, response: 7 } as const;
const OUTPUTS = 64;
const GENERAL = 1;
const messageSchema = z.object({
  op: z.number(),
  d: z.object({
    rpcVersion: z.number().optional(),
    authentication: z.string().optional(),
    eventSubscriptions: z.number().optional(),
    requestType: z.string().optional(),
    requestId: z.string().optional(),
  }),
});

export async function fakeObs(options: FakeObsOptions = {}): Promise<FakeObs> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    handleProtocols: (offered) => (offered.has('obswebsocket.json') ? 'obswebsocket.json' : false),
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients = new Map<WebSocket, number>();
  const requests: string[] = [];
  let dialled = 0;
  let texts = '';
  let startedAtMs: number | null = null;
  let hanging = false;

  const send = (socket: WebSocket, op: number, d: unknown): void => {
    socket.send(JSON.stringify({ op, d }));
  };
  const broadcast = (intent: number, eventType: string, eventData?: unknown): void => {
    for (const [socket, subscribed] of clients) {
      if ((subscribed & intent) === 0) continue;
      send(socket, OP.event, { eventType, eventIntent: intent, eventData });
    }
  };
  const say = (outputState: string, outputActive: boolean): void =>
    broadcast(OUTPUTS, 'StreamStateChanged', { outputActive, outputState });
  const status = () => ({
    outputActive: startedAtMs !== null,
    outputReconnecting: false,
    outputTimecode: '00:00:00.000',
    outputDuration: startedAtMs === null ? 0 : Date.now() - startedAtMs,
    outputCongestion: 0,
    outputBytes: 0,
    outputSkippedFrames: 0,
    outputTotalFrames: 0,
  });

  server.on('connection', (socket) => {
    dialled += 1;
    if (options.slams === true) {
      socket.close();
      return;
    }
    if (options.mute === true) return;
    const challenge = randomBytes(32).toString('base64');
    const salt = randomBytes(32).toString('base64');
    const authentication =
      options.password === undefined ? {} : { authentication: { challenge, salt } };
    socket.on('close', () => clients.delete(socket));
    socket.on('message', (data: Buffer) => {
      texts += data.toString('utf8');
      const { op, d } = messageSchema.parse(JSON.parse(data.toString('utf8')));
      if (op === OP.identify) {
        const expected =
          options.password === undefined ? undefined : secretOf(options.password, salt, challenge);
        if (options.rpcRefused === true)
          socket.close(4010, 'Your requested RPC version is not supported.');
        else if (expected !== undefined && d.authentication !== expected) {
          socket.close(4009, 'Authentication failed.');
        } else {
          clients.set(socket, d.eventSubscriptions ?? 4_095);
          send(socket, OP.identified, { negotiatedRpcVersion: 1 });
        }
      } else if (op === OP.request) {
        requests.push(d.requestType ?? '');
        if (hanging) return;
        send(socket, OP.response, {
          requestType: d.requestType,
          requestId: d.requestId,
          requestStatus: { result: true, code: 100 },
          responseData: status(),
        });
      }
    });
    send(socket, OP.hello, { obsWebSocketVersion: '5.5.0', rpcVersion: 1, ...authentication });
  });

  const dropAll = (): void => server.clients.forEach((client) => client.terminate());
  return {
    port,
    url: `ws://127.0.0.1:${port}`,
    dialled: () => dialled,
    identified: () => clients.size,
    requests,
    received: () => texts,
    goLive(agoMs = 0) {
      say('OBS_WEBSOCKET_OUTPUT_STARTING', false);
      startedAtMs = Date.now() - agoMs;
      say('OBS_WEBSOCKET_OUTPUT_STARTED', true);
    },
    stopStream() {
      say('OBS_WEBSOCKET_OUTPUT_STOPPING', false);
      startedAtMs = null;
      say('OBS_WEBSOCKET_OUTPUT_STOPPED', false);
    },
    say,
    setStream(atMs) {
      startedAtMs = atMs;
    },
    quit() {
      broadcast(GENERAL, 'ExitStarted');
      startedAtMs = null;
      // As the real one does: no farewell, and no word of the stream.
      setImmediate(dropAll);
    },
    dropAll,
    closeAll: (code) => server.clients.forEach((client) => client.close(code)),
    setHanging(now) {
      hanging = now;
    },
    close: () =>
      new Promise((resolve) => {
        dropAll();
        server.close(() => resolve());
      }),
  };
}

function secretOf(password: string, salt: string, challenge: string): string {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
  return sha256(sha256(password + salt) + challenge);
}

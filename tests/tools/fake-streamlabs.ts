/**
 * A stand-in for Streamlabs' Socket API on 127.0.0.1: Engine.IO 3 over a WebSocket, which asks for a token in the
 * query and says what a test tells it (shapes: dev.streamlabs.com/docs/socket-api).
 */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Door, openDoor } from './door.ts';

export interface FakeStreamlabs {
  readonly port: number;
  readonly clients: ReadonlySet<WebSocket>;
  /** Paths with query of every connection that was asked for. */
  readonly asked: readonly string[];
  readonly door: Door;
  /** Pings of the protocol that came in. */
  pings(): number;
  /** Sends an `event` to every client. */
  send(event: unknown): void;
  sendRaw(text: string): void;
  /** Cuts every connection without a farewell. */
  dropAll(): void;
  close(): Promise<void>;
}

export interface FakeStreamlabsOptions {
  readonly port?: number;
  readonly token?: string;
  /** How a wrong token is refused: at the upgrade, or by a packet of the protocol. */
  readonly refusesBy?: 'upgrade' | 'packet';
  readonly pingInterval?: number;
  readonly pingTimeout?: number;
  /** Answers no ping. */
  readonly mute?: boolean;
}

export async function fakeStreamlabs(options: FakeStreamlabsOptions = {}): Promise<FakeStreamlabs> {
  const { token = 'sl-token', refusesBy = 'packet', mute = false } = options;
  const { pingInterval = 25_000, pingTimeout = 60_000 } = options;
  const asked: string[] = [];
  let pings = 0;
  const door = openDoor();
  const isKnown = (request: IncomingMessage): boolean => {
    const query = new URL(request.url ?? '', 'ws://127.0.0.1').searchParams;
    return query.get('token') === token && query.get('EIO') === '3';
  };
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    path: '/socket.io/',
    verifyClient: door.verifyWith((request) => {
      asked.push(request.url ?? '');
      return refusesBy === 'packet' || isKnown(request);
    }),
  });
  door.watch(server);
  server.on('connection', (client, request) => {
    client.on('message', (data) => {
      if (!Buffer.isBuffer(data) || data.toString() !== '2') return;
      pings += 1;
      if (!mute) client.send('3');
    });
    client.send(`0${JSON.stringify({ sid: 'sid', upgrades: [], pingInterval, pingTimeout })}`);
    client.send(isKnown(request) ? '40' : '44"Authentication error"');
  });
  await once(server, 'listening');
  const sendRaw = (text: string): void => server.clients.forEach((client) => client.send(text));
  const dropAll = (): void => server.clients.forEach((client) => client.terminate());
  return {
    port: (server.address() as AddressInfo).port,
    clients: server.clients,
    asked,
    door,
    pings: () => pings,
    send: (event) => sendRaw(`42${JSON.stringify(['event', event])}`),
    sendRaw,
    dropAll,
    close: () =>
      new Promise((resolve) => {
        dropAll();
        server.close(() => resolve());
      }),
  };
}

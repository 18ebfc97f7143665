/**
 * A stand-in for StreamElements' Astro gateway on 127.0.0.1: takes a subscription with a token, and says what a test
 * tells it (shapes: docs.streamelements.com/websockets).
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Door, openDoor } from './door.ts';

interface Subscription {
  readonly type: string;
  readonly nonce: string;
  readonly data: {
    readonly topic: string;
    readonly room?: string;
    readonly token: string;
    readonly token_type: string;
  };
}

export interface FakeStreamelements {
  readonly port: number;
  readonly clients: ReadonlySet<WebSocket>;
  /** Every subscription that was asked for. */
  readonly asked: readonly Subscription[];
  readonly door: Door;
  /** Pings of the WebSocket that came in. */
  pings(): number;
  /** The next subscription is answered with this error. */
  failNext(error: string): void;
  /** Sends a message of a topic to every client. */
  send(topic: string, data: unknown): void;
  sendRaw(text: string): void;
  /** Cuts every connection without a farewell. */
  dropAll(): void;
  close(): Promise<void>;
}

export interface FakeStreamelementsOptions {
  readonly port?: number;
  readonly token?: string;
  /** Answers no ping of the WebSocket, as a line that died unnoticed. */
  readonly mute?: boolean;
}

export async function fakeStreamelements(
  options: FakeStreamelementsOptions = {},
): Promise<FakeStreamelements> {
  const { token = 'se-token', mute = false } = options;
  const asked: Subscription[] = [];
  let pings = 0;
  const door = openDoor();
  let nextError: string | null = null;
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    autoPong: !mute,
    verifyClient: door.verifyWith(() => true),
  });
  door.watch(server);
  server.on('connection', (client) => {
    client.on('ping', () => {
      pings += 1;
    });
    client.on('message', (data) => {
      if (!Buffer.isBuffer(data)) return;
      const wish = JSON.parse(data.toString()) as Subscription;
      asked.push(wish);
      const error = nextError ?? (wish.data.token === token ? null : 'err_unauthorized');
      nextError = null;
      const answer = { id: '01HB0YE5', ts: '2026-09-20T16:43:21Z', type: 'response' };
      const words = error === null ? 'successfully subscribed to topic' : 'invalid token';
      client.send(
        JSON.stringify({
          ...answer,
          nonce: wish.nonce,
          ...(error === null ? {} : { error }),
          data: { message: words, topic: wish.data.topic },
        }),
      );
    });
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
    failNext: (error) => {
      nextError = error;
    },
    send: (topic, data) =>
      sendRaw(JSON.stringify({ id: '01HPPM2T', type: 'message', topic, data })),
    sendRaw,
    dropAll,
    close: () =>
      new Promise((resolve) => {
        dropAll();
        server.close(() => resolve());
      }),
  };
}

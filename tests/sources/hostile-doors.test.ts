/** Servers that misbehave at the door, each beside a healthy platform that must not feel it. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { describe, expect, it } from 'vitest';
import { useSources } from './beside.ts';
import { until } from './waiting.ts';

const { start, endLater, healthy } = useSources();

type Name = 'Twitch' | 'TikFinity' | 'TikTok';

const URLS: Readonly<Record<Name, (port: number, more?: string) => string>> = {
  Twitch: (port, more = '') => `twitch://streamer?server=ws://127.0.0.1:${port}${more}`,
  TikFinity: (port, more = '') => `tikfinity://127.0.0.1:${port}${more.replace('&', '?')}`,
  TikTok: (port, more = '') => `tiktok://@ann?push=ws://127.0.0.1:${port}&room=7${more}`,
};
const NAMES = Object.keys(URLS) as readonly Name[];

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endLater(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Answers every upgrade by something that is none. */
function answering(head: string): Promise<number> {
  const server = createHttpServer();
  server.on('upgrade', (_, socket) => socket.end(`HTTP/1.1 ${head}\r\nContent-Length: 0\r\n\r\n`));
  return listening(server);
}

/** Lets everybody in, and does one thing to them. */
function opening(then: (client: WebSocket) => void): Promise<number> {
  const http = createHttpServer();
  const server = new WebSocketServer({ server: http });
  server.on('connection', (client) => {
    client.on('error', () => client.terminate());
    then(client);
  });
  return listening(http);
}

/** Sends everybody on to a server that must never be visited. */
async function redirecting(): Promise<number> {
  const elsewhere = await listening(
    createServer(() => {
      throw new Error('a redirect was followed');
    }),
  );
  return answering(`302 Found\r\nLocation: ws://127.0.0.1:${elsewhere}/`);
}

/** What happens at the door, with what the source says of it; null: it is still patient. */
const DOORS: readonly (readonly [string, () => Promise<number>, RegExp | null])[] = [
  ['that redirects to another server', redirecting, /does not answer like|refused/],
  ['that asks for a login', () => answering('401 Unauthorized'), /does not answer like|refused/],
  [
    'that is overloaded',
    () => answering('503 Service Unavailable'),
    /does not answer like|refused/,
  ],
  [
    'that takes the call and never speaks',
    () => listening(createServer((socket) => socket.resume())),
    null,
  ],
  [
    'that hangs up at once',
    () => listening(createServer((socket) => socket.destroy())),
    /broke|closed|failed/,
  ],
  [
    'that opens and says nothing',
    () => opening(() => undefined),
    /said nothing for 1 s|did not answer our PING/,
  ],
  [
    'that opens and closes',
    () => opening((client) => client.close(1_000)),
    /closed the connection/,
  ],
  [
    'that closes because of a wrong login',
    () => opening((client) => client.close(1_008, 'login')),
    /closed the connection/,
  ],
  [
    'that cuts every line after a moment',
    () => opening((client) => setTimeout(() => client.terminate(), 100)),
    /closed the connection|broke/,
  ],
];

describe.each(NAMES)('a server for %s', (name) => {
  it.each(DOORS)(
    '%s is tried again in words, and costs no other source a gift',
    async (_, door, words) => {
      const other = await healthy();
      const source = start(URLS[name](await door(), '&silence=1'));
      await other.proves();
      if (words === null) {
        expect(source.state()).toBe('connecting');
        return;
      }
      await until(() => source.ends() >= 2, 'two attempts');
      for (const { state, reason } of source.statuses) {
        if (state === 'waiting') expect(reason).toMatch(words);
      }
      expect(source.frames).toEqual([]);
      await other.proves();
    },
  );
});

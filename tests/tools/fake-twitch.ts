/** A stand-in for Twitch chat: IRC over WebSocket on 127.0.0.1, as far as an anonymous reader sees it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Door, openDoor } from './door.ts';

export interface FakeTwitch {
  readonly port: number;
  /** `twitch://channel?server=…` for this server, with `more` after it. */
  url(channel: string, more?: string): string;
  readonly door: Omit<Door, 'watch' | 'verifyClient'>;
  readonly clients: ReadonlySet<WebSocket>;
  /** Everything clients have sent, in order. */
  readonly received: readonly string[];
  /** How many connections were ever opened. */
  connections(): number;
  /** Answers those who are here no more, not even their PING, and leaves their sockets open. */
  muteAll(): void;
  /** Sends a raw line to everybody, with its channel replaced when one is given. */
  say(line: string, channel?: string): void;
  /** Asks every client to connect again, as Twitch does before it restarts, and leaves the sockets open. */
  reconnect(): void;
  dropAll(): void;
  close(): Promise<void>;
}

/** `silent` answers nothing at all; `noJoin` logs in but never confirms a channel. */
export async function fakeTwitch(
  options: { readonly port?: number; readonly behaviour?: 'normal' | 'silent' | 'noJoin' } = {},
): Promise<FakeTwitch> {
  const behaviour = options.behaviour ?? 'normal';
  const door = openDoor();
  const { verifyClient } = door;
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    verifyClient,
  });
  door.watch(server);
  await once(server, 'listening');
  const port = (server.address() as AddressInfo).port;
  const received: string[] = [];
  const muted = new Set<WebSocket>();

  server.on('connection', (client) => {
    client.on('error', () => client.terminate());
    let nick = '';
    client.on('message', (data) => {
      if (!Buffer.isBuffer(data)) return;
      for (const line of data.toString('utf8').trim().split('\r\n')) {
        received.push(line);
        if (line.startsWith('NICK ')) nick = line.slice('NICK '.length);
        if (behaviour !== 'silent' && !muted.has(client))
          answer(client, line, nick, behaviour === 'normal');
      }
    });
  });

  const sendAll = (text: string): void => server.clients.forEach((client) => client.send(text));
  const dropAll = (): void => server.clients.forEach((client) => client.terminate());
  return {
    port,
    url: (channel, more = '') => `twitch://${channel}?server=ws://127.0.0.1:${port}${more}`,
    door,
    clients: server.clients,
    received,
    connections: () => door.opened(),
    muteAll: () => server.clients.forEach((client) => muted.add(client)),
    say: (line, channel) =>
      sendAll(`${channel === undefined ? line : line.replace(/ #\w+/, ` #${channel}`)}\r\n`),
    reconnect: () => sendAll(':tmi.twitch.tv RECONNECT\r\n'),
    dropAll,
    close: () =>
      new Promise((resolve) => {
        dropAll();
        server.close(() => resolve());
      }),
  };
}

function answer(client: WebSocket, line: string, nick: string, confirmsJoin: boolean): void {
  const [command = '', argument = ''] = line.split(' ');
  switch (command) {
    case 'CAP':
      client.send(`:tmi.twitch.tv CAP * ACK ${line.slice(line.indexOf(':'))}\r\n`);
      break;
    case 'NICK':
      client.send(
        `:tmi.twitch.tv 001 ${nick} :Welcome, GLHF!\r\n:tmi.twitch.tv 376 ${nick} :>\r\n`,
      );
      break;
    case 'JOIN':
      if (!confirmsJoin) break;
      client.send(`:${nick}!${nick}@${nick}.tmi.twitch.tv JOIN ${argument}\r\n`);
      client.send(
        `@emote-only=0;room-id=900000014;slow=0 :tmi.twitch.tv ROOMSTATE ${argument}\r\n`,
      );
      break;
    case 'PING':
      client.send('PONG\r\n');
      break;
    default:
      break;
  }
}

/** A stand-in for the TikFinity desktop app: a WebSocket server on 127.0.0.1 that sends what a test tells it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Door, openDoor } from './door.ts';
import { type RecordedGift, recordedGifts } from './fixtures.ts';

export interface FakeTikfinity {
  readonly port: number;
  readonly clients: ReadonlySet<WebSocket>;
  readonly door: Omit<Door, 'watch' | 'verifyClient'>;
  /** Sends an object as JSON to every client. */
  send(message: unknown): void;
  sendRaw(text: string): void;
  /** Cuts every connection without a farewell. */
  dropAll(): void;
  close(): Promise<void>;
}

/** Listens on `port`, or on any free one. */
export async function fakeTikfinity(
  options: { readonly port?: number } = {},
): Promise<FakeTikfinity> {
  const door = openDoor();
  const { verifyClient } = door;
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    verifyClient,
  });
  door.watch(server);
  await once(server, 'listening');
  const sendRaw = (text: string): void => server.clients.forEach((client) => client.send(text));
  const dropAll = (): void => server.clients.forEach((client) => client.terminate());
  return {
    port: (server.address() as AddressInfo).port,
    clients: server.clients,
    door,
    send: (message) => sendRaw(JSON.stringify(message)),
    sendRaw,
    dropAll,
    close: () =>
      new Promise((resolve) => {
        dropAll();
        server.close(() => resolve());
      }),
  };
}

/** A recorded message as TikFinity would have sent it: typed numbers, no receiver. */
export function tikfinityFrame({ decoded }: RecordedGift) {
  return {
    event: 'gift',
    data: {
      giftId: Number(decoded.giftId),
      giftName: decoded.giftName,
      giftType: decoded.giftType,
      diamondCount: decoded.diamondCount,
      repeatCount: decoded.repeatCount,
      repeatEnd: decoded.repeatEnd === 1,
      groupId: decoded.groupId,
      userId: decoded.userId,
      uniqueId: decoded.displayId,
      nickname: decoded.displayId,
      msgId: decoded.msgId,
      createTime: decoded.createTime,
    },
  };
}

/** All recorded messages as TikFinity frames; empty when the recordings are absent. */
export function fixtureFrames(): readonly ReturnType<typeof tikfinityFrame>[] {
  return recordedGifts().map(tikfinityFrame);
}

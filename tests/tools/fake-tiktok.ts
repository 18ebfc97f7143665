/**
 * A stand-in for TikTok's push server on 127.0.0.1, speaking its protobuf frames: rooms by their id, heartbeats and
 * acknowledgements read, and everything that a bad day may bring.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  CommonMessageData,
  type ControlAction,
  Gift,
  GiftMonitorInfo,
  HeartBeatMessage,
  ProtoMessageFetchResult,
  User,
  WebcastControlMessage,
  WebcastGiftMessage,
  WebcastImEnterRoomMessage,
  WebcastPushFrame,
} from 'tiktok-live-proto/v3';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RecordedGift } from './fixtures.ts';

/** A message by its type, with its protobuf content. */
export interface TiktokMessage {
  readonly method: string;
  readonly payload: Uint8Array;
}

export interface FakeTiktok {
  readonly port: number;
  readonly clients: ReadonlySet<WebSocket>;
  /** Rooms that were entered, in order; each reconnect enters again. */
  readonly entered: readonly string[];
  readonly heartbeats: () => number;
  /** Log ids that were acknowledged. */
  readonly acks: readonly string[];
  /** `tiktok://` address of a room of this server. */
  source(handle: string, room: string, more?: string): string;
  /** Sends messages in one frame, to one room or to all; asks for an acknowledgement. */
  send(messages: readonly TiktokMessage[], room?: string): void;
  /** Sends bytes as they are. */
  sendBytes(bytes: Uint8Array, room?: string): void;
  sendText(text: string): void;
  /** Cuts every connection without a farewell. */
  dropAll(): void;
  /** New connections are cut as soon as they are open, or served again. */
  setClosingAtOnce(closing: boolean): void;
  /** New handshakes are refused, or served again. */
  setRefusing(refusing: boolean): void;
  close(): Promise<void>;
}

/** Listens on `port`, or on any free one. */
export async function fakeTiktok(options: { readonly port?: number } = {}): Promise<FakeTiktok> {
  let refusing = false;
  let closingAtOnce = false;
  let heartbeats = 0;
  let frames = 0;
  const entered: string[] = [];
  const acks: string[] = [];
  const rooms = new Map<WebSocket, string>();
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    perMessageDeflate: false,
    verifyClient: () => !refusing,
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  server.on('connection', (client) => {
    client.on('error', () => client.terminate());
    client.on('close', () => rooms.delete(client));
    if (closingAtOnce) {
      client.terminate();
      return;
    }
    client.on('message', (data) => {
      if (!Buffer.isBuffer(data)) return;
      const frame = WebcastPushFrame.decode(data);
      switch (frame.payloadType) {
        case 'im_enter_room': {
          const { roomId } = WebcastImEnterRoomMessage.decode(frame.payload);
          rooms.set(client, roomId);
          entered.push(roomId);
          client.send(pushFrame('im_enter_room_resp', new Uint8Array()));
          break;
        }
        case 'hb':
          HeartBeatMessage.decode(frame.payload);
          heartbeats += 1;
          client.send(pushFrame('hb', new Uint8Array()));
          break;
        case 'ack':
          acks.push(frame.logId);
          break;
      }
    });
  });

  const listeners = (room?: string): readonly WebSocket[] =>
    [...rooms].filter(([, entry]) => room === undefined || entry === room).map(([one]) => one);
  const sendBytes = (bytes: Uint8Array, room?: string): void =>
    listeners(room).forEach((client) => client.send(bytes));
  const dropAll = (): void => server.clients.forEach((client) => client.terminate());

  return {
    port,
    clients: server.clients,
    entered,
    heartbeats: () => heartbeats,
    acks,
    source: (handle, room, more = '') =>
      `tiktok://@${handle}?push=ws://127.0.0.1:${port}&room=${room}${more}`,
    send(messages, room) {
      frames += 1;
      sendBytes(messageFrame(messages, String(frames)), room);
    },
    sendBytes,
    sendText: (text) => listeners().forEach((client) => client.send(text)),
    dropAll,
    setClosingAtOnce(closing) {
      closingAtOnce = closing;
    },
    setRefusing(now) {
      refusing = now;
    },
    close: () =>
      new Promise((resolve) => {
        dropAll();
        server.close(() => resolve());
      }),
  };
}

/** A frame of messages as TikTok sends it: packed, with a log id to acknowledge. */
export function messageFrame(messages: readonly TiktokMessage[], logId = '1'): Uint8Array {
  return pushFrame('msg', gzipSync(fetchResult(messages)), logId);
}

/** The messages alone, as the sign server sends them at first. */
export function fetchResult(
  messages: readonly TiktokMessage[],
  change: Partial<ProtoMessageFetchResult> = {},
): Uint8Array {
  return ProtoMessageFetchResult.encode({
    ...blank(ProtoMessageFetchResult),
    messages: messages.map(({ method, payload }) => ({
      method,
      payload: Buffer.from(payload),
      msgId: '0',
      msgType: 0,
      offset: '0',
      isHistory: false,
    })),
    cursor: 'cursor',
    internalExt: 'ext',
    needAck: true,
    ...change,
  }).finish();
}

/** The outer frame around any payload. */
export function pushFrame(payloadType: string, payload: Uint8Array, logId = '0'): Uint8Array {
  return WebcastPushFrame.encode({
    seqId: '0',
    logId,
    service: '0',
    method: '0',
    headers: [],
    payloadEncoding: 'pb',
    payloadType,
    payload: Buffer.from(payload),
  }).finish();
}

/** A message that carries no money. */
export function chatMessage(): TiktokMessage {
  return { method: 'WebcastChatMessage', payload: new Uint8Array() };
}

/** The message that says that the stream pauses, goes on or is over. */
export function controlMessage(action: ControlAction): TiktokMessage {
  const message = { ...blank(WebcastControlMessage), action };
  return {
    method: 'WebcastControlMessage',
    payload: WebcastControlMessage.encode(message).finish(),
  };
}

/** What differs from one rose, given at once and whole. */
export interface TiktokGift {
  readonly giftId?: string;
  readonly name?: string;
  readonly type?: number;
  readonly diamondCount?: number;
  readonly repeatCount?: number;
  readonly repeatEnd?: number;
  readonly groupId?: string;
  readonly userId?: string;
  readonly toUserId?: string;
  readonly anchorId?: string;
}

/** A gift message for what the recordings do not hold. */
export function giftMessage(msgId: string, change: TiktokGift = {}): TiktokMessage {
  const gift: Required<TiktokGift> = {
    giftId: '5655',
    name: 'Rose',
    type: 2,
    diamondCount: 1,
    repeatCount: 1,
    repeatEnd: 0,
    groupId: '0',
    userId: '7000000000000000001',
    toUserId: '7000000000000000002',
    anchorId: '7000000000000000002',
    ...change,
  };
  const message: WebcastGiftMessage = {
    ...blank(WebcastGiftMessage),
    common: { ...blank(CommonMessageData), msgId, createTime: String(Date.now()) },
    giftId: gift.giftId,
    repeatCount: gift.repeatCount,
    comboCount: gift.repeatCount,
    groupCount: 1,
    repeatEnd: gift.repeatEnd,
    groupId: gift.groupId,
    user: {
      ...blank(User),
      id: gift.userId,
      idStr: gift.userId,
      displayId: 'ann',
      nickname: 'Ann',
    },
    gift: {
      ...blank(Gift),
      id: gift.giftId,
      name: gift.name,
      type: gift.type,
      combo: gift.type === 1,
      diamondCount: gift.diamondCount,
    },
    monitorInfo: {
      ...blank(GiftMonitorInfo),
      anchorId: gift.anchorId,
      toUserId: gift.toUserId,
    },
  };
  return { method: 'WebcastGiftMessage', payload: WebcastGiftMessage.encode(message).finish() };
}

/** A recorded message, bit by bit as TikTok sent it. */
export function recordedMessage({ payloadB64 }: RecordedGift): TiktokMessage {
  return { method: 'WebcastGiftMessage', payload: Buffer.from(payloadB64, 'base64') };
}

/** A message with every field at its protobuf default. */
function blank<T>(type: { decode(bytes: Uint8Array): T }): T {
  return type.decode(new Uint8Array());
}

/**
 * The few packets of Engine.IO 3 and Socket.IO 2 that a listener needs, on one WebSocket. Streamlabs still speaks
 * these (its documentation names socket.io 2.0.3, 2026-11), and no client of them is kept up any more.
 *
 * Shapes: github.com/socketio/engine.io-protocol (v3) and socket.io-protocol (v4, as in Socket.IO 2).
 */
import { integerOf, isFields, parseJson } from './fields.ts';

export type EnginePacket =
  /** Opened; the client pings every `pingMs`, and hears within `timeoutMs`. */
  | { readonly type: 'open'; readonly pingMs: number; readonly timeoutMs: number }
  /** The namespace let us in. */
  | { readonly type: 'connected' }
  /** The namespace did not let us in. */
  | { readonly type: 'refused' }
  | { readonly type: 'ping' }
  | { readonly type: 'event'; readonly name: string; readonly data: unknown }
  | { readonly type: 'closed' }
  | { readonly type: 'other' };

export const PING = '2';
export const PONG = '3';

const OTHER: EnginePacket = { type: 'other' };
const PING_MS = 25_000;
const TIMEOUT_MS = 60_000;
const LEAST_MS = 1_000;
const MOST_MS = 120_000;

/** Pure: one text message of the WebSocket → its packet. */
export function readPacket(text: string): EnginePacket {
  switch (text.charAt(0)) {
    case '0':
      return readOpen(text.slice(1));
    case '1':
      return { type: 'closed' };
    case '2':
      return { type: 'ping' };
    case '4':
      return readMessage(text.slice(1));
    default:
      return OTHER;
  }
}

function readOpen(json: string): EnginePacket {
  const told = parseJson(json);
  const [ping, timeout] = isFields(told) ? [told['pingInterval'], told['pingTimeout']] : [];
  return {
    type: 'open',
    pingMs: within(integerOf(ping) ?? PING_MS),
    timeoutMs: within(integerOf(timeout) ?? TIMEOUT_MS),
  };
}

/** A server's wish, as far as it is sane. */
function within(ms: number): number {
  return Math.min(Math.max(ms, LEAST_MS), MOST_MS);
}

function readMessage(packet: string): EnginePacket {
  switch (packet.charAt(0)) {
    case '0':
      return { type: 'connected' };
    case '1':
      return { type: 'closed' };
    case '2': {
      // Maybe a namespace and an id for an acknowledgement, then the event's name and its data.
      const start = packet.indexOf('[');
      const parsed = start < 0 ? undefined : parseJson(packet.slice(start));
      const [name, data] = Array.isArray(parsed) ? (parsed as readonly unknown[]) : [];
      return typeof name === 'string' ? { type: 'event', name, data } : OTHER;
    }
    case '4':
      return { type: 'refused' };
    default:
      return OTHER;
  }
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reconnectDelayMs } from '../../../renderer/client/backoff.ts';
import { NotConnectedError, createConnection } from '../../../renderer/client/connection.ts';
import type { Connection } from '../../../renderer/client/connection.ts';
import { rpcUrl, tokenOf } from '../../../renderer/client/page-address.ts';
import { webSocketLink } from '../../../renderer/client/web-socket-link.ts';
import { FakeWebSocket, FakeWebSocketClass, lastSocket } from './fake-web-socket.ts';

const READY = '{"ready":1,"generation":"one"}';
/** The highest a random number can be: waits are then as long as their cap. */
const LONGEST = 0.999_999;

let connection: Connection;

function connect(random = LONGEST): Connection {
  return createConnection({
    open: webSocketLink({
      url: rpcUrl('127.0.0.1:1'),
      token: 'secret',
      WebSocket: FakeWebSocketClass,
    }),
    random: () => random,
  });
}

function handshake(): void {
  lastSocket().open();
  lastSocket().receive(READY);
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeWebSocket.opened = [];
  connection = connect();
});
afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

describe('the handshake', () => {
  it('sends the token first and is ready only after the answer', () => {
    expect(lastSocket().url).toBe('ws://127.0.0.1:1/rpc');
    lastSocket().open();
    expect(lastSocket().sent).toEqual(['{"v":1,"token":"secret"}']);
    expect(connection.status()).toEqual({ state: 'connecting' });
    lastSocket().receive(READY);
    expect(connection.status()).toEqual({ state: 'ready', epoch: 1 });
  });

  it('refuses calls before it is ready, without sending anything', async () => {
    lastSocket().open();
    await expect(connection.client.session.close()).rejects.toBeInstanceOf(NotConnectedError);
    expect(lastSocket().sent).toHaveLength(1);
  });

  it('hangs up on a server that answers something else', () => {
    lastSocket().open();
    lastSocket().receive('{"hello":true}');
    expect(lastSocket().closedByPage).toBe(true);
    expect(connection.status().state).toBe('lost');
  });

  it('hangs up on a server that stays silent', () => {
    lastSocket().open();
    vi.advanceTimersByTime(8_000);
    expect(lastSocket().closedByPage).toBe(true);
    expect(connection.status().state).toBe('lost');
  });

  it('is made anew for every connection, and each is a new epoch', () => {
    handshake();
    lastSocket().end(1006);
    vi.advanceTimersByTime(500);
    expect(FakeWebSocket.opened).toHaveLength(2);
    handshake();
    expect(lastSocket().sent[0]).toBe('{"v":1,"token":"secret"}');
    expect(connection.status()).toEqual({ state: 'ready', epoch: 2 });
  });
});

describe('losing the connection', () => {
  it('says when it tries again, and tries then', () => {
    handshake();
    const lostAtMs = Date.now();
    lastSocket().end(1006);
    expect(connection.status()).toEqual({ state: 'lost', retryAtMs: lostAtMs + 500 });
    vi.advanceTimersByTime(499);
    expect(FakeWebSocket.opened).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(FakeWebSocket.opened).toHaveLength(2);
  });

  it('fails the calls that were under way', async () => {
    handshake();
    const call = connection.client.session.close();
    const failed = expect(call).rejects.toBeInstanceOf(Error);
    lastSocket().end(1006);
    await failed;
  });

  it('waits longer each time, up to ten seconds, and never gives up', () => {
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const before = Date.now();
      lastSocket().end(1006);
      const status = connection.status();
      if (status.state !== 'lost') throw new Error(`unexpected ${status.state}`);
      waits.push(status.retryAtMs - before);
      vi.advanceTimersByTime(status.retryAtMs - before);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  });

  it('starts with short waits again after a link that lasted', () => {
    for (let attempt = 0; attempt < 4; attempt += 1) {
      lastSocket().end(1006);
      vi.advanceTimersByTime(10_000);
    }
    handshake();
    vi.advanceTimersByTime(5_000);
    lastSocket().end(1006);
    expect(connection.status()).toEqual({ state: 'lost', retryAtMs: Date.now() + 500 });
  });

  it('does not hammer a server that accepts and hangs up at once', () => {
    for (const waitMs of [500, 1_000, 2_000, 4_000, 8_000]) {
      handshake();
      lastSocket().end(1006);
      expect(connection.status()).toEqual({ state: 'lost', retryAtMs: Date.now() + waitMs });
      vi.advanceTimersByTime(waitMs);
    }
  });

  it('tries at once when asked to', () => {
    lastSocket().end(1006);
    connection.retryNow();
    expect(FakeWebSocket.opened).toHaveLength(2);
    vi.advanceTimersByTime(500);
    expect(FakeWebSocket.opened).toHaveLength(2);
  });

  it('asks only once a minute about a token that was refused', () => {
    lastSocket().open();
    lastSocket().end(4401);
    expect(connection.status()).toEqual({ state: 'refused', retryAtMs: Date.now() + 60_000 });
    vi.advanceTimersByTime(59_999);
    expect(FakeWebSocket.opened).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(FakeWebSocket.opened).toHaveLength(2);
  });

  it('stays closed once it was closed', () => {
    handshake();
    connection.close();
    expect(connection.status()).toEqual({ state: 'closed' });
    vi.advanceTimersByTime(120_000);
    expect(FakeWebSocket.opened).toHaveLength(1);
  });
});

describe('the wait before a reconnect', () => {
  it('lies anywhere between almost nothing and its cap', () => {
    expect(reconnectDelayMs(0, 0)).toBe(50);
    expect(reconnectDelayMs(0, 0.5)).toBe(250);
    expect(reconnectDelayMs(3, 0.5)).toBe(2_000);
    expect(reconnectDelayMs(1_000, 1)).toBe(10_000);
  });
});

describe("the page's address", () => {
  it('gives the token from the fragment alone', () => {
    expect(tokenOf('#token=abc&align=center')).toBe('abc');
    expect(tokenOf('#align=center')).toBeNull();
    expect(tokenOf('#token=')).toBeNull();
    expect(tokenOf('')).toBeNull();
  });
});

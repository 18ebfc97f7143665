import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket as NodeWebSocket } from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import { MAX_OPEN_CALLS } from '../../electron/transport/calls.ts';
import type { Client } from '../../shared/contract/index.ts';
import {
  ASKED_EXPORT,
  GENERATION,
  closeCode,
  eventually,
  handshake,
  openSocket,
  startTestServer,
  upgradeStatus,
} from './support.ts';
import type { TestServer } from './support.ts';

let server: TestServer;
const sockets: NodeWebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.close();
});

function keep(socket: NodeWebSocket): NodeWebSocket {
  sockets.push(socket);
  return socket;
}
const connect = async (name: 'control' | 'overlay'): Promise<NodeWebSocket> =>
  keep(await handshake(server.port, server.tokens.current(name)));

function client(socket: NodeWebSocket): Client {
  return createORPCClient(new RPCLink({ websocket: socket as unknown as WebSocket }));
}

async function firstMessage(message: string | Buffer): Promise<number> {
  const socket = keep(openSocket(server.port));
  await once(socket, 'open');
  socket.send(message);
  return closeCode(socket);
}

describe('the handshake', () => {
  it('answers a known token with the generation, then serves the contract', async () => {
    server = await startTestServer();
    const socket = await connect('control');
    const session = await client(socket).session.watch();
    const first = await session.next();
    if (first.done === true) throw new Error('no state');
    expect(first.value.generation).toBe(GENERATION);
    expect(first.value.totals[0]?.units).toBe(2n ** 60n);
  });

  it('loses no message that comes right behind the token', async () => {
    server = await startTestServer();
    const socket = keep(openSocket(server.port));
    await once(socket, 'open');
    const messages: string[] = [];
    socket.on('message', (data: Buffer) => messages.push(data.toString('utf8')));
    socket.send(JSON.stringify({ v: 1, token: server.tokens.current('control') }));
    for (let n = 1; n <= 5; n += 1)
      socket.send(JSON.stringify({ i: `${n}`, p: { u: '/alerts/skip' } }));
    await eventually(() => messages.length === 6);
    expect(messages[0]).toBe(JSON.stringify({ ready: 1, generation: GENERATION }));
    expect(messages.slice(1).map((text) => (JSON.parse(text) as { i: string }).i)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
    expect(server.calls).toHaveLength(5);
  });

  it('closes with 4401 whatever is no token of /rpc', async () => {
    server = await startTestServer();
    const { tokens } = server;
    const control = tokens.current('control');
    for (const message of [
      '',
      'x',
      '[]',
      'null',
      '{}',
      JSON.stringify({ v: 1 }),
      JSON.stringify({ v: 1, token: '' }),
      JSON.stringify({ v: 1, token: 'x'.repeat(43) }),
      JSON.stringify({ v: 1, token: [control] }),
      JSON.stringify({ v: 2, token: control }),
      JSON.stringify({ v: '1', token: control }),
      JSON.stringify({ token: control }),
      JSON.stringify({ v: 1, token: tokens.current('webhook') }),
      JSON.stringify({ v: 1, token: tokens.current('events') }),
      Buffer.from(JSON.stringify({ v: 1, token: control })),
      JSON.stringify({ i: '1', p: { u: '/alerts/skip' } }),
    ]) {
      expect(await firstMessage(message), String(message)).toBe(4401);
    }
    expect(server.calls).toEqual([]);
  });

  it('closes with 4408 when nothing is said', async () => {
    server = await startTestServer({ socketLimits: { handshakeMs: 50 } });
    const socket = keep(openSocket(server.port));
    expect(await closeCode(socket)).toBe(4408);
    const ready = await connect('control');
    // The time is for the handshake alone.
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(ready.readyState).toBe(NodeWebSocket.OPEN);
  });
});

describe('a connection', () => {
  it('is closed within a second when its token is changed, and cannot come back with it', async () => {
    server = await startTestServer();
    const old = server.tokens.current('overlay');
    const overlays = [await connect('overlay'), await connect('overlay')];
    const dashboard = await connect('control');
    const closed = Promise.all(overlays.map(closeCode));
    const startedAt = performance.now();
    server.tokens.rotate('overlay');
    expect(await closed).toEqual([4401, 4401]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(dashboard.readyState).toBe(NodeWebSocket.OPEN);
    expect(await firstMessage(JSON.stringify({ v: 1, token: old }))).toBe(4401);
    await connect('overlay');
  });

  it('is ended on rotation even if its client has stopped reading', async () => {
    server = await startTestServer({ socketLimits: { closeGraceMs: 100 } });
    const overlay = await connect('overlay');
    overlay.pause();
    await eventually(() => server.overlayCounts.at(-1) === 1);
    server.tokens.rotate('overlay');
    await eventually(() => server.overlayCounts.at(-1) === 0, 1_000);
  });

  it('counts as an overlay while it lasts, and a dashboard does not', async () => {
    server = await startTestServer();
    await connect('control');
    const first = await connect('overlay');
    const second = await connect('overlay');
    await eventually(() => server.overlayCounts.at(-1) === 2);
    first.close();
    second.terminate();
    await eventually(() => server.overlayCounts.at(-1) === 0);
    expect(server.overlayCounts).toEqual([1, 2, 1, 0]);
  });

  it('counts no page that shows something else: alerts would be lost on it', async () => {
    server = await startTestServer();
    const ticker = await handshake(server.port, server.tokens.current('overlay-latest'));
    const alerts = await handshake(server.port, server.tokens.current('overlay'));
    await eventually(() => server.overlayCounts.includes(1));
    expect(Math.max(...server.overlayCounts)).toBe(1);
    for (const socket of [ticker, alerts]) socket.terminate();
  });

  it('is closed with 4400 when it sends what no client of ours sends', async () => {
    server = await startTestServer();
    for (const message of [
      '',
      'x',
      'null',
      '[]',
      '{}',
      '{"i":1,"p":{"u":"/alerts/skip"}}',
      '{"i":"1"}',
      '{"i":"1","p":null}',
      '{"i":"1","p":{"u":"alerts/skip"}}',
      '{"i":"1","p":{"u":"http://evil.com/"}}',
      '{"i":"1","t":3,"p":{"e":"message"}}',
      '{"i":"1","t":9}',
      '{"i":"1","p":{"u":"/alerts/skip","h":"x"}}',
      Buffer.from('{"i":"1","p":{"u":"/alerts/skip"}}'),
    ]) {
      const socket = await connect('control');
      const closed = closeCode(socket);
      socket.send(message);
      expect(await closed, String(message)).toBe(4400);
    }
    expect(server.calls).toEqual([]);
  });

  it('answers calls of procedures that are none', async () => {
    server = await startTestServer();
    const socket = await connect('control');
    for (const path of [
      '/',
      '/nothing',
      '/__proto__',
      '/alerts/constructor',
      '/alerts/__proto__/x',
      '/alerts',
    ]) {
      socket.send(JSON.stringify({ i: path.slice(0, 32), p: { u: path } }));
      const [data] = (await once(socket, 'message')) as [Buffer];
      expect(JSON.parse(data.toString('utf8')), path).toMatchObject({ p: { s: 404 } });
    }
  });

  it('is closed with 4429 when it talks without end, but may burst', async () => {
    server = await startTestServer({ socketLimits: { messages: { perSecond: 20, burst: 50 } } });
    const socket = await connect('overlay');
    let answers = 0;
    socket.on('message', () => (answers += 1));
    const closed = closeCode(socket);
    for (let n = 0; n < 45; n += 1) socket.send(JSON.stringify({ i: `${n}`, p: { u: '/x' } }));
    await eventually(() => answers === 45);
    for (let n = 0; n < 45; n += 1) socket.send(JSON.stringify({ i: `${n}`, p: { u: '/x' } }));
    expect(await closed).toBe(4429);
  });

  it('is closed with 4429 when it pings without end', async () => {
    server = await startTestServer({ socketLimits: { messages: { perSecond: 20, burst: 50 } } });
    const socket = await connect('overlay');
    const closed = closeCode(socket);
    for (let n = 0; n < 200; n += 1) socket.ping();
    expect(await closed).toBe(4429);
  });

  it('may not send more than 128 KiB at once, nor a message in countless pieces', async () => {
    server = await startTestServer();
    const large = await connect('control');
    const largeClosed = closeCode(large);
    large.send('x'.repeat(128 * 1024 + 1));
    expect(await largeClosed).toBe(1009);
    const pieces = await connect('control');
    const piecesClosed = closeCode(pieces);
    for (let n = 0; n < 1_000; n += 1) pieces.send('x', { fin: false });
    expect(await piecesClosed).toBe(1008);
  });

  it('may have only so many calls open, and gets room back when one ends', async () => {
    server = await startTestServer({ socketLimits: { messages: { perSecond: 20, burst: 500 } } });
    const rpc = client(await connect('control'));
    const controllers = Array.from({ length: MAX_OPEN_CALLS }, () => new AbortController());
    for (const { signal } of controllers) await rpc.alerts.watch(undefined, { signal });
    await expect(rpc.alerts.skip()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    controllers[0]?.abort();
    await eventually(() =>
      rpc.alerts.skip().then(
        () => true,
        () => false,
      ),
    );
    await expect(rpc.alerts.skip()).resolves.toEqual({ ok: true });
  });

  it('takes its streams with it', async () => {
    server = await startTestServer();
    for (const leave of [
      (socket: NodeWebSocket) => socket.close(),
      (socket: NodeWebSocket) => socket.terminate(),
      () => server.tokens.rotate('control'),
    ]) {
      const socket = await connect('control');
      await client(socket).feed.watch({});
      const before = server.ended.length;
      leave(socket);
      await eventually(() => server.ended.length === before + 1);
    }
  });

  it('is dropped when its client has silently gone', async () => {
    server = await startTestServer({ socketLimits: { pingEveryMs: 40 } });
    const alive = await connect('overlay');
    const gone = keep(
      new NodeWebSocket(`ws://127.0.0.1:${server.port}/rpc`, {
        origin: `http://127.0.0.1:${server.port}`,
        autoPong: false,
      }),
    );
    await once(gone, 'open');
    gone.send(JSON.stringify({ v: 1, token: server.tokens.current('overlay') }));
    expect(await closeCode(gone)).toBe(1006);
    expect(alive.readyState).toBe(NodeWebSocket.OPEN);
  });
});

describe('a slow client', () => {
  it('is cut off when it reads nothing, and others do not notice', async () => {
    server = await startTestServer({ socketLimits: { stallMs: 200, closeGraceMs: 50 } });
    const frozen = await connect('control');
    const other = await connect('control');
    await client(frozen).exports.file(ASKED_EXPORT);
    frozen.pause();
    await eventually(
      () => server.log().includes('"code":1006') || server.log().includes('"code":4413'),
    );
    await expect(client(other).alerts.skip()).resolves.toEqual({ ok: true });
    expect(other.readyState).toBe(NodeWebSocket.OPEN);
  });

  it('gets a long export whole as long as it reads, however slowly', async () => {
    server = await startTestServer();
    const socket = await connect('control');
    let bytes = 0;
    let pieces = 0;
    for await (const piece of await client(socket).exports.file(ASKED_EXPORT)) {
      bytes += piece.type === 'piece' ? piece.base64.length : 0;
      pieces += 1;
      if (pieces % 100 === 0) {
        socket.pause();
        await new Promise((resolve) => setTimeout(resolve, 50));
        socket.resume();
      }
    }
    expect([pieces, bytes]).toEqual([640, 640 * 65_536]);
  });
});

describe('a flood of sockets', () => {
  it(
    'meets a bound of 32, and there is room again when they leave',
    { timeout: 20_000 },
    async () => {
      server = await startTestServer({ socketLimits: { handshakeMs: 300 } });
      const dashboard = await connect('control');
      const headers = {
        host: `127.0.0.1:${server.port}`,
        origin: `http://127.0.0.1:${server.port}`,
      };
      const held = Array.from({ length: 100 }, () => keep(openSocket(server.port)));
      const outcomes = await Promise.all(
        held.map(
          (socket) =>
            new Promise<boolean>((resolve) => {
              socket.once('open', () => resolve(true));
              socket.once('error', () => resolve(false));
            }),
        ),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(31);
      expect(await upgradeStatus(server.port, headers)).toBe(503);
      await expect(client(dashboard).alerts.skip()).resolves.toEqual({ ok: true });
      // The strangers never showed a token and are gone.
      await eventually(async () => (await upgradeStatus(server.port, headers)) === 101);
      expect(dashboard.readyState).toBe(NodeWebSocket.OPEN);
    },
  );
});

describe('the log', () => {
  it('never holds a token, wherever it was sent', async () => {
    server = await startTestServer();
    const { port, tokens } = server;
    const secrets = (['control', 'overlay', 'webhook', 'events'] as const).map((name) =>
      tokens.current(name),
    );
    for (const token of secrets) {
      const socket = keep(openSocket(port));
      await once(socket, 'open');
      socket.send(JSON.stringify({ v: 1, token }));
      await Promise.race([once(socket, 'message'), once(socket, 'close')]);
      socket.send(JSON.stringify({ v: 1, token }));
      await upgradeStatus(
        port,
        { host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` },
        `/rpc?token=${token}`,
      );
      for (const path of [
        `/dashboard?token=${token}`,
        `/${token}`,
        `/api/v1/events?token=${token}`,
        `/%zz${token}`,
      ]) {
        await fetch(`http://127.0.0.1:${port}${path}`, {
          headers: { authorization: `Bearer ${token}x` },
        });
      }
      await fetch(`http://127.0.0.1:${port}/api/v1/gifts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: `{"token":"${token}"`,
      });
    }
    for (const name of ['control', 'overlay'] as const) tokens.rotate(name);
    expect(server.log().length).toBeGreaterThan(500);
    for (const token of secrets) expect(server.log()).not.toContain(token);
  });
});

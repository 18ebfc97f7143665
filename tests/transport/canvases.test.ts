/** What the overlay of a canvas may do, over real sockets. */
import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { WebSocket as NodeWebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canvasOf as tokenOwner, canvasToken } from '../../electron/transport/canvas-tokens.ts';
import type { Client } from '../../shared/contract/index.ts';
import { MOST_CANVAS_BYTES } from '../../shared/overlay/canvas-limits.ts';
import { CANVAS_ID, canvasOf, itemOf } from '../tools/canvases.ts';
import { cannedGrants } from './canned-canvases.ts';
import { closeCode, eventually, handshake, openSocket, startTestServer } from './support.ts';
import type { TestServer } from './support.ts';

let server: TestServer;
const grants = cannedGrants();
const sockets: NodeWebSocket[] = [];

beforeEach(async () => {
  grants.grant(['goal', 'session']);
  server = await startTestServer({ canvases: grants });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.close();
});

const token = (canvasId = CANVAS_ID): string =>
  canvasToken(server.tokens.current('canvas-key'), canvasId);

async function connect(shown = token()): Promise<NodeWebSocket> {
  const socket = await handshake(server.port, shown);
  sockets.push(socket);
  return socket;
}

const client = (socket: NodeWebSocket): Client =>
  createORPCClient(new RPCLink({ websocket: socket as unknown as WebSocket }));

async function refusal(shown: string): Promise<number> {
  const socket = openSocket(server.port);
  sockets.push(socket);
  await once(socket, 'open');
  socket.send(JSON.stringify({ v: 1, token: shown }));
  return closeCode(socket);
}

const FORBIDDEN = { code: 'FORBIDDEN' };

describe('the token of a canvas', () => {
  it('opens its canvas and exactly the feeds of its widgets', async () => {
    const { canvases, overlay, alerts, goals } = client(await connect());
    expect((await (await canvases.watch({ id: CANVAS_ID })).next()).done).toBe(false);
    await overlay.goal({ money: false });
    await overlay.session({ money: false });
    await expect(overlay.latest({ money: false })).rejects.toMatchObject(FORBIDDEN);
    await expect(alerts.watch()).rejects.toMatchObject(FORBIDDEN);
    await expect(alerts.painted({ alertId: 'g1' })).rejects.toMatchObject(FORBIDDEN);
    await expect(goals.get()).rejects.toMatchObject(FORBIDDEN);
    await expect(canvases.list()).rejects.toMatchObject(FORBIDDEN);
    await expect(canvases.get({ id: CANVAS_ID })).rejects.toMatchObject(FORBIDDEN);
    await expect(
      canvases.save({ canvas: canvasOf(), feeds: ['alerts'], from: 1 }),
    ).rejects.toMatchObject(FORBIDDEN);
  });

  it('is no other canvas’s, and none of a canvas that is not there', async () => {
    expect(await refusal(token('canvas-another1'))).toBe(4401);
    expect(await refusal(server.tokens.current('canvas-key'))).toBe(4401);
    expect(await refusal(`${token()}x`)).toBe(4401);
    grants.grant(null);
    expect(await refusal(token())).toBe(4401);
    const key = server.tokens.current('canvas-key');
    expect(tokenOwner(token(), key, ['canvas-another1', CANVAS_ID])).toBe(CANVAS_ID);
    expect(tokenOwner('', key, [CANVAS_ID])).toBeUndefined();
  });

  it('reads more at once when a widget is added, and its page counts as one that shows alerts', async () => {
    const socket = await connect();
    const { overlay, alerts } = client(socket);
    await expect(alerts.watch()).rejects.toMatchObject(FORBIDDEN);
    expect(server.overlayCounts.at(-1)).toBe(0);
    grants.grant(['alerts', 'goal', 'session']);
    expect(server.overlayCounts.at(-1)).toBe(1);
    await alerts.watch();
    await overlay.goal({ money: false });
    expect(socket.readyState).toBe(socket.OPEN);
  });

  it('is cut off when a widget is taken away, and comes back with less', async () => {
    const socket = await connect();
    const closed = closeCode(socket);
    grants.grant(['goal']);
    expect(await closed).toBe(1012);
    const { overlay } = client(await connect());
    await overlay.goal({ money: false });
    await expect(overlay.session({ money: false })).rejects.toMatchObject(FORBIDDEN);
  });

  it('ends with its canvas, and with its key', async () => {
    const removed = await connect();
    const closed = closeCode(removed);
    grants.grant(null);
    expect(await closed).toBe(4401);
    grants.grant(['goal']);
    const old = token();
    const rotated = closeCode(await connect());
    server.tokens.rotate('canvas-key');
    expect(await rotated).toBe(4401);
    expect(await refusal(old)).toBe(4401);
    await connect();
  });
});

it('the largest canvas that can be kept fits through the dashboard’s link', async () => {
  const { canvases } = client(await connect(server.tokens.current('control')));
  const canvas = canvasOf({
    items: Array.from({ length: 30 }, (_, index) =>
      itemOf(`i${index}`, {
        settings: Object.fromEntries(
          Array.from({ length: 9 }, (__, at) => [`k${at}`, '"'.repeat(index === 29 ? 0 : 106)]),
        ),
      }),
    ),
  });
  const bytes = Buffer.byteLength(JSON.stringify(canvas));
  expect(bytes).toBeGreaterThan(MOST_CANVAS_BYTES * 0.9);
  expect(bytes).toBeLessThanOrEqual(MOST_CANVAS_BYTES);
  expect(await canvases.save({ canvas, feeds: [], from: null })).toMatchObject({ ok: true });
  await eventually(() => server.calls.includes('canvases.save by control'));
});

import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../electron/api/caller.ts';
import { attachPort } from '../../electron/transport/ipc.ts';
import type { Client } from '../../shared/contract/index.ts';
import { GENERATION, cannedRouter, eventually } from './support.ts';
import type { Calls } from './support.ts';

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function attach(scope: Caller['scope']): {
  client: Client;
  page: MessagePort;
  calls: Calls;
  ended: Calls;
  log: () => string;
} {
  const { port1: page, port2: main } = new MessageChannel();
  ports.push(page, main);
  const calls: Calls = [];
  const ended: Calls = [];
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  attachPort(main, cannedRouter(calls, ended), { scope, feeds: [], clientId: 'window-1' }, logger);
  return {
    client: createORPCClient(new RPCLink({ port: page })),
    page,
    calls,
    ended,
    log: () => lines.join(''),
  };
}

describe('the contract over a MessagePort', () => {
  it('serves calls and streams, with bigints', async () => {
    const { client } = attach('control');
    const session = await client.session.watch();
    const first = await session.next();
    if (first.done === true) throw new Error('no state');
    expect(first.value.generation).toBe(GENERATION);
    expect(first.value.totals[0]?.units).toBe(2n ** 60n);
    await session.return(undefined);
    await expect(client.alerts.skip()).resolves.toEqual({ ok: true });
  });

  it('holds its caller to its scope', async () => {
    const { client, calls } = attach('overlay');
    await expect(client.alerts.skip()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // The feed was not granted either.
    await expect(client.alerts.watch()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(calls).toEqual([]);
  });

  it('outlives nonsense, and logs that it came', async () => {
    const { client, page, log } = attach('control');
    for (const message of [
      null,
      1,
      'x',
      {},
      { i: '1', p: { u: '/alerts/skip' } },
      new Uint8Array(4),
    ]) {
      page.postMessage(message);
    }
    await expect(client.alerts.skip()).resolves.toEqual({ ok: true });
    expect(log().split('unreadable message')).toHaveLength(7);
  });

  it('ends its streams with the port', async () => {
    const { client, page, calls, ended } = attach('control');
    await client.feed.watch({});
    await eventually(() => calls.length === 1);
    page.close();
    await eventually(() => ended.length === 1);
  });

  it('starts a port that waits for it, as Electron’s does', async () => {
    const listeners: ((event?: { data: unknown }) => void)[] = [];
    const sent: unknown[] = [];
    let started = false;
    const port = {
      on: (event: string, listener: (event?: { data: unknown }) => void) => {
        if (event === 'message') listeners.push(listener);
      },
      postMessage: (message: unknown) => sent.push(message),
      start: () => (started = true),
    };
    attachPort(
      port,
      cannedRouter(),
      { scope: 'control', feeds: [], clientId: 'window-1' },
      pino({ enabled: false }),
    );
    expect(started).toBe(true);
    for (const listener of listeners) {
      listener({ data: JSON.stringify({ i: '1', p: { u: '/alerts/skip' } }) });
    }
    await eventually(() => sent.length === 1);
    expect(JSON.parse(String(sent[0]))).toMatchObject({ i: '1', p: { b: { json: { ok: true } } } });
  });
});
